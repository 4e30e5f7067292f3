package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
	"github.com/guanxi-crm/guanxi/store"
)

// withCustomers is the environment of a database with three customers.
func withCustomers(t *testing.T) []string {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "guanxi.db")
	st, err := store.Open(t.Context(), "sqlite", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	service := crm.New(st, models.ClockFunc(func() time.Time { return time.Date(2026, 11, 27, 8, 0, 0, 0, time.UTC) }), crm.Team{Industries: []string{"technology", "retail"}})
	for _, c := range []models.Customer{{Name: "北京星河科技", Industry: "technology", Phone: "+86 138 1234 5678"}, {Name: "=Acme", Industry: "retail"}, {Name: "远望", Notes: "第一行\n第二行"}} {
		if _, err := service.CreateCustomer(t.Context(), models.Operation{Actor: models.Actor{ID: "U0AAA", Role: models.RoleAdmin}, Source: "test"}, c); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"GUANXI_DATABASE_DSN=" + dsn, "GUANXI_PRIVACY_MODE=open", keyFile(t)}
}

// The customers are written to a file, all or those of a filter, in the language that is asked for.
func TestExport(t *testing.T) {
	env := withCustomers(t)
	for _, c := range []struct {
		file, language, filter string
		want                   string
	}{
		{"a.xlsx", "zh", "", "C001 北京星河科技 科技 +86 138 1234 5678|C002 =Acme 零售 |C003 远望  |"},
		{"a.csv", "en", "", "C001 北京星河科技 Technology +86 138 1234 5678|C002 =Acme Retail |C003 远望  |"},
		{"a.csv", "zh", "行业:科技", "C001 北京星河科技 科技 +86 138 1234 5678|"},
	} {
		file := filepath.Join(t.TempDir(), c.file)
		status, stdout, stderr := run(t, env, "export", "--lang", c.language, "--filter", c.filter, "--out", file)
		if status != 0 {
			t.Fatalf("status %d: %s%s", status, stdout, stderr)
		}
		written, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		book, err := read.Open(t.Context(), bytes.NewReader(written), int64(len(written)), file, read.Options{Named: names.Known})
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for row, err := range book.Preselected().Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString(row.Cells[0].Text + " " + row.Cells[1].Text + " " + row.Cells[5].Text + " " + row.Cells[6].Text + "|")
		}
		if got.String() != c.want {
			t.Errorf("%s in %s: %s", c.file, c.language, got.String())
		}
	}
}

// A filter that can't be read is refused in words, and a file that is there already stays.
func TestExportMisused(t *testing.T) {
	env := withCustomers(t)
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := run(t, env, "export", "--filter", "industry:moon", "--lang", "en", "--out", file)
	if status != 2 || !strings.Contains(stderr, "“moon” is not one of the industries") {
		t.Errorf("status %d: %s", status, stderr)
	}
	if status, _, _ := run(t, env, "export", "--out", filepath.Join(t.TempDir(), "a.txt")); status != 2 {
		t.Errorf("status %d for a .txt", status)
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != "kept" {
		t.Errorf("the file is %q: %v", kept, err)
	}
}
