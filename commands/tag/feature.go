// Package tag gives customers tags and takes them away, and keeps the team's list of tags.
package tag

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is tags: those of a customer, and all of the team's.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "tag", Aliases: []string{"标签", "打标签"}, Needs: models.MayView, Read: h.Picking("tag", h.tag)},
			{Name: "tags", Aliases: []string{"标签管理", "所有标签"}, Needs: models.MayView, Run: h.tags},
		},
		Ways: []commands.Way{
			{Kind: bot.KindOptions, Name: views.TagPicker, Needs: models.MayEdit, Run: h.suggest},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
		},
	}
}
