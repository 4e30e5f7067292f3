package views_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// However heavy a team's fields are, the card is one that Slack takes, and every field stands in the form or in one of its pages.
func TestEveryFieldFits(t *testing.T) {
	viewstest.Fits(t, func(p *i18n.Printer, c models.Customer, fields []models.CustomField) viewstest.Shown {
		pages, seen := views.FieldPages(fields), 0
		for _, page := range pages {
			seen += len(page)
		}
		if pages != nil && seen != len(fields) {
			t.Errorf("%d of %d fields of kind %s stand in the pages", seen, len(fields), fields[0].Kind)
		}
		if beside := views.FieldsBeside(fields, c); pages == nil && len(beside) != len(fields) {
			t.Errorf("%d of %d fields of kind %s stand in the form", len(beside), len(fields), fields[0].Kind)
		}
		held := viewstest.Card()
		held.Customer, held.Fields = c, fields
		return viewstest.Shown{Messages: map[string]surface.Message{"card": views.Card(viewstest.UTC(p), held)}}
	})
}
