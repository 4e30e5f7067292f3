package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A message of a support channel is kept once, decided by whoever has seen it as it is, and forgotten with time.
func TestIntakes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		keep := func(ts string, age time.Duration) (kept models.Intake) {
			t.Helper()
			must(t, st.Tx(ctx, func(tx *store.Tx) (err error) {
				kept, err = tx.KeepIntake(ctx, models.Intake{Channel: "C0HELP", TS: ts, Author: "U0BOB", Subject: "about " + ts, SaidAt: now.Add(-age), Undecided: true})
				return err
			}))
			return kept
		}
		old, young := keep("1.1", 100*24*time.Hour), keep("1.2", time.Hour)
		decided := old
		decided.Undecided, decided.Subject, decided.Version = false, "", old.Version+1
		decide := func() error {
			return st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateIntake(ctx, old, decided) })
		}
		must(t, decide())
		if err := decide(); !errors.Is(err, store.ErrStale) {
			t.Errorf("decided twice: %v", err)
		}
		if again := keep("1.1", time.Minute); again.Undecided || again.Subject != "" || again.ID != old.ID {
			t.Errorf("it is %+v", again)
		}
		list, total, err := st.Intakes(ctx, 5)
		must(t, err)
		if total != 1 || len(list) != 1 || list[0].TS != "1.2" || list[0].Subject != "about 1.2" {
			t.Errorf("%d: %+v", total, list)
		}
		keep("1.3", 2*time.Hour)
		if list, total, err = st.Intakes(ctx, 1); err != nil || total != 2 || list[0].TS != "1.3" {
			t.Errorf("%d: %+v %v", total, list, err)
		}
		if n, err := st.PruneIntakes(ctx, now.Add(-90*24*time.Hour), 10); n != 1 || err != nil {
			t.Errorf("%d forgotten: %v", n, err)
		}
		if gone, err := st.Intake(ctx, "C0HELP", "1.1"); gone.ID != 0 || err != nil {
			t.Errorf("%+v %v", gone, err)
		}
		if still, err := st.Intake(ctx, "C0HELP", "1.2"); still.ID != young.ID || err != nil {
			t.Errorf("%+v %v", still, err)
		}
	})
}
