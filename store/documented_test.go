package store_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// docs/operations.md says of every column that holds text whether it is plain, and names no table that there is not.
func TestWhatIsPlainIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/operations.md")
	must(t, err)
	_, list, found := strings.Cut(string(text), "## What is plain in the database")
	if !found {
		t.Fatal("the list is gone")
	}
	list, _, _ = strings.Cut(list, "\n## ")
	var columns []struct{ Table, Column, Type string }
	st := storetest.Open(t, storetest.SQLite(t))
	must(t, st.DB().Raw("SELECT m.name AS `table`, p.name AS `column`, p.type AS type FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'").Scan(&columns).Error)
	word := regexp.MustCompile(`[a-z_]+`)
	documented := map[string]map[string]bool{}
	for line := range strings.SplitSeq(list, "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.Contains(cells[1], "---") {
			continue
		}
		for table := range strings.SplitSeq(cells[1], ",") {
			words := map[string]bool{}
			for _, w := range word.FindAllString(cells[2]+" "+cells[3], -1) {
				words[w] = true
			}
			documented[strings.TrimSpace(table)] = words
		}
	}
	seen := 0
	for _, c := range columns {
		holds := strings.Contains(c.Type, "CHAR") || strings.Contains(c.Type, "TEXT")
		if c.Table == "goose_db_version" || !holds {
			continue
		}
		if seen++; !documented[c.Table][c.Column] {
			t.Errorf("%s.%s holds text, and isn't in the list", c.Table, c.Column)
		}
	}
	if seen < 60 {
		t.Errorf("only %d columns were looked at", seen)
	}
	for table := range documented {
		if table != "table" && !containsTable(columns, table) {
			t.Errorf("there is no table %s", table)
		}
	}
}

func containsTable(columns []struct{ Table, Column, Type string }, table string) bool {
	for _, c := range columns {
		if c.Table == table {
			return true
		}
	}
	return false
}
