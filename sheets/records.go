package sheets

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Part writes records of a kind one after the other, into a sheet. What of personal data may not be seen is masked in them already.
type Part[R any] interface {
	// Add writes a record.
	Add(r R) error
	// Close writes what is left. Without it nothing usable is written.
	Close() error
}

// Records writes records of a kind into a file of their own.
type Records[R any] interface {
	Part[R]
	// Discard removes what stands on the disk, of a file that isn't wanted any more; after Close there is nothing to do.
	Discard()
}

// recordColumn is a column of a sheet of records, of which value says what stands in it.
type recordColumn[R any] struct {
	spec  models.FieldSpec
	title string
	value func(r *R) any
}

// recordSheet is what both formats have.
type recordSheet[R any] struct {
	view    subject
	name    string // of the sheet
	columns []recordColumn[R]
}

// say adds a column that is called as a field.
func (s *recordSheet[R]) say(key models.Field, value func(r *R) any) {
	spec := models.FieldSpec{Key: key}
	s.columns = append(s.columns, recordColumn[R]{spec, s.view.label(spec), value})
}

// count adds a column that the catalogue has a word for.
func (s *recordSheet[R]) count(key string, value func(r *R) any) {
	s.columns = append(s.columns, recordColumn[R]{models.FieldSpec{Key: models.Field(key), Type: models.TypeNumber}, s.view.say(key), value})
}

// customer adds the columns that say whose a record is.
func (s *recordSheet[R]) customer(of func(r *R) models.Customer) {
	s.say(models.FieldCode, func(r *R) any { return of(r).Code })
	s.say(models.FieldName, func(r *R) any { return of(r).Name })
}

// inFile reports a field that has a column in a list of records: whose contact a record names is said by what the contact is called.
func inFile(spec models.FieldSpec) bool {
	return spec.Sheet != models.NoColumn && spec.Type != models.TypeContact && !spec.Retired()
}

// field adds the column of a field, and of an amount its currency's.
func (s *recordSheet[R]) field(kind models.ImportKind, spec models.FieldSpec, get func(r *R, field models.Field) string) {
	if spec.Type == models.TypeMoney {
		amount := func(r *R) models.Money {
			read, _ := models.ParseMoney(get(r, spec.Key), "") // it was written by Money.String
			return read
		}
		s.columns = append(s.columns, recordColumn[R]{spec, s.view.label(spec), func(r *R) any { return plainAmount(amount(r)) }})
		s.say(kind.GivesCurrency(spec.Key), func(r *R) any {
			if a := amount(r); !a.None() {
				return a.Currency
			}
			return nil
		})
		return
	}
	s.columns = append(s.columns, recordColumn[R]{spec, s.view.label(spec), func(r *R) any { return s.view.written(spec, get(r, spec.Key)) }})
}

func (s recordSheet[R]) values(r *R) []any {
	values := make([]any, len(s.columns))
	for i, column := range s.columns {
		values[i] = column.value(r)
	}
	return values
}

func (s recordSheet[R]) titles() []string {
	titles := make([]string, len(s.columns))
	for i, c := range s.columns {
		titles[i] = c.title
	}
	return titles
}

// recordPart is a sheet of records in a workbook.
type recordPart[R any] struct {
	recordSheet[R]
	table
	to io.Writer // where a workbook that has no other sheet goes; nil where others write it
}

// partOf begins the sheet: typed cells, and a frozen row of titles.
func partOf[R any](b *book, s recordSheet[R], fit bool) (*recordPart[R], error) {
	widths := make([]float64, len(s.columns))
	for i, c := range s.columns {
		widths[i] = columnWide(c.spec)
	}
	rows, err := b.table(s.name, s.titles(), widths, fit)
	return &recordPart[R]{s, rows, nil}, err
}

// Add writes a record.
func (x *recordPart[R]) Add(r R) error { return x.add(x.values(&r)) }

// Close writes what is left, and the workbook where there is nothing else in it.
func (x *recordPart[R]) Close() error {
	if err := x.table.Close(); err != nil || x.to == nil {
		return err
	}
	return x.write(x.to)
}

// columnWide is how wide the column of a field is, in characters.
func columnWide(spec models.FieldSpec) float64 {
	switch spec.Key {
	case models.FieldCode, models.FieldDealCode, models.FieldTicketCode, models.FieldCampaignCode:
		return 12
	case models.FieldName, models.FieldCampaignName:
		return 30
	case models.FieldSource:
		return 20
	}
	return cmp.Or(widths[spec.Type], 16)
}

// recordsXLSX begins a workbook of one sheet.
func recordsXLSX[R any](to io.Writer, s recordSheet[R]) (*recordPart[R], error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	part, err := partOf(b, s, false)
	if err != nil {
		return nil, err
	}
	part.to = to
	return part, nil
}

// recordsCSV writes a CSV file as it goes.
type recordsCSV[R any] struct {
	recordSheet[R]
	w *csv.Writer
}

// newRecordsCSV begins a CSV file, in the form of NewCustomersCSV.
func newRecordsCSV[R any](to io.Writer, s recordSheet[R]) (*recordsCSV[R], error) {
	if _, err := io.WriteString(to, "\uFEFF"); err != nil {
		return nil, fmt.Errorf("write a file: %w", err)
	}
	c := &recordsCSV[R]{s, csv.NewWriter(to)}
	c.w.UseCRLF = true
	titles := s.titles()
	for i := range titles {
		titles[i] = read.Guard(titles[i])
	}
	if err := c.w.Write(titles); err != nil {
		return nil, fmt.Errorf("write a row: %w", err)
	}
	return c, nil
}

// Add writes a record.
func (c *recordsCSV[R]) Add(r R) error {
	values := c.values(&r)
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
func (c *recordsCSV[R]) Discard() {}

// Close writes what is left.
func (c *recordsCSV[R]) Close() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}

// records begins a file of one of the formats.
func records[R any](to io.Writer, s recordSheet[R], asCSV bool) (Records[R], error) {
	if asCSV {
		return newRecordsCSV(to, s)
	}
	return recordsXLSX(to, s)
}
