package store_test

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Each opportunity of an older database becomes a deal once, also when the process dies before it is remembered: nothing of it is lost.
func TestOpportunitiesBecomeDeals(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, err := store.Open(ctx, db.Driver, db.DSN)
		must(t, err)
		defer st.Close()
		must(t, st.MigrateTo(ctx, 66))
		old := older{t: t, writer: st.Writer()}
		for i := range 1300 { // more than two batches
			old.insert(int64(i+1), fmt.Sprintf("Northwind %d", i), "Messe")
		}
		old.exec("UPDATE customers SET opportunity = CONCAT('机会 of ', code), owner = 'U0ALICE' WHERE id % 3 = 0")
		old.exec("UPDATE customers SET archived_at = updated_at WHERE id = 900")
		must(t, st.Migrate(ctx))
		dealt(t, st)
		if db.Driver == "mysql" { // SQLite takes what a migration made back with the rest
			old.exec("DELETE FROM goose_db_version WHERE version_id >= 70")
			old.exec("DELETE FROM stage_moves WHERE deal_id > 300")
			old.exec("DELETE FROM deals WHERE id > 350")
			must(t, st.Migrate(ctx))
			dealt(t, st)
		}
	})
}

// dealt checks that the opportunity of every third customer is a deal of it, once, with its title, owner, source and first stage.
func dealt(t *testing.T, st *store.Store) {
	t.Helper()
	count := func(query string) (n int) {
		must(t, st.DB().Raw(query).Scan(&n).Error)
		return n
	}
	wrong := count("SELECT COUNT(*) FROM customers LEFT JOIN deals ON deals.customer_id = customers.id WHERE customers.opportunity <> COALESCE(deals.title, '') " +
		"OR deals.id IS NOT NULL AND (deals.owner <> 'U0ALICE' OR deals.source <> 'Messe' OR deals.currency <> '' OR (deals.state = 'open') <> (customers.archived_at IS NULL))")
	deals, codes := count("SELECT COUNT(*) FROM deals"), count("SELECT COUNT(DISTINCT code) FROM deals")
	moves := count("SELECT COUNT(*) FROM stage_moves JOIN deals ON deals.id = deal_id AND stage_id = to_stage WHERE from_stage = 0")
	if wrong > 0 || deals != 433 || moves != deals || codes != deals {
		t.Errorf("of %d deals with %d codes %d aren't what the record said, and %d have a stage", deals, codes, wrong, moves)
	}
	if next := count("SELECT next FROM sequences WHERE name = 'deal'"); next <= deals {
		t.Errorf("the next deal is the %d.", next)
	}
}
