package store_test

import (
	"context"
	"sync"
	"testing"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func TestMigrateFromSeveralProcessesAtOnce(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		ctx := context.Background()
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				st, err := store.Open(ctx, db.Driver, db.DSN)
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				defer st.Close()
				if err := st.Migrate(ctx); err != nil {
					t.Errorf("migrate: %v", err)
				}
				if n, err := st.Pending(ctx); n != 0 || err != nil {
					t.Errorf("Pending = %d, %v after migrating", n, err)
				}
			})
		}
		wg.Wait()
	})
}

func TestPendingBeforeMigrating(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		ctx := context.Background()
		st, err := store.Open(ctx, db.Driver, db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		if n, err := st.Pending(ctx); n == 0 || err != nil {
			t.Errorf("Pending = %d, %v on an empty database", n, err)
		}
	})
}
