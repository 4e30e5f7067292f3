package sheets

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Customers writes customers one after the other, so that people open, change and import them again. What is written and imported
// again changes nothing.
type Customers interface {
	// Add writes a customer, with its open deal. What of its personal data may not be seen is masked in it already.
	Add(c *models.Customer) error
	// Close writes what is left. Without it nothing usable is written.
	Close() error
}

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

// customersXLSX writes a workbook. Its rows go to a temporary file, so that their number isn't a matter of memory.
type customersXLSX struct {
	customerSheet
	*book
	to      io.Writer
	sheet   string
	rows    *excelize.StreamWriter
	count   int
	figures *figures
	choose  int // rows for which a choice is offered, besides those that are written
}

// maxSheetRows is how many rows a sheet has, its titles among them.
const maxSheetRows = 1_048_576

// moreRows is how many rows below the last one offer choices.
const moreRows = 1000

// NewCustomersXLSX begins a workbook: typed cells, a frozen header with notes and filters, and lists to choose from; below it a sheet with
// figures and charts of what was written. A hidden sheet says which field each column is, so that it is known again in whatever language. rules say which industries and custom fields there are; noted adds
// what the system notes: who made and changed a customer, and when.
func NewCustomersXLSX(to io.Writer, r Reader, rules models.Rules, noted bool) (Customers, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	x := &customersXLSX{customerSheet: newCustomerSheet(r, rules, noted), book: b, to: to, sheet: r.word("sheet.customers", "Customers"), choose: moreRows}
	x.figures = newFigures(x.columns)
	if err := b.file.SetSheetName(b.file.GetSheetName(0), x.sheet); err != nil {
		return nil, fmt.Errorf("name a sheet: %w", err)
	}
	if err := x.printed(); err != nil {
		return nil, err
	}
	if x.rows, err = b.file.NewStreamWriter(x.sheet); err != nil {
		return nil, fmt.Errorf("write a sheet: %w", err)
	}
	return x, x.header()
}

// Add writes a customer.
func (x *customersXLSX) Add(c *models.Customer) error {
	if x.count+1 >= maxSheetRows {
		return models.Invalid("", "error.sheet_full", "Max", maxSheetRows-1)
	}
	x.count++
	cells := x.values(c)
	x.figures.add(cells)
	for i, value := range cells {
		cells[i] = x.cell(value)
	}
	if err := x.rows.SetRow("A"+strconv.Itoa(x.count+1), cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// header writes the titles, and how each column is typed.
func (x *customersXLSX) header() error {
	typed, day, err := x.columnStyles()
	if err != nil {
		return err
	}
	titles := make([]any, len(x.columns))
	for i, c := range x.columns {
		titles[i] = excelize.Cell{StyleID: x.head, Value: c.title}
		style := typed
		switch c.spec.Type {
		case models.TypeDate:
			style = day
		case models.TypeNumber, models.TypeInstant:
			style = 0
		}
		if style != 0 {
			if err := x.rows.SetColStyle(i+1, i+1, style); err != nil {
				return fmt.Errorf("style of a column: %w", err)
			}
		}
		if err := x.rows.SetColWidth(i+1, i+1, columnWidth(c)); err != nil {
			return fmt.Errorf("width of a column: %w", err)
		}
	}
	if err := x.rows.SetPanes(&excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}); err != nil {
		return fmt.Errorf("freeze the titles: %w", err)
	}
	if err := x.rows.SetRow("A1", titles); err != nil {
		return fmt.Errorf("write the titles: %w", err)
	}
	return nil
}

// printed lets each page begin with the titles, the customer's ID and name.
func (x *customersXLSX) printed() error {
	landscape, quoted := "landscape", "'"+strings.ReplaceAll(x.sheet, "'", "''")+"'"
	err := x.file.SetPageLayout(x.sheet, &excelize.PageLayoutOptions{Orientation: &landscape})
	if err == nil {
		err = x.file.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Titles", RefersTo: quoted + "!$A:$B," + quoted + "!$1:$1", Scope: x.sheet,
		})
	}
	if err != nil {
		return fmt.Errorf("how a sheet is printed: %w", err)
	}
	return nil
}

// columnStyles are those of columns of texts and of days: what is typed into a column of texts stays as it is typed, a phone number among
// it.
func (x *customersXLSX) columnStyles() (text, day int, err error) {
	if text, err = x.file.NewStyle(&excelize.Style{NumFmt: 49}); err == nil {
		format := "yyyy-mm-dd"
		day, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	}
	if err != nil {
		return 0, 0, fmt.Errorf("style of a column: %w", err)
	}
	return text, day, nil
}

// Close adds what follows from the rows, and writes the workbook.
func (x *customersXLSX) Close() error {
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
	if err := x.rows.Flush(); err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	if err := x.figuresSheet(); err != nil {
		return err
	}
	if _, err := x.file.WriteTo(x.to); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return x.file.Close()
}

// marks writes the hidden sheet: which field each column is, and the lists of choices. It returns where each column's list stands.
func (x *customersXLSX) marks() (lists map[int]string, err error) {
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

// customersCSV writes a CSV file as it goes.
type customersCSV struct {
	customerSheet
	w *csv.Writer
}

// NewCustomersCSV begins a CSV file: UTF-8 with a mark, by which Excel knows it, and no cell that a spreadsheet takes for a formula. rules
// and noted are as in NewCustomersXLSX.
func NewCustomersCSV(to io.Writer, r Reader, rules models.Rules, noted bool) (Customers, error) {
	if _, err := io.WriteString(to, "\uFEFF"); err != nil {
		return nil, fmt.Errorf("write a file: %w", err)
	}
	c := &customersCSV{newCustomerSheet(r, rules, noted), csv.NewWriter(to)}
	c.w.UseCRLF = true
	titles := make([]string, len(c.columns))
	for i, column := range c.columns {
		titles[i] = read.Guard(column.title)
	}
	return c, c.write(titles)
}

func (c *customersCSV) write(cells []string) error {
	if err := c.w.Write(cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Add writes a customer.
func (c *customersCSV) Add(customer *models.Customer) error {
	cells := make([]string, len(c.columns))
	for i, value := range c.values(customer) {
		cells[i] = plainText(value)
	}
	return c.write(cells)
}

// plainText is a typed value in a CSV file.
func plainText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return read.Guard(printable(v))
	case models.Date:
		return v.String()
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format("2006-01-02 15:04:05")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// Close writes what is left.
func (c *customersCSV) Close() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}
