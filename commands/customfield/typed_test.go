package customfield

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// However heavy a team's fields are, Slack takes their list and the form of their options.
func TestEveryFieldFits(t *testing.T) {
	viewstest.Fits(t, func(p *i18n.Printer, _ models.Customer, fields []models.CustomField) viewstest.Shown {
		shown := viewstest.Shown{Messages: map[string]surface.Message{"list": fieldList(p, models.EntityCustomer, models.NewCustomFields(fields), 0)}}
		if fields[0].Chooses() {
			shown.Modals = map[string]surface.Modal{"options": fieldOptionsForm(p, fields[0])}
		}
		return shown
	}, os.DirFS("."))
}

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		p := typed.To.Printer
		return viewstest.Shown{
			Messages: map[string]surface.Message{"list": fieldList(p, models.EntityCustomer, models.NewCustomFields(typed.Card.Fields), 0)},
			Modals:   map[string]surface.Modal{"rename": renameField(p, typed.Field)},
		}
	}, os.DirFS("."))
}
