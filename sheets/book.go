package sheets

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// book is a workbook that is being written, one sheet after the other.
type book struct {
	file                   *excelize.File
	title, titleRight      int // styles
	text, line             int
	day, moment            int
	heading, caption, note int            // of what stands around tables
	formats                map[string]int // of numbers, by how they are shown
	sheets                 int
	onPaper                *excelize.HeaderFooterOptions // nil is none
}

// column is one of a sheet, with its title and its width in characters.
type column struct {
	title string
	width float64
}

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile(), formats: map[string]int{}}
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	left := &excelize.Alignment{Vertical: "top", Horizontal: "left"}
	title := func(side string, indent int) excelize.Style {
		return excelize.Style{ // a font without a family is each program's own choice
			Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 11}, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: side, Indent: indent},
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EDEDED"}},
			Border: []excelize.Border{{Type: "bottom", Color: "A6A6A6", Style: 1}},
		}
	}
	for _, style := range []struct {
		into *int
		as   excelize.Style
	}{
		{&b.title, title("left", 0)},
		{&b.titleRight, title("right", 1)},
		{&b.text, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.line, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}},
		{&b.day, excelize.Style{CustomNumFmt: &day, Alignment: left}},
		{&b.heading, excelize.Style{Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 16}}},
		{&b.caption, excelize.Style{Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 12}}},
		{&b.note, excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 10, Color: "606060"}}},
		{&b.moment, excelize.Style{CustomNumFmt: &moment, Alignment: left}},
	} {
		id, err := b.file.NewStyle(&style.as)
		if err != nil {
			return nil, fmt.Errorf("style of a sheet: %w", err)
		}
		*style.into = id
	}
	return b, nil
}

// begin adds an empty sheet; the first takes the place of the one that a workbook begins with.
func (b *book) begin(name string) error {
	if b.sheets++; b.sheets == 1 {
		if err := b.file.SetSheetName(b.file.GetSheetName(0), name); err != nil {
			return fmt.Errorf("name a sheet: %w", err)
		}
		return nil
	}
	if _, err := b.file.NewSheet(name); err != nil {
		return fmt.Errorf("add a sheet: %w", err)
	}
	return nil
}

// quoted is a sheet's name as formulas have it.
func quoted(sheet string) string { return "'" + strings.ReplaceAll(sheet, "'", "''") + "'" }

// paper says how a sheet is printed: landscape on A4, and each page repeats titles, which are rows or columns as $1:$1; "" repeats none. fit
// makes a page as wide as the sheet. It comes before the sheet's rows.
func (b *book) paper(sheet string, fit bool, titles ...string) error {
	landscape, size, wide, high := "landscape", 9, 1, 0
	layout := &excelize.PageLayoutOptions{Orientation: &landscape, Size: &size}
	if fit {
		layout.FitToWidth, layout.FitToHeight = &wide, &high
		if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
			return fmt.Errorf("how a sheet is printed: %w", err)
		}
	}
	err := b.file.SetPageLayout(sheet, layout)
	if err == nil && b.onPaper != nil {
		err = b.file.SetHeaderFooter(sheet, b.onPaper)
	}
	for i, cells := range titles {
		titles[i] = quoted(sheet) + "!" + cells
	}
	if err == nil && len(titles) > 0 {
		err = b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: strings.Join(titles, ","), Scope: sheet})
	}
	if err != nil {
		return fmt.Errorf("how a sheet is printed: %w", err)
	}
	return nil
}

// stream begins the rows of a sheet: how wide its columns are, and which row and column of titles stay in sight. Its rows go to a
// temporary file, so that their number isn't a matter of memory.
func (b *book) stream(sheet string, widths []float64, panes *excelize.Panes) (*excelize.StreamWriter, error) {
	rows, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return nil, fmt.Errorf("write a sheet: %w", err)
	}
	for i, width := range widths {
		if err := rows.SetColWidth(i+1, i+1, width); err != nil {
			return nil, fmt.Errorf("width of a column: %w", err)
		}
	}
	if err := rows.SetPanes(panes); err != nil {
		return nil, fmt.Errorf("freeze the titles: %w", err)
	}
	return rows, nil
}

// titlesStay freezes the first row, and so many columns.
func titlesStay(columns int) *excelize.Panes {
	panes := &excelize.Panes{Freeze: true, XSplit: columns, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if columns > 0 {
		panes.TopLeftCell, _ = excelize.CoordinatesToCellName(columns+1, 2) // a place that there is
		panes.ActivePane = "bottomRight"
	}
	return panes
}

// put writes a row of values.
func (b *book) put(rows *excelize.StreamWriter, row int, values []any, opts ...excelize.RowOpts) error {
	cells, err := b.cells(values)
	if err == nil {
		err = rows.SetRow("A"+strconv.Itoa(row), cells, opts...)
	}
	if err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// head writes the row of titles.
func (b *book) head(rows *excelize.StreamWriter, titles []string) error {
	return b.put(rows, 1, b.titles(titles))
}

// titles are the cells of a row of titles.
func (b *book) titles(names []string) []any {
	cells := make([]any, len(names))
	for i, name := range names {
		cells[i] = excelize.Cell{StyleID: b.title, Value: printable(name)}
	}
	return cells
}

// add writes a sheet with a frozen row of titles.
func (b *book) add(name string, columns []column, rows [][]any) error {
	if err := b.begin(name); err != nil {
		return err
	}
	names, widths := make([]string, len(columns)), make([]float64, len(columns))
	for i, c := range columns {
		names[i], widths[i] = c.title, c.width
	}
	w, err := b.stream(name, widths, titlesStay(0))
	if err != nil {
		return err
	}
	if err := b.head(w, names); err != nil {
		return err
	}
	for i, values := range rows {
		if err := b.put(w, i+2, values); err != nil {
			return err
		}
	}
	return flush(w)
}

// flush ends the rows of a sheet.
func flush(rows *excelize.StreamWriter) error {
	if err := rows.Flush(); err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	return nil
}

// write finishes the book.
func (b *book) write(to io.Writer) error {
	if _, err := b.file.WriteTo(to); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return b.file.Close()
}

// Discard removes what was written so far of a book that isn't wanted any more.
func (b *book) Discard() { _ = b.file.Close() }

// bytes finishes the book in memory.
func (b *book) bytes() ([]byte, error) {
	var buffer bytes.Buffer
	err := b.write(&buffer)
	return buffer.Bytes(), err
}
