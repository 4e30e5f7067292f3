// Package contact is the people of a customer: the primary contact, who stands in the customer's record, and all others.
package contact

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

// Feature is the contacts of a customer: the list of them, adding, changing and removing one, and which is the primary one.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	inputs := models.Inputs(models.ContactFields()...)
	return commands.Feature{
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "contact", Aliases: []string{"联系人", "contacts", "people"}, Needs: models.MayView, Read: h.readContact},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: newModal, Needs: models.MayEdit, Run: h.submitNew, Inputs: inputs},
			{Kind: bot.KindSubmission, Name: editModal, Needs: models.MayEdit, Run: h.submitEdit, Inputs: inputs},
			{Kind: bot.KindAction, Name: menuAction, Needs: models.MayEdit, Read: h.readMenu},
			{Kind: bot.KindAction, Name: pageAction, Needs: models.MayView, Run: h.page, Repeats: true},
		},
	}
}
