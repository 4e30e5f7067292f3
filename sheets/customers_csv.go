package sheets

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// customersCSV writes a CSV file as it goes.
type customersCSV struct {
	customerSheet
	w *csv.Writer
}

// NewCustomersCSV begins a CSV file: UTF-8 with a mark, by which Excel knows it, and no cell that a spreadsheet takes for a formula. rules
// and noted are as in NewCustomersXLSX.
func NewCustomersCSV(to io.Writer, r Reader, rules models.Rules, noted bool) (Records[*models.Customer], error) {
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
	case Number:
		return plainText(v.Value)
	}
	return fmt.Sprint(value)
}

// Discard has nothing to remove.
func (c *customersCSV) Discard() {}

// Close writes what is left.
func (c *customersCSV) Close() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("write a file: %w", err)
	}
	return nil
}
