package crm_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// state is all of a customer that undoing should bring back.
func (w *world) state(id int64) []string {
	w.t.Helper()
	c := w.read(id)
	var lines []string
	for _, field := range append(models.EditableFields(), models.FieldCode) {
		lines = append(lines, string(field)+"="+c.Get(field))
	}
	card, err := w.CustomerCard(w.ctx, as(alice), w.read(id))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range card.FollowUps {
		lines = append(lines, fmt.Sprint("followup ", f.ID, f.Title, f.DueOn, f.DueTime, f.Zone, f.DueAt, f.Assignee, f.State, f.Outcome, f.SnoozedCount, f.ClosedAt, f.ClosedBy))
	}
	interactions, err := w.store.Interactions(w.ctx, id, time.Time{}, 5)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, i := range interactions {
		lines = append(lines, fmt.Sprint("interaction ", i.ID, i.Kind, i.Text))
	}
	return lines
}

// undo takes alice's last change back, as the button does.
func (w *world) undo() (models.Undo, error) {
	w.t.Helper()
	last, err := w.LastChange(w.ctx, as(alice))
	if err != nil {
		return last, err
	}
	return w.Undo(w.ctx, by(alice), last.Operation)
}

type step struct {
	name string
	do   func(w *world, c models.Customer, f models.FollowUp, i models.Interaction) error
}

func undoable() []step {
	type fields = map[models.Field]string
	edit := func(set fields) func(*world, models.Customer, models.FollowUp, models.Interaction) error {
		return func(w *world, c models.Customer, _ models.FollowUp, _ models.Interaction) error {
			_, err := w.UpdateCustomer(w.ctx, models.Operation{Actor: as(alice), Source: "test", Zone: "America/New_York"}, c.ID, 0, set)
			return err
		}
	}
	status := func(in models.StatusInput, based bool) func(*world, models.Customer, models.FollowUp, models.Interaction) error {
		return func(w *world, c models.Customer, _ models.FollowUp, i models.Interaction) error {
			if based {
				in.InteractionID = i.ID
			}
			_, err := w.ChangeStatus(w.ctx, by(alice), c.ID, in)
			return err
		}
	}
	return []step{
		{"edit", edit(fields{"name": "Acme Group", "phone": "+86 138 1234 5678", "email": "", "notes": "new", "industry": "retail", "owner": bob})},
		{"edit that moves the follow-up", edit(fields{"next_follow_up": "2026-12-09", "next_follow_up_time": "08:00"})},
		{"edit that clears the follow-up", edit(fields{"next_follow_up": "", "notes": "x"})},
		{"status on a basis", status(models.StatusInput{To: models.StatusActive}, true)},
		{"status with something new", status(models.StatusInput{To: models.StatusChurned, Reason: "closed", NewInteraction: &models.InteractionInput{Kind: models.InteractionVisit, Text: "shut"}}, false)},
		{"log", func(w *world, c models.Customer, _ models.FollowUp, _ models.Interaction) error {
			w.log(c.ID, "again")
			return nil
		}},
		{"plan", func(w *world, c models.Customer, _ models.FollowUp, _ models.Interaction) error {
			w.plan(c.ID, "2026-11-25", "09:00")
			return nil
		}},
		{"done", func(w *world, _ models.Customer, f models.FollowUp, _ models.Interaction) error {
			_, err := w.CompleteFollowUp(w.ctx, by(alice), f.ID, "agreed")
			return err
		}},
		{"done with a next one", func(w *world, _ models.Customer, f models.FollowUp, _ models.Interaction) error {
			_, err := w.CompleteFollowUp(w.ctx, by(alice), f.ID, "", models.FollowUpInput{DueOn: date("2026-12-24")})
			return err
		}},
		{"snooze", func(w *world, _ models.Customer, f models.FollowUp, _ models.Interaction) error {
			_, err := w.SnoozeFollowUp(w.ctx, by(alice), f.ID, f.Version, date("2026-12-20"))
			return err
		}},
		{"cancel", func(w *world, _ models.Customer, f models.FollowUp, _ models.Interaction) error {
			_, err := w.CancelFollowUp(w.ctx, by(alice), f.ID)
			return err
		}},
	}
}

// scene is a customer with one of everything, none of it changed by alice last.
func (w *world) scene() (models.Customer, models.FollowUp, models.Interaction) {
	w.t.Helper()
	c, err := w.CreateCustomer(w.ctx, by(bob), models.Customer{Name: "Acme", Phone: "123-456-7890", Email: "a@example.com", Notes: "old", Owner: alice})
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := w.PlanFollowUp(w.ctx, by(bob), c.ID, models.FollowUpInput{Title: "call", DueOn: date("2026-12-01"), DueTime: "10:00", Assignee: alice})
	if err != nil {
		w.t.Fatal(err)
	}
	i, err := w.LogInteraction(w.ctx, by(bob), c.ID, models.InteractionInput{Kind: models.InteractionCall, Text: "called"})
	if err != nil {
		w.t.Fatal(err)
	}
	return c, f, i
}

// Every kind of change is taken back whole, tells of it in the history, and is not taken back again.
func TestUndoOfEachKind(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, s := range undoable() {
			c, f, i := w.scene()
			w.now = w.now.Add(time.Minute)
			before := w.state(c.ID)
			if err := s.do(w, c, f, i); err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if cmp.Equal(before, w.state(c.ID)) {
				t.Fatalf("%s changed nothing", s.name)
			}
			w.now = w.now.Add(time.Minute)
			undone, err := w.undo()
			if err != nil {
				t.Fatalf("undo of %s: %v", s.name, err)
			}
			if diff := cmp.Diff(before, w.state(c.ID)); diff != "" {
				t.Errorf("undo of %s (-before +after):\n%s", s.name, diff)
			}
			if diff := cmp.Diff(plain(w.read(c.ID)), plain(undone.Customer)); diff != "" {
				t.Errorf("undo of %s returned another customer:\n%s", s.name, diff)
			}
			w.namesUndone(s.name, c.ID, undone)
			_, err = w.LastChange(w.ctx, as(alice))
			refused(t, err, "", "error.undo_of_undo")
			_, err = w.Undo(w.ctx, by(alice), undone.Operation)
			refused(t, err, "", "error.undo_twice")
		}
	})
}

// namesUndone checks that what an undo wrote stands in the history, newest, and names entries of what it undid.
func (w *world) namesUndone(name string, id int64, undone models.Undo) {
	w.t.Helper()
	page, err := w.History(w.ctx, as(alice), id, "", 50)
	if err != nil {
		w.t.Fatal(err)
	}
	n := 0
	for _, entry := range page.Entries {
		if entry.Operation != page.Entries[0].Operation {
			break
		}
		n++
		named := slices.ContainsFunc(undone.Entries, func(e models.HistoryEntry) bool { return e.ID == entry.Undoes })
		if entry.Action != models.ActionUndo || entry.Actor != alice || !named {
			w.t.Errorf("undo of %s: entry %+v", name, entry)
		}
	}
	if n == 0 {
		w.t.Errorf("undo of %s left no trace", name)
	}
}

// The history of a status keeps what was taken back, and what took it back.
func TestUndoOfAStatusStandsInItsHistory(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, _, i := w.scene()
		w.now = w.now.Add(time.Minute)
		if _, err := w.ChangeStatus(w.ctx, by(alice), c.ID, models.StatusInput{To: models.StatusActive, InteractionID: i.ID}); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Minute)
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		rows, err := w.store.StatusChanges(w.ctx, c.ID, 10)
		if err != nil || len(rows) != 3 || rows[0].FromStatus != models.StatusActive || rows[0].ToStatus != models.StatusPotential || rows[0].ChangedBy != alice {
			t.Errorf("rows = %+v, %v", rows, err)
		}
	})
}

func TestUndoRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		edit := func(actor string, id int64, set map[models.Field]string) {
			t.Helper()
			if _, err := w.UpdateCustomer(w.ctx, by(actor), id, 0, set); err != nil {
				t.Fatal(err)
			}
		}
		_, err := w.LastChange(w.ctx, as(alice))
		refused(t, err, "", "error.undo_nothing")

		c, f, _ := w.scene()
		edit(alice, c.ID, map[models.Field]string{"notes": "mine", "address": "Leeds"})
		edit(bob, c.ID, map[models.Field]string{"phone": "555-0100-200"}) // another field is no obstacle
		last, err := w.LastChange(w.ctx, as(alice))
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Undo(w.ctx, by(bob), last.Operation)
		refused(t, err, "", "error.undo_nothing") // a forged button: it is not bob's
		edit(bob, c.ID, map[models.Field]string{"notes": "theirs"})
		edit(bob, c.ID, map[models.Field]string{"notes": "mine"}) // changed and changed back is changed
		_, err = w.Undo(w.ctx, by(alice), last.Operation)
		e := refused(t, err, "", "error.undo_changed_since")
		if e.Args["User"] != models.Person(bob) || e.Args["Field"] != models.FieldNotes {
			t.Errorf("args = %v", e.Args)
		}

		if _, err := w.CompleteFollowUp(w.ctx, by(alice), f.ID, ""); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(models.UndoMaxAge)
		done, err := w.LastChange(w.ctx, as(alice))
		if err != nil {
			t.Errorf("24 hours old: %v", err)
		}
		w.now = w.now.Add(time.Microsecond)
		_, err = w.Undo(w.ctx, by(alice), done.Operation)
		refused(t, err, "", "error.undo_too_old")

		planned := w.plan(c.ID, "2026-12-10", "")
		stale, err := w.LastChange(w.ctx, as(alice))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.SnoozeFollowUp(w.ctx, by(bob), planned.ID, planned.Version, date("2026-12-11")); err != nil {
			t.Fatal(err)
		}
		_, err = w.undo()
		refused(t, err, "", "error.undo_followup_since")

		logged := w.log(c.ID, "met")
		_, err = w.Undo(w.ctx, by(alice), stale.Operation)
		refused(t, err, "", "error.undo_not_last")
		if _, err := w.ChangeStatus(w.ctx, by(bob), c.ID, models.StatusInput{To: models.StatusActive, InteractionID: logged.ID}); err != nil {
			t.Fatal(err)
		}
		_, err = w.undo()
		refused(t, err, "", "error.undo_basis_since")

		w.create("Created by alice")
		_, err = w.undo()
		refused(t, err, "", "error.undo_creation")
		for _, forged := range []string{"", "nonsense", "'; --"} {
			_, err = w.Undo(w.ctx, by(alice), forged)
			refused(t, err, "", "error.undo_nothing")
		}
	})
}

// A delivery that comes twice, and two presses at once, take one change back.
func TestUndoHappensOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, _, _ := w.scene()
		if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{"notes": "new"}); err != nil {
			t.Fatal(err)
		}
		last, err := w.LastChange(w.ctx, as(alice))
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Undo(w.ctx, once(alice, fmt.Sprint("press ", i%3)), last.Operation) })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			switch refusals := models.AsErrors(err); {
			case err == nil:
				done++
			case errors.Is(err, models.ErrAlreadyHandled):
			case len(refusals) == 1 && refusals[0].Key == "error.undo_twice":
			default:
				t.Errorf("err = %v", err)
			}
		}
		if got := w.read(c.ID); done != 1 || got.Notes != "old" || got.Version != 4 {
			t.Errorf("undone %d times: notes %q, version %d", done, got.Notes, got.Version)
		}
	})
}

// A history is paged without losing or repeating an entry, and tells of everything that belongs to the customer alone.
func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.scene()
		c, _, _ := w.scene()
		for i := range 25 {
			if _, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, map[models.Field]string{"notes": fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		var ids []int64
		after, pages := "", 0
		for {
			page, err := w.History(w.ctx, as(alice), c.ID, after, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range page.Entries {
				ids = append(ids, entry.ID)
				if entry.CustomerID != c.ID || entry.Operation == "" {
					t.Errorf("entry %+v", entry)
				}
			}
			if pages++; page.Next == "" {
				break
			}
			after = page.Next
		}
		// creation, follow-up with two derived fields, interaction, 25 edits
		if len(ids) != 1+3+1+25 || pages != 3 || !slices.IsSortedFunc(ids, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("%d entries on %d pages: %v", len(ids), pages, ids)
		}
		_, err := w.History(w.ctx, as(alice), c.ID, "nonsense", 10)
		refused(t, err, "", "error.bad_page")
	})
}

// Who gave a customer away and doesn't see it any more isn't shown it by what they changed last.
func TestUndoOfWhatIsNotSeen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		only := models.Actor{ID: alice, Role: models.RoleSales, OwnOnly: true}
		op := models.Operation{Actor: only, Source: "test"}
		if _, err := w.UpdateCustomer(w.ctx, op, c.ID, 0, map[models.Field]string{models.FieldOwner: bob}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.UpdateCustomer(w.ctx, by(bob), c.ID, 0, map[models.Field]string{models.FieldName: "Secret"}); err != nil {
			t.Fatal(err)
		}
		last, err := w.LastChange(w.ctx, only)
		refused(t, err, "", "error.undo_not_seen")
		if last.Customer.Name != "" {
			t.Errorf("it shows %q", last.Customer.Name)
		}
	})
}
