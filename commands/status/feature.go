// Package status changes the status of a customer.
package status

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

// Feature is the status of a customer, which follows facts.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "status", Aliases: []string{"状态"}, Needs: models.MayChangeStatus, Read: h.readStatus},
		},
		Ways: []commands.Way{{
			Kind: bot.KindSubmission, Name: statusModal, Needs: models.MayChangeStatus, Run: h.submitStatus,
			Inputs: []models.Input{models.FieldStatus.Input(), models.InputBasis, models.FieldKind.Input(), models.FieldText.Input(), models.FieldReason.Input()},
		}},
	}
}
