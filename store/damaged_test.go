package store_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// sealedValue is where something sealed stands in the database.
type sealedValue struct{ table, column, key string }

func (v sealedValue) read(t failing, st *store.Store) (value string) {
	t.Helper()
	row := st.Writer().QueryRowContext(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE id = ?", v.column, v.table), v.key)
	if err := row.Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func (v sealedValue) write(t failing, st *store.Store, value string) {
	t.Helper()
	if _, err := st.Writer().ExecContext(ctx, fmt.Sprintf("UPDATE %s SET %s = ? WHERE id = ?", v.table, v.column), value, v.key); err != nil {
		t.Fatal(err)
	}
}

type failing interface {
	Helper()
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

// sealedValues lists everything that is sealed.
func sealedValues(t failing, st *store.Store) (all []sealedValue) {
	t.Helper()
	for _, column := range []sealedValue{{"customers", "sealed", ""}, {"audit_entries", "old_value", ""}, {"audit_entries", "new_value", ""}, {"vault_keys", "proof", ""}} {
		where := column.column + " <> ''"
		if column.table == "audit_entries" {
			where += " AND sealed_key <> ''"
		}
		var keys []string
		if err := st.DB().Raw(fmt.Sprintf("SELECT id FROM %s WHERE %s", column.table, where)).Scan(&keys).Error; err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			all = append(all, sealedValue{column.table, column.column, key})
		}
	}
	return all
}

// reads are all ways in which customers and their history come out of the database, and what goes over all of them.
func reads(st *store.Store, damaged models.Customer) map[string]func() (int, error) {
	list := func(found []models.Customer, err error) (int, error) { return len(found), err }
	return map[string]func() (int, error){
		"one":     func() (int, error) { _, err := st.Customer(ctx, damaged.ID); return 1, err },
		"by code": func() (int, error) { _, err := st.CustomerByCode(ctx, damaged.Code); return 1, err },
		"by name": func() (int, error) { return list(st.CustomersByName(ctx, damaged.Name, "", 10)) },
		"recent":  func() (int, error) { return list(st.RecentCustomers(ctx, "", 10)) },
		"seen":    func() (int, error) { return list(st.RecentlySeen(ctx, "U1", "", 10)) },
		"all": func() (int, error) {
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{})
			return page.Total, err
		},
		"words": func() (int, error) {
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{Words: damaged.Name})
			return page.Total, err
		},
		"phone": func() (int, error) {
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldPhone, damaged.PhoneKey.Plain())}})
			return page.Total, err
		},
		"duplicates": func() (int, error) {
			other := damaged
			other.ID = 0
			found, err := st.Duplicates(ctx, other, models.DuplicateFields())
			return len(found), err
		},
		"history": func() (int, error) { page, err := st.History(ctx, damaged.ID, "", 10); return len(page.Entries), err },
		"log": func() (int, error) {
			found, err := st.Audit(ctx, models.EntityCustomer, damaged.ID, 10)
			return len(found), err
		},
		"log since": func() (int, error) {
			found, err := st.AuditSince(ctx, models.EntityCustomer, damaged.ID, 1)
			return len(found), err
		},
		"operation": func() (int, error) { found, err := st.OperationEntries(ctx, "U1", "op"); return len(found), err },
		"subject":   func() (int, error) { held, err := st.Subject(ctx, damaged.ID); return len(held.Audit), err },
		"the key":   func() (int, error) { return 1, st.CheckKeys(ctx) },
		"the mode":  func() (int, error) { _, err := st.Protect(ctx); return 1, err },
		"the due ones": func() (int, error) {
			page, err := st.DueFollowUps(ctx, models.DueQuery{Today: models.DateOf(now)})
			return 1 + page.Total, err
		},
	}
}

// Whichever byte of whatever sealed value is damaged, everything is still read, the damaged row marked; changing something
// else of it leaves what is kept as it is, and once the byte is right again all of it is there.
func TestOneDamagedValueStopsNothing(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		for n := range 3 {
			c := somebody(n)
			insert(t, st, c)
			must(t, st.NoteSighting(ctx, "U1", c.ID, now))
			must(t, st.Tx(ctx, func(tx *store.Tx) error {
				return tx.AppendAudit(ctx, []models.AuditEntry{{At: now, Actor: "U1", Entity: models.EntityCustomer, EntityID: c.ID, CustomerID: c.ID, Version: 2, Action: models.ActionUpdate, Field: string(models.FieldPhone), OldValue: "1", NewValue: c.Phone.Plain(), Operation: "op"}})
			}))
		}
		values := sealedValues(t, st)
		if len(values) != 3+3+3+1 {
			t.Fatalf("%d sealed values: %v", len(values), values)
		}
		rapid.Check(t, func(r *rapid.T) {
			value := rapid.SampledFrom(values).Draw(r, "value")
			whole := value.read(r, st)
			at := rapid.IntRange(0, len(whole)-1).Draw(r, "at")
			to := rapid.SampledFrom([]byte("AQz9+/= \"'%_\n-")).Filter(func(b byte) bool { return b != whole[at] }).Draw(r, "to")
			id := int64(1)
			if value.table == "customers" {
				_, _ = fmt.Sscan(value.key, &id)
			}
			before, err := st.Customer(ctx, id)
			if err != nil {
				r.Fatal(err)
			}
			missed := st.Unreadable()
			value.write(r, st, whole[:at]+string(to)+whole[at+1:])
			for name, read := range reads(st, before) {
				if n, err := read(); err != nil || n == 0 {
					r.Errorf("%s: %d, %v", name, n, err)
				}
			}
			damaged, err := st.Customer(ctx, id)
			if err != nil || damaged.Unreadable != (value.table == "customers") || (damaged.Unreadable && damaged.Phone+damaged.PhoneKey+damaged.Email+damaged.EmailKey != "") {
				r.Errorf("%+v, %v", damaged, err)
			}
			if value.table != "vault_keys" && st.Unreadable() == missed {
				r.Errorf("nobody counts it")
			}
			changed := damaged
			changed.Version++
			changed.Notes = "changed " + fmt.Sprint(damaged.Version)
			if err := st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateCustomer(ctx, damaged, &changed) }); err != nil {
				r.Errorf("changing it: %v", err)
			}
			if kept := value.read(r, st); kept != whole[:at]+string(to)+whole[at+1:] {
				r.Errorf("what is kept was written over: %q", kept)
			}
			value.write(r, st, whole)
			after, err := st.Customer(ctx, id)
			if err != nil || after.Unreadable || after.Phone != before.Phone || after.Address != before.Address || after.Notes != changed.Notes {
				r.Errorf("once it is whole again: %+v, %v", after, err)
			}
		})
	})
}

// A rotation goes over what can't be read and names it, everything else is sealed anew, and the key that is still needed
// isn't dropped.
func TestARotationStepsOverWhatIsDamaged(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		keys := newKeys(t)
		st := storetest.Open(t, db, store.WithVault(vault.Of(keys), true))
		must(t, st.CheckKeys(ctx))
		const all = 450 // more than two batches
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			for n := range all {
				if err := tx.InsertCustomer(ctx, somebody(n)); err != nil {
					return err
				}
			}
			return nil
		}))
		_, err := st.Writer().ExecContext(ctx, "UPDATE customers SET sealed = 'AAAA' WHERE id <= 210 OR id IN (300, 450)")
		must(t, err)
		newer, err := keys.Rotate()
		must(t, err)
		rotated := storetest.Open(t, db, store.WithVault(vault.Of(newer), true))
		must(t, rotated.CheckKeys(ctx))
		done, err := rotated.Protect(ctx)
		must(t, err)
		if done.Customers != all-212 || done.UnreadableCount != 212 || len(done.Unreadable) != 100 || done.Unreadable[0] != "customer C001" {
			t.Errorf("%d sealed anew, %d can't be read: %v", done.Customers, done.UnreadableCount, done.Unreadable)
		}
		if err := rotated.DropKeys(ctx); err == nil {
			t.Error("the key was dropped with which something is still sealed")
		}
		again, err := rotated.Protect(ctx)
		if must(t, err); again.Customers != 0 || again.UnreadableCount != 212 {
			t.Errorf("once more: %d sealed anew, %d can't be read", again.Customers, again.UnreadableCount)
		}
	})
}
