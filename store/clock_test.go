package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A server's clock is read; SQLite has none; and one that stands in for it is taken for it.
func TestTheDatabasesClock(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		at, known, err := storetest.Open(t, db).Clock(ctx)
		if err != nil || known != (db.Driver != "sqlite") {
			t.Fatalf("%v, %v", known, err)
		}
		if off := time.Since(at).Abs(); known && off > time.Minute {
			t.Errorf("the server's clock is read as %v, %v off", at, off)
		}
		stand := models.ClockFunc(func() time.Time { return now })
		at, known, err = storetest.Open(t, db, store.WithClock(stand)).Clock(ctx)
		if err != nil || !known || !at.Equal(now) {
			t.Errorf("another clock shows %v, %v, %v", at, known, err)
		}
	})
}

// Time has certainly passed until the third newest day on which somebody was at work, whatever one moment says.
func TestLivedUntil(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		for i, step := range []struct{ now, until string }{
			{"2026-11-20 12:00", ""},
			{"2026-11-20 23:59", ""},
			{"2026-11-21 00:00", ""},
			{"2026-11-22 09:00", "2026-11-20"},
			{"2026-11-23 09:00", "2026-11-21"},
			{"2036-11-23 09:00", "2026-11-21"},
			{"2036-11-24 00:00", "2026-11-21"}, // years ahead, over midnight
			{"2026-11-24 09:00", "2026-11-22"}, // and what it said is forgotten
			{"2024-01-01 09:00", ""},           // years behind: nothing is certain for some days
			{"2026-11-25 09:00", ""},
			{"2026-11-26 09:00", ""}, // three days, years apart
			{"2026-11-27 09:00", "2026-11-25"},
			{"2027-01-01 09:00", "2026-11-26"},
			{"2027-01-20 09:00", "2026-11-27"}, // seldom at work
		} {
			at, err := time.Parse("2006-01-02 15:04", step.now)
			must(t, err)
			until, lived, err := st.LivedUntil(ctx, at)
			must(t, err)
			if got := until.Format(time.DateOnly); lived != (step.until != "") || lived && got != step.until {
				t.Errorf("step %d, at %s: until %s, %v; want %q", i, step.now, got, lived, step.until)
			}
		}
	})
}

// What is held for longer than right clocks hold it is free at once, and nothing else is.
func TestFreeAhead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		far := now.Add(57 * 24 * time.Hour)
		must(t, st.Enqueue(ctx, message("far"), message("near")))
		claim(t, st, "p", far, 1)
		near := claim(t, st, "q", now, 1)
		run, _, err := st.ClaimJobRun(ctx, "job", now, far, time.Minute, "p")
		must(t, err)
		kept, _, err := st.ClaimJobRun(ctx, "kept", now, now, time.Minute, "q")
		must(t, err)
		furthest := models.Furthest{Claim: now.Add(time.Hour), Look: now.Add(time.Hour), Lease: now.Add(time.Hour)}
		if n, err := st.FreeAhead(ctx, now, furthest); err != nil || n != 2 {
			t.Errorf("%d freed, %v", n, err)
		}
		if list := claim(t, st, "r", now, 9); len(list) != 1 || len(near) != 1 || list[0].ID == near[0].ID {
			t.Errorf("free are %+v", list)
		}
		if again, ok, err := st.ClaimJobRun(ctx, "job", now, now, time.Minute, "r"); err != nil || !ok || again.Fence != run.Fence+1 {
			t.Errorf("the run is not free: %+v, %v", again, err)
		}
		if _, ok, err := st.ClaimJobRun(ctx, "kept", now, now, time.Minute, "r"); err != nil || ok || kept.ID == 0 {
			t.Errorf("a run was taken away: %v", err)
		}
	})
}

// A process that was last heard of in the future is dead: nobody could tell when it fell silent.
func TestAProcessOfTheFutureIsDead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		must(t, st.BeginProcess(ctx, "ahead", now.Add(57*24*time.Hour)))
		must(t, st.BeginProcess(ctx, "near", now.Add(10*time.Second)))
		dead, err := st.ReapProcesses(ctx, now.Add(-45*time.Second), now)
		if err != nil || !slices.Equal(dead, []string{"ahead"}) {
			t.Errorf("dead are %v, %v", dead, err)
		}
	})
}

// Deliveries that a wrong clock has dated are remembered for as long as others from now on.
func TestRedateEnvelopes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		for key, at := range map[string]time.Time{"behind": now.AddDate(-2, 0, 0), "right": now, "ahead": now.AddDate(2, 0, 0)} {
			if fresh, err := st.ClaimEnvelope(ctx, key, at); err != nil || !fresh {
				t.Fatal(fresh, err)
			}
		}
		if n, err := st.RedateEnvelopes(ctx, now.AddDate(0, -1, 0), now.AddDate(0, 6, 0), now, 10); err != nil || n != 2 {
			t.Errorf("%d dated anew, %v", n, err)
		}
		if n, err := st.PruneEnvelopes(ctx, now.Add(-time.Hour), 10); err != nil || n != 0 {
			t.Errorf("%d forgotten at once, %v", n, err)
		}
		if n, err := st.PruneEnvelopes(ctx, now.Add(time.Hour), 10); err != nil || n != 3 {
			t.Errorf("%d forgotten in time, %v", n, err)
		}
	})
}
