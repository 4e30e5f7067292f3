// Package cold lists the customers and deals that go cold, and says by which rules.
package cold

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

// Feature is the customers and deals that go cold, and the rules by which they do.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "cold", Aliases: []string{"久未跟进", "冷客户", "沉睡客户"}, Needs: models.MayView, Read: h.read},
		},
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page(h.customers), Repeats: true},
			{Kind: bot.KindAction, Name: dealPageAction, Needs: models.MayView, Run: h.page(h.deals), Repeats: true},
			{
				Kind: bot.KindSubmission, Name: rulesModal, Needs: models.MayManageCold, Run: h.submitRules,
				Inputs: []models.Input{models.InputColdContact, models.InputColdStep, models.InputColdStuck, models.InputColdClose, models.InputColdLead},
			},
		},
	}
}
