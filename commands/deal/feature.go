// Package deal is the opportunities of customers: opening, showing and changing a deal, moving it through its stages, and closing it as
// won or lost.
package deal

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

// Feature is the deals of customers.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	inputs := models.Inputs(models.DealFields()...)
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "deal", Aliases: []string{"商机", "deals", "opportunity", "机会"}, Needs: models.MayView, Codes: models.ParseDealCode, Read: h.readDeal},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: newModal, Needs: models.MayEdit, Run: h.submitNew, Inputs: inputs},
			{Kind: bot.KindSubmission, Name: editModal, Needs: models.MayEdit, Run: h.submitEdit, Inputs: inputs},
			{
				Kind: bot.KindSubmission, Name: closeModal, Needs: models.MayEdit, Run: h.submitClose,
				Inputs: []models.Input{models.FieldLostReason.Input(), models.FieldLostNote.Input(), models.InputActivate, models.InputOpenFollowUps},
			},
			{Kind: bot.KindAction, Name: moveAction, Needs: models.MayEdit, Run: h.move},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
		},
	}
}
