package sheets

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// customerSheet is what both formats have.
type customerSheet struct {
	view      subject
	kind      *models.RecordKind[models.Customer]
	columns   []sheetColumn
	pipelines *models.Pipelines
}

func newCustomerSheet(r Reader, rules models.Rules, noted bool) customerSheet {
	return customerSheet{subject{reader: r}, models.Customers.With(rules.Custom), customerColumns(r, rules, noted), rules.Pipelines}
}

func (s customerSheet) values(c *models.Customer) []any {
	if zone := s.view.reader.Zone; zone != nil {
		on := c.On(zone) // the sheet says nowhere by which clock a time is meant: by its reader's
		c = &on
	}
	values := make([]any, len(s.columns))
	for i, column := range s.columns {
		if column.deal != "" {
			values[i] = s.view.ofDeal(column.deal, c.OpenDeal, s.pipelines)
			continue
		}
		values[i] = s.view.written(column.spec, s.kind.Get(c, column.spec.Key))
	}
	return values
}

// customersPart is the sheet of customers in a workbook.
type customersPart struct {
	customerSheet
	*book
	sheet  string
	rows   *excelize.StreamWriter
	count  int
	most   int          // rows of a sheet, its titles among them
	full   func() error // what it says when it has so many
	choose int          // rows for which a choice is offered, besides those that are written
}

// maxSheetRows is how many rows a sheet has, its titles among them.
const maxSheetRows = 1_048_576

// moreRows is how many rows below the last one offer choices.
const moreRows = 1000

// customersPart begins the sheet: typed cells, a frozen header with notes and filters, and lists to choose from. A hidden sheet says which
// field each column is, so that it is known again in whatever language.
func (b *book) customersPart(s customerSheet, fit bool) (*customersPart, error) {
	x := &customersPart{customerSheet: s, book: b, sheet: s.view.reader.word("sheet.customers", "Customers"), most: maxSheetRows, full: sheetFull, choose: moreRows}
	if err := b.begin(x.sheet); err != nil {
		return nil, err
	}
	if err := b.paper(x.sheet, fit, "$A:$B", "$1:$1"); err != nil { // each page begins with the titles, the customer's ID and name
		return nil, err
	}
	return x, x.header()
}

// Add writes a customer.
func (x *customersPart) Add(c *models.Customer) error { return x.add(x.values(c)) }

func (x *customersPart) add(values []any) error {
	if x.count+1 >= x.most {
		return x.full()
	}
	x.count++
	return x.put(x.rows, x.count+1, values)
}

// header writes the titles, and how each column is typed.
func (x *customersPart) header() error {
	typed, day, err := x.columnStyles()
	if err != nil {
		return err
	}
	titles, widths := make([]string, len(x.columns)), make([]float64, len(x.columns))
	for i, c := range x.columns {
		titles[i], widths[i] = c.title, columnWidth(c)
	}
	if x.rows, err = x.stream(x.sheet, widths, titlesStay(2)); err != nil {
		return err
	}
	for i, c := range x.columns {
		style := typed
		switch c.spec.Type {
		case models.TypeDate:
			style = day
		case models.TypeNumber, models.TypeInstant:
			continue
		}
		if err := x.rows.SetColStyle(i+1, i+1, style); err != nil {
			return fmt.Errorf("style of a column: %w", err)
		}
	}
	return x.head(x.rows, titles)
}

// columnStyles are those of columns of texts and of days: what is typed into a column of texts stays as it is typed, a phone number among
// it.
func (x *customersPart) columnStyles() (text, day int, err error) {
	if text, err = x.file.NewStyle(&excelize.Style{NumFmt: 49}); err == nil {
		format := "yyyy-mm-dd"
		day, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	}
	if err != nil {
		return 0, 0, fmt.Errorf("style of a column: %w", err)
	}
	return text, day, nil
}

// Close adds what follows from the rows.
func (x *customersPart) Close() error {
	last := min(x.count+1+x.choose, maxSheetRows)
	marks, err := x.marks()
	if err != nil {
		return err
	}
	for i, c := range x.columns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return fmt.Errorf("name of a column: %w", err)
		}
		if len(c.options) > 0 {
			list := excelize.NewDataValidation(true)
			list.Sqref = name + "2:" + name + strconv.Itoa(last)
			list.SetSqrefDropList(marks[i])
			list.SetError(excelize.DataValidationErrorStyleWarning, c.title, x.view.say("sheet.choose"))
			if err := x.file.AddDataValidation(x.sheet, list); err != nil {
				return fmt.Errorf("offer choices: %w", err)
			}
		}
		if c.note != "" {
			note := excelize.Comment{Cell: name + "1", Author: "Guanxi", Width: 240, Height: 90, Paragraph: []excelize.RichTextRun{{Text: c.note}}}
			if err := x.file.AddComment(x.sheet, note); err != nil {
				return fmt.Errorf("write a note: %w", err)
			}
		}
		if i == len(x.columns)-1 {
			if err := x.file.AutoFilter(x.sheet, "A1:"+name+strconv.Itoa(x.count+1), nil); err != nil {
				return fmt.Errorf("add filters: %w", err)
			}
		}
	}
	return flush(x.rows)
}

// marks writes the hidden sheet: which field each column is, and the lists of choices. It returns where each column's list stands.
func (x *customersPart) marks() (lists map[int]string, err error) {
	if _, err := x.file.NewSheet(names.MarksSheet); err != nil {
		return nil, fmt.Errorf("add a sheet: %w", err)
	}
	put := func(column, row int, value string) {
		if err == nil {
			var cell string
			if cell, err = excelize.CoordinatesToCellName(column, row); err == nil {
				err = x.file.SetCellStr(names.MarksSheet, cell, value)
			}
		}
	}
	put(1, 1, names.MarksFormat)
	lists = map[int]string{}
	for i, c := range x.columns {
		put(1, i+2, string(c.spec.Key))
		put(2, i+2, c.title)
		for j, option := range c.options {
			put(len(lists)+4, j+1, option)
		}
		if len(c.options) > 0 {
			name, nameErr := excelize.ColumnNumberToName(len(lists) + 4)
			if nameErr != nil {
				return nil, fmt.Errorf("name of a column: %w", nameErr)
			}
			lists[i] = fmt.Sprintf("%s!$%s$1:$%s$%d", names.MarksSheet, name, name, len(c.options))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("write the marks: %w", err)
	}
	if err := x.file.SetSheetVisible(names.MarksSheet, false); err != nil {
		return nil, fmt.Errorf("hide a sheet: %w", err)
	}
	return lists, nil
}

// customersXLSX is a workbook of customers, with a sheet of figures below them.
type customersXLSX struct {
	*customersPart
	figures *figures
	to      io.Writer
}

// NewCustomersXLSX begins a workbook: the sheet of customers; below it one with figures and charts of what was written. rules say which industries and custom fields
// there are; noted adds what the system notes: who made and changed a customer, and when. Customers stand in it with their open deals, so that people open, change and
// import them again: what is written and imported again changes nothing.
func NewCustomersXLSX(to io.Writer, r Reader, rules models.Rules, noted bool) (Records[*models.Customer], error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	part, err := b.customersPart(newCustomerSheet(r, rules, noted), false)
	if err != nil {
		return nil, err
	}
	return &customersXLSX{part, newFigures(part.columns), to}, nil
}

// Add writes a customer.
func (x *customersXLSX) Add(c *models.Customer) error {
	values := x.values(c)
	x.figures.add(values)
	return x.add(values)
}

// Close adds the figures, and writes the workbook.
func (x *customersXLSX) Close() error {
	err := x.customersPart.Close()
	if page := x.figures.page(x.view); err == nil && len(page.Tables) > 0 {
		err = x.page(page)
	}
	if err != nil {
		return err
	}
	return x.write(x.to)
}
