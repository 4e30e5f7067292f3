package sheets

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

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

// high is how many rows a chart is high.
func (c Chart) high() int {
	if c.Kind == Bars {
		return min(2*c.Rows+4, chartRows)
	}
	return chartRows
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
