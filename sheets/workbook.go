package sheets

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// Workbook is a workbook of several sheets, which are written one after the other in the order in which they are begun. A sheet of records
// is closed before the next is begun.
type Workbook struct {
	*book
	reader Reader
	rules  models.Rules
	most   int
}

// About is what a workbook says of itself.
type About struct {
	Title string    // of its properties, and above each printed page
	At    time.Time // when it was made
	Most  int       // how many records a sheet holds; 0 is as many as a sheet can
}

// NewWorkbook begins a workbook. rules say which industries, stages and custom fields there are. Close or Discard must be called.
func NewWorkbook(r Reader, rules models.Rules, about About) (*Workbook, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	title := clipped(strings.ReplaceAll(printable(about.Title), "&", "&&"), 200)
	b.onPaper = &excelize.HeaderFooterOptions{OddHeader: "&L" + title, OddFooter: "&L&A&R&P / &N"}
	made := about.At.UTC().Format(time.RFC3339)
	err = b.file.SetDocProps(&excelize.DocProperties{Title: printable(about.Title), Creator: "Guanxi", LastModifiedBy: "Guanxi", Language: r.Language, Created: made, Modified: made})
	if err != nil {
		return nil, fmt.Errorf("properties of a workbook: %w", err)
	}
	w := &Workbook{book: b, reader: r, rules: rules, most: maxSheetRows - 1} // below the last row there is room to say that there are more
	if about.Most > 0 {
		w.most = min(w.most, about.Most+1)
	}
	return w, nil
}

// clipped cuts a text that is longer than a header may be.
func clipped(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// Page adds a sheet of tables; none where it has no tables.
func (w *Workbook) Page(p Page) error {
	if len(p.Tables) == 0 {
		return nil
	}
	return w.page(p)
}

// ErrFull says that a sheet holds no more: the last row says so, and the rest is left out.
var ErrFull = errors.New("the sheet is full")

// cut lets a sheet end with a row that says that there are more.
func (w *Workbook) cut(count *int, put func(row int, values []any) error) func() error {
	said := false
	return func() error {
		if !said {
			said = true
			if err := put(*count+2, []any{w.reader.word("sheet.cut", "…")}); err != nil {
				return err
			}
		}
		return ErrFull
	}
}

// Customers adds the sheet of customers that an export has, in the thirteen columns of the record.
func (w *Workbook) Customers() (Part[*models.Customer], error) {
	sheet := newCustomerSheet(w.reader, w.rules, false)
	sheet.columns = standardColumns(sheet.columns)
	part, err := w.customersPart(sheet, true)
	if err != nil {
		return nil, err
	}
	part.most, part.choose = w.most, 0
	part.full = w.cut(&part.count, func(row int, values []any) error { return part.put(part.rows, row, values) })
	return part, nil
}

// Deals adds the sheet of deals that an export has, without who made and changed them.
func (w *Workbook) Deals() (Part[models.DealRow], error) {
	sheet := dealSheet(w.reader, w.rules)
	sheet.columns = slices.DeleteFunc(sheet.columns, func(c recordColumn[models.DealRow]) bool {
		return slices.Contains([]models.Field{models.FieldStageSince, models.FieldClosedBy, models.FieldCreatedAt, models.FieldCreatedBy, models.FieldUpdatedAt, models.FieldUpdatedBy}, c.spec.Key)
	})
	part, err := partOf(w.book, sheet, true)
	if err != nil {
		return nil, err
	}
	part.limit(w)
	return part, nil
}

// Close writes the workbook.
func (w *Workbook) Close(to io.Writer) error { return w.write(to) }
