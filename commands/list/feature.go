// Package list keeps searches under names.
package list

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is saved searches: one's own and the team's, how many customers each finds, and changing them.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	inputs := []models.Input{models.InputSearchName, models.InputSearchQuery, models.InputSearchTeam}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "list", Aliases: []string{"清单", "lists", "列表"}, Needs: models.MayView, Read: h.readList},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: saveModal, Needs: models.MayView, Run: h.submitSave, Inputs: inputs},
			{Kind: bot.KindSubmission, Name: changeModal, Needs: models.MayView, Run: h.submitChange, Inputs: inputs},
			{Kind: bot.KindAction, Name: menuAction, Needs: models.MayView, Read: h.readMenu},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
		},
	}
}
