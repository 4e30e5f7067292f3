package store_test

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Customers whom lists know to match are counted; of those that must be looked at one by one to know, as many as were looked at,
// and the page says that there may be more. Later pages say the same.
func TestCountingEndsWhereCustomersMustBeLookedAt(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			for i := range 450 {
				if err := tx.InsertCustomer(ctx, customer(fmt.Sprintf("Northwind %03d", i))); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, state := range []string{"noted", "folded"} {
			for _, test := range []struct {
				words string
				sort  models.CustomerSort
				total int
				least bool
				first string
			}{
				{"nor", models.SortNewest, 450, false, "Northwind 449"}, // three letters are a gram
				{"northwind", models.SortNewest, 100, true, "Northwind 449"},
				{"northwind", models.SortDefault, 100, true, "Northwind 449"},
				{"northwind", models.SortName, 100, true, "Northwind 000"},
				{"northwind 00", models.SortName, 10, false, "Northwind 000"}, // so few are all looked at
			} {
				q := models.CustomerQuery{Words: test.words, Sort: test.sort}
				for page := range 2 {
					found, err := st.SearchCustomers(ctx, q)
					if err != nil || found.Total != test.total || found.AtLeast != test.least {
						t.Errorf("%s: %s sort:%s page %d counts %d (at least: %v), %v, want %d (%v)", state, test.words, test.sort, page, found.Total, found.AtLeast, err, test.total, test.least)
					}
					if page == 0 && (len(found.Customers) == 0 || found.Customers[0].Name != test.first) {
						t.Errorf("%s: %s sort:%s begins with %v, want %s", state, test.words, test.sort, found.Customers, test.first)
					}
					if q.After = found.Next; q.After == "" {
						break
					}
				}
			}
			foldAll(t, st)
		}
	})
}
