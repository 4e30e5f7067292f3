package contact

import (
	"os"
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to, c := viewstest.UTC(p), viewstest.Customer()
		contacts := slices.Insert(viewstest.Contacts(), 0, c.Primary())
		theirs := contacts[1]
		many := slices.Repeat(contacts, 6)
		current := theirs.At(c)
		conflict := &models.ConflictError{Current: &current, Code: c.Code, Version: current.Version, Fields: []models.FieldConflict{
			{Field: models.FieldPhone, Mine: "123-456-7890", Theirs: theirs.Phone.Plain(), By: "U0BOB", At: c.UpdatedAt},
		}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"list":      contactList(p, page{customer: c, contacts: contacts, rows: 3, masked: true, mayReveal: true, mayEdit: true, mayUndo: true}),
				"list_read": contactList(p, page{customer: c, contacts: contacts, rows: 3, masked: true}),
				"list_open": contactList(p, page{customer: c, contacts: contacts, rows: 3, mayReveal: true, mayEdit: true}),
				"list_page": contactList(p, page{customer: c, contacts: many, before: 10, rows: 3, masked: true, mayEdit: true}),
				"list_none": contactList(p, page{customer: c, mayEdit: true}),
			},
			Modals: map[string]surface.Modal{
				"new":       newForm(p, c, map[models.Field]string{models.FieldContactName: "王经理", models.FieldContactRole: "finance"}),
				"edit":      editForm(p, theirs.At(c).Masked(), true),
				"duplicate": views.WithDuplicates(p, newForm(p, c, nil), viewstest.Duplicates()),
				"conflict":  views.ReconcileForm(to, editForm(p, theirs.At(c), false), conflict, nil),
			},
		}
	}, os.DirFS("."))
}
