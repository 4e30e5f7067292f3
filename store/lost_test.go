package store_test

import (
	"errors"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// eachBehindCable runs a test on every server, with a store that reaches it through a cable.
func eachBehindCable(t *testing.T, test func(t *testing.T, st *store.Store, w *storetest.Cable)) {
	t.Helper()
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) {
		db, cable := storetest.Through(t, db)
		test(t, storetest.Open(t, db), cable)
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
			if err := st.Once(ctx, "key "+name, now, create(name)); err != nil {
				t.Fatalf("with a key: %v", err)
			}
			if left := w.Left(); left > 0 {
				t.Fatal("no commit was cut")
			}
			if n := count(t, st); n != i+1 {
				t.Fatalf("%d customers, want %d", n, i+1)
			}
		}
		if err := st.Once(ctx, "key a", now, create("again")); !errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("the same key: %v", err)
		}
		w.BreakAt("COMMIT", 1)
		if err := st.Tx(ctx, create("d")); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("without a key nobody knows: %v, want ErrUnavailable", err)
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
	})
}
