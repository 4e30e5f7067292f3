// Package customfield changes a team's custom fields.
package customfield

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

// Feature is a team's custom fields: which there are, and changing them.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "field", Aliases: []string{"字段", "fields", "自定义字段"}, Needs: models.MayManageFields, Read: h.readField},
		},
		Ways: []commands.Way{
			{
				Kind: bot.KindSubmission, Name: fieldAddModal, Needs: models.MayManageFields, Run: h.submitField,
				Inputs: []models.Input{models.InputLabelZH, models.InputLabelEN, models.InputEntity, models.InputType, models.InputOptions},
			},
			{
				Kind: bot.KindSubmission, Name: fieldRenameModal, Needs: models.MayManageFields, Run: h.submitFieldName,
				Inputs: []models.Input{models.InputLabelZH, models.InputLabelEN},
			},
			{
				Kind: bot.KindSubmission, Name: fieldOptionsModal, Needs: models.MayManageFields, Run: h.submitOptions,
				Inputs: []models.Input{models.InputOptions, models.InputOffered, models.InputOption, models.InputLabelZH, models.InputLabelEN},
			},
			{Kind: bot.KindAction, Name: fieldMenuAction, Needs: models.MayManageFields, Read: h.readFieldMenu},
			{Kind: bot.KindAction, Name: fieldPageAction, Needs: models.MayManageFields, Run: h.fieldPage, Repeats: true},
		},
	}
}
