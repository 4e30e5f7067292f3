package customer

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		newYork := views.ReaderOf(p, viewstest.ZoneOf("America/New_York"))
		c := viewstest.Customer()
		mine := c
		_ = mine.Set(models.FieldPhone, "123-456-7890")
		custom, pages := viewstest.Valued(viewstest.CustomFields(30)), views.FieldPages(viewstest.CustomFields(30))
		conflict := &models.ConflictError{Current: &c, Code: c.Code, Version: c.Version, Fields: []models.FieldConflict{
			{Field: models.FieldPhone, Mine: "123-456-7890", Theirs: c.Phone.Plain(), By: "U0BOB", At: c.UpdatedAt}, {Field: models.FieldNotes, Mine: "<!channel>", Theirs: c.Notes},
		}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"shared":          sharedCard(to, c, "U0BOB"),
				"shared_person":   sharedCard(to, viewstest.Person(), "U0BOB"),
				"duplicates":      views.Duplicates(p, viewstest.Duplicates(), "7,8 new x !", "new x"),
				"duplicates_long": views.Duplicates(p, viewstest.Duplicates()[:1], "", "new x"),
				"shared_abroad":   sharedCard(newYork, viewstest.AbroadCustomer(), "U0BOB"),
				"erased_card":     erasedCard(p, viewstest.Erased(), models.SubjectCounts{Interactions: 1, FollowUps: 2, Changes: 1, Audit: 12}),
			},
			Modals: map[string]surface.Modal{
				"edit_own":         editCustomer(to, viewstest.Valued(viewstest.CustomFields(7)), viewstest.Industries, false, viewstest.CustomFields(7)...),
				"fields_page":      fieldsPage(p, custom, pages[0], 1, len(pages), false),
				"fields_last":      fieldsPage(p, custom, pages[len(pages)-1], len(pages), len(pages), true),
				"reconcile_own":    views.ReconcileForm(to, editCustomer(to, custom, viewstest.Industries, false, viewstest.CustomFields(7)...), ownConflict(custom), map[models.Field]string{"custom.2": views.KeepMine}, viewstest.CustomFields(7)...),
				"reconcile_fields": views.ReconcileForm(to, fieldsPage(p, custom, pages[0], 1, len(pages), false), ownConflict(custom), nil, pages[0]...),
				"new_duplicate":    views.WithDuplicates(p, newCustomer(to, c, viewstest.Industries), viewstest.Duplicates()),
				"edit_duplicate":   views.WithDuplicates(p, editCustomer(to, c, viewstest.Industries, false), viewstest.Duplicates()[:1]),
				"new":              newCustomer(to, models.Customer{Status: models.StatusPotential, Owner: "U0ALICE"}, viewstest.Industries),
				"edit":             editCustomer(to, c, viewstest.Industries, false),
				"edit_masked":      editCustomer(to, c.Masked(), viewstest.Industries, true),
				"reveal":           revealed(p, c, viewstest.Contacts()),
				"reconcile":        views.ReconcileForm(to, editCustomer(to, mine, viewstest.Industries, false), conflict, nil),
				"edit_abroad":      editCustomer(newYork, viewstest.AbroadCustomer(), viewstest.Industries, false),
			},
		}
	}, os.DirFS("."))
}

// ownConflict is a conflict in each of the first seven of the custom fields.
func ownConflict(mine models.Customer) *models.ConflictError {
	current := viewstest.Customer()
	conflict := &models.ConflictError{Current: &current, Code: current.Code, Version: current.Version}
	for _, f := range viewstest.CustomFields(7) {
		conflict.Fields = append(conflict.Fields, models.FieldConflict{Field: f.Key(), Mine: mine.Get(f.Key()), By: "U0BOB", At: viewstest.Now})
	}
	return conflict
}
