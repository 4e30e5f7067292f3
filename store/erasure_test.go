package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// column is a column as the database itself tells of it.
type column struct{ Table, Name, Type string }

// holdsText reports a type in whose values a text can stand.
func (c column) holdsText() bool {
	kind := strings.ToLower(c.Type)
	return slices.ContainsFunc([]string{"char", "text", "blob", "binary", "json", "clob"}, func(part string) bool { return strings.Contains(kind, part) })
}

// columns are all columns of a database but those of the table in which goose counts migrations.
func columns(t *testing.T, st *store.Store, db storetest.Database) []column {
	t.Helper()
	query := "SELECT table_name AS `table`, column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = DATABASE()"
	if db.Driver == "sqlite" {
		query = "SELECT m.name AS `table`, p.name AS name, p.type AS type FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"
	}
	var list []column
	must(t, st.DB().Raw(query).Scan(&list).Error)
	return slices.DeleteFunc(list, func(c column) bool { return c.Table == "goose_db_version" || strings.HasPrefix(c.Table, "sqlite_") })
}

// undeclared are the text columns of which nobody said what an erasure does to them.
func undeclared(t *testing.T, st *store.Store, db storetest.Database) []string {
	t.Helper()
	var found []string
	for _, c := range columns(t, st, db) {
		if c.holdsText() && store.Fate(c.Table, c.Name) == "" {
			found = append(found, c.Table+"."+c.Name)
		}
	}
	slices.Sort(found)
	return found
}

// Of every text column of every table it is declared what an erasure does to it, and no declaration is about a column that
// isn't there. A column that somebody adds without saying so is found.
func TestEveryTextColumnDeclaresItsErasure(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		if found := undeclared(t, st, db); len(found) > 0 {
			t.Errorf("nobody says what an erasure does to %v (models' tables of fields, store/erasure.go)", found)
		}
		there := map[string]bool{}
		for _, c := range columns(t, st, db) {
			there[c.Table+"."+c.Name] = true
		}
		if len(there) < 100 {
			t.Fatalf("only %d columns were looked at", len(there))
		}
		for _, name := range store.Declared() {
			if !there[name] {
				t.Errorf("%s is declared, and isn't in the database", name)
			}
		}
		for _, statement := range []string{
			"ALTER TABLE customers ADD COLUMN nickname VARCHAR(50) NOT NULL DEFAULT ''", "ALTER TABLE followups ADD COLUMN place TEXT NULL",
			"CREATE TABLE partners (id INT NOT NULL, customer_id BIGINT NOT NULL, name VARCHAR(50) NOT NULL)",
		} {
			_, err := st.Writer().ExecContext(ctx, statement)
			must(t, err)
		}
		if found := fmt.Sprint(undeclared(t, st, db)); found != "[customers.nickname followups.place partners.name]" {
			t.Errorf("of three columns that were added, %s were found", found)
		}
	})
}

// An erasure does to each column of a customer's rows what is declared: it is empty, or what it was.
func TestErasureDoesWhatIsDeclared(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		c := traced(t, st, 1)
		current, err := st.Customer(ctx, c.ID)
		must(t, err)
		for _, statement := range []string{
			"INSERT INTO silences (customer_id, rule, owner, since, stage, waits) VALUES (?, 'contact', 'U0ALICE', '2026-11-01 00:00:00', 1, '2026-11-01 00:00:00')",
			"INSERT INTO silences_told (customer_id, rule, since, audience, told_at, batch) VALUES (?, 'contact', '2026-11-01 00:00:00', 'owner', '2026-11-24 00:00:00', 'digest')",
			"INSERT INTO deal_news (channel, message, deal_id, customer_id, from_stage, to_stage, moved_at) VALUES ('C0SALES', 'deals:C0SALES', 99, ?, 1, 2, '2026-11-01 00:00:00')",
			"INSERT INTO deal_silences (deal_id, rule, customer_id, owner, since, stage, waits) VALUES (99, 'stuck', ?, 'U0ALICE', '2026-11-01 00:00:00', 1, '2026-11-01 00:00:00')",
			"INSERT INTO findings (kind, record, customer_id, other_id, owner, detail, since, first_seen, ignored, ignored_by, ignored_at, ignored_entry) " +
				"VALUES ('stale', '1/0', ?, 0, 'U0ALICE', 'x', '2026-11-01 00:00:00', '2026-11-01 00:00:00', TRUE, 'U0BOSS', '2026-11-01 00:00:00', 3)",
			"INSERT INTO deal_silences_told (deal_id, rule, customer_id, since, audience, told_at, batch) VALUES (99, 'stuck', ?, '2026-11-01 00:00:00', 'owner', '2026-11-24 00:00:00', 'digest')",
		} {
			_, err := st.Writer().ExecContext(ctx, statement, c.ID)
			must(t, err)
		}
		must(t, st.FoldAndDie(ctx, 0)) // what the lists may have it under is noted
		before := textsOf(t, st, db, c.ID)
		erased := current
		erased.Erase(now, false)
		erased.Version++
		must(t, st.Tx(ctx, func(tx *store.Tx) error { return tx.EraseCustomer(ctx, current, &erased, "U0BOSS") }))
		after := textsOf(t, st, db, c.ID)
		changes := map[string]bool{"customers.updated_by": true, "followups.state": true, "followups.closed_by": true} // it is a change
		for name, values := range before {
			table, column, _ := strings.Cut(name, ".")
			fate, now := store.Fate(table, column), strings.Join(after[name], "")
			switch {
			case fate == models.Erased && (now != "" || strings.Join(values, "") == ""):
				t.Errorf("%s was %q and is %q", name, values, after[name])
			case fate != models.Erased && !changes[name] && fmt.Sprint(after[name]) != fmt.Sprint(values):
				t.Errorf("%s stays, was %q and is %q", name, values, after[name])
			}
		}
		if len(before) < 40 {
			t.Errorf("only %d columns were looked at", len(before))
		}
	})
}

// textsOf are the values of each text column in the rows of a customer, but of seals, which are empty where nothing is sealed.
func textsOf(t *testing.T, st *store.Store, db storetest.Database, customerID int64) map[string][]string {
	t.Helper()
	all := columns(t, st, db)
	values := map[string][]string{}
	for _, c := range all {
		by := "customer_id"
		if c.Table == "customers" {
			by = "id"
		}
		owned := slices.ContainsFunc(all, func(other column) bool { return other.Table == c.Table && other.Name == by })
		if !owned || !c.holdsText() || strings.HasPrefix(c.Name, "sealed") {
			continue
		}
		var list []string
		must(t, st.DB().Raw("SELECT `"+c.Name+"` FROM "+c.Table+" WHERE "+by+" = ? ORDER BY 1", customerID).Scan(&list).Error)
		values[c.Table+"."+c.Name] = list
	}
	return values
}
