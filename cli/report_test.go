package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// The report of a period is a workbook whose first sheet names the period, and which holds the customers; without a period it is the last week.
func TestReport(t *testing.T) {
	env := withCustomers(t)
	week := models.DateOf(time.Now().UTC()).Monday().AddDays(-7)
	for _, c := range []struct {
		args        []string
		title, held string
	}{
		{[]string{"--month", "2020-2", "--lang", "en"}, "Report 2020-02-01 – 2020-02-29", "Customers"},
		{[]string{"--week", "2020-W53", "--lang", "zh"}, "客户报告 2020-12-28 至 2021-01-03", "客户"},
		{[]string{"--quarter", "2020-q4", "--lang", "en"}, "Report 2020-10-01 – 2020-12-31", "Customers"},
		{[]string{"--from", "2024-02-28", "--to", "2024-03-01", "--lang", "en", "--owner", "U0AAA"}, "Report 2024-02-28 – 2024-03-01", ""},
		{[]string{"--lang", "en"}, "Report " + week.String() + " – " + week.AddDays(6).String(), "Customers"},
	} {
		file := filepath.Join(t.TempDir(), "report.xlsx")
		status, stdout, stderr := run(t, env, append([]string{"report", "--out", file}, c.args...)...)
		if status != 0 || !strings.Contains(stdout, file+": ") || stderr != "" && !strings.Contains(stderr, "level=") {
			t.Errorf("%q: status %d: %s%s", c.args, status, stdout, stderr)
			continue
		}
		book, err := excelize.OpenFile(file)
		if err != nil {
			t.Fatal(err)
		}
		title, err := book.GetCellValue(book.GetSheetName(0), "A1")
		if err != nil || title != c.title {
			t.Errorf("%q: the title is %q: %v", c.args, title, err)
		}
		if c.held != "" {
			rows, err := book.GetRows(c.held)
			if err != nil || len(rows) != 4 || len(rows[0]) != 13 || rows[2][1] != "=Acme" {
				t.Errorf("%q: %q: %v", c.args, rows, err)
			}
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What is no period, or several, is refused with a sentence, and a file that is there already stays.
func TestReportMisused(t *testing.T) {
	env := withCustomers(t)
	file := filepath.Join(t.TempDir(), "report.xlsx")
	if err := os.WriteFile(file, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		`"2026-W54" is no week`:         {"--week", "2026-W54"},
		`"2025-W53" is no week`:         {"--week", "2025-W53"},
		`"2026-W00" is no week`:         {"--week", "2026-W00"},
		`"last" is no week`:             {"--week", "last"},
		`"2026-13" is no month`:         {"--month", "2026-13"},
		`"2026-Q5" is no quarter`:       {"--quarter", "2026-Q5"},
		"belong together":               {"--from", "2026-01-01"},
		`"2026-02-30" is no day`:        {"--from", "2026-01-01", "--to", "2026-02-30"},
		"--from comes first":            {"--from", "2026-02-01", "--to", "2026-01-01"},
		"name one period":               {"--week", "2026-W01", "--month", "2026-01"},
		"in the future":                 {"--month", "2999-01"},
		"1098 days at most":             {"--from", "2010-01-01", "--to", "2020-01-01"},
		"must end in .xlsx":             {"--out", filepath.Join(t.TempDir(), "report.csv")},
		"nobody@example.com":            {"--owner", "nobody@example.com", "--lang", "en"},
		"unexpected argument last-week": {"last-week"},
	} {
		if !slices.Contains(args, "--out") {
			args = append([]string{"--out", file}, args...)
		}
		status, _, stderr := run(t, env, append([]string{"report"}, args...)...)
		if status != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%q: status %d: %s", args, status, stderr)
		}
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != "kept" {
		t.Errorf("the file is %q: %v", kept, err)
	}
}
