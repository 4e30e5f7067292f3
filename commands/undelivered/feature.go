// Package undelivered lists the messages that could not be delivered.
package undelivered

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

// Feature is the messages that could not be delivered: to try again, or to let go.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words, Ways: []commands.Way{
			{Kind: bot.KindAction, Name: views.UndeliveredAction, Needs: models.MayOperate, Run: h.listUndelivered, Repeats: true},
			{Kind: bot.KindAction, Name: redeliverAction, Needs: models.MayOperate, Run: h.redeliver},
			{Kind: bot.KindAction, Name: dismissAction, Needs: models.MayOperate, Run: h.dismiss},
		},
	}
}
