package crm_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A thousand edits of one customer by eight people in two processes, each on the version they saw: an edit is refused
// when somebody else changed its field since, and no change is lost, which the audit log's chain shows.
func TestAThousandConcurrentEditsLoseNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		processes := []*world{newWorld(t, open()), newWorld(t, open())}
		w := processes[0]
		c := w.create("Acme")
		fields := []models.Field{models.FieldNotes, models.FieldCompany, models.FieldContactTitle, models.FieldOpportunity, models.FieldAddress}
		const people, edits = 8, 125
		var saved [people]map[string]string // by value: what the person saw there before
		var conflicts atomic.Int64
		var working sync.WaitGroup
		for person := range people {
			saved[person] = map[string]string{}
			working.Go(func() {
				w := processes[person%len(processes)]
				seen, err := w.Customer(w.ctx, as(alice), c.ID)
				for n := 0; err == nil && n < edits; {
					field := fields[(n*7+person*3)%len(fields)]
					value := fmt.Sprintf("%d of %d", n, person)
					var changed models.Customer
					changed, err = w.UpdateCustomer(w.ctx, by(fmt.Sprintf("U0P%d", person)), c.ID, seen.Version, map[models.Field]string{field: value})
					var conflict *models.ConflictError
					switch {
					case errors.As(err, &conflict):
						conflicts.Add(1)
						seen, err = w.Customer(w.ctx, as(alice), c.ID)
					case err == nil:
						saved[person][string(field)+"="+value] = seen.Get(field)
						seen = changed
						n++
					}
				}
				if err != nil {
					t.Errorf("person %d: %v", person, err)
				}
			})
		}
		working.Wait()

		now := w.read(c.ID)
		if want := c.Version + people*edits; now.Version != want {
			t.Errorf("version %d after %d edits, want %d", now.Version, people*edits, want)
		}
		entries, err := w.store.AuditSince(w.ctx, models.EntityCustomer, c.ID, c.Version)
		if err != nil || len(entries) != people*edits {
			t.Fatalf("%d audit entries, %v", len(entries), err)
		}
		stands := map[string]string{}
		for _, field := range fields {
			stands[string(field)] = c.Get(field)
		}
		for i, entry := range entries {
			if entry.Version != c.Version+1+i {
				t.Fatalf("entry %d is of version %d", i, entry.Version)
			}
			if entry.OldValue != stands[entry.Field] {
				t.Fatalf("%s was %q and the next change says it was %q: a change is lost", entry.Field, stands[entry.Field], entry.OldValue)
			}
			stands[entry.Field] = entry.NewValue
			var person int
			_, _ = fmt.Sscanf(entry.Actor, "U0P%d", &person)
			before, known := saved[person][entry.Field+"="+entry.NewValue]
			if !known || before != entry.OldValue {
				t.Fatalf("%s overwrote %q, having seen %q", entry.Actor, entry.OldValue, before)
			}
		}
		for _, field := range fields {
			if now.Get(field) != stands[string(field)] {
				t.Errorf("%s is %q, the log says %q", field, now.Get(field), stands[string(field)])
			}
		}
		t.Logf("%d edits, %d conflicts", people*edits, conflicts.Load())
	})
}

// Whatever two people do to one customer, a form changes only what its person changed in it, and asks where both did.
func TestMergeProperty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		fields := []models.Field{models.FieldNotes, models.FieldCompany, models.FieldContactTitle}
		value := rapid.SampledFrom([]string{"", "a", "b", "c"})
		rapid.Check(t, func(rt *rapid.T) {
			c := w.create("Acme")
			draw := func(what string) map[models.Field]string {
				set := map[models.Field]string{}
				for _, field := range fields {
					set[field] = value.Draw(rt, what+" "+string(field))
				}
				return set
			}
			opened, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, draw("first"))
			if err != nil {
				rt.Fatal(err)
			}
			theirs, mine := draw("theirs"), draw("mine")
			now, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, theirs)
			if err != nil {
				rt.Fatal(err)
			}
			saved, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, opened.Version, mine)
			asked := map[models.Field]bool{}
			var conflict *models.ConflictError
			if errors.As(err, &conflict) {
				saved = w.read(c.ID)
				for _, f := range conflict.Fields {
					asked[f.Field] = true
				}
			} else if err != nil {
				rt.Fatal(err)
			}
			for _, field := range fields {
				was, their, my := opened.Get(field), now.Get(field), mine[field]
				both := was != their && my != was && my != their
				want := their
				if my != was && conflict == nil {
					want = my
				}
				if both != asked[field] || saved.Get(field) != want {
					rt.Fatalf("%s was %q, theirs %q, mine %q: asked %v, stands %q", field, was, their, my, asked[field], saved.Get(field))
				}
			}
			if conflict == nil {
				return
			}
			decided := models.Seen{Version: opened.Version, At: conflict.Current.Version}
			for field := range asked {
				decided.Decided = append(decided.Decided, field)
			}
			saved, err = w.UpdateUnlessDuplicate(w.ctx, by(alice), c.ID, decided, mine, nil)
			for _, field := range fields {
				if want := map[bool]string{true: mine[field], false: now.Get(field)}[mine[field] != opened.Get(field)]; err != nil || saved.Get(field) != want {
					rt.Fatalf("after deciding for mine %s is %q, want %q, %v", field, saved.Get(field), want, err)
				}
			}
		})
	})
}
