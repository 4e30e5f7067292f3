package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Each source of an older database becomes a campaign once, also when the process dies before it is remembered: none is lost, and two spellings are one.
func TestSourcesBecomeCampaigns(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, err := store.Open(ctx, db.Driver, db.DSN)
		must(t, err)
		defer st.Close()
		must(t, st.MigrateTo(ctx, 83))
		old := older{t: t, writer: st.Writer()}
		sources := []string{"", "Messe 2026", "春季展会", "MESSE ２０２６", "Referral"}
		for i := range 1300 { // more than two batches
			source := sources[i%len(sources)]
			if i >= 700 && source == "Referral" {
				source = fmt.Sprintf("Referral %d", i)
			}
			old.insert(int64(i+1), fmt.Sprintf("Northwind %d", i), source)
		}
		odd := []string{"!!!", "🎉", "M001", "C++", "C#", "  Two   words ", "two words", strings.Repeat("长", 50), strings.Repeat("ﷺ", 50), "a\\'\"%_", "–"} // "Two words" is one of them twice
		for i, source := range odd {
			old.insert(int64(1301+i), fmt.Sprintf("Odd %d", i), source)
		}
		for i, source := range []string{"Referral", "Only a deal's", "only a DEAL'S"} {
			old.exec(fmt.Sprintf("INSERT INTO deals (code, customer_id, title, pipeline_id, stage_id, state, stage_since, amount, currency, owner, source, lost_reason, lost_note, closed_by, created_by, created_at, updated_by, updated_at, version) "+
				"VALUES ('D00%d', 1, 'x', 1, 1, 'open', '2026-11-02 03:04:05.000000', 0, '', '', ?, '', '', '', '', '2026-11-02 03:04:05.000000', '', '2026-11-02 03:04:05.000000', 1)", i+1), source)
		}
		rekeyed(t, st, old)
		must(t, st.Migrate(ctx))
		sourced(t, st)
		if db.Driver == "mysql" { // SQLite takes what a migration made back with the rest
			old.exec("DELETE FROM goose_db_version WHERE version_id >= 87")
			old.exec("DELETE FROM campaign_names WHERE campaign_id > 3")
			old.exec("DELETE FROM campaigns WHERE id > 40")
			must(t, st.Migrate(ctx))
			sourced(t, st)
		}
	})
}

// rekeyed gives customers what their sources are compared by, as the older program would have.
func rekeyed(t *testing.T, st *store.Store, old older) {
	t.Helper()
	var sources []string
	must(t, st.DB().Raw("SELECT DISTINCT source FROM customers WHERE source <> ''").Scan(&sources).Error)
	for _, source := range sources {
		old.exec("UPDATE customers SET source_key = ? WHERE source = ?", store.NameKey(source), source)
	}
}

// sourced checks that every source is the name of one campaign, by its key, and that each campaign has its name, and a code of its own.
func sourced(t *testing.T, st *store.Store) {
	t.Helper()
	count := func(query string) (n int) {
		must(t, st.DB().Raw(query).Scan(&n).Error)
		return n
	}
	for _, table := range []string{"customers", "deals"} {
		lost := count("SELECT COUNT(*) FROM " + table + " WHERE source <> '' AND NOT EXISTS (SELECT 1 FROM campaign_names n JOIN campaigns m ON m.id = n.campaign_id " +
			"WHERE n.name_key = " + table + ".source_key)")
		if lost > 0 {
			t.Errorf("%d sources of %s are no campaign", lost, table)
		}
	}
	campaigns, names, codes := count("SELECT COUNT(*) FROM campaigns"), count("SELECT COUNT(*) FROM campaign_names"), count("SELECT COUNT(DISTINCT code) FROM campaigns")
	if want := 3 + 120 + 1 + 10; campaigns != want || names != want || codes != want { // Messe, 春季展会, Referral, those with a number, a deal's, and odd ones
		t.Errorf("there are %d campaigns with %d names and %d codes, want %d", campaigns, names, codes, want)
	}
	if next := count("SELECT next FROM sequences WHERE name = 'campaign'"); next <= campaigns {
		t.Errorf("the next campaign is the %d.", next)
	}
	named, err := st.CampaignsNamed(ctx, []string{"messe 2026", "ONLY A DEAL'S"})
	must(t, err)
	first, deal := named[store.SourceKey("Messe 2026")], named[store.SourceKey("Only a deal's")]
	if first.Name != "Messe 2026" || first.CreatedBy != models.SystemID || deal.Name != "Only a deal's" {
		t.Errorf("the campaigns are called %q, by %s, and %q", first.Name, first.CreatedBy, deal.Name)
	}
}
