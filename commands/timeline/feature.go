// Package timeline shows everything that happened with a customer, newest first.
package timeline

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

// Feature is the timeline of a customer.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "timeline", Aliases: []string{"动态", "时间线", "events"}, Needs: models.MayView, Read: h.Picking("timeline", h.timeline)},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
			{Kind: bot.KindAction, Name: filterAction, Needs: models.MayView, Run: h.page, Repeats: true},
		},
	}
}
