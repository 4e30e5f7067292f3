// Package pipeline is the board of open deals: what those in each stage are worth, and the deals themselves.
package pipeline

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

// Feature is the board of open deals.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words:       words,
		Subcommands: []commands.Subcommand{{Name: "pipeline", Aliases: []string{"漏斗", "商机看板", "销售漏斗", "board", "funnel"}, Needs: models.MayView, Run: h.board}},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
			{Kind: bot.KindAction, Name: rowAction, Needs: models.MayEdit, Read: h.readRow},
		},
		Messages: map[string]commands.Wording{models.ToldDeals: commands.Words(news)},
	}
}
