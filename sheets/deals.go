package sheets

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Deals writes deals one after the other.
type Deals interface {
	// Add writes a deal of a customer.
	Add(d models.Deal, c models.Customer) error
	// Close writes what is left. Without it nothing usable is written.
	Close() error
}

// dealColumn is a column of the deals' sheet: a field of the deal, or what value says.
type dealColumn struct {
	spec  models.FieldSpec
	title string
	value func(d *models.Deal, c *models.Customer) any
}

// dealSheet is what both formats have.
type dealSheet struct {
	view    subject
	kind    *models.RecordKind[models.Deal]
	columns []dealColumn
}

// newDealSheet has the columns of a deal: its code and its customer, its fields in the order of its form, custom ones in use, then what the
// system noted. Whose contact it is isn't among it, since that is about a person.
func newDealSheet(r Reader, rules models.Rules) dealSheet {
	s := dealSheet{view: subject{reader: r}, kind: models.Deals.With(rules.Further)}
	said := func(key models.Field, value func(d *models.Deal, c *models.Customer) any) {
		spec := models.FieldSpec{Key: key}
		s.columns = append(s.columns, dealColumn{spec, s.view.label(spec), value})
	}
	for _, spec := range s.kind.Fields {
		switch {
		case spec.Sheet == models.NoColumn || spec.Type == models.TypeContact || spec.Custom != nil && spec.Custom.Retired():
			continue
		case spec.Key == models.FieldStage:
			said("pipeline", func(d *models.Deal, _ *models.Customer) any {
				pipeline, _ := rules.Pipelines.Find(d.PipelineID)
				return pipeline.Label(r.Language)
			})
			said(spec.Key, func(d *models.Deal, _ *models.Customer) any {
				stage, _ := rules.Pipelines.Stage(d.StageID)
				return stage.Label(r.Language)
			})
			continue
		case spec.Type == models.TypeMoney:
			said(spec.Key, func(d *models.Deal, _ *models.Customer) any {
				return s.view.ofDeal(models.ImportDealAmount, d, rules.Pipelines)
			})
			said(models.ImportDealCurrency, func(d *models.Deal, _ *models.Customer) any {
				return s.view.ofDeal(models.ImportDealCurrency, d, rules.Pipelines)
			})
			continue
		}
		s.columns = append(s.columns, dealColumn{spec: spec, title: s.view.label(spec)})
		if spec.Key == models.FieldDealCode {
			said(models.FieldCode, func(_ *models.Deal, c *models.Customer) any { return c.Code })
			said(models.FieldName, func(_ *models.Deal, c *models.Customer) any { return c.Name })
		}
	}
	return s
}

func (s dealSheet) values(d *models.Deal, c *models.Customer) []any {
	values := make([]any, len(s.columns))
	for i, column := range s.columns {
		if column.value != nil {
			values[i] = column.value(d, c)
			continue
		}
		values[i] = s.view.written(column.spec, s.kind.Get(d, column.spec.Key))
	}
	return values
}

// dealsXLSX writes a workbook, whose rows go to a temporary file.
type dealsXLSX struct {
	dealSheet
	*book
	to    io.Writer
	rows  *excelize.StreamWriter
	count int
}

// NewDealsXLSX begins a workbook of deals: typed cells, and a frozen row of titles. rules say which stages and custom fields there are.
func NewDealsXLSX(to io.Writer, r Reader, rules models.Rules) (Deals, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	x := &dealsXLSX{dealSheet: newDealSheet(r, rules), book: b, to: to}
	name := r.word("sheet.deals", "Deals")
	if err := b.file.SetSheetName(b.file.GetSheetName(0), name); err != nil {
		return nil, fmt.Errorf("name a sheet: %w", err)
	}
	if x.rows, err = b.file.NewStreamWriter(name); err != nil {
		return nil, fmt.Errorf("write a sheet: %w", err)
	}
	titles := make([]any, len(x.columns))
	for i, c := range x.columns {
		titles[i] = excelize.Cell{StyleID: b.head, Value: c.title}
		if err := x.rows.SetColWidth(i+1, i+1, cmp.Or(widths[c.spec.Type], 16)); err != nil {
			return nil, fmt.Errorf("width of a column: %w", err)
		}
	}
	if err := x.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, fmt.Errorf("freeze the titles: %w", err)
	}
	if err := x.rows.SetRow("A1", titles); err != nil {
		return nil, fmt.Errorf("write the titles: %w", err)
	}
	return x, nil
}

// Add writes a deal.
func (x *dealsXLSX) Add(d models.Deal, c models.Customer) error {
	if x.count+1 >= maxSheetRows {
		return models.Invalid("", "error.sheet_full", "Max", maxSheetRows-1)
	}
	x.count++
	cells := x.values(&d, &c)
	for i, value := range cells {
		cells[i] = x.cell(value)
	}
	if err := x.rows.SetRow("A"+strconv.Itoa(x.count+1), cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Close writes the workbook.
func (x *dealsXLSX) Close() error {
	if err := x.rows.Flush(); err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	if _, err := x.file.WriteTo(x.to); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return x.file.Close()
}

// dealsCSV writes a CSV file as it goes.
type dealsCSV struct {
	dealSheet
	w *csv.Writer
}

// NewDealsCSV begins a CSV file of deals, in the form of NewCustomersCSV.
func NewDealsCSV(to io.Writer, r Reader, rules models.Rules) (Deals, error) {
	if _, err := io.WriteString(to, "\uFEFF"); err != nil {
		return nil, fmt.Errorf("write a file: %w", err)
	}
	c := &dealsCSV{newDealSheet(r, rules), csv.NewWriter(to)}
	c.w.UseCRLF = true
	titles := make([]string, len(c.columns))
	for i, column := range c.columns {
		titles[i] = read.Guard(column.title)
	}
	if err := c.w.Write(titles); err != nil {
		return nil, fmt.Errorf("write a row: %w", err)
	}
	return c, nil
}

// Add writes a deal.
func (c *dealsCSV) Add(d models.Deal, of models.Customer) error {
	values := c.values(&d, &of)
	cells := make([]string, len(values))
	for i, value := range values {
		cells[i] = plainText(value)
	}
	if err := c.w.Write(cells); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Close writes what is left.
func (c *dealsCSV) Close() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}
