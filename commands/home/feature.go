// Package home is a person's day: the App Home, the answer to a bare command, and their settings.
package home

import (
	"context"
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is the App Home, the bare command, and a person's settings.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Bare:  h.hub,
		Subcommands: []commands.Subcommand{
			{Name: "settings", Aliases: []string{"设置", "preferences"}, Needs: models.MayView, Run: h.settings, Opens: true},
		},
		Ways: []commands.Way{
			{Kind: bot.KindHome, Needs: models.MayView, Run: h.home},
			{
				Kind: bot.KindSubmission, Name: settingsModal, Needs: models.MayView, Run: h.submitSettings,
				Inputs: []models.Input{models.InputLanguage, models.InputZone, models.InputDigestTime, models.InputReminders, models.InputDealsTold, models.InputTicketsTold, models.InputQuietFrom, models.InputQuietTo, models.InputMutedUntil},
			},
			{Kind: bot.KindOptions, Name: zonePicker, Needs: models.MayView, Run: h.suggestZone},
		},
		Lists: map[string]commands.Relist{
			listHome: func(ctx context.Context, cl commands.Call, _ string, notice surface.Message) (bot.Reply, error) {
				return h.homeWith(ctx, cl, notice)
			},
		},
	}
}
