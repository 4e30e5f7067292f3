// Package capture makes of a sentence what there is to save: who it is about, what has happened, and what is to be done next.
package capture

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

// Feature is what a sentence comes to.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "capture", Aliases: []string{"速记"}, Needs: models.MayLog, Run: h.capture},
		},
		Sentences: h.sentence,
		Ways: []commands.Way{
			{Kind: bot.KindAction, Name: confirmAction, Needs: models.MayLog, Run: h.confirm},
			{Kind: bot.KindAction, Name: editAction, Needs: models.MayLog, Run: h.edit, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: dropAction, Needs: models.MayView, Run: h.drop},
			{Kind: bot.KindAction, Name: chooseAction, Needs: models.MayView, Run: h.choose, Repeats: true},
			{
				Kind: bot.KindSubmission, Name: captureModal, Needs: models.MayLog, Run: h.submit,
				Inputs: []models.Input{
					models.InputCustomer, models.FieldName.Input(), models.FieldKind.Input(), models.FieldText.Input(), models.InputHappenedOn, models.InputHappenedTime,
					models.FieldDealTitle.Input(), models.FieldAmount.Input(), models.FieldDueOn.Input(), models.FieldDueTime.Input(), models.FieldTitle.Input(),
				},
			},
		},
	}
}
