package sheets

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// Page is a sheet of tables, one below the other, each with its charts beside it.
type Page struct {
	Name   string   // of the sheet, at most 31 characters
	Title  string   // above the tables; "" is none
	Lines  []string // below the title
	Tables []Table
}

// Table is some rows below a row of titles.
type Table struct {
	Title   string // above it; "" where its first column says enough
	Columns []string
	Rows    [][]any // what cells take (Number, Percent, Amount, text, dates, counts)
	Note    string  // below it; "" is none
	Charts  []Chart
}

const (
	chartRows   = 16 // how high a chart is, at most
	rowHeight   = 15 // points
	rowPixels   = 20 // which is as much
	titleHeight = 24 // points
	chartWidth  = 600
	leastWide   = 13 // characters of a column
	mostWide    = 36
)

// placed is a page whose tables have their places.
type placed struct {
	rows   map[int][]any
	last   int
	charts []placedChart
}

type placedChart struct {
	Chart
	first, rows, column int // the row of the table's titles, its rows, and beside which column the chart stands
	row                 int // where it begins
}

// page writes a sheet.
func (b *book) page(p Page) error {
	if err := b.begin(p.Name); err != nil {
		return err
	}
	if err := b.paper(p.Name, true, "$1:$1"); err != nil {
		return err
	}
	at := b.place(p)
	rows, err := b.stream(p.Name, at.widths(), titlesStay(0))
	if err != nil {
		return err
	}
	for row := 1; row <= at.last; row++ {
		high := excelize.RowOpts{Height: rowHeight} // so that a chart is as high as its rows in every program
		if row == 1 && p.Title != "" {
			high.Height = titleHeight
		}
		if err := b.put(rows, row, at.rows[row], high); err != nil {
			return err
		}
	}
	for _, c := range at.charts {
		if err := b.chart(p.Name, c); err != nil {
			return err
		}
	}
	return flush(rows)
}

// numeric reports a column of numbers, which stand at the right.
func (t Table) numeric(column int) bool {
	for _, row := range t.Rows {
		if column >= len(row) || row[column] == nil {
			continue
		}
		switch row[column].(type) {
		case int, float64, Number, models.Money:
			return true
		}
		return false
	}
	return false
}

// oneLine keeps texts in one line, since rows are all as high, and lets counts look as other numbers do.
func (b *book) oneLine(values []any) []any {
	cells := slices.Clone(values)
	for i, value := range cells {
		switch v := value.(type) {
		case string:
			if v != "" {
				cells[i] = excelize.Cell{StyleID: b.line, Value: printable(strings.Join(strings.Fields(v), " "))}
			}
		case int:
			cells[i] = Number{Value: float64(v), Format: "#,##0"}
		}
	}
	return cells
}

// place says where everything of a page stands.
func (b *book) place(p Page) placed {
	at, row := placed{rows: map[int][]any{}}, 1
	line := func(style int, texts ...string) {
		for _, text := range texts {
			if text != "" {
				at.rows[row] = []any{excelize.Cell{StyleID: style, Value: printable(text)}}
				row++
			}
		}
	}
	line(b.heading, p.Title)
	line(b.note, p.Lines...)
	for _, t := range p.Tables {
		if row > 1 {
			row++
		}
		first := row
		line(b.caption, t.Title)
		titles := row
		at.rows[row] = b.titles(t.Columns)
		for i := range t.Columns {
			if t.numeric(i) {
				at.rows[row][i] = excelize.Cell{StyleID: b.titleRight, Value: printable(t.Columns[i])}
			}
		}
		row++
		for _, values := range t.Rows {
			at.rows[row] = b.oneLine(values)
			row++
		}
		line(b.note, t.Note)
		drawn := first
		for _, c := range t.Charts {
			if c.Rows == 0 {
				c.Rows = len(t.Rows)
			}
			if c.Rows > 0 {
				at.charts = append(at.charts, placedChart{Chart: c, first: titles, rows: c.Rows, column: len(t.Columns), row: drawn})
				drawn += c.high() + 2
			}
		}
		row = max(row, drawn)
		at.last = row
	}
	at.last = max(at.last, row-1)
	return at
}

// widths are those of the columns, by what stands in the tables.
func (at placed) widths() []float64 {
	var widths []float64
	for _, cells := range at.rows {
		for i, cell := range cells {
			for len(widths) <= i {
				widths = append(widths, leastWide)
			}
			if len(cells) > 1 { // what stands alone may go on over the next cells
				widths[i] = max(widths[i], min(wide(cell), mostWide))
			}
		}
	}
	if len(widths) > 0 {
		widths[0] = max(widths[0], 24)
	}
	return widths
}

// wide is how wide a cell is in characters, a little more than it says.
func wide(cell any) float64 {
	if styled, is := cell.(excelize.Cell); is {
		cell = styled.Value
	}
	if amount, is := cell.(models.Money); is {
		cell = Amount(amount)
	}
	text, _ := cell.(string)
	if n, is := cell.(Number); is { // its form is as long as what it adds, at least
		form, _, _ := strings.Cut(n.Format, ";")
		text = strconv.FormatFloat(math.Abs(n.Value), 'f', 0, 64) + form
	}
	n := 2.0
	for _, r := range text {
		n++
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0xFF00 && r <= 0xFF60 {
			n++
		}
	}
	return n
}
