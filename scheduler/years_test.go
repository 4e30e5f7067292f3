package scheduler

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A clock that is years ahead for a while, on which somebody even works, erases nobody and forgets nothing.
func TestYearsAheadEraseNothing(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, "2026-01-12T02:00:00Z", func(t *testing.T, w *world) {
		schedule := everything(t)
		schedule.RetentionMonths, schedule.AuditMonths = 1, 2
		s := w.scheduler("a", schedule)
		customer := w.churn("沉默")
		w.plan("UWANG", "2026-01-14", "")
		w.passDays(5, s)
		if _, err := w.store.ClaimEnvelope(w.ctx, "seen today", w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		before := w.kept(customer)
		right := w.clock.Now()
		for _, wrong := range []string{"2036-03-01T19:30:00Z", "2037-03-01T19:30:00Z", "2036-03-01T23:59:59Z", "2036-03-02T00:00:01Z", "2024-01-01T00:00:00Z"} {
			w.clock.set(moment(t, wrong))
			w.tick(s)
			w.churn("from the future")
			w.clock.advance(6 * time.Minute)
			w.tick(s)
		}
		w.clock.set(right.Add(time.Minute))
		w.tick(s)
		if w.erased(customer.ID) {
			t.Error("the customer was erased")
		}
		for table, n := range before {
			if now := w.kept(customer)[table]; now < n {
				t.Errorf("of %d %s, %d are left", n, table, now)
			}
		}
		w.passDays(40, s)
		if !w.erased(customer.ID) {
			t.Error("the customer isn't erased when the time has come")
		}
	})
}

// What was recorded by a clock that was years behind isn't old: nobody is erased for it.
func TestYearsBehindAreNotSilence(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, "2026-01-12T02:00:00Z", func(t *testing.T, w *world) {
		schedule := everything(t)
		schedule.RetentionMonths = 1
		s := w.scheduler("a", schedule)
		w.plan("UWANG", "2026-01-14", "") // a customer of today
		right := w.clock.Now()
		w.clock.set(right.AddDate(-2, 0, 0))
		behind := w.churn("刚刚流失")
		w.clock.set(right)
		w.passDays(20, s)
		if w.erased(behind.ID) {
			t.Error("who churned this month was erased")
		}
		w.passDays(40, s)
		w.churn("搬走") // a month later there is something by which to tell
		w.passDays(40, s)
		if !w.erased(behind.ID) {
			t.Error("the customer isn't erased when the time has come")
		}
	})
}

// lived lets somebody have been at work on the days before.
func (w *world) lived() {
	w.t.Helper()
	for ago := 3; ago >= 0; ago-- {
		if _, _, err := w.store.LivedUntil(w.ctx, w.clock.Now().AddDate(0, 0, -ago)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// passDays lets days pass, on which a process looks.
func (w *world) passDays(days int, s ...*Scheduler) {
	w.t.Helper()
	for range days {
		w.clock.advance(24 * time.Hour)
		w.tick(s...)
	}
}

// kept is how much there is of what is forgotten one day.
func (w *world) kept(customer models.Customer) map[string]int {
	w.t.Helper()
	counts, err := w.store.CountOutbox(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	runs, err := w.store.JobRunsAfter(w.ctx, time.Unix(0, 0), 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	_, found, err := w.store.HandledBy(w.ctx, "seen today")
	if err != nil {
		w.t.Fatal(err)
	}
	history, err := w.store.History(w.ctx, customer.ID, "", 50)
	if err != nil {
		w.t.Fatal(err)
	}
	n := map[string]int{"runs": len(runs), "entries of the audit log": len(history.Entries), "deliveries": 0}
	if found {
		n["deliveries"] = 1
	}
	for _, count := range counts {
		n["messages"] += count
	}
	return n
}
