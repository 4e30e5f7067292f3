package crm_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// protected is a world in the protected mode.
func protected(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		keys, err := vault.New()
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, storetest.Open(t, db, store.WithVault(vault.Of(keys), true)))
		w.Service = crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Privacy: models.PrivacyProtected})
		test(t, w)
	})
}

// The owner and who leads may look, everybody else is refused and leaves no trace; a look is noted once, and is no change.
func TestReveal(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "x", Phone: "138-1234-5678", Owner: alice})
		if err != nil {
			t.Fatal(err)
		}
		looks := 0
		for _, test := range []struct {
			actor models.Actor
			may   bool
		}{
			{models.Actor{ID: alice, Role: models.RoleSales}, true},
			{models.Actor{ID: alice, Role: models.RoleViewer}, true},
			{models.Actor{ID: alice, Role: models.RoleNone}, false},
			{models.Actor{ID: bob, Role: models.RoleSales}, false},
			{models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}, false},
			{models.Actor{ID: bob, Role: models.RoleSupport}, false},
			{models.Actor{ID: bob, Role: models.RoleManager}, true},
			{models.Actor{ID: bob, Role: models.RoleAdmin}, true},
			{models.Actor{}, false},
		} {
			seen, _, err := w.Reveal(w.ctx, models.Operation{Actor: test.actor, Source: "test"}, c.ID)
			if test.may != (err == nil) || test.may != (seen.Phone == "138-1234-5678") || (!test.may && models.AsErrors(err) == nil) {
				t.Errorf("%+v: %q, %v", test.actor, seen.Phone.Plain(), err)
			}
			if test.may {
				looks++
			}
		}
		entries, err := w.store.Audit(w.ctx, models.EntityCustomer, c.ID, 50)
		noted := 0
		for _, entry := range entries {
			if entry.Action == models.ActionReveal {
				noted++
			}
		}
		if err != nil || noted != looks {
			t.Errorf("%d looks are noted of %d, %v", noted, looks, err)
		}
		if now := w.read(c.ID); now.Version != c.Version || now.UpdatedAt != c.UpdatedAt {
			t.Error("a look has changed the customer")
		}
	})
}

// Whatever a customer holds, a form that is given back as it was shown changes nothing, and what is typed over a mask
// is saved.
func TestMasksGivenBack(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(r *rapid.T) {
			draft := models.Customer{Name: "x", Owner: alice}
			_ = draft.Set(models.FieldContactName, rapid.SampledFrom([]string{"", "王经理", "欧阳娜娜", "Anna Smith", "*", "A***"}).Draw(r, "contact"))
			_ = draft.Set(models.FieldPhone, rapid.SampledFrom([]string{"", "138-1234-5678", "010-12345678", "12345", "+44 20 7946 4321"}).Draw(r, "phone"))
			_ = draft.Set(models.FieldEmail, rapid.SampledFrom([]string{"", "a@example.com", "anna@example.com"}).Draw(r, "email"))
			_ = draft.Set(models.FieldAddress, rapid.SampledFrom([]string{"", "北京市海淀区", "Leeds", "X"}).Draw(r, "address"))
			c, err := w.CreateCustomer(w.ctx, by(alice), draft)
			if err != nil {
				r.Fatal(err)
			}
			form, shown := map[models.Field]string{}, w.Shown(c)
			for _, field := range models.PersonalFields() {
				form[field] = shown.Get(field)
			}
			saved, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, c.Version, form)
			if err != nil || saved.Version != c.Version {
				r.Fatalf("given back as it was: version %d, %v", saved.Version, err)
			}
			form[models.FieldPhone] = rapid.SampledFrom([]string{"", "139-0000-0000"}).Draw(r, "typed")
			saved, err = w.UpdateCustomer(w.ctx, by(alice), c.ID, c.Version, form)
			if err != nil || saved.Phone.Plain() != form[models.FieldPhone] || saved.Email != c.Email || saved.ContactName != c.ContactName || saved.Address != c.Address {
				r.Fatalf("typed over: %q, %v", saved.Phone.Plain(), err)
			}
		})
	})
}
