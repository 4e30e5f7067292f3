package crm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// The thousand edits: eight people, half of them in another process.
const (
	people = 8
	edits  = 125
)

var editedFields = []models.Field{models.FieldNotes, models.FieldCompany, models.FieldContactTitle, models.FieldOpportunity, models.FieldAddress}

// edited is what people saved: by person, field and value what the person had seen there before.
type edited struct {
	Saved     map[string]string
	Conflicts int
}

// editAll lets some people edit a customer at once, each on the version they saw, until each has saved their edits.
func editAll(t *testing.T, w *world, id int64, who ...int) edited {
	t.Helper()
	all := edited{Saved: map[string]string{}}
	var (
		mu      sync.Mutex
		working sync.WaitGroup
	)
	for _, person := range who {
		working.Go(func() {
			seen, err := w.Customer(w.ctx, as(alice), id)
			for n := 0; err == nil && n < edits; {
				field := editedFields[(n*7+person*3)%len(editedFields)]
				value := fmt.Sprintf("%d of %d", n, person)
				var changed models.Customer
				changed, err = w.UpdateCustomer(w.ctx, by(fmt.Sprintf("U0P%d", person)), id, seen.Version, map[models.Field]string{field: value})
				var conflict *models.ConflictError
				mu.Lock()
				switch {
				case errors.As(err, &conflict):
					all.Conflicts++
				case err == nil:
					all.Saved[string(field)+"="+value] = seen.Get(field)
					seen = changed
					n++
				}
				mu.Unlock()
				if conflict != nil {
					seen, err = w.Customer(w.ctx, as(alice), id)
				}
			}
			if err != nil {
				t.Errorf("person %d: %v", person, err)
			}
		})
	}
	working.Wait()
	return all
}

// editorVariable makes TestEditorProcess the second process: its value is the database and the customer as JSON.
const editorVariable = "GUANXI_TEST_EDITOR"

type editor struct {
	Database storetest.Database
	Customer int64
	Who      []int
	Result   string // the file for what was saved
}

func TestEditorProcess(t *testing.T) {
	settings := os.Getenv(editorVariable)
	if settings == "" {
		t.Skip("it is the second process of TestAThousandConcurrentEditsLoseNothing")
	}
	var e editor
	if err := json.Unmarshal([]byte(settings), &e); err != nil {
		t.Fatal(err)
	}
	result, err := json.Marshal(editAll(t, newWorld(t, storetest.Open(t, e.Database)), e.Customer, e.Who...))
	if err == nil {
		err = os.WriteFile(e.Result, result, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// startEditors starts the second process; the function waits for it, and returns what it saved.
func startEditors(t *testing.T, e editor) (wait func() edited) {
	t.Helper()
	e.Result = filepath.Join(t.TempDir(), "saved.json")
	settings, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestEditorProcess$")
	process.Env = append(os.Environ(), editorVariable+"="+string(settings))
	var said bytes.Buffer
	process.Stdout, process.Stderr = &said, &said
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	return func() (saved edited) {
		err := process.Wait()
		text, unread := os.ReadFile(e.Result)
		if err = errors.Join(err, unread); err == nil {
			err = json.Unmarshal(text, &saved)
		}
		if err != nil {
			t.Fatalf("the second process: %v\n%s", err, said.String())
		}
		return saved
	}
}

// A thousand edits of one customer by eight people in two processes, each on the version they saw: an edit is refused
// when somebody else changed its field since, and no change is lost, which the audit log's chain shows.
func TestAThousandConcurrentEditsLoseNothing(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, storetest.Open(t, db))
		c := w.create("Acme")
		others := startEditors(t, editor{Database: db, Customer: c.ID, Who: []int{1, 3, 5, 7}})
		all := editAll(t, w, c.ID, 0, 2, 4, 6)
		theirs := others()
		maps.Copy(all.Saved, theirs.Saved)
		all.Conflicts += theirs.Conflicts

		now := w.read(c.ID)
		if want := c.Version + people*edits; now.Version != want {
			t.Errorf("version %d after %d edits, want %d", now.Version, people*edits, want)
		}
		entries, err := w.store.AuditSince(w.ctx, models.EntityCustomer, c.ID, c.Version)
		if err != nil || len(entries) != people*edits {
			t.Fatalf("%d audit entries, %v", len(entries), err)
		}
		stands := map[string]string{}
		for _, field := range editedFields {
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
			before, known := all.Saved[entry.Field+"="+entry.NewValue]
			if !known || before != entry.OldValue {
				t.Fatalf("%s overwrote %q, having seen %q", entry.Actor, entry.OldValue, before)
			}
		}
		for _, field := range editedFields {
			if now.Get(field) != stands[string(field)] {
				t.Errorf("%s is %q, the log says %q", field, now.Get(field), stands[string(field)])
			}
		}
		t.Logf("%d edits, %d conflicts", people*edits, all.Conflicts)
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
			decided := models.EditBase{Version: opened.Version, At: conflict.Version}
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
