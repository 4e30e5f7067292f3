package store_test

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

var errTakenBack = errors.New("taken back")

// A customer that a transaction has locked is written in part. In the end its row is the one that is written as a whole, whatever changed,
// several times in one transaction and in attempts that were taken back. What is sealed is sealed anew each time, and compared as it is read.
func TestAPartOfARowIsAsTheWhole(t *testing.T) {
	keys, err := vault.New()
	must(t, err)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, protect := range []bool{false, true} {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			var rows [2]map[string]any
			var read [2]models.Customer
			for i, in := range []storetest.Database{db.Another(t), db.Another(t)} {
				storetest.Prepare(t, in)
				st := storetest.Open(t, in, store.WithVault(vault.Of(keys), protect))
				must(t, st.CheckKeys(t.Context()))
				read[i] = changedAtRandom(t, st, rand.New(rand.NewPCG(seed, 0)), i == 0)
				rows[i] = rowOf(t, in, read[i].ID)
			}
			if rows[0]["sealed"] != "" != protect {
				t.Fatalf("sealed: %v", rows[0]["sealed"])
			}
			delete(rows[0], "sealed")
			delete(rows[1], "sealed")
			if !cmp.Equal(rows[0], rows[1]) {
				t.Errorf("protect %v:\n%s", protect, cmp.Diff(rows[1], rows[0]))
			}
			if changes := models.Customers.Changes(&read[1], &read[0]); len(changes) > 0 {
				t.Errorf("protect %v, read as: %v", protect, changes)
			}
		}
	})
}

// changedAtRandom changes a customer again and again, and returns it as it is read in the end.
func changedAtRandom(t *testing.T, st *store.Store, random *rand.Rand, locks bool) models.Customer {
	t.Helper()
	ctx := t.Context()
	made := somebody(1)
	insert(t, st, made)
	id, values := made.ID, []string{"", "北京星河有限公司", "Müller & Sons GmbH", "Zoë", "13812345678", "a@b.example", "Fair 2026"}
	change := func(tx *store.Tx, c models.Customer) (models.Customer, error) {
		next := c
		for _, field := range models.EditableFields() {
			if random.IntN(5) > 0 {
				continue
			}
			value := values[random.IntN(len(values))]
			spec, _ := models.Customers.Find(field)
			switch {
			case spec.Type == models.TypeDate:
				value = models.NewDate(2027, 1, 1+random.IntN(28)).String()
			case spec.Type == models.TypeChoice:
				choices := spec.Choices(models.Rules{Industries: []string{"retail", "technology"}})
				value = choices[random.IntN(len(choices))]
			case field == models.FieldName && value == "":
				value = "Acme"
			}
			if next.Set(field, value) != nil { // not of this field's kind
				continue
			}
		}
		if random.IntN(6) == 0 {
			at := now.AddDate(0, 0, random.IntN(9))
			if next.ArchivedAt = nil; random.IntN(2) == 0 {
				next.ArchivedAt = &at
			}
		}
		next.Version, next.UpdatedBy, next.UpdatedAt = c.Version+1, "U0BOB", now.AddDate(0, 0, next.Version)
		return next, tx.UpdateCustomer(ctx, c, &next)
	}
	for range 60 {
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			get := tx.Customer
			if locks {
				get = tx.LockCustomer
			}
			c, err := get(ctx, id)
			for range 1 + random.IntN(3) {
				if err != nil {
					return err
				}
				if random.IntN(3) > 0 {
					c, err = change(tx, c)
					continue
				}
				if err = tx.Attempt(ctx, func() error {
					_, err := change(tx, c)
					return errors.Join(err, errTakenBack)
				}); errors.Is(err, errTakenBack) && !errors.Is(err, store.ErrStale) {
					err = nil
				}
			}
			return err
		}))
	}
	c, err := st.Customer(ctx, id)
	must(t, err)
	return c
}

// rowOf is what stands in the columns of a customer.
func rowOf(t *testing.T, db storetest.Database, id int64) map[string]any {
	t.Helper()
	pool, err := sql.Open(db.Driver, db.DSN)
	must(t, err)
	defer func() { _ = pool.Close() }()
	rows, err := pool.QueryContext(t.Context(), "SELECT * FROM customers WHERE id = ?", id)
	must(t, err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(t, err)
	if !rows.Next() {
		t.Fatal("no row", rows.Err())
	}
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	must(t, rows.Scan(at...))
	row := map[string]any{}
	for i, name := range columns {
		if text, is := values[i].([]byte); is {
			values[i] = string(text)
		}
		row[name] = values[i]
	}
	return row
}
