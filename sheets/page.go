package sheets

import (
	"fmt"
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

// Chart draws columns of a table: each is a series, whose categories are the first column. It refers to the cells.
type Chart struct {
	Kind    ChartKind
	Title   string
	Columns []int    // from 1
	Rows    int      // how many of the first rows are drawn; 0 is all
	Colours []string // of the series; of a single one, those of its points. Without them the usual ones
}

// ChartKind is how a chart draws.
type ChartKind int

// The kinds of charts.
const (
	Bars     ChartKind = iota // lying, the first on top
	Uprights                  // standing, side by side
	Lines
	Pie
)

var chartTypes = map[ChartKind]excelize.ChartType{Bars: excelize.Bar, Uprights: excelize.Col, Lines: excelize.Line, Pie: excelize.Pie}

// seriesColours are the colours of series, which are told apart also by who doesn't see all colours.
var seriesColours = []string{"3E7CB1", "D98032", "5A9E6F", "8E6BB0", "B5484D", "7F7F7F"}

const (
	chartRows   = 16 // how high a chart is, at most
	rowHeight   = 15 // points
	rowPixels   = 20 // which is as much
	titleHeight = 24 // points
	chartWidth  = 600
	leastWide   = 13 // characters of a column
	mostWide    = 36
)

// high is how many rows a chart is high.
func (c Chart) high() int {
	if c.Kind == Bars {
		return min(2*c.Rows+4, chartRows)
	}
	return chartRows
}

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

// chart draws.
func (b *book) chart(sheet string, c placedChart) error {
	small, least, apart := excelize.Font{Color: "404040", Size: 10}, 0.0, false
	drawn := &excelize.Chart{
		Type: chartTypes[c.Kind], VaryColors: &apart, Legend: excelize.ChartLegend{Position: "none"},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: printable(c.Title), Font: &excelize.Font{Color: "404040", Size: 12, Bold: true}}}},
		XAxis:     excelize.ChartAxis{Font: small},
		YAxis:     excelize.ChartAxis{Font: small, Minimum: &least, MajorGridLines: c.Kind != Bars, None: c.Kind == Bars},
		PlotArea:  excelize.ChartPlotArea{ShowVal: c.Kind == Bars || c.Kind == Pie},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: uint(c.high()) * rowPixels},
	}
	drawn.XAxis.ReverseOrder = c.Kind == Bars // the first on top
	if c.Kind == Pie || len(c.Columns) > 1 {
		drawn.Legend.Position = map[bool]string{true: "right", false: "bottom"}[c.Kind == Pie]
	}
	colours := c.Colours
	if len(colours) == 0 {
		colours = seriesColours
	}
	for i, column := range c.Columns {
		cells := func(column int) string { return reference(sheet, column, c.first+1, c.first+c.rows) }
		series := excelize.ChartSeries{
			Name: reference(sheet, column, c.first, c.first), Categories: cells(0), Values: cells(column), Fill: fill(colours[i%len(colours)]),
		}
		switch {
		case c.Kind == Lines:
			series.Line = excelize.LineOptions{Fill: fill(colours[i%len(colours)]), Width: 2.25}
			series.Marker = excelize.ChartMarker{Symbol: []string{"circle", "square", "diamond", "triangle"}[i%4], Size: 6, Fill: fill(colours[i%len(colours)])}
		case len(c.Columns) == 1 && (len(c.Colours) > 0 || c.Kind == Pie):
			for point := range c.rows {
				series.DataPoint = append(series.DataPoint, excelize.ChartDataPoint{Index: point, Fill: fill(colours[point%len(colours)])})
			}
		}
		drawn.Series = append(drawn.Series, series)
	}
	place, err := excelize.CoordinatesToCellName(c.column+2, c.row)
	if err == nil {
		err = b.file.AddChart(sheet, place, drawn)
	}
	if err != nil {
		return fmt.Errorf("add a chart: %w", err)
	}
	return nil
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// reference names cells of a column, from 0, in rows.
func reference(sheet string, column, from, to int) string {
	name, _ := excelize.ColumnNumberToName(column + 1) // a number of a column that there is
	at := quoted(sheet) + "!$" + name + "$" + strconv.Itoa(from)
	if from == to {
		return at
	}
	return at + ":$" + name + "$" + strconv.Itoa(to)
}
