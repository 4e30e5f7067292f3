package crm_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func byAdmin() models.Operation {
	return models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}, Source: "test"}
}

func (w *world) addField(kind models.CustomKind, label string) models.CustomField {
	w.t.Helper()
	draft := models.CustomField{Kind: kind, LabelEN: label, LabelZH: label + "中"}
	if draft.Chooses() {
		draft.Options = models.ParseOptions("北京=Beijing,上海=Shanghai,广州")
	}
	f, err := w.AddField(w.ctx, byAdmin(), draft)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// values reads what is kept of a customer.
func (w *world) values(id int64) map[models.Field]string {
	w.t.Helper()
	kept, err := w.store.CustomValues(w.ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return kept
}

// refusal returns the keys of the refusals in an error.
func refusal(err error) (keys []string) {
	for _, e := range models.AsErrors(err) {
		keys = append(keys, e.Key)
	}
	return keys
}

// Every change of a field is told by the audit log, and only admins make it.
func TestFieldsAreAudited(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := w.addField(models.CustomChoice, "City")
		second := w.addField(models.CustomText, "Note")
		changes := []func(op models.Operation) error{
			func(op models.Operation) error {
				_, err := w.EditField(w.ctx, op, f.ID, "Town", "城市", false)
				return err
			},
			func(op models.Operation) error { return w.MoveField(w.ctx, op, f.ID, false) },
			func(op models.Operation) error {
				in := models.OptionsInput{Add: models.ParseOptions("深圳=Shenzhen"), Offered: []string{"o1", "o2"}, Rename: "o2", EN: "SH"}
				_, err := w.ChangeOptions(w.ctx, op, f.ID, in)
				return err
			},
			func(op models.Operation) error { _, err := w.RetireField(w.ctx, op, f.ID); return err },
			func(op models.Operation) error { _, err := w.RestoreField(w.ctx, op, f.ID); return err },
			func(op models.Operation) error {
				_, err := w.AddField(w.ctx, op, models.CustomField{Kind: models.CustomText, LabelEN: fmt.Sprint("x", w.now), LabelZH: "x"})
				return err
			},
		}
		for i, change := range changes {
			if err := change(by(alice)); !slices.Equal(refusal(err), []string{"error.not_permitted"}) {
				t.Errorf("change %d of a salesperson gets %v", i, err)
			}
		}
		for i, change := range changes[:5] {
			if err := change(byAdmin()); err != nil {
				t.Errorf("change %d: %v", i, err)
			}
		}
		entries, err := w.store.Audit(w.ctx, models.EntityField, f.ID, 50)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(entries)
		var got []string
		for _, e := range entries {
			got = append(got, fmt.Sprintf("%d %s %s %s→%s", e.Version, e.Action, e.Field, e.OldValue, e.NewValue))
		}
		want := []string{
			"1 create label_zh →City中", "1 create label_en →City", "1 update options →北京=Beijing", "1 update options →上海=Shanghai", "1 update options →广州=广州",
			"2 update label_zh City中→城市", "2 update label_en City→Town", "3 move position 0→1", "4 update options 上海=Shanghai→SH=SH", "4 update options 广州=广州→", "4 update options →深圳=Shenzhen",
			"5 retire  →", "6 restore  →",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if active := w.Fields().Active(); len(active) != 2 || active[0].ID != second.ID || active[1].LabelEN != "Town" {
			t.Errorf("in use are %v", active)
		}
		if _, err := w.EditField(w.ctx, byAdmin(), 99, "x", "y", false); !slices.Equal(refusal(err), []string{"error.no_such_field"}) {
			t.Errorf("a field that isn't there gets %v", err)
		}
	})
}

// Admins who add at the same time, in several processes, never exceed the limit, nor give two fields one name or place.
func TestFieldsAddedAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		w := newWorld(t, open())
		for i := range models.MaxCustomFields - 5 {
			w.addField(models.CustomText, fmt.Sprint("old", i))
		}
		var wg sync.WaitGroup
		for p := range 3 {
			other := newWorld(t, open())
			for i := range 4 {
				wg.Go(func() {
					label := fmt.Sprint("new", p, i%2) // every second one is taken
					_, err := other.AddField(other.ctx, byAdmin(), models.CustomField{Kind: models.CustomText, LabelEN: label, LabelZH: label})
					if keys := refusal(err); err != nil && keys == nil || slices.ContainsFunc(keys, func(key string) bool { return key != "error.label_taken" && key != "error.too_many_fields" }) {
						t.Errorf("adding gets %v", err)
					}
				})
			}
		}
		wg.Wait()
		if _, err := w.Enter(w.ctx, models.Identity{ID: alice}); err != nil {
			t.Fatal(err)
		}
		places, names := map[int]bool{}, map[string]bool{}
		for _, f := range w.Fields().All() {
			places[f.Position], names[f.LabelEN] = true, true
		}
		if all := len(w.Fields().All()); all != models.MaxCustomFields || len(places) != all || len(names) != all {
			t.Errorf("there are %d fields with %d names in %d places", all, len(names), len(places))
		}
	})
}

// What another process changed is known from the next time somebody enters, and costs no query of its own until then.
func TestFieldsOfAnotherProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		w, other := newWorld(t, open()), newWorld(t, open())
		enter := func() {
			t.Helper()
			if _, err := other.Enter(other.ctx, models.Identity{ID: alice}); err != nil {
				t.Fatal(err)
			}
		}
		enter()
		f := w.addField(models.CustomNumber, "Budget")
		enter()
		if _, found := other.Fields().Find(f.Key()); !found {
			t.Fatal("the other process doesn't know the new field")
		}
		known := other.Fields()
		enter()
		if other.Fields() != known {
			t.Error("fields that didn't change were read again")
		}
		c := other.create("Northwind")
		if _, err := w.RetireField(w.ctx, byAdmin(), f.ID); err != nil {
			t.Fatal(err)
		}
		enter()
		_, err := other.UpdateCustomer(other.ctx, by(alice), c.ID, 0, map[models.Field]string{f.Key(): "5"})
		if !slices.Equal(refusal(err), []string{"error.field_retired"}) {
			t.Errorf("a value of a field that another process retired gets %v", err)
		}
	})
}

// Nothing forged is saved, whatever else stands in the same form.
func TestForgedCustomValues(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		city, when := w.addField(models.CustomChoice, "City"), w.addField(models.CustomDate, "When")
		c := w.create("Northwind")
		for _, set := range []map[models.Field]string{
			{"custom.99": "x"}, {city.Key(): "o9"}, {city.Key(): "o1,o2"}, {when.Key(): "2026-02-31"}, {when.Key(): "tomorrow"}, {"custom.": "x"}, {"custom.-1": "x"}, {"custom.1.1": "x"},
		} {
			set[models.FieldNotes] = "forged"
			if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, set); models.AsErrors(err) == nil {
				t.Errorf("%v gets %v", set, err)
			}
		}
		if got := w.read(c.ID); got.Notes != "" || got.Version != c.Version || len(w.values(c.ID)) != 0 {
			t.Errorf("something was saved: %q, version %d, %v", got.Notes, got.Version, w.values(c.ID))
		}
	})
}

// A change of a field that was retired since is taken back like any other.
func TestUndoOfARetiredField(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := w.addField(models.CustomNumber, "Budget")
		c := w.create("Northwind")
		for _, value := range []string{"1", "2"} {
			if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{f.Key(): value}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.RetireField(w.ctx, byAdmin(), f.ID); err != nil {
			t.Fatal(err)
		}
		undone, err := w.undo()
		if err != nil || undone.Entries[0].Custom == nil || undone.Entries[0].Custom.ID != f.ID {
			t.Fatalf("taking it back gives %v, %v", undone.Entries, err)
		}
		if got := w.values(c.ID)[f.Key()]; got != "1" {
			t.Errorf("the value is %q", got)
		}
	})
}

// Whatever is changed in whatever order, what is kept is what was said last, the history tells of each step, and taking
// the last one back restores what was before.
func TestCustomValuesFollowChanges(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	fields := []models.CustomField{w.addField(models.CustomText, "A"), w.addField(models.CustomNumber, "B"), w.addField(models.CustomChoices, "C"), w.addField(models.CustomYesNo, "D")}
	value := map[models.CustomKind]*rapid.Generator[string]{
		models.CustomText: rapid.SampledFrom([]string{"", "x", "y\n", "长 文"}), models.CustomNumber: rapid.SampledFrom([]string{"", "1", "1.0", "1,000", "-0"}),
		models.CustomChoices: rapid.SampledFrom([]string{"", "o1", "o2,o1", "o3"}), models.CustomYesNo: rapid.SampledFrom([]string{"", "yes", "no"}),
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := w.create("Northwind")
		want := map[models.Field]string{}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			before, set := maps.Clone(want), map[models.Field]string{}
			for _, f := range fields {
				if rapid.Bool().Draw(rt, "touch") {
					said := value[f.Kind].Draw(rt, f.LabelEN)
					set[f.Key()] = said
					if want[f.Key()] = map[string]string{"y\n": "y", "1.0": "1", "1,000": "1000", "-0": "0", "o2,o1": "o1,o2"}[said]; want[f.Key()] == "" {
						want[f.Key()] = said
					}
					if said == "" {
						delete(want, f.Key())
					}
				}
			}
			if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, set); err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(want, w.values(c.ID)); diff != "" {
				rt.Fatal(diff)
			}
			if maps.Equal(before, want) || !rapid.Bool().Draw(rt, "undo") {
				continue
			}
			_, err := w.undo()
			if again := (*models.Error)(nil); errors.As(err, &again) && again.Key == "error.undo_of_undo" {
				continue
			} else if err != nil {
				rt.Fatal(err)
			}
			want = before
			if diff := cmp.Diff(want, w.values(c.ID)); diff != "" {
				rt.Fatal("taken back: ", diff)
			}
		}
	})
}
