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

// Number is a number that is shown in a form of its own.
type Number struct {
	Value  float64
	Format string // as spreadsheets write forms of numbers
}

// Percent is a part of a whole; nil, an empty cell, where there is no whole.
func Percent(part, whole int64) any {
	if whole == 0 {
		return nil
	}
	return Number{Value: float64(part) / float64(whole), Format: "0.0%"}
}

// Change is by how much a number is more than another.
func Change(n float64, places int) Number {
	form := "#,##0" + decimals(places)
	return Number{Value: n, Format: "+" + form + ";-" + form + ";0"}
}

// Amount is an amount of money as a number with its currency; nil for none, and text where a sheet can't hold it exactly.
func Amount(m models.Money) any {
	if m.None() {
		return nil
	}
	return counted(m, "[$"+m.Currency+"] ")
}

// plainAmount is Amount beside a column with the currency.
func plainAmount(m models.Money) any {
	if m.None() {
		return nil
	}
	return counted(m, "")
}

func counted(m models.Money, sign string) any {
	n, exact := number(m.Decimal()).(float64)
	if !exact {
		return m.Decimal()
	}
	return Number{Value: n, Format: sign + "#,##0" + decimals(models.MinorPlaces(m.Currency))}
}

func decimals(places int) string {
	if places == 0 {
		return ""
	}
	return "." + strings.Repeat("0", places)
}

// cells types the values of a row: text, models.Date, time.Time (an instant in its own zone), models.Money, Number, int, float64, or nil.
func (b *book) cells(values []any) ([]any, error) {
	cells := make([]any, len(values))
	for i, value := range values {
		if amount, is := value.(models.Money); is {
			value = Amount(amount)
		}
		if n, is := value.(Number); is {
			style, err := b.style(n.Format)
			if err != nil {
				return nil, err
			}
			value = excelize.Cell{StyleID: style, Value: n.Value}
		}
		cells[i] = b.cell(value)
	}
	return cells, nil
}

// aside keeps what stands at one side of a cell a little away from the next cell.
func aside(side string) *excelize.Alignment {
	return &excelize.Alignment{Vertical: "top", Horizontal: side, Indent: 1}
}

// style is that of numbers of a form.
func (b *book) style(form string) (int, error) {
	if id, made := b.formats[form]; made {
		return id, nil
	}
	id, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &form, Alignment: aside("right")})
	if err != nil {
		return 0, fmt.Errorf("style of a number: %w", err)
	}
	b.formats[form] = id
	return id, nil
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
