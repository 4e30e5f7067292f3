// Package cleaning shows what may be wrong with the team's data, with the way to repair each, and tells channels of it once a month.
package cleaning

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

// Feature is the look at the team's data.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "clean", Aliases: []string{"数据清理", "清理", "cleaning", "数据质量"}, Needs: models.MayView, Run: h.clean},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: openAction, Needs: models.MayEdit, Run: h.open, Repeats: true},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayEdit, Run: h.page, Repeats: true},
			{Kind: bot.KindAction, Name: ignoreAction, Needs: models.MayEdit, Run: h.ignore},
			{Kind: bot.KindAction, Name: heedAction, Needs: models.MayEdit, Run: h.heed},
		},
		Messages: map[string]commands.Wording{
			models.ToldCleaning: commands.Words(monthly),
		},
	}
}
