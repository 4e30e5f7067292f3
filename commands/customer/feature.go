// Package customer is the record of a customer: the form and its further pages, the card, near-duplicates, and what two people changed at once.
package customer

import (
	"embed"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

//go:embed words.*.toml
var words embed.FS

// handlers answer what the feature declares.
type handlers struct{ *commands.Frame }

// Feature is customers: the record, its form and its card.
func Feature(frame *commands.Frame) commands.Feature {
	h := handlers{frame}
	return commands.Feature{
		ForNames: "show", ForNobody: "new",
		Words: words,
		Subcommands: []commands.Subcommand{
			{Name: "new", Aliases: []string{"新建", "新增", "create", "add"}, Needs: models.MayCreate, Read: h.readNew},
			{Name: "show", Aliases: []string{"查看", "显示", "view", "open"}, Needs: models.MayView, Read: h.Picking("show", h.showCustomer)},
			{Name: "edit", Aliases: []string{"编辑", "修改", "update"}, Needs: models.MayEdit, Read: h.readEdit},
		},
		Ways: []commands.Way{
			{Kind: bot.KindSubmission, Name: customerNewModal, Needs: models.MayCreate, Run: h.submitNew, Inputs: models.Inputs(models.EditableFields()...)},
			{Kind: bot.KindSubmission, Name: customerEditModal, Needs: models.MayEdit, Run: h.submitEdit, Inputs: models.Inputs(models.ChangeableFields()...)},
			{Kind: bot.KindSubmission, Name: fieldsModal, Needs: models.MayEdit, Run: h.submitFields},
			{Kind: bot.KindAction, Name: views.FieldsOpenAction, Needs: models.MayEdit, Run: h.openFields, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.ShareAction, Needs: models.MayShare, Run: h.share},
			// Who owns the customer needs no more than to see it: the use case looks.
			{Kind: bot.KindAction, Name: views.RevealAction, Needs: models.MayView, Run: h.reveal, Opens: true, Repeats: true},
			{Kind: bot.KindAction, Name: views.SaveAnywayAction, Needs: models.MayEdit, Read: h.readSaveAnyway},
		},
		Shortcuts: []commands.Shortcut{{Name: "New customer 新建客户", Type: "global", CallbackID: "customer.new", Needs: models.MayCreate, Run: h.shortcutNew}},
	}
}
