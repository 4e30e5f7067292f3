package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// A process that still has the older keys, on another machine, writes nothing once a newer one seals: neither at once, nor
// after it was stopped between reading and writing. So nothing is sealed with a key that is dropped.
func TestAnOlderKeySealsNothing(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		older, err := vault.New()
		must(t, err)
		newer, err := older.Rotate()
		must(t, err)
		theirs := storetest.Open(t, db, store.WithVault(vault.Of(older), true))
		must(t, theirs.CheckKeys(ctx))
		insert := func(st *store.Store) (*models.Customer, error) {
			c := customer("a")
			_ = c.Set(models.FieldPhone, "13812345678")
			return c, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) })
		}
		first, err := insert(theirs)
		must(t, err)
		_, version, err := theirs.Settings(ctx)
		must(t, err)

		ours := storetest.Open(t, db, store.WithVault(vault.Of(newer), true))
		held, read := make(chan bool), make(chan bool)
		stopped := make(chan error, 1)
		go func() { // it has read and sealed, and is stopped before it commits
			stopped <- theirs.Tx(ctx, func(tx *store.Tx) error {
				current, err := tx.LockCustomer(ctx, first.ID)
				if err != nil {
					return err
				}
				changed := current
				changed.Version++
				_ = changed.Set(models.FieldPhone, "13900000000")
				if err := tx.UpdateCustomer(ctx, current, &changed); err != nil {
					return err
				}
				close(read)
				<-held
				return nil
			})
		}()
		<-read
		started := make(chan error, 1)
		go func() { started <- ours.CheckKeys(ctx) }() // waits for it
		select {
		case err := <-started:
			t.Errorf("a newer key was made the present one beside a change under way: %v", err)
		case <-time.After(300 * time.Millisecond):
		}
		close(held)
		must(t, <-stopped)
		must(t, <-started)

		for doing, write := range map[string]func() error{
			"creating": func() error { _, err := insert(theirs); return err },
			"changing": func() error {
				return theirs.Tx(ctx, func(tx *store.Tx) error {
					current, err := tx.LockCustomer(ctx, first.ID)
					if err != nil {
						return err
					}
					changed := current
					changed.Version++
					changed.ContactTitle, changed.Email = "Buyer", "buyer@acme.example" // without the second nothing is sealed
					return tx.UpdateCustomer(ctx, current, &changed)
				})
			},
			"writing the log": func() error {
				return theirs.Tx(ctx, func(tx *store.Tx) error {
					return tx.AppendAudit(ctx, []models.AuditEntry{{At: now, Actor: "U1", Entity: models.EntityCustomer, EntityID: first.ID, Field: string(models.FieldPhone), NewValue: "1"}})
				})
			},
			"sealing":       func() error { _, err := theirs.Protect(ctx); return err },
			"dropping keys": func() error { return theirs.DropKeys(ctx) },
		} {
			if err := write(); !errors.Is(err, store.ErrOldKey) {
				t.Errorf("%s with an older key: %v, want ErrOldKey", doing, err)
			}
		}
		_, err = ours.Protect(ctx)
		must(t, err)
		must(t, ours.DropKeys(ctx))
		pruned, err := newer.Prune()
		must(t, err)
		after := storetest.Open(t, db, store.WithVault(vault.Of(pruned), true))
		must(t, after.CheckKeys(ctx))
		if c, err := after.Customer(ctx, first.ID); err != nil || c.Phone.Plain() != "13900000000" {
			t.Errorf("%q, %v", c.Phone.Plain(), err)
		}
		if _, err := insert(theirs); !errors.Is(err, store.ErrOldKey) {
			t.Errorf("after the older key was dropped: %v, want ErrOldKey", err)
		}
		if _, raised, err := after.Settings(ctx); err != nil || raised <= version {
			t.Errorf("the settings' version was %d and is %d, %v", version, raised, err)
		}
		must(t, after.CheckKeys(ctx))
	})
}
