package crm_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// chief is alice as a manager.
func chief() models.Operation {
	return models.Operation{Actor: models.Actor{ID: alice, Role: models.RoleManager}, Source: "test"}
}

// all is the scope of every customer.
var all models.BulkScope

// look previews a bulk change.
func (w *world) look(op models.Operation, b models.BulkChange) models.BulkPreview {
	w.t.Helper()
	looked, err := w.PreviewBulk(w.ctx, op, "en", all, b)
	if err != nil {
		w.t.Fatal(err)
	}
	return looked
}

// carryOut starts a bulk change that was looked at and does it to its end.
func (w *world) carryOut(op models.Operation, looked models.BulkPreview) models.Task {
	w.t.Helper()
	t, err := w.StartBulk(w.ctx, op, looked.Task.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.work()
	return w.ended(op, t.ID)
}

func (w *world) ended(op models.Operation, id int64) models.Task {
	w.t.Helper()
	t, err := w.Task(w.ctx, op.Actor, id)
	if err != nil || !t.Ended() {
		w.t.Fatalf("the task is %v, %v", t.State, err)
	}
	return t
}

// left says why customers were left out.
func left(list []models.BulkReason) (lines []string) {
	for _, r := range list {
		lines = append(lines, fmt.Sprint(r.Count, " ", strings.TrimPrefix(r.Why.Key, "error."), " ", strings.Join(r.Codes, ",")))
	}
	return lines
}

func counts(c models.TaskCounts) string { return fmt.Sprint(c.Updated, " ", c.Same, " ", c.Rejected) }

// Each thing that a bulk change can do is done to every customer as a person's edit does it, stands in its history, and goes back as one.
func TestABulkChangeIsManyEdits(t *testing.T) {
	met := models.BulkChange{Status: models.StatusActive, Basis: models.InteractionMeeting, Text: "met at the fair"}
	churned := models.BulkChange{Status: models.StatusChurned, Basis: models.InteractionOther, Text: "the line ended", Reason: "we stopped the product"}
	tries := []struct {
		name   string
		change models.BulkChange
		after  string // of the first: owner, status, tags, source, next follow-up, archived
		counts string
	}{
		{"owner", models.BulkChange{Owner: bob}, bob + " potential VIP  2026-12-01 false", "2 1 0"},
		{"status", met, alice + " active VIP  2026-12-01 false", "3 0 0"},
		{"churn", churned, alice + " churned VIP  2026-12-01 false", "3 0 0"},
		{"tags", models.BulkChange{Add: []string{"ｆair"}, Remove: []string{"vip"}}, alice + " potential Fair  2026-12-01 false", "3 0 0"},
		{"source", models.BulkChange{Source: " the fair "}, alice + " potential VIP the fair 2026-12-01 false", "3 0 0"},
		{"next follow-up", models.BulkChange{Next: date("2026-12-10")}, alice + " potential VIP  2026-12-10 false", "3 0 0"},
		{
			"all together",
			models.BulkChange{Owner: bob, Status: models.StatusActive, Basis: models.InteractionCall, Text: "called", Add: []string{"new"}, Source: "fair", Next: date("2026-12-10")},
			bob + " active VIP,new fair 2026-12-10 false", "3 0 0",
		},
		{"archive", models.BulkChange{Archive: true}, alice + " potential VIP  2026-12-01 true", "3 0 0"},
	}
	each(t, func(t *testing.T, w *world) {
		for _, try := range tries {
			t.Run(try.name, func(t *testing.T) { w.isManyEdits(t, try.name, try.change, try.after, try.counts) })
		}
	})
}

func (w *world) isManyEdits(t *testing.T, name string, b models.BulkChange, after, want string) {
	var ids []int64
	for i, owner := range []string{alice, "", bob} {
		c, err := w.CreateCustomer(w.ctx, chief(), models.Customer{Name: fmt.Sprint("Of ", strings.ReplaceAll(name, " ", ""), " ", i), Owner: alice, Tags: "VIP", NextFollowUp: date("2026-12-01")})
		if err == nil && owner != alice {
			_, err = w.UpdateCustomer(w.ctx, chief(), c.ID, 0, map[models.Field]string{models.FieldOwner: owner})
		}
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	if _, err := w.ChangeTags(w.ctx, chief(), ids[2], []string{"Fair"}, nil); err != nil { // as it is spelt
		t.Fatal(err)
	}
	before := [][]string{w.state(ids[0]), w.state(ids[1]), w.state(ids[2])}
	scope := models.BulkScope{Query: models.CustomerQuery{Words: strings.ReplaceAll(name, " ", "")}}
	looked, err := w.PreviewBulk(w.ctx, chief(), "en", scope, b)
	if got := counts(looked.Counts); err != nil || got != want {
		t.Fatalf("the preview counts %s, %v, want %s", got, err, want)
	}
	if diff := cmp.Diff(before[0], w.state(ids[0])); diff != "" {
		t.Errorf("the preview has changed something:\n%s", diff)
	}
	done := w.carryOut(chief(), looked)
	if got := counts(done.Counts); got != want || done.State != models.TaskDone {
		t.Errorf("done: %s, %s, want %s", done.State, got, want)
	}
	c := w.read(ids[0])
	if got := fmt.Sprint(c.Owner, " ", c.Status, " ", c.Tags, " ", c.Source, " ", c.NextFollowUp, " ", c.Archived()); got != after {
		t.Errorf("the first is now\n%s, want\n%s", got, after)
	}
	if last, err := w.LastChange(w.ctx, chief().Actor); err != nil || last.Task.ID != done.ID {
		t.Errorf("the last change is %+v, %v, want all of the bulk change", last.Operation, err)
	}
	undone, err := w.UndoBulk(w.ctx, chief(), done.ID)
	if err != nil || undone.Counts.Kept != 0 || undone.Counts.Undone != done.Counts.Updated {
		t.Fatalf("taken back: %+v, %v", undone.Counts, err)
	}
	for i, id := range ids {
		if diff := cmp.Diff(before[i], w.state(id)); diff != "" {
			t.Errorf("taken back, customer %d isn't as it was (-was +is):\n%s", i, diff)
		}
	}
	if _, err := w.UndoBulk(w.ctx, chief(), done.ID); err == nil {
		t.Error("it is taken back twice")
	}
}

// What breaks a rule is refused at its input, before anything is looked at.
func TestABulkChangeKeepsToTheRules(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	w.create("Northwind")
	for _, try := range []struct {
		change models.BulkChange
		at     models.Input
		key    string
	}{
		{models.BulkChange{}, "", "error.bulk_nothing"},
		{models.BulkChange{Owner: "bob"}, "owner", "error.unknown_user"},
		{models.BulkChange{Status: "gone", Basis: "call", Text: "x"}, "status", "error.unknown_status"},
		{models.BulkChange{Status: models.StatusActive, Basis: "call"}, "text", "error.required"},
		{models.BulkChange{Status: models.StatusChurned, Basis: "call", Text: "x"}, "reason", "error.required"},
		{models.BulkChange{Status: models.StatusActive, Basis: "call", Text: "福 利"}, "text", "error.sensitive_word"},
		{models.BulkChange{Text: "met"}, "status", "error.bulk_basis_alone"},
		{models.BulkChange{Add: []string{strings.Repeat("长", 31)}}, "tags_add", "error.long_tag"},
		{models.BulkChange{Add: []string{"a"}, Remove: []string{"Ａ"}}, "tags_remove", "error.bulk_tag_twice"},
		{models.BulkChange{Remove: []string{"nobody's"}}, "tags_remove", "error.unknown_tag"},
		{models.BulkChange{Source: strings.Repeat("x", 101)}, "source", "error.too_long"},
		{models.BulkChange{Next: date("2026-11-23")}, "next_follow_up", "error.past_date"},
		{models.BulkChange{Next: date("2046-11-23")}, "next_follow_up", "error.far_date"},
		{models.BulkChange{Owner: bob, PerDay: 5}, "next_follow_up", "error.bulk_from_missing"},
		{models.BulkChange{Next: date("2026-12-01"), PerDay: 1001}, "per_day", "error.bulk_per_day"},
		{models.BulkChange{Archive: true, Owner: bob}, "archive", "error.bulk_archive_alone"},
	} {
		_, err := w.PreviewBulk(w.ctx, chief(), "en", all, try.change)
		refused(t, err, try.at, try.key)
	}
	_, err := w.PreviewBulk(w.ctx, models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleSupport}}, "en", all, models.BulkChange{Owner: bob})
	refused(t, err, "", "error.not_permitted")
	_, err = w.PreviewBulk(w.ctx, chief(), "en", models.BulkScope{Query: models.CustomerQuery{Words: "Nobody"}}, models.BulkChange{Owner: bob})
	refused(t, err, "", "error.bulk_nobody")
}

// Customers are left out one by one, with the reason, and the others are changed: by rights, by rules, and by what happened between
// the preview and the doing.
func TestABulkChangeLeavesOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := make([]models.Customer, 6)
		for i := range c {
			c[i] = w.create(fmt.Sprint("Northwind ", i))
		}
		set := func(op models.Operation, i int, field models.Field, value string) {
			t.Helper()
			if _, err := w.UpdateCustomer(w.ctx, op, c[i].ID, 0, map[models.Field]string{field: value}); err != nil {
				t.Fatal(err)
			}
		}
		set(chief(), 0, models.FieldOwner, bob)
		set(chief(), 1, models.FieldOwner, "")
		var many []string
		for i := range models.MaxTags {
			many = append(many, fmt.Sprint("t", i))
		}
		set(chief(), 2, models.FieldTags, models.JoinTags(many))

		own := w.look(by(alice), models.BulkChange{Add: []string{"VIP"}})
		want := []string{"2 bulk_not_own C001,C002", "1 too_many_tags C003"}
		if diff := cmp.Diff(want, left(own.LeftOut)); diff != "" || counts(own.Counts) != "3 0 3" {
			t.Errorf("the preview of sales counts %s and leaves out (-want +got):\n%s", counts(own.Counts), diff)
		}
		if done := w.carryOut(by(alice), own); counts(done.Counts) != "3 0 3" || w.read(c[0].ID).Tags != "" || w.read(c[5].ID).Tags != "VIP" {
			t.Errorf("sales have changed %s", counts(done.Counts))
		}

		looked := w.look(chief(), models.BulkChange{Owner: "U0LI", Add: []string{"Li"}})
		joined := w.create("Northwind later")
		set(by(bob), 0, models.FieldOwner, "U0ZHAO")
		set(chief(), 1, models.FieldOwner, "U0LI")
		set(by(alice), 3, models.FieldNotes, "something else")
		set(by(alice), 4, models.FieldTags, "VIP,more")
		if _, err := w.ArchiveCustomer(w.ctx, chief(), c[5].ID, true); err != nil {
			t.Fatal(err)
		}
		done := w.carryOut(chief(), looked)
		news, err := w.TaskNews(w.ctx, done.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		want = []string{"1 archived C006", "1 bulk_changed_since C001", "1 too_many_tags C003"}
		if diff := cmp.Diff(want, left(news.LeftOut)); diff != "" || counts(done.Counts) != "3 0 3" {
			t.Errorf("done: %s, left out (-want +got):\n%s", counts(done.Counts), diff)
		}
		for i, want := range []string{"U0ZHAO ", "U0LI Li", alice + " " + models.JoinTags(many), "U0LI VIP,Li", "U0LI VIP,more,Li", alice + " VIP"} {
			if got := w.read(c[i].ID); got.Owner+" "+got.Tags != want {
				t.Errorf("%s is now %s %s, want %s", got.Code, got.Owner, got.Tags, want)
			}
		}
		if got := w.read(joined.ID); got.Owner != alice {
			t.Error("who joined the search after the preview was changed")
		}
		if _, err := w.StartBulk(w.ctx, chief(), looked.Task.ID); err == nil {
			t.Error("one preview is carried out twice")
		}
		_, err = w.StartBulk(w.ctx, by(bob), looked.Task.ID)
		refused(t, err, "", "error.bulk_preview_gone")
		late := w.look(chief(), models.BulkChange{Owner: bob})
		w.now = w.now.Add(models.BulkPreviewAge + time.Minute)
		_, err = w.StartBulk(w.ctx, chief(), late.Task.ID)
		refused(t, err, "", "error.bulk_preview_old")
	})
}

// The new owner may leave, or lose their role, between the preview and the doing; then nobody is changed.
func TestABulkChangeToSomebodyUnfit(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	gone := false
	w.Service = crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Person: func(_ context.Context, id string) (crm.Colleague, error) {
		return crm.Colleague{Identity: models.Identity{ID: id, Gone: gone && id == bob}}, nil
	}})
	c := w.create("Northwind")
	looked := w.look(chief(), models.BulkChange{Owner: bob})
	gone = true
	_, err := w.StartBulk(w.ctx, chief(), looked.Task.ID)
	refused(t, err, models.FieldOwner, "error.unfit_gone")
	_, err = w.PreviewBulk(w.ctx, chief(), "en", all, models.BulkChange{Owner: bob})
	refused(t, err, models.FieldOwner, "error.unfit_gone")
	if got := w.read(c.ID); got.Owner != alice {
		t.Errorf("the owner is %s", got.Owner)
	}
}

// Follow-ups are spread over workdays, so many a day: over the holidays of October, and around a make-up workday.
func TestFollowUpsAreSpreadOverWorkdays(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	calendar, err := workday.New(workday.China, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.now = time.Date(2026, 9, 28, 2, 0, 0, 0, time.UTC)
	w.Service = crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{Calendar: calendar})
	c := make([]models.Customer, 7)
	for i := range c {
		c[i] = w.create(fmt.Sprint("Northwind ", i))
	}
	if _, err := w.ArchiveCustomer(w.ctx, chief(), c[1].ID, true); err != nil {
		t.Fatal(err)
	}
	looked := w.look(chief(), models.BulkChange{Next: date("2026-09-30"), PerDay: 2})
	if looked.Last.String() != "2026-10-09" {
		t.Errorf("the last day is %s", looked.Last)
	}
	w.carryOut(chief(), looked)
	for i, want := range []string{"2026-09-30", "", "2026-09-30", "2026-10-08", "2026-10-08", "2026-10-09", "2026-10-09"} {
		if got := w.read(c[i].ID); got.NextFollowUp.String() != want {
			t.Errorf("%s is due on %s, want %s", got.Code, got.NextFollowUp, want)
		}
	}
}

// Of two people's bulk changes of the same customers at once, each customer is changed by one, and the other's tells that.
func TestTwoBulkChangesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var ids []int64
		for i := range 12 {
			ids = append(ids, w.create(fmt.Sprint("Northwind ", i)).ID)
		}
		other := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleManager}, Source: "test"}
		ops := []models.Operation{chief(), other}
		owners := []string{"U0LI", "U0ZHAO"}
		tasks := make([]models.Task, 2)
		looked := []models.BulkPreview{w.look(ops[0], models.BulkChange{Owner: owners[0]}), w.look(ops[1], models.BulkChange{Owner: owners[1]})}
		var wait sync.WaitGroup
		for i := range ops {
			wait.Go(func() {
				var err error
				if tasks[i], err = w.StartBulk(w.ctx, ops[i], looked[i].Task.ID); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if a, b := tasks[0].Counts, tasks[1].Counts; a.Updated+b.Updated != len(ids) || a.Rejected+b.Rejected != len(ids) {
			t.Errorf("changed and left out: %s, %s", counts(a), counts(b))
		}
		for _, id := range ids {
			if got := w.read(id); !slices.Contains(owners, got.Owner) || got.Version != 2 {
				t.Errorf("%s is %s's, version %d", got.Code, got.Owner, got.Version)
			}
		}
	})
}

// A larger change is done in batches, may be stopped behind one, and what it has done goes back.
func TestALargeBulkChange(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var ids []int64
		for i := range 120 {
			ids = append(ids, w.create(fmt.Sprint("Northwind ", i)).ID)
		}
		looked := w.look(chief(), models.BulkChange{Add: []string{"VIP"}})
		task, err := w.StartBulk(w.ctx, chief(), looked.Task.ID)
		if err != nil || task.Ended() || w.read(ids[0]).Tags != "" {
			t.Fatalf("it began with %v, %v", task.State, err)
		}
		if _, err = w.Work(w.ctx, "one", inSlack, func(_ context.Context, at models.Task) {
			if at.Through == 50 {
				if _, err := w.StopTask(w.ctx, chief(), task.ID); err != nil {
					t.Error(err)
				}
			}
		}); err != nil {
			t.Fatal(err)
		}
		stopped := w.ended(chief(), task.ID)
		changed := int64(stopped.Counts.Updated)
		if stopped.State != models.TaskStopped || changed < 50 || changed > 100 || w.read(ids[changed-1]).Tags != "VIP" || w.read(ids[changed]).Tags != "" {
			t.Errorf("stopped: %s after %d", stopped.State, changed)
		}
		undo, err := w.UndoBulk(w.ctx, chief(), task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		if back := w.ended(chief(), undo.ID); int64(back.Counts.Undone) != changed || w.read(ids[0]).Tags != "" {
			t.Errorf("taken back: %+v", back.Counts)
		}
	})
}

// Whatever a bulk change does to whatever customers, taken back it leaves all of them as they were.
func TestABulkChangeAndItsUndoChangeNothing(t *testing.T) {
	w := newWorld(t, storetest.Open(t, storetest.SQLite(t)))
	random := rand.New(rand.NewPCG(16, 9))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	var ids []int64
	for i := range 8 {
		draft := models.Customer{
			Name: fmt.Sprint("Northwind ", i), Owner: pick(alice, bob), Tags: pick("", "VIP", "VIP,old"), Source: pick("", "fair"), Phone: "123-456-7890",
			Status: models.Status(pick("potential", "active", "churned")),
		}
		if random.IntN(2) == 0 {
			draft.NextFollowUp, draft.NextFollowUpTime = date("2026-12-01").AddDays(random.IntN(5)), models.TimeOfDay(pick("", "09:30"))
		}
		c, err := w.CreateCustomer(w.ctx, chief(), draft)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	states := func() (list [][]string) {
		for _, id := range ids {
			list = append(list, w.state(id))
		}
		return list
	}
	for round := range 12 {
		b := models.BulkChange{Owner: pick("", alice, bob), Source: pick("", "fair", "phone"), PerDay: 0}
		if random.IntN(2) == 0 {
			b.Status, b.Basis, b.Text, b.Reason = models.Status(pick("potential", "active", "churned")), models.InteractionCall, "called", "closed"
		}
		if random.IntN(2) == 0 {
			b.Add, b.Remove = []string{pick("new", "VIP")}, []string{"old"}
		}
		if random.IntN(2) == 0 {
			b.Next, b.PerDay = date("2026-12-07").AddDays(random.IntN(10)), random.IntN(4)
		}
		if len(b.Fields()) == 0 {
			b.Archive = true
		}
		before := states()
		w.now = w.now.Add(time.Minute)
		looked := w.look(chief(), b)
		done := w.carryOut(chief(), looked)
		if done.Counts != looked.Counts {
			t.Fatalf("round %d, %+v: done %+v, previewed %+v", round, b, done.Counts, looked.Counts)
		}
		if done.Counts.Updated == 0 {
			continue
		}
		if _, err := w.UndoBulk(w.ctx, chief(), done.ID); err != nil {
			t.Fatalf("round %d, %+v: %v", round, b, err)
		}
		if diff := cmp.Diff(before, states()); diff != "" {
			t.Fatalf("round %d, %+v (-was +is):\n%s", round, b, diff)
		}
	}
}

// Scopes besides searches: the customers of a list of follow-ups, and the archived ones, which are restored.
func TestBulkChangesOfOtherLists(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var ids []int64
		for i := range 4 {
			c := w.create(fmt.Sprint("Northwind ", i))
			if ids = append(ids, c.ID); i > 0 {
				w.plan(c.ID, "2026-11-24", "")
			}
		}
		for _, id := range ids[2:] {
			if _, err := w.ArchiveCustomer(w.ctx, chief(), id, true); err != nil {
				t.Fatal(err)
			}
		}
		due := models.BulkScope{Due: &models.DueQuery{Range: models.DueToday}}
		looked, err := w.PreviewBulk(w.ctx, chief(), "en", due, models.BulkChange{Owner: bob})
		if err != nil || counts(looked.Counts) != "1 0 0" || looked.Samples[0].Before.ID != ids[1] {
			t.Errorf("of what is due: %+v, %v", looked.Counts, err)
		}
		archived := models.BulkScope{Archived: true}
		if looked, err = w.PreviewBulk(w.ctx, chief(), "en", archived, models.BulkChange{Restore: true}); err != nil || counts(looked.Counts) != "2 0 0" {
			t.Fatalf("of the archived ones: %+v, %v", looked.Counts, err)
		}
		done := w.carryOut(chief(), looked)
		if c := w.read(ids[2]); c.Archived() || c.NextFollowUp.String() != "2026-11-24" {
			t.Errorf("restored: %+v", c)
		}
		if _, err := w.UndoBulk(w.ctx, chief(), done.ID); err != nil || !w.read(ids[3]).Archived() {
			t.Errorf("taken back: %v", err)
		}
	})
}

// What somebody typed about customers is kept in no task longer than it is needed: not once the change is made, nor in a preview that was left
// alone, when one of its customers is erased or a day is over.
func TestTasksForgetWhatWasTyped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const typed = "Mr Smith is ill"
		args := func(looked models.BulkPreview) string {
			task, err := w.store.Task(w.ctx, looked.Task.ID)
			if err != nil {
				t.Fatal(err)
			}
			return task.Args
		}
		change := func(to models.Status) models.BulkChange {
			b := models.BulkChange{Status: to, Basis: models.InteractionCall, Text: typed}
			if to == models.StatusChurned {
				b.Reason = typed
			}
			return b
		}
		few := w.create("Northwind")
		looked := w.look(chief(), change(models.StatusActive))
		if !strings.Contains(args(looked), typed) {
			t.Fatal("the preview doesn't know its basis")
		}
		for i := range bulkFew { // so many are changed by a task in line
			w.create(fmt.Sprint("Contoso ", i))
		}
		many := w.look(chief(), change(models.StatusChurned))
		other := w.look(chief(), change(models.StatusActive))
		for _, preview := range []models.BulkPreview{looked, many} {
			done := w.carryOut(chief(), preview)
			if kept := done.Args + args(preview); strings.Contains(kept, typed) || done.Counts.Updated == 0 {
				t.Errorf("behind %+v is kept %s", done.Counts, kept)
			}
			if _, err := w.StartBulk(w.ctx, chief(), preview.Task.ID); err == nil || models.AsErrors(err)[0].Key != "error.bulk_done_already" {
				t.Errorf("carried out again: %v", err)
			}
		}
		if !strings.Contains(args(other), typed) {
			t.Error("a preview that may be carried out has lost its basis")
		}
		if _, _, err := w.EraseSubject(w.ctx, models.Operation{Actor: models.Actor{ID: alice, Role: models.RoleAdmin}, Source: "test"}, few.ID, models.ErasureInput{Code: few.Code, Reason: "asked"}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(args(other), typed) {
			t.Error("an erasure leaves what was typed")
		}
		if _, err := w.StartBulk(w.ctx, chief(), other.Task.ID); models.AsErrors(err) == nil {
			t.Errorf("a change without its basis: %v", err)
		}
		last := w.look(chief(), change(models.StatusActive))
		for _, after := range []time.Duration{0, models.BulkPreviewAge + time.Minute} {
			if _, err := w.store.ForgetTaskTexts(w.ctx, w.now.Add(after-models.BulkPreviewAge), 100); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(args(last), typed) != (after == 0) {
				t.Errorf("%s later the preview is %s", after, args(last))
			}
		}
	})
}

const bulkFew = 50
