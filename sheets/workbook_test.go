package sheets

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// written is a workbook that a test fills.
func written(t *testing.T, about About, fill func(w *Workbook) error) []byte {
	t.Helper()
	w, err := NewWorkbook(sheetReader("en"), sheetRules, about)
	if err == nil {
		err = fill(w)
	}
	var file bytes.Buffer
	if err == nil {
		err = w.Close(&file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// parts are the files in a workbook whose names have something in them, as text.
func parts(t *testing.T, file []byte, name string) string {
	t.Helper()
	packed, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range packed.File {
		if !strings.Contains(f.Name, name) {
			continue
		}
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// odd are texts that break workbooks: quotes, formulas, control characters, what isn't UTF-8, entities, all scripts.
var odd = []string{"it's \"quoted\"", "=1+1", "+cmd|' /C calc'!A1", "@SUM(A1)", "-2", "a\x00b\x07c", "\xff\xfe", "<b>&amp;</b>", "]]>", "关系 𠮷 👍", "عربى", "a\nb\tc", "_x000D_", strings.Repeat("长", 300)}

// Whatever text stands in a page comes back as text, begins no formula, and keeps its charts pointing at the cells.
func TestPage(t *testing.T) {
	page := Page{Name: "It's \"odd\" &", Title: "=title & more", Lines: []string{"", "@line"}, Tables: []Table{
		{Title: "=caption", Columns: []string{"=Name", "Count", "Amount", "Share", "Day", "At"}, Note: "+note", Charts: []Chart{{Kind: Bars, Title: "=chart <&>", Columns: []int{1}}, {Kind: Lines, Columns: []int{1, 2}}}},
		{Columns: []string{"Status", "Customers"}, Rows: [][]any{{"a", 1}, {"b", 2}, {"c", 0}}, Charts: []Chart{{Kind: Pie, Columns: []int{1}, Colours: []string{"112233", "445566"}}, {Kind: Uprights, Columns: []int{1}, Rows: 2}}},
		{Columns: []string{"Nothing", "Count"}, Charts: []Chart{{Kind: Bars, Columns: []int{1}}}},
	}}
	for i, text := range odd {
		page.Tables[0].Rows = append(page.Tables[0].Rows, []any{text, i, models.Money{Minor: int64(i) * 100, Currency: "CNY"}, Percent(int64(i), 3), models.NewDate(2026, 11, 1+i), time.Date(2026, 11, 1, i, 0, 0, 0, time.UTC)})
	}
	file := written(t, About{Title: "=Report & \"more\" \x01", At: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}, func(w *Workbook) error { return w.Page(page) })
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(page.Name)
	if err != nil || rows[0][0] != "=title & more" || rows[1][0] != "@line" || rows[3][0] != "=caption" || rows[4][0] != "=Name" {
		t.Fatalf("%q: %v", rows, err)
	}
	for i, text := range odd {
		want := strings.Join(strings.Fields(printable(text)), " ")
		if got := rows[5+i]; got[0] != want || got[2] != "CNY "+[]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13"}[i]+".00" || got[4] != models.NewDate(2026, 11, 1+i).String() {
			t.Errorf("%q is %q", text, got)
		}
	}
	if share := rows[6][3]; share != "33.3%" {
		t.Errorf("a third is %q", share)
	}
	if text := parts(t, file, "worksheets/sheet"); strings.Contains(text, "<f>") {
		t.Error("there is a formula")
	}
	charts := parts(t, file, "charts/chart")
	for _, cells := range []string{"$B$6:$B$19", "$A$6:$A$19", "$C$6:$C$19", "$B$5"} {
		if !strings.Contains(charts, cells) {
			t.Errorf("no chart refers to %s", cells)
		}
	}
	if n := strings.Count(charts, "chartSpace>"); n != 4 {
		t.Errorf("%d charts, and nothing was to draw of an empty table", n)
	}
	if panes, err := book.GetPanes(page.Name); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("%+v: %v", panes, err)
	}
	layout, err := book.GetPageLayout(page.Name)
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("%+v: %v", layout, err)
	}
	if props, err := book.GetDocProps(); err != nil || props.Title != "=Report & \"more\" " || props.Creator != "Guanxi" || props.Created != "2026-11-30T09:00:00Z" || props.Language != "en" {
		t.Errorf("%+v: %v", props, err)
	}
	if paper, err := book.GetHeaderFooter(page.Name); err != nil || !strings.Contains(paper.OddHeader, "=Report && ") || !strings.Contains(paper.OddFooter, "&P / &N") {
		t.Errorf("%+v: %v", paper, err)
	}
	if text := parts(t, file, "workbook.xml"); !strings.Contains(text, "Print_Titles") {
		t.Error("no titles are repeated on paper")
	}
}

// A sheet that holds no more says so in its last row, whatever is still added; the next sheet is as it should be.
func TestAFullSheet(t *testing.T) {
	full := 0
	add := func(err error) error {
		if errors.Is(err, ErrFull) {
			full++
			return nil
		}
		return err
	}
	file := written(t, About{Most: 3}, func(w *Workbook) error {
		customers, err := w.Customers()
		for i := range 6 {
			if err == nil {
				err = add(customers.Add(&models.Customer{Code: "C00" + string(rune('1'+i)), Name: odd[i]}))
			}
		}
		if err == nil {
			err = customers.Close()
		}
		if err != nil {
			return err
		}
		deals, err := w.Deals()
		for range 4 {
			if err == nil {
				err = add(deals.Add(models.DealRow{Deal: models.Deal{Code: "D001", Title: "=x"}, Customer: models.Customer{Name: "=y"}}))
			}
		}
		if err == nil {
			err = deals.Close()
		}
		if err != nil {
			return err
		}
		followUps, err := w.FollowUps()
		if err == nil {
			err = followUps.Add(models.DueFollowUp{CustomerName: "=z", FollowUp: models.FollowUp{Title: "@t", DueOn: models.NewDate(2026, 11, 1)}})
		}
		if err == nil {
			err = followUps.Close()
		}
		return err
	})
	if full != 3+1 {
		t.Errorf("%d were too many", full)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for sheet, want := range map[string]int{"Customers": 5, "Deals": 5, "sheet.followups": 2} {
		rows, err := book.GetRows(sheet)
		if err != nil || len(rows) != want || want == 5 && rows[4][0] != "…" {
			t.Errorf("%s: %q, %v", sheet, rows, err)
		}
	}
	if rows, err := book.GetRows("Customers"); err != nil || len(rows[0]) != 13 || rows[2][1] != "=1+1" {
		t.Errorf("%q: %v", rows, err)
	}
	if w, err := NewWorkbook(sheetReader("en"), sheetRules, About{}); err != nil || w.most+1 != maxSheetRows {
		t.Errorf("without a limit of its own a sheet has %d rows and a last one: %v", w.most, err)
	}
}

// A workbook that isn't wanted any more leaves nothing on the disk.
func TestDiscard(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	w, err := NewWorkbook(sheetReader("en"), sheetRules, About{})
	if err != nil {
		t.Fatal(err)
	}
	customers, err := w.Customers()
	for range 20_000 { // more than stays in memory
		if err == nil {
			err = customers.Add(&models.Customer{Code: "C001", Name: "Acme", Notes: strings.Repeat("x", 2000)})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if files, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(files) == 0 {
		t.Errorf("nothing was on the disk, so that this test says nothing: %v", err)
	}
	w.Discard()
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("left on the disk: %v, %v", files, err)
	}
}
