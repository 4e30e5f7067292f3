package sheets

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// book is a workbook that is being written, one sheet after the other.
type book struct {
	file                    *excelize.File
	head, text, day, moment int // styles
	sheets                  int
}

// column is one of a sheet, with its title and its width in characters.
type column struct {
	title string
	width float64
}

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile()}
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	top := &excelize.Alignment{Vertical: "top"}
	for _, style := range []struct {
		into *int
		as   excelize.Style
	}{
		{&b.head, excelize.Style{ // a font without a family is each program's own choice
			Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 11}, Alignment: top,
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EDEDED"}},
			Border: []excelize.Border{{Type: "bottom", Color: "A6A6A6", Style: 1}},
		}},
		{&b.text, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&b.day, excelize.Style{CustomNumFmt: &day, Alignment: top}},
		{&b.moment, excelize.Style{CustomNumFmt: &moment, Alignment: top}},
	} {
		id, err := b.file.NewStyle(&style.as)
		if err != nil {
			return nil, fmt.Errorf("style of a sheet: %w", err)
		}
		*style.into = id
	}
	return b, nil
}

// add writes a sheet with a frozen row of titles. Values are text, models.Date, time.Time (an instant in its own zone),
// int, float64, or nil.
func (b *book) add(name string, columns []column, rows [][]any) error {
	if b.sheets++; b.sheets == 1 {
		if err := b.file.SetSheetName(b.file.GetSheetName(0), name); err != nil {
			return fmt.Errorf("name a sheet: %w", err)
		}
	} else if _, err := b.file.NewSheet(name); err != nil {
		return fmt.Errorf("add a sheet: %w", err)
	}
	w, err := b.file.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	titles := make([]any, len(columns))
	for i, c := range columns {
		titles[i] = excelize.Cell{StyleID: b.head, Value: c.title}
		if err := w.SetColWidth(i+1, i+1, c.width); err != nil {
			return fmt.Errorf("width of a column: %w", err)
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("freeze the titles: %w", err)
	}
	for i, values := range append([][]any{titles}, rows...) {
		cells := make([]any, len(values))
		for j, value := range values {
			cells[j] = b.cell(value)
		}
		if err := w.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	return nil
}

// cell types a value.
func (b *book) cell(value any) any {
	switch v := value.(type) {
	case string:
		if v == "" {
			return nil
		}
		return excelize.Cell{StyleID: b.text, Value: printable(v)}
	case models.Date:
		if v.IsZero() {
			return nil
		}
		if v.Before(firstDay) {
			return excelize.Cell{StyleID: b.text, Value: v.String()}
		}
		return excelize.Cell{StyleID: b.day, Value: v.In(time.UTC)}
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: b.moment, Value: v}
	}
	return value
}

// firstDay is the first that every spreadsheet program counts alike: Excel has no days before 1900, and a 29 February in that year
// (learn.microsoft.com/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year). What is earlier is written as text.
var firstDay = models.NewDate(1900, time.March, 1)

// printable leaves out what XML can't hold: control characters, which the rules keep out of records, but not out of what
// was written before there were rules.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
}

// number returns a decimal as a number where a sheet can hold it exactly (it keeps 15 digits), else as text.
func number(decimal string) any {
	if len(strings.Trim(decimal, "-.")) > 15 {
		return decimal
	}
	n, err := strconv.ParseFloat(decimal, 64)
	if err != nil {
		return decimal
	}
	return n
}

// bytes finishes the book.
func (b *book) bytes() ([]byte, error) {
	buffer, err := b.file.WriteToBuffer()
	if err != nil {
		return nil, fmt.Errorf("write a workbook: %w", err)
	}
	return buffer.Bytes(), b.file.Close()
}
