// Package find searches for customers.
package find

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

// Feature is searches.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "find", Aliases: []string{"查找", "搜索", "search"}, Needs: models.MayView, Run: h.find},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: findPageAction, Needs: models.MayView, Run: h.findPage, Repeats: true},
		},
	}
}
