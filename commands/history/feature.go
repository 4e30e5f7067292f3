// Package history shows who changed what and when, and takes a change back.
package history

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

// Feature is who changed what and when, and taking the last change back.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "history", Aliases: []string{"历史", "changes"}, Needs: models.MayView, Read: h.Picking("history", h.history)},
			{Name: "undo", Aliases: []string{"撤销", "撤消", "revert"}, Needs: models.MayUndo, Run: h.undo},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: historyPageAction, Needs: models.MayView, Run: h.historyPage, Repeats: true},
			{Kind: bot.KindAction, Name: undoAction, Needs: models.MayUndo, Run: h.takeBack},
		},
	}
}
