package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// eachBehindCable runs a test on every server, with a store that reaches it through a cable.
func eachBehindCable(t *testing.T, test func(t *testing.T, st *store.Store, w *storetest.Cable), opts ...store.Option) {
	t.Helper()
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) {
		db, cable := storetest.Through(t, db)
		test(t, storetest.Open(t, db, opts...), cable)
	})
}

func count(t *testing.T, st *store.Store) int {
	t.Helper()
	page, err := st.SearchCustomers(ctx, models.CustomerQuery{})
	must(t, err)
	return page.Total
}

// The connection breaks while the commit is on its way: it was done, but nobody heard.
func TestALostCommitIsNeitherLostNorDoubled(t *testing.T) {
	eachBehindCable(t, func(t *testing.T, st *store.Store, w *storetest.Cable) {
		create := func(name string) func(tx *store.Tx) error {
			return func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer(name)) }
		}
		for i, name := range []string{"a", "b", "c"} {
			w.BreakAt("COMMIT", 1)
			if err := st.Once(ctx, store.Delivery{Key: "key " + name, At: now}, create(name)); err != nil {
				t.Fatalf("with a key: %v", err)
			}
			if left := w.Left(); left > 0 {
				t.Fatal("no commit was cut")
			}
			if n := count(t, st); n != i+1 {
				t.Fatalf("%d customers, want %d", n, i+1)
			}
		}
		if err := st.Once(ctx, store.Delivery{Key: "key a", At: now}, create("again")); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("the same key: %v", err)
		}
		w.BreakAt("COMMIT", 1)
		if err := st.Tx(ctx, create("d")); !errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("without a key nobody knows: %v, want ErrUnknown", err)
		}
		if n := count(t, st); n > 4 {
			t.Errorf("%d customers: doubled", n)
		}
	})
}

// The connection breaks in the middle, several times: the transaction goes again on a new one.
func TestABrokenConnectionIsNotSeen(t *testing.T) {
	eachBehindCable(t, func(t *testing.T, st *store.Store, w *storetest.Cable) {
		w.BreakAt("INSERT INTO `customers`", 3)
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("a")) }))
		if left := w.Left(); left > 0 {
			t.Fatalf("%d of 3 connections were not cut", left)
		}
		w.Cut() // all idle connections, as a restarted server does
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("b")) }))
		w.Cut()
		if n := count(t, st); n != 2 {
			t.Errorf("%d customers, want 2", n)
		}
	})
}

func TestAServerThatIsAwayIsUnavailable(t *testing.T) {
	eachBehindCable(t, func(t *testing.T, st *store.Store, w *storetest.Cable) {
		w.Pull()
		if _, err := st.Customer(ctx, 1); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("reading: %v, want ErrUnavailable", err)
		}
		if err := st.Tx(ctx, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("writing: %v, want ErrUnavailable", err)
		}
		if _, err := st.ClaimEnvelope(ctx, "x", now); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("claiming: %v, want ErrUnavailable", err)
		}
		if err := st.Ping(ctx); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("ping: %v, want ErrUnavailable", err)
		}
	}, store.WithPatience(100*time.Millisecond))
}

// cuts are the moments at which the way to the database breaks, and stays broken, during a change.
var cuts = map[string]struct {
	at        string
	how       storetest.Break
	committed bool
	want      error
}{
	"before it begins":                     {"START TRANSACTION", storetest.Break{Before: true, Stay: true}, false, store.ErrUnavailable},
	"in the middle":                        {"INSERT INTO `customers`", storetest.Break{Stay: true}, false, store.ErrUnavailable},
	"at the commit, which is not done":     {"COMMIT", storetest.Break{Before: true, Stay: true}, false, store.ErrUnknown},
	"at the commit, whose answer is lost":  {"COMMIT", storetest.Break{Stay: true}, true, store.ErrUnknown},
	"at the commit, which may be repeated": {"COMMIT", storetest.Break{}, true, nil},
}

// Wherever the way to the database breaks, the error says what is known of the change, and the same key tells later.
func TestAnOutageLeavesOneOfThreeOutcomes(t *testing.T) {
	for name, cut := range cuts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachBehindCable(t, func(t *testing.T, st *store.Store, w *storetest.Cable) {
				must(t, st.Tx(ctx, func(*store.Tx) error { return nil })) // a connection is open
				d := store.Delivery{Key: "key", Owner: "mine", At: now}
				create := func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("a")) }
				w.Break(cut.at, 1, cut.how)
				err := st.Once(ctx, d, create)
				if w.Left() > 0 {
					t.Fatal("nothing was cut")
				}
				if !errors.Is(err, cut.want) || (errors.Is(err, store.ErrUnknown) && errors.Is(err, store.ErrUnavailable)) {
					t.Errorf("%v, want %v alone", err, cut.want)
				}
				w.Plug()
				owner, found, err := st.HandledBy(ctx, "key")
				must(t, err)
				if found != cut.committed || (found && owner != "mine") {
					t.Errorf("handled is %v, by %q, want %v", found, owner, cut.committed)
				}
				again := store.Delivery{Key: "key", Owner: "again", At: now}
				if err := st.Once(ctx, again, create); errors.Is(err, models.ErrAlreadyHandled) != cut.committed {
					t.Errorf("with the same key: %v", err)
				}
				if n := count(t, st); n != 1 {
					t.Errorf("%d customers, want 1", n)
				}
			}, store.WithPatience(time.Second))
		})
	}
}

// A server that comes back after some seconds was not away for whoever waits; while it stays away nobody waits for long.
func TestAFailoverIsBridged(t *testing.T) {
	eachBehindCable(t, func(t *testing.T, st *store.Store, w *storetest.Cable) {
		w.Pull()
		back := time.AfterFunc(3*time.Second, w.Plug)
		defer back.Stop()
		must(t, st.Once(ctx, store.Delivery{Key: "bridged", At: now}, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, customer("a")) }))
		if n := count(t, st); n != 1 {
			t.Errorf("%d customers, want 1", n)
		}
		w.Pull()
		longest := func(n int) time.Duration {
			var all sync.WaitGroup
			began := time.Now()
			for i := range n {
				all.Go(func() {
					err := st.Once(ctx, store.Delivery{Key: fmt.Sprint("away ", n, i), At: now}, func(*store.Tx) error { return nil })
					if !errors.Is(err, store.ErrUnavailable) {
						t.Errorf("%v, want ErrUnavailable", err)
					}
				})
			}
			all.Wait()
			return time.Since(began)
		}
		if took := longest(20); took < 8*time.Second || took > 15*time.Second {
			t.Errorf("the first waited %v", took)
		}
		if took := longest(20); took > 3*time.Second {
			t.Errorf("while it stays away others waited %v", took)
		}
		w.Plug()
		must(t, st.Once(ctx, store.Delivery{Key: "back", At: now}, func(*store.Tx) error { return nil }))
		ended, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		w.Pull()
		began := time.Now()
		if err := st.Once(ended, store.Delivery{Key: "ended", At: now}, func(*store.Tx) error { return nil }); err == nil || time.Since(began) > 5*time.Second {
			t.Errorf("whose time is over: %v after %v", err, time.Since(began))
		}
	}, store.WithPatience(10*time.Second))
}

// The answer to a claim is lost though it was made: it is still this call's, and nobody else's.
func TestALostAnswerSwallowsNoClaim(t *testing.T) {
	eachBehindCable(t, func(t *testing.T, st *store.Store, w *storetest.Cable) {
		w.BreakAt("INSERT INTO envelopes", 1)
		if fresh, err := st.ClaimEnvelope(ctx, "said", now); !fresh || err != nil {
			t.Errorf("a delivery: fresh is %v, %v", fresh, err)
		}
		if fresh, err := st.ClaimEnvelope(ctx, "said", now); fresh || err != nil {
			t.Errorf("the same delivery once more: fresh is %v, %v", fresh, err)
		}
		w.BreakAt("INSERT INTO `job_runs`", 1)
		if run, claimed, err := st.ClaimJobRun(ctx, "digest", now, now, time.Minute, "me"); !claimed || err != nil || run.Fence != 1 {
			t.Errorf("a run: %+v, claimed is %v, %v", run, claimed, err)
		}
		if _, claimed, err := st.ClaimJobRun(ctx, "digest", now, now, time.Minute, "me"); claimed || err != nil {
			t.Errorf("the same run once more: claimed is %v, %v", claimed, err)
		}
		later := now.Add(2 * time.Minute)
		w.BreakAt("COMMIT", 1)
		if run, claimed, err := st.ClaimJobRun(ctx, "digest", now, later, time.Minute, "other"); !claimed || err != nil || run.Fence != 2 {
			t.Errorf("a run taken over: %+v, claimed is %v, %v", run, claimed, err)
		}
		if w.Left() > 0 {
			t.Error("nothing was cut")
		}
		w.BreakAt("INSERT INTO `job_runs`", 1)
		must(t, st.BaselineJob(ctx, "summary", now))
		w.BreakAt("COMMIT", 1)
		if err := st.Once(ctx, store.Delivery{Key: "theirs", At: now}, func(*store.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	})
}
