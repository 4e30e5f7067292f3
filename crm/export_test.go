package crm_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// exported are the customers that somebody exports, by their names.
func exported(t *testing.T, s *crm.Service, op models.Operation, q models.CustomerQuery) map[string]models.Customer {
	t.Helper()
	list := map[string]models.Customer{}
	count, err := s.ExportCustomers(t.Context(), op, q, func(c *models.Customer) error {
		list[c.Name] = *c
		return nil
	})
	if err != nil || count != len(list) {
		t.Fatalf("%d exported, %d of them with names of their own: %v", count, len(list), err)
	}
	return list
}

// An export has what its asker sees, with custom fields, personal data only where it may be revealed, and an entry in the log for each of
// which it stands there plainly. What was erased or archived isn't in it.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		masking := crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Industries: []string{"tech"}, Privacy: models.PrivacyProtected})
		field, err := w.AddField(w.ctx, lead(models.RoleAdmin), models.CustomField{Kind: models.CustomNumber, LabelEN: "Seats", LabelZH: "席位"})
		if err != nil {
			t.Fatal(err)
		}
		if err := masking.CheckSettings(w.ctx); err != nil {
			t.Fatal(err)
		}
		for _, c := range []models.Customer{
			{Name: "Alpha", Industry: "tech", Phone: "13812345678", Owner: alice, Custom: map[models.Field]string{field.Key(): "12"}},
			{Name: "Beta", Industry: "retail", Phone: "13912345678"},
			{Name: "Gamma"},
		} {
			who := alice
			if c.Owner == "" {
				who = "U0BOB"
			}
			if _, err := w.CreateCustomer(w.ctx, by(who), c); err != nil {
				t.Fatal(err)
			}
		}
		w.erase(w.create("Zanzibar"))
		if _, err := w.ArchiveCustomer(w.ctx, lead(models.RoleAdmin), w.create("By mistake").ID, true); err != nil {
			t.Fatal(err)
		}

		all := exported(t, masking, by(alice), models.CustomerQuery{})
		if len(all) != 3 || all["Alpha"].Phone != "13812345678" || all["Beta"].Phone == "13912345678" || all["Beta"].Phone == "" || all["Alpha"].Custom[field.Key()] != "12" {
			t.Errorf("a sales person exports %+v", all)
		}
		all = exported(t, masking, lead(models.RoleManager), models.CustomerQuery{})
		if len(all) != 3 || all["Beta"].Phone != "13912345678" {
			t.Errorf("a manager exports %+v", all)
		}
		for name, want := range map[string]int{"Alpha": 2, "Beta": 1, "Gamma": 0} {
			entries, err := w.store.Audit(w.ctx, models.EntityCustomer, all[name].ID, 50)
			if err != nil {
				t.Fatal(err)
			}
			copies := len(slices.DeleteFunc(entries, func(e models.AuditEntry) bool { return e.Action != models.ActionExport }))
			if copies != want {
				t.Errorf("%s was copied %d times, want %d", name, copies, want)
			}
		}
		if some := exported(t, masking, lead(models.RoleManager), models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldIndustry, "tech")}}); len(some) != 1 || some["Alpha"].Name == "" {
			t.Errorf("by a filter: %+v", some)
		}
		if none := exported(t, masking, lead(models.RoleManager), models.CustomerQuery{Words: "Alpho"}); len(none) != 0 {
			t.Errorf("what is only like the words: %+v", none)
		}
	})
}

// An export of several pages has each customer once, and ends where its file can't be written.
func TestExportOfSeveralPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 120 {
			if _, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Customer " + string(rune('A'+i%26)) + string(rune('A'+i/26)), Industry: "tech"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, q := range []models.CustomerQuery{{}, {Filters: []models.Filter{models.FilterOf(models.FieldIndustry, "tech")}}} {
			if list := exported(t, w.Service, lead(models.RoleManager), q); len(list) != 120 {
				t.Errorf("%d exported", len(list))
			}
		}
		full := errors.New("full")
		given := 0
		count, err := w.ExportCustomers(w.ctx, lead(models.RoleManager), models.CustomerQuery{}, func(*models.Customer) error {
			if given++; given == 7 {
				return full
			}
			return nil
		})
		if !errors.Is(err, full) || count != 6 {
			t.Errorf("%d given, then %v", count, err)
		}
		if _, err := w.ExportCustomers(w.ctx, models.Operation{Actor: models.Actor{ID: "U0NOBODY"}}, models.CustomerQuery{}, nil); models.AsErrors(err) == nil {
			t.Errorf("nobody exports: %v", err)
		}
	})
}
