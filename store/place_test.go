package store_test

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A customer is found by the places that its address shows, as it is now; nothing else of a sealed address stands anywhere, and
// nothing at all when the customer is erased.
func TestCustomersAreFoundByTheirPlaces(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		found := func(field models.Field, place string) int {
			t.Helper()
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{models.FilterOf(field, place)}})
			must(t, err)
			return page.Total
		}
		c := customer("Northwind")
		c.Address = "广东省深圳市南山区科技园1号"
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.InsertCustomer(ctx, c) }))
		moved := func(address models.Personal) {
			t.Helper()
			before, err := st.Customer(ctx, c.ID)
			must(t, err)
			now := before
			now.Address, now.Version = address, before.Version+1
			must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.UpdateCustomer(ctx, before, &now) }))
		}
		for _, state := range []string{"noted", "folded", "made anew"} {
			for field, place := range map[models.Field]string{models.FieldProvince: "广东省", models.FieldCity: "深圳市", models.FieldDistrict: "南山区"} {
				if n := found(field, place); n != 1 {
					t.Errorf("%s: %d are in %s", state, n, place)
				}
			}
			if kept := all(t, db); strings.Contains(kept, "科技园") {
				t.Errorf("%s: the address stands somewhere", state)
			}
			foldAll(t, st)
			if state == "folded" {
				must(t, st.Relist(ctx))
			}
		}
		moved("北京市海淀区中关村")
		if a, b := found(models.FieldCity, "深圳市"), found(models.FieldCity, "北京市"); a != 0 || b != 1 {
			t.Errorf("moved: %d are in 深圳 and %d in 北京", a, b)
		}
		foldAll(t, st)
		current, err := st.Customer(ctx, c.ID)
		must(t, err)
		erase(t, st, current)
		if kept := all(t, db); strings.Contains(kept, "北京市") || strings.Contains(kept, "深圳市") {
			t.Error("erased, and its places still stand somewhere")
		}
		if listings := store.ListingsOf(t, st, c.ID); len(listings) > 0 {
			t.Errorf("erased, and listed under %q", listings)
		}
	})
}
