package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// happened is an event as plain reading of all tables finds it.
type happened struct {
	At   time.Time
	What string // its kind, and what it is about
}

// plainTimeline reads all tables and puts together what happened with a customer, without any of the timeline's means.
func (w *world) plainTimeline(id int64) []happened {
	w.t.Helper()
	var list []happened
	all, err := w.store.Subject(w.ctx, id)
	w.check(err)
	interactions, changes, entries := all.Interactions, all.Changes, all.Audit
	byOperation := map[string][]models.AuditEntry{}
	for _, e := range entries {
		byOperation[e.Operation] = append(byOperation[e.Operation], e)
	}
	told := map[int64]bool{}
	for _, c := range changes {
		if c.FromStatus == "" {
			continue // stands there since the customer was created, of which the audit log tells
		}
		list = append(list, happened{c.ChangedAt, fmt.Sprint("status ", c.ID)})
		for _, i := range interactions {
			told[i.ID] = told[i.ID] || i.ID == c.InteractionID && i.CreatedAt.Equal(c.ChangedAt)
		}
	}
	for _, i := range interactions {
		if !told[i.ID] {
			list = append(list, happened{i.HappenedAt, fmt.Sprint("interaction ", i.ID)})
		}
	}
	passes := []string{"status", "reason", "opportunity", "next_follow_up", "next_follow_up_time"}
	contact := []string{"contact_name", "contact_title", "contact_role", "phone", "email", "wechat", "contact_notes"}
	seen := map[string]bool{}
	for _, e := range entries {
		turned := slices.ContainsFunc(byOperation[e.Operation], func(o models.AuditEntry) bool { return o.Action == "promote" || o.Action == "demote" })
		switch {
		case e.Entity == "customer" && (slices.Contains(passes, e.Field) || slices.Contains([]string{"reveal", "export", "search", "two"}, e.Action)):
			continue
		case e.Entity == "customer" && turned && e.Action != "merge" && slices.Contains(contact, e.Field):
			continue
		case !slices.Contains([]string{"customer", "followup", "contact", "deal"}, e.Entity):
			continue
		}
		if what := fmt.Sprint(e.Entity, " ", e.EntityID, " ", e.Operation); !seen[what] {
			seen[what] = true
			list = append(list, happened{e.At, what})
		}
	}
	return list
}

func asHappened(e models.TimelineEvent) happened {
	if len(e.Entries) > 0 {
		return happened{e.At, fmt.Sprint(e.Entries[0].Entity, " ", e.Entries[0].EntityID, " ", e.Entries[0].Operation)}
	}
	return happened{e.At, fmt.Sprint(e.Kind, " ", e.ID)}
}

// happen lets one of all the things happen that can happen with a customer.
func (w *world) happen(random *rand.Rand, id int64) {
	w.t.Helper()
	if random.IntN(4) > 0 { // else at the very same instant
		w.now = w.now.Add(time.Duration(random.IntN(100)+1) * time.Minute)
	}
	day := models.DateOf(w.now).AddDays(2 + random.IntN(40))
	open, err := w.store.OpenFollowUps(w.ctx, id, 5)
	w.check(err)
	c := w.read(id)
	status := models.StatusInput{To: models.Statuses()[random.IntN(3)], Reason: "why", NewInteraction: &models.InteractionInput{Kind: models.InteractionVisit, Text: "basis"}}
	switch random.IntN(15) {
	case 0:
		_, err = w.UpdateCustomer(w.ctx, by(bob), id, 0, map[models.Field]string{models.FieldNotes: fmt.Sprint(random.IntN(99)), models.FieldContactName: fmt.Sprint("Lee ", random.IntN(99)), models.FieldNextFollowUp: day.String()})
	case 1:
		w.log(id, "call")
	case 2:
		w.plan(id, day.String(), "")
	case 3:
		_, err = w.ChangeStatus(w.ctx, by(alice), id, status)
	case 4:
		in := w.log(id, "basis of another day")
		w.now = w.now.Add(time.Hour)
		status.NewInteraction, status.InteractionID = nil, in.ID
		_, err = w.ChangeStatus(w.ctx, by(alice), id, status)
	case 5:
		if len(open) > 0 {
			_, err = w.CompleteFollowUp(w.ctx, by(alice), open[0].ID, "agreed", models.FollowUpInput{DueOn: day})
		}
	case 6:
		if len(open) > 0 {
			_, err = w.CancelFollowUp(w.ctx, by(bob), open[0].ID)
		}
	case 7:
		if len(open) > 0 {
			_, err = w.SnoozeFollowUp(w.ctx, by(bob), open[0].ID, open[0].Version, day)
		}
	case 8:
		_, _, err = w.AddContact(w.ctx, by(alice), id, map[models.Field]string{models.FieldContactName: fmt.Sprint("Ann ", random.IntN(1e6)), models.FieldPhone: fmt.Sprintf("138%08d", random.IntN(1e8))}, nil)
	case 9:
		if _, contacts, _ := w.Contacts(w.ctx, as(alice), id); len(contacts) > 0 {
			_, err = w.MakePrimary(w.ctx, by(alice), id, contacts[0].ID, contacts[0].Version)
		}
	case 10:
		other := w.create(fmt.Sprint("Other ", random.IntN(1e9)))
		w.log(other.ID, "before the merge")
		_, _, err = w.MergeCustomers(w.ctx, leads(bob), models.MergeInput{Kept: id, Other: other.ID, KeptVersion: c.Version, OtherVersion: other.Version})
	case 11:
		_, err = w.ArchiveCustomer(w.ctx, leads(bob), id, true)
		w.check(err)
		w.now = w.now.Add(time.Hour)
		_, err = w.ArchiveCustomer(w.ctx, leads(bob), id, false)
	case 13:
		_, _, err = w.CreateDeal(w.ctx, by(alice), id, map[models.Field]string{models.FieldDealTitle: fmt.Sprint("deal ", random.IntN(99)), models.FieldAmount: "12万"})
	case 14:
		_, deals, _, _ := w.Deals(w.ctx, as(alice), id, 5)
		if len(deals) > 0 && random.IntN(2) == 0 {
			_, _, err = w.UpdateDeal(w.ctx, by(bob), deals[0].ID, models.EditBase{}, map[models.Field]string{models.FieldAmount: fmt.Sprint(random.IntN(1e6)), models.FieldExpectedClose: day.String()})
		} else if len(deals) > 0 {
			_, _, err = w.MoveDeal(w.ctx, by(bob), deals[0].ID, deals[0].Version, deals[0].StageID+1)
		}
	case 12:
		var last models.Undo
		if last, err = w.LastChange(w.ctx, as(alice)); err == nil && last.Customer.ID == id {
			_, err = w.Undo(w.ctx, by(alice), last.Operation)
		}
	}
	if models.AsErrors(err) == nil { // what is refused (the same status, nothing to take back) doesn't happen
		w.check(err)
	}
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// Whatever happened with a customer stands in its timeline once, newest first, as plain reading of all tables finds it; pages neither
// double nor lose an event, also when more happens between two of them.
func TestTheTimelineIsWhatHappened(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, func(t *testing.T, w *world) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 1))
		w.withSettings()
		for range 3 {
			c := w.create(fmt.Sprint("Acme ", random.IntN(1e9)))
			for range 25 {
				w.happen(random, c.ID)
			}
			plain := w.plainTimeline(c.ID)
			for _, size := range []int{50, 1 + random.IntN(6)} {
				w.readTimeline(random, c.ID, size, plain)
			}
		}
	})
}

// readTimeline reads a whole timeline in pages, between which more happens, and compares it with what happened before.
func (w *world) readTimeline(random *rand.Rand, id int64, size int, plain []happened) {
	w.t.Helper()
	var got []happened
	for after := ""; ; {
		page, err := w.Timeline(w.ctx, as(alice), id, "", after, size)
		w.check(err)
		for _, e := range page.Events {
			if at := asHappened(e); len(got) > 0 && at.At.After(got[len(got)-1].At) {
				w.t.Errorf("%v stands behind %v", at, got[len(got)-1])
			}
			got = append(got, asHappened(e))
		}
		if after = page.Next; after == "" {
			break
		}
		if size < 50 && random.IntN(3) == 0 {
			w.now = w.now.Add(time.Minute)
			w.log(id, "between two pages")
			w.plan(id, models.DateOf(w.now).AddDays(3).String(), "")
		}
	}
	order := func(a, b happened) int {
		return slices.Compare([]string{a.At.String(), a.What}, []string{b.At.String(), b.What})
	}
	slices.SortFunc(got, order)
	want := slices.SortedFunc(slices.Values(plain), order)
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("in pages of %d (-want +got):\n%s", size, diff)
	}
}

// The kinds of a timeline together are all of it, and each filter leaves its kinds.
func TestTheTimelineIsFiltered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Acme")
		w.log(c.ID, "call")
		w.now = w.now.Add(time.Minute)
		_, err := w.ChangeStatus(w.ctx, by(alice), c.ID, models.StatusInput{To: models.StatusActive, NewInteraction: &models.InteractionInput{Kind: models.InteractionCall, Text: "signed"}})
		w.check(err)
		w.withSettings()
		w.deal(c.ID, values{models.FieldDealTitle: "软件采购"})
		f := w.plan(c.ID, "2026-12-05", "")
		w.now = w.now.Add(time.Minute)
		_, err = w.CompleteFollowUp(w.ctx, by(alice), f.ID, "agreed")
		w.check(err)
		for filter, want := range map[models.EventKind][]string{
			"":                      {"done", "followup", "status", "deal", "interaction", "record"},
			models.EventInteraction: {"interaction", "interaction"}, // of which one is the basis of the status
			models.EventStatus:      {"status"},
			models.EventFollowUp:    {"done", "followup"},
			models.EventDeal:        {"deal"},
			models.EventContact:     nil,
			models.EventRecord:      {"record"},
		} {
			page, err := w.Timeline(w.ctx, as(alice), c.ID, filter, "", 10)
			w.check(err)
			var got []string
			for _, e := range page.Events {
				got = append(got, string(e.Kind))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("filtered by %q (-want +got):\n%s", filter, diff)
			}
		}
		if _, err := w.Timeline(w.ctx, as(alice), c.ID, "nothing", "", 10); models.AsErrors(err) == nil {
			t.Errorf("an unknown filter gives %v", err)
		}
	})
}
