package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A database that stood at an older version is searched by its lists: whether it is of the first, of the one before keys were
// computed anew, or of the one before the lists. It is so, too, when the process dies before that is remembered.
func TestMigrateToLists(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, version := range []int64{1, 29, 30} {
			t.Run(fmt.Sprint("from ", version), func(t *testing.T) {
				one := db.Another(t)
				st, err := store.Open(ctx, one.Driver, one.DSN)
				must(t, err)
				defer st.Close()
				must(t, st.MigrateTo(ctx, version))
				old := older{t: t, writer: st.Writer()}
				old.many(version)
				must(t, st.Migrate(ctx))
				old.searched(st, version)
				if db.Driver == "mysql" && version == 1 { // SQLite takes what a migration made back with the rest
					old.exec("DELETE FROM goose_db_version WHERE version_id > 30")
					old.exec("DELETE FROM search_lists WHERE listing > 'c'")
					must(t, st.Migrate(ctx))
					old.searched(st, version)
				}
			})
		}
	})
}

// many makes customers, some erased, and grams as they were kept.
func (o older) many(version int64) {
	o.t.Helper()
	for i := range int64(700) { // more than one batch
		o.insert(i+1, fmt.Sprintf("%s %d", []string{"Harbour Foods", "上海阿里山贸易", "Zürich Parts"}[i%3], i), "")
		o.exec("INSERT INTO customer_grams (gram, customer_id) VALUES (?, ?)", "^ha", i+1)
	}
	o.exec("UPDATE customers SET industry = 'retail', next_follow_up = '2026-12-01' WHERE id <= 90")
	if version == 1 {
		return
	}
	o.exec("UPDATE customers SET name = '', name_key = '', erased_at = updated_at WHERE id > 690")
	o.exec("INSERT INTO custom_fields (id, kind, label_en, label_zh, position, version) VALUES (1, 'number', 'Seats', '席位', 1, 1)")
	for i := range int64(600) {
		o.exec("INSERT INTO custom_values (customer_id, field_id, place, value, value_key, number) VALUES (?, 1, 0, ?, ?, ?)", i+1, fmt.Sprint(i), fmt.Sprint(i), i*10_000)
	}
}

// searched checks that everything is found, and that the lists are what they are when they are made out of the customers.
func (o older) searched(st *store.Store, version int64) {
	o.t.Helper()
	left := 700
	if version > 1 {
		left = 690
	}
	tests := map[string]struct {
		models.CustomerQuery
		want int
	}{
		"all":          {models.CustomerQuery{Sort: models.SortName}, left},
		"a word":       {models.CustomerQuery{Words: "harbour"}, (left + 2) / 3},
		"pinyin":       {models.CustomerQuery{Words: "alishan", Sort: models.SortName}, (left + 1) / 3},
		"an accent":    {models.CustomerQuery{Words: "zurich parts"}, left / 3},
		"an industry":  {models.CustomerQuery{Sort: models.SortDue, Filters: []models.Filter{models.FilterOf(models.FieldIndustry, "retail")}}, 90},
		"a day":        {models.CustomerQuery{Filters: []models.Filter{models.SpanOf(models.FieldNextFollowUp, models.NewDate(2026, 12, 1), models.NewDate(2026, 12, 1))}}, 90},
		"its own code": {models.CustomerQuery{Words: models.CustomerCode(77), Strictly: true}, 1},
	}
	if version > 1 {
		tests["a number"] = struct {
			models.CustomerQuery
			want int
		}{models.CustomerQuery{Filters: []models.Filter{{Field: models.CustomFieldKey(1), Any: []models.Match{
			{By: models.MatchSpan, From: 100 * 10_000, To: 499 * 10_000},
		}}}}, 400}
	}
	for name, test := range tests {
		if page, err := st.SearchCustomers(ctx, test.CustomerQuery); err != nil || page.Total != test.want {
			o.t.Errorf("%s is found %d times, %v, want %d", name, page.Total, err, test.want)
		}
	}
	page, err := st.SearchCustomers(ctx, models.CustomerQuery{Sort: models.SortName, Limit: 700})
	names := make([]string, len(page.Customers))
	for i, c := range page.Customers {
		names[i] = c.Name
	}
	if err != nil || len(names) == 0 || names[0] != "Harbour Foods 0" || slices.Contains(names, "") {
		o.t.Errorf("by name the first is %q, %v", names[:min(len(names), 1)], err)
	}
	var grams int
	if err := o.writer.QueryRowContext(ctx, "SELECT COUNT(*) FROM customer_grams").Scan(&grams); err == nil {
		o.t.Error("the table of grams is still there")
	}
	migrated := store.AllListings(o.t, st)
	must(o.t, st.Relist(ctx))
	if made := store.AllListings(o.t, st); len(made) != left || !reflect.DeepEqual(made, migrated) {
		o.t.Errorf("%d customers are in lists, and %d when they are made anew", len(migrated), len(made))
	}
}
