package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

func newKeys(t testing.TB) *vault.Keys {
	t.Helper()
	keys, err := vault.New()
	must(t, err)
	return keys
}

func newVault(t testing.TB) *vault.Vault { return vault.Of(newKeys(t)) }

// somebody is a customer with personal data in every field there is for it.
func somebody(n int) *models.Customer {
	c := customer(fmt.Sprintf("Customer %d", n))
	for field, value := range map[models.Field]string{
		models.FieldContactName: fmt.Sprintf("Wang %d", n), models.FieldPhone: fmt.Sprintf("138-0000-%04d", n),
		models.FieldEmail: fmt.Sprintf("Wang%d@example.com", n), models.FieldAddress: fmt.Sprintf("Beijing, %d Long Street", n),
	} {
		_ = c.Set(field, value)
	}
	return c
}

// personalEntry tells of a changed phone.
func personalEntry(c *models.Customer, version int, before, after string) models.AuditEntry {
	return models.AuditEntry{
		At: now, Actor: "U0ALICE", Entity: models.EntityCustomer, EntityID: c.ID, CustomerID: c.ID, Version: version,
		Action: models.ActionUpdate, Field: string(models.FieldPhone), OldValue: before, NewValue: after, Operation: fmt.Sprint("op", version),
	}
}

func appendEntry(t testing.TB, st *store.Store, entry models.AuditEntry) {
	t.Helper()
	must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.AppendAudit(ctx, []models.AuditEntry{entry}) }))
}

// kept is all that a database holds of personal data, as text.
func kept(t testing.TB, st *store.Store) string {
	t.Helper()
	var all []string
	for _, query := range []string{
		"SELECT CONCAT_WS('|', contact_name, contact_key, phone, phone_key, email, email_key, address, sealed, search_text) FROM customers",
		"SELECT CONCAT_WS('|', old_value, new_value) FROM audit_entries",
	} {
		var rows []string
		must(t, st.DB().Raw(query).Scan(&rows).Error)
		all = append(all, rows...)
	}
	return strings.Join(all, "\n")
}

var plainParts = []string{"Wang ", "wang1@", "@example.com", "138-0000", "1380000", "Long Street"} // base64 has none of these but by a wonder

// Sealed customers come back as they were given, by every way of reading, and stand nowhere plain.
func TestSealedCustomers(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		c, nobody := somebody(1), customer("Nobody")
		insert(t, st, c)
		insert(t, st, nobody)
		appendEntry(t, st, personalEntry(c, 2, "", "138-0000-0001"))

		read := map[string]func() ([]models.Customer, error){
			"by id": func() ([]models.Customer, error) { c, err := st.Customer(ctx, c.ID); return []models.Customer{c}, err },
			"by code": func() ([]models.Customer, error) {
				c, err := st.CustomerByCode(ctx, "C001")
				return []models.Customer{c}, err
			},
			"by name": func() ([]models.Customer, error) { return st.CustomersByName(ctx, "customer 1", "", 2) },
			"recent":  func() ([]models.Customer, error) { l, err := st.RecentCustomers(ctx, "", 2); return l[1:], err },
			"duplicates": func() ([]models.Customer, error) {
				found, err := st.Duplicates(ctx, models.Customer{PhoneKey: "13800000001", EmailKey: "x@example.com"}, models.DuplicateFields())
				if err != nil || len(found) != 1 || !slices.Equal(found[0].Same, []models.Field{models.FieldPhone}) {
					return nil, fmt.Errorf("%v, %w", found, err)
				}
				return []models.Customer{found[0].Customer}, nil
			},
			"locked": func() (list []models.Customer, err error) {
				err = st.Tx(ctx, func(tx *store.Tx) error {
					c, err := tx.LockCustomer(ctx, c.ID)
					list = []models.Customer{c}
					return err
				})
				return list, err
			},
		}
		for name, query := range map[string]models.CustomerQuery{
			"words": {Words: "customer 1"}, "phone": only(models.FieldPhone, "+86 138 0000 0001"), "email": only(models.FieldEmail, "WANG1@EXAMPLE.COM"), "contact": only(models.FieldContactName, "ＷＡＮＧ  1"),
		} {
			read["found by "+name] = func() ([]models.Customer, error) { p, err := st.SearchCustomers(ctx, query); return p.Customers, err }
		}
		for name, by := range read {
			list, err := by()
			if err != nil || len(list) != 1 {
				t.Errorf("%s: %d customers, %v", name, len(list), err)
				continue
			}
			for _, field := range models.PersonalFields() {
				if got, want := list[0].Get(field), c.Get(field); got != want {
					t.Errorf("%s: %s %q, want %q", name, field, got, want)
				}
			}
		}
		entries, err := st.AuditSince(ctx, models.EntityCustomer, c.ID, 1)
		must(t, err)
		page, err := st.History(ctx, c.ID, "", 5)
		must(t, err)
		if len(entries) != 1 || entries[0].NewValue != "138-0000-0001" || len(page.Entries) != 1 || page.Entries[0].NewValue != "138-0000-0001" {
			t.Errorf("audit %+v, history %+v", entries, page.Entries)
		}
		for _, part := range plainParts {
			if strings.Contains(kept(t, st), part) {
				t.Errorf("%q stands in the database", part)
			}
		}
	})
}

// A sealed text that is put into another row, or that another key sealed, is not opened.
func TestSealedTextsStayWhereTheyAre(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		a, b := somebody(1), somebody(2)
		insert(t, st, a)
		insert(t, st, b)
		var sealed []string
		must(t, st.DB().Raw("SELECT sealed FROM customers ORDER BY id").Scan(&sealed).Error)
		_, err := st.Writer().ExecContext(ctx, "UPDATE customers SET sealed = ? WHERE id = ?", sealed[0], b.ID)
		must(t, err)
		if c, err := st.Customer(ctx, b.ID); err != nil || !c.Unreadable || c.Phone != "" {
			t.Errorf("opened as another customer's: %v", err)
		}
		if c, err := storetest.Open(t, db, store.WithVault(newVault(t), true)).Customer(ctx, a.ID); err != nil || !c.Unreadable || c.Phone != "" {
			t.Errorf("opened with another key: %v", err)
		}
		if _, err := storetest.Open(t, db).Customer(ctx, a.ID); !errors.Is(err, store.ErrNoKey) {
			t.Errorf("opened without a key: %v", err)
		}
	})
}

// Whatever is put in comes out again in both modes, and after each change of the mode.
func TestModesKeepEverything(t *testing.T) {
	storetest.WithoutRace(t)
	db := storetest.SQLite(t)
	v := newVault(t)
	open := storetest.Open(t, db, store.WithVault(v, false))
	protected := storetest.Open(t, db, store.WithVault(v, true))
	rapid.Check(t, func(r *rapid.T) {
		c := customer("x")
		for _, field := range models.PersonalFields() {
			_ = c.Set(field, rapid.StringN(0, 30, 200).Draw(r, string(field)))
		}
		st := map[bool]*store.Store{false: open, true: protected}[rapid.Bool().Draw(r, "protected")]
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) }))
		for _, st := range []*store.Store{protected, open} {
			_, err := st.Protect(ctx)
			must(t, err)
			got, err := st.Customer(ctx, c.ID)
			must(t, err)
			for _, field := range models.EditableFields() {
				if got, want := got.Get(field), c.Get(field); got != want {
					t.Fatalf("%s %q, want %q", field, got, want)
				}
			}
			if got.PhoneKey != c.PhoneKey || got.EmailKey != c.EmailKey {
				t.Fatal("the keys to compare by are others")
			}
		}
	})
}

// A change of the mode brings over all that is there, more than one batch of it, and is nothing to do the next time.
func TestProtect(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		const customers = 450
		keys := newKeys(t)
		v := vault.Of(keys)
		open := storetest.Open(t, db, store.WithVault(v, false))
		must(t, open.Tx(ctx, func(tx *store.Tx) error {
			for n := range customers {
				c := somebody(n)
				if err := tx.InsertCustomer(ctx, c); err != nil {
					return err
				}
				if err := tx.AppendAudit(ctx, []models.AuditEntry{personalEntry(c, 2, "138-0000-9999", c.Phone.Plain())}); err != nil {
					return err
				}
			}
			return nil
		}))
		convert := func(st *store.Store, want int) {
			t.Helper()
			must(t, st.CheckKeys(ctx))
			for _, want := range []int{want, 0} {
				if done, err := st.Protect(ctx); err != nil || done.Customers != want || done.Entries != want {
					t.Fatalf("brought over %+v, %v, want %d", done, err, want)
				}
			}
		}
		check := func(st *store.Store, sealed bool) {
			t.Helper()
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldPhone, "13800000222")}})
			must(t, err)
			if len(page.Customers) != 1 || page.Customers[0].Email != "Wang222@example.com" {
				t.Errorf("found %d", len(page.Customers))
			}
			entries, err := st.AuditSince(ctx, models.EntityCustomer, page.Customers[0].ID, 1)
			must(t, err)
			if len(entries) != 1 || entries[0].OldValue != "138-0000-9999" || entries[0].NewValue != "138-0000-0222" {
				t.Errorf("entries %+v", entries)
			}
			text := kept(t, st)
			for _, part := range []string{"Wang ", "138-0000", "Long Street"} {
				if strings.Contains(text, part) == sealed {
					t.Errorf("sealed %v, but %q", sealed, part)
				}
			}
		}
		convert(open, 0)
		check(open, false)
		protected := storetest.Open(t, db, store.WithVault(v, true))
		convert(protected, customers)
		check(protected, true)
		check(open, true)
		turned, err := keys.Rotate()
		must(t, err)
		rotated := storetest.Open(t, db, store.WithVault(vault.Of(turned), true))
		if err := rotated.DropKeys(ctx); !errors.Is(err, store.ErrKeyInUse) {
			t.Errorf("a key in use is dropped: %v", err)
		}
		convert(rotated, customers)
		check(rotated, true)
		must(t, rotated.DropKeys(ctx))
		pruned, err := turned.Prune()
		must(t, err)
		only := storetest.Open(t, db, store.WithVault(vault.Of(pruned), true))
		must(t, only.CheckKeys(ctx))
		check(only, true)
		if err := protected.CheckKeys(ctx); !errors.Is(err, store.ErrOtherKey) {
			t.Errorf("the key before the rotation still does: %v", err)
		}
		reopened := storetest.Open(t, db, store.WithVault(vault.Of(pruned), false))
		convert(reopened, customers)
		check(storetest.Open(t, db), false)
		must(t, storetest.Open(t, db, store.WithVault(newVault(t), true)).CheckKeys(ctx))
	})
}

// Rows that people change while they are brought over keep what they were changed to.
func TestProtectBesideWriters(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		keys := newKeys(t)
		turned, err := keys.Rotate()
		must(t, err)
		old, fresh := storetest.Open(t, db, store.WithVault(vault.Of(turned), false)), storetest.Open(t, db, store.WithVault(vault.Of(turned), true))
		var list []models.Customer
		for n := range 60 {
			c := somebody(n)
			insert(t, old, c)
			list = append(list, *c)
		}
		var all sync.WaitGroup
		all.Go(func() {
			for i := range list {
				err := old.Tx(ctx, func(tx *store.Tx) error {
					c, err := tx.LockCustomer(ctx, list[i].ID)
					if err != nil {
						return err
					}
					next := c
					_ = next.Set(models.FieldPhone, "139"+c.Phone.Plain()[3:])
					next.Version++
					return tx.UpdateCustomer(ctx, c, &next)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
		for range 2 {
			all.Go(func() {
				if _, err := fresh.Protect(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		_, err = fresh.Protect(ctx)
		must(t, err)
		for n, c := range list {
			got, err := fresh.Customer(ctx, c.ID)
			must(t, err)
			if want := fmt.Sprintf("139-0000-%04d", n); got.Phone.Plain() != want || got.Version != 2 {
				t.Fatalf("%s has phone %q in version %d, want %q", c.Code, got.Phone.Plain(), got.Version, want)
			}
		}
		if text := kept(t, fresh); strings.Contains(text, "Wang ") || strings.Contains(text, "139-0000") {
			t.Error("something stayed plain")
		}
	})
}

// Processes with different keys never get to write to one database, also when they start at the same time.
func TestOneKeyForOneDatabase(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		if err := storetest.Open(t, db, store.WithVault(nil, true)).CheckKeys(ctx); !errors.Is(err, store.ErrNoKey) {
			t.Errorf("protected without a key: %v", err)
		}
		var all sync.WaitGroup
		results := make([]error, 5)
		stores := make([]*store.Store, len(results))
		for i := range stores {
			stores[i] = storetest.Open(t, db, store.WithVault(newVault(t), true))
		}
		for i, st := range stores {
			all.Go(func() { results[i] = st.CheckKeys(ctx) })
		}
		all.Wait()
		may := 0
		for _, err := range results {
			if err == nil {
				may++
			} else if !errors.Is(err, store.ErrOtherKey) {
				t.Error(err)
			}
		}
		if may != 1 {
			t.Errorf("%d of %d may write", may, len(results))
		}
		plain := storetest.Open(t, db)
		must(t, plain.CheckKeys(ctx)) // nothing is sealed yet
		if keyed, err := plain.Keyed(ctx); err != nil || !keyed {
			t.Errorf("keyed: %v, %v", keyed, err)
		}
		insert(t, stores[slices.Index(results, nil)], somebody(1))
		if err := plain.CheckKeys(ctx); !errors.Is(err, store.ErrNoKey) {
			t.Errorf("without a key: %v", err)
		}
	})
}

// After the mode changed, the file holds nothing plain, also in its free parts and its log.
func TestNothingStaysInTheFile(t *testing.T) {
	db := storetest.Database{Driver: "sqlite", DSN: filepath.Join(t.TempDir(), "guanxi.db")}
	v := newVault(t)
	open := storetest.Open(t, db, store.WithVault(v, false))
	for n := range 50 {
		insert(t, open, somebody(n))
	}
	must(t, open.Close())
	protected := storetest.Open(t, db, store.WithVault(v, true))
	done, err := protected.Protect(ctx)
	must(t, err)
	if done.Traces {
		t.Error("the file could not be rewritten")
	}
	for _, suffix := range []string{"", "-wal"} {
		content := fileContent(t, db.File()+suffix)
		for _, part := range plainParts {
			if strings.Contains(content, part) {
				t.Errorf("%q stands in %s", part, db.File()+suffix)
			}
		}
	}
}

func fileContent(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	must(t, err)
	return string(content)
}
