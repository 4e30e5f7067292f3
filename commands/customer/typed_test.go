package customer

import (
	"fmt"
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// However heavy a team's fields are, Slack takes the form of a customer, with near-duplicates above it, and each of its pages.
func TestEveryPageFits(t *testing.T) {
	viewstest.Fits(t, func(p *i18n.Printer, c models.Customer, fields []models.CustomField) viewstest.Shown {
		forms := map[string]surface.Modal{
			"form": views.WithDuplicates(p, newCustomer(viewstest.UTC(p), c, viewstest.Industries, views.FieldsBeside(fields, c)...), viewstest.Duplicates()),
		}
		pages := views.FieldPages(fields)
		for i, page := range pages {
			forms[fmt.Sprint("page ", i+1)] = fieldsPage(p, c, page, i+1, len(pages), true)
		}
		return viewstest.Shown{Modals: forms}
	}, os.DirFS("."))
}

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		c := typed.Card.Customer
		form := editCustomer(typed.To, c, viewstest.Industries, false, typed.Field)
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"shared":     sharedCard(typed.To, c, "U0ALICE"),
				"duplicates": views.Duplicates(typed.To.Printer, []models.Duplicate{{Customer: c, Same: models.DuplicateFields()}}, "", ""),
			},
			Modals: map[string]surface.Modal{
				"form": form, "reconcile": views.ReconcileForm(typed.To, form, &models.ConflictError{Fields: []models.FieldConflict{{Field: typed.Field.Key(), Mine: typed.Value()}}}, nil, typed.Field),
			},
		}
	}, os.DirFS("."))
}
