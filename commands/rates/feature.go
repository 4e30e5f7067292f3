// Package rates says what currencies are worth in the team's own.
package rates

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

// Feature is what currencies are worth, by which amounts are added up.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words:       words,
		Subcommands: []commands.Subcommand{{Name: "rates", Aliases: []string{"汇率", "rate", "currency", "币种"}, Needs: models.MayView, Read: h.read}},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: ratesModal, Needs: models.MayManageRates, Run: h.submit, Inputs: []models.Input{models.InputRates}},
		},
	}
}
