// Package forecast shows the figures of deals: how many are won and how fast, how long they stay in a stage, and what is expected of the
// months to come.
package forecast

import (
	"embed"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is the figures of deals, and what is expected of them.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "forecast", Aliases: []string{"预测", "销售预测", "业绩预测"}, Needs: models.MayReport, Run: h.forecast},
			{Name: "figures", Aliases: []string{"指标", "销售指标", "商机指标", "赢率", "winrate", "velocity"}, Needs: models.MayReport, Run: h.figures},
		},
	}
}
