package sheets

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Deals writes deals one after the other.
type Deals interface {
	// Add writes a deal of a customer.
	Add(d models.Deal, c models.Customer) error
	// Close writes what is left. Without it nothing usable is written.
	Close() error
	// Discard is as that of Customers.
	Discard()
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

// dealsPart is the sheet of deals in a workbook.
type dealsPart struct {
	dealSheet
	table
}

// dealsPart begins the sheet: typed cells, and a frozen row of titles.
func (b *book) dealsPart(s dealSheet, fit bool) (*dealsPart, error) {
	titles, widths := make([]string, len(s.columns)), make([]float64, len(s.columns))
	for i, c := range s.columns {
		titles[i], widths[i] = c.title, columnWide(c.spec)
	}
	rows, err := b.table(s.view.reader.word("sheet.deals", "Deals"), titles, widths, fit)
	return &dealsPart{s, rows}, err
}

// Add writes a deal.
func (x *dealsPart) Add(d models.Deal, c models.Customer) error { return x.add(x.values(&d, &c)) }

// columnWide is how wide the column of a field is, in characters.
func columnWide(spec models.FieldSpec) float64 {
	switch spec.Key {
	case models.FieldCode, models.FieldDealCode:
		return 12
	case models.FieldName:
		return 30
	case models.FieldSource:
		return 20
	}
	return cmp.Or(widths[spec.Type], 16)
}

// dealsXLSX is a workbook of deals.
type dealsXLSX struct {
	*dealsPart
	to io.Writer
}

// NewDealsXLSX begins a workbook of deals. rules say which stages and custom fields there are.
func NewDealsXLSX(to io.Writer, r Reader, rules models.Rules) (Deals, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	part, err := b.dealsPart(newDealSheet(r, rules), false)
	if err != nil {
		return nil, err
	}
	return &dealsXLSX{part, to}, nil
}

// Close writes the workbook.
func (x *dealsXLSX) Close() error {
	if err := x.dealsPart.Close(); err != nil {
		return err
	}
	return x.write(x.to)
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

// Discard has nothing to remove.
func (c *dealsCSV) Discard() {}

// Close writes what is left.
func (c *dealsCSV) Close() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}
