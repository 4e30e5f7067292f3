package store_test

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// What names are compared by is computed anew where an older program has written it, also when the process dies before that is
// remembered.
func TestKeysOfAnOlderForm(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, err := store.Open(ctx, db.Driver, db.DSN)
		must(t, err)
		defer st.Close()
		must(t, st.MigrateTo(ctx, 29))
		old := older{t: t, writer: st.Writer()}
		for i := range 600 { // more than one batch
			old.insert(int64(i+1), fmt.Sprintf("Coca-Cola %d L.L.C.", i), "Messe Köln")
		}
		old.exec("UPDATE customers SET website = CONCAT('https://www.facebook.com/shop', id - 1)")
		for range 2 {
			old.exec("UPDATE customers SET name_key = LOWER(name), stem_key = 'cocacola', source_key = 'messe köln', website_key = 'facebook.com'")
			must(t, st.Migrate(ctx))
			for _, name := range []string{"cocacola 0 llc", "COCA COLA 599 L.L.C."} {
				if list, err := st.CustomersByName(ctx, name, "", 2); err != nil || len(list) != 1 {
					t.Errorf("%s names %d customers, %v", name, len(list), err)
				}
			}
			alike, err := st.Duplicates(ctx, models.Customer{Name: "CocaCola 7 Ltd"}, []models.Field{models.FieldName})
			if err != nil || len(alike) != 1 {
				t.Errorf("%d are like a name with another legal form, %v", len(alike), err)
			}
			var shop models.Customer
			must(t, shop.Set(models.FieldWebsite, "facebook.com/Shop7/about"))
			if alike, err = st.Duplicates(ctx, shop, []models.Field{models.FieldWebsite}); err != nil || len(alike) != 1 {
				t.Errorf("%d have a shop's website, %v", len(alike), err)
			}
			page, err := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldSource, "MESSE KOELN")}})
			more, also := st.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldSource, "messe koln")}})
			if err != nil || also != nil || len(page.Customers) > 0 || len(more.Customers) == 0 {
				t.Errorf("by its source are found %d and %d, %v, %v", len(page.Customers), len(more.Customers), err, also)
			}
			if db.Driver == "sqlite" { // it takes what a migration made back with the rest
				return
			}
			old.exec("DELETE FROM goose_db_version WHERE version_id >= 30")
		}
	})
}
