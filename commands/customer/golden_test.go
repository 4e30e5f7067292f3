package customer_test

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/commands/customer"
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
		own, pages := viewstest.Valued(viewstest.OwnFields(30)), views.FieldPages(viewstest.OwnFields(30))
		conflict := &models.ConflictError{Current: c, Fields: []models.FieldConflict{
			{Field: models.FieldPhone, Mine: "123-456-7890", Theirs: c.Phone.Plain(), By: "U0BOB", At: c.UpdatedAt}, {Field: models.FieldNotes, Mine: "<!channel>", Theirs: c.Notes},
		}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"shared":          customer.SharedCard(to, c, "U0BOB"),
				"shared_person":   customer.SharedCard(to, viewstest.Person(), "U0BOB"),
				"duplicates":      customer.Duplicates(p, viewstest.Duplicates(), "7,8 new x !", "new x"),
				"duplicates_long": customer.Duplicates(p, viewstest.Duplicates()[:1], "", "new x"),
				"shared_abroad":   customer.SharedCard(newYork, viewstest.AbroadCustomer(), "U0BOB"),
				"erased_card":     customer.ErasedCard(p, viewstest.Erased(), models.SubjectCounts{Interactions: 1, FollowUps: 2, Changes: 1, Audit: 12}),
			},
			Modals: map[string]surface.Modal{
				"edit_own":         customer.EditCustomer(to, viewstest.Valued(viewstest.OwnFields(7)), viewstest.Industries, false, viewstest.OwnFields(7)...),
				"fields_page":      customer.FieldsPage(p, own, pages[0], 1, len(pages), false),
				"fields_last":      customer.FieldsPage(p, own, pages[len(pages)-1], len(pages), len(pages), true),
				"reconcile_own":    customer.Reconcile(to, customer.EditCustomer(to, own, viewstest.Industries, false, viewstest.OwnFields(7)...), ownConflict(own), map[models.Field]string{"custom.2": customer.KeepMine}, viewstest.OwnFields(7)...),
				"reconcile_fields": customer.Reconcile(to, customer.FieldsPage(p, own, pages[0], 1, len(pages), false), ownConflict(own), nil, pages[0]...),
				"new_duplicate":    customer.WithDuplicates(p, customer.NewCustomer(to, c, viewstest.Industries), viewstest.Duplicates()),
				"edit_duplicate":   customer.WithDuplicates(p, customer.EditCustomer(to, c, viewstest.Industries, false), viewstest.Duplicates()[:1]),
				"new":              customer.NewCustomer(to, models.Customer{Status: models.StatusPotential, Owner: "U0ALICE"}, viewstest.Industries),
				"edit":             customer.EditCustomer(to, c, viewstest.Industries, false),
				"edit_masked":      customer.EditCustomer(to, c.Masked(), viewstest.Industries, true),
				"reveal":           customer.Revealed(p, c),
				"reconcile":        customer.Reconcile(to, customer.EditCustomer(to, mine, viewstest.Industries, false), conflict, nil),
				"edit_abroad":      customer.EditCustomer(newYork, viewstest.AbroadCustomer(), viewstest.Industries, false),
			},
		}
	}, os.DirFS("."))
}

// ownConflict is a conflict in each of the first seven of the team's own fields.
func ownConflict(mine models.Customer) *models.ConflictError {
	conflict := &models.ConflictError{Current: viewstest.Customer()}
	for _, f := range viewstest.OwnFields(7) {
		conflict.Fields = append(conflict.Fields, models.FieldConflict{Field: f.Key(), Mine: mine.Get(f.Key()), By: "U0BOB", At: viewstest.Now})
	}
	return conflict
}
