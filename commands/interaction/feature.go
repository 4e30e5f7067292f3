// Package interaction records what happened with a customer.
package interaction

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

// Feature is what happened with a customer.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "log", Aliases: []string{"记录", "note"}, Needs: models.MayLog, Read: h.readLog},
		},
		Ways: []commands.Way{{
			Kind: bot.KindSubmission, Name: logModal, Needs: models.MayLog, Run: h.submitLog,
			Inputs: []models.Input{models.InputCustomer, models.FieldKind.Input(), models.FieldText.Input()},
		}},
		Shortcuts: []commands.Shortcut{{Name: "Log to customer 记录沟通", Type: "message", CallbackID: "interaction.log", Needs: models.MayLog, Run: h.shortcutLog}},
	}
}
