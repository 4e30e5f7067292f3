// Package privacy is for the rights of the person that something is held on.
package privacy

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

// Feature is the rights of the person that something is held on: export and erasure.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "privacy", Aliases: []string{"隐私", "gdpr"}, Needs: models.MayExportSubject, Read: h.readPrivacy},
		},
		Ways: []commands.Way{{
			Kind: bot.KindSubmission, Name: eraseModal, Needs: models.MayErase, Run: h.submitErasure,
			Inputs: []models.Input{models.FieldCode.Input(), models.InputErasureReason, models.InputErasureName},
		}},
	}
}
