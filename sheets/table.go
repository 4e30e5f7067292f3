package sheets

import (
	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// table is a sheet of rows below a frozen row of titles, in a workbook.
type table struct {
	*book
	rows  *excelize.StreamWriter
	count int
	most  int          // rows of a sheet, its titles among them
	full  func() error // what it says when it has so many
}

// table begins a sheet of rows. fit is as in paper.
func (b *book) table(name string, titles []string, widths []float64, fit bool) (table, error) {
	t := table{book: b, most: maxSheetRows, full: sheetFull}
	if err := b.begin(name); err != nil {
		return t, err
	}
	if err := b.paper(name, fit, "$1:$1"); err != nil {
		return t, err
	}
	var err error
	if t.rows, err = b.stream(name, widths, titlesStay(0)); err != nil {
		return t, err
	}
	return t, b.head(t.rows, titles)
}

func (t *table) add(values []any) error {
	if t.count+1 >= t.most {
		return t.full()
	}
	t.count++
	return t.put(t.rows, t.count+1, values)
}

// sheetFull refuses what a sheet doesn't hold.
func sheetFull() error { return models.Invalid("", "error.sheet_full", "Max", maxSheetRows-1) }

// limit lets a sheet of a workbook end where the workbook says.
func (t *table) limit(w *Workbook) {
	t.most = w.most
	t.full = w.cut(&t.count, func(row int, values []any) error { return t.put(t.rows, row, values) })
}

// Close ends the rows.
func (t *table) Close() error { return flush(t.rows) }
