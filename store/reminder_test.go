package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// How far reminders have come is taken over from an older database, also when the process dies before that is remembered.
// No job run is left that was none.
func TestHowFarRemindersHaveComeIsTakenOver(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, err := store.Open(ctx, db.Driver, db.DSN)
		must(t, err)
		defer st.Close()
		must(t, st.MigrateTo(ctx, 16))
		for _, at := range []time.Time{now.Add(-time.Hour), now, now.Add(48 * time.Hour)} { // the last by a clock that was ahead
			must(t, st.BaselineJob(ctx, "reminder", at))
		}
		must(t, st.BaselineJob(ctx, "report:C0SALES", now))
		expect := func() {
			t.Helper()
			must(t, st.MigrateTo(ctx, 17))
			if until, known, err := st.RemindersLookedUntil(ctx, now.Add(time.Minute)); err != nil || !known || !until.Equal(now.Truncate(time.Microsecond)) {
				t.Errorf("reminders have come until %v, %v, %v; want %v", until, known, err, now)
			}
			if _, known, err := st.LastJobRun(ctx, "reminder", now.Add(time.Minute)); known || err != nil {
				t.Errorf("there is still a run of a job named reminder, %v", err)
			}
			if _, known, err := st.LastJobRun(ctx, "report:C0SALES", now); !known || err != nil {
				t.Errorf("the run of a job is gone, %v", err)
			}
		}
		expect()
		_, err = st.Writer().ExecContext(ctx, "DELETE FROM goose_db_version WHERE version_id > 16")
		must(t, err)
		must(t, st.BaselineJob(ctx, "reminder", now.Add(-time.Minute)))
		must(t, st.BaselineJob(ctx, "reminder", now)) // what died after it was copied and before it was deleted
		expect()
	})
}

func TestHowFarRemindersHaveCome(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		if until, known, err := st.RemindersLookedUntil(ctx, now); known || err != nil {
			t.Errorf("before the first look: %v, %v, %v", until, known, err)
		}
		at := func(days int) time.Time { return now.AddDate(0, 0, days).Truncate(time.Microsecond) }
		for _, days := range []int{-40, -39, -38, -1, 0, 0, 400} {
			must(t, st.NoteReminderLook(ctx, at(days)))
		}
		expect := func(asked, want time.Time) {
			t.Helper()
			if until, known, err := st.RemindersLookedUntil(ctx, asked); err != nil || !known || !until.Equal(want) {
				t.Errorf("at %v reminders have come until %v, %v, %v; want %v", asked, until, known, err, want)
			}
		}
		expect(at(0), at(0))
		expect(at(10), at(0))
		expect(at(-2), at(-38))
		var forgotten []int
		for range 3 {
			n, err := st.PruneReminderLooks(ctx, at(-30), 1)
			must(t, err)
			forgotten = append(forgotten, n)
		}
		if !slices.Equal(forgotten, []int{1, 1, 0}) {
			t.Errorf("forgets %v looks, want the oldest two, one by one", forgotten)
		}
		expect(at(-2), at(-38))
		expect(at(0), at(0))
	})
}
