// Package pictures draws charts as PNG, for where Slack's own charts can't be shown. It knows values only.
package pictures

import (
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/go-analyze/charts"
)

// Kind is how a chart shows its values.
type Kind string

// The kinds.
const (
	Line Kind = "line"
	Bars Kind = "bars"
	Pie  Kind = "pie" // of one series, whose values are the segments
)

// Series is one row of a chart's values, one for each of its categories.
type Series struct {
	Name   string
	Values []float64
}

// Chart is what is drawn. Texts may be Chinese.
type Chart struct {
	Kind       Kind
	Title      string
	Categories []string // of the values; of a pie, what its segments are called
	Series     []Series
	Colours    []string // of the series, or of a pie's segments, as #rrggbb; the usual ones where there are too few
}

// The size of a picture, in pixels: twice that of Slack's own chart on a wide screen, so that it stays sharp.
const (
	Width  = 1200
	Height = 640
)

// droid is Droid Sans Fallback, which has Latin letters and the characters of Chinese, Japanese and Korean (font/LICENSE: Apache 2.0).
//
//go:embed font/DroidSansFallback.ttf
var droid []byte

const family = "Droid Sans Fallback"

// install makes the font the one of everything that is drawn: what is set for a chart alone doesn't reach its axes.
var install = sync.OnceValue(func() error {
	if err := charts.InstallFont(family, droid); err != nil {
		return fmt.Errorf("read the font of charts: %w", err)
	}
	if err := charts.SetDefaultFont(family); err != nil {
		return fmt.Errorf("set the font of charts: %w", err)
	}
	return nil
})

// errNothing is a chart without a value.
var errNothing = errors.New("a chart has no values")

// PNG draws a chart. A chart without values, or whose series haven't a value for each category, is an error.
func PNG(c Chart) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := install(); err != nil {
		return nil, err
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: Width, Height: Height})
	var err error
	switch c.Kind {
	case Pie:
		err = p.PieChart(c.pie())
	case Bars:
		err = p.BarChart(c.bars())
	default:
		err = p.LineChart(c.line())
	}
	if err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	image, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write a picture: %w", err)
	}
	return image, nil
}

func (c Chart) check() error {
	if len(c.Categories) == 0 || len(c.Series) == 0 {
		return errNothing
	}
	for _, s := range c.Series {
		if len(s.Values) != len(c.Categories) {
			return fmt.Errorf("%q has %d values for %d categories", s.Name, len(s.Values), len(c.Categories))
		}
		for _, v := range s.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) || c.Kind == Pie && v < 0 {
				return fmt.Errorf("%q has the value %v", s.Name, v)
			}
		}
	}
	return nil
}

// rows are the values of each series.
func (c Chart) rows() [][]float64 {
	rows := make([][]float64, len(c.Series))
	for i, s := range c.Series {
		rows[i] = s.Values
	}
	return rows
}

func (c Chart) names() []string {
	names := make([]string, len(c.Series))
	for i, s := range c.Series {
		names[i] = s.Name
	}
	return names
}

// theme has the colours of the chart.
func (c Chart) theme() charts.ColorPalette {
	theme := charts.GetTheme(charts.ThemeLight)
	colours := make([]charts.Color, 0, len(c.Colours))
	for _, hex := range c.Colours {
		colours = append(colours, charts.ParseColor(hex))
	}
	if len(colours) == 0 {
		return theme
	}
	return theme.WithSeriesColors(colours)
}

// Sizes of text, in points, and the room around a chart, in pixels.
const (
	titleSize = 24
	textSize  = 18
	around    = 32
	aboveAxis = 18 // more room above: the title is moved up by it
)

// room is the room around a chart with axes.
var room = charts.NewBox(around, around+aboveAxis, around, around)

func text(size float64) charts.FontStyle { return charts.FontStyle{FontSize: size} }

func (c Chart) title() charts.TitleOption {
	return charts.TitleOption{Text: c.Title, FontStyle: text(titleSize), Offset: charts.OffsetStr{Top: strconv.Itoa(-aboveAxis)}}
}

// legend names several series; of one the title says what it is.
func (c Chart) legend(names []string) charts.LegendOption {
	shown := len(names) > 1
	return charts.LegendOption{Show: &shown, SeriesNames: names, FontStyle: text(textSize), Offset: charts.OffsetStr{Left: charts.PositionRight, Top: strconv.Itoa(-aboveAxis)}}
}

func (c Chart) line() charts.LineChartOption {
	o := charts.NewLineChartOptionWithData(c.rows())
	o.Theme, o.Title, o.Legend, o.Padding = c.theme(), c.title(), c.legend(c.names()), room
	o.XAxis.Labels, o.XAxis.LabelFontStyle = c.Categories, text(textSize)
	o.YAxis[0].LabelFontStyle, o.ValueFormatter, o.LineStrokeWidth = text(textSize), short, 3
	return o
}

func (c Chart) bars() charts.BarChartOption {
	o := charts.NewBarChartOptionWithData(c.rows())
	o.Theme, o.Title, o.Legend, o.Padding = c.theme(), c.title(), c.legend(c.names()), room
	o.CategoryAxis.Labels, o.CategoryAxis.LabelFontStyle = c.Categories, text(textSize)
	o.ValueAxis[0].LabelFontStyle, o.ValueFormatter = text(textSize), short
	for i := range o.SeriesList {
		shown := len(c.Series) == 1
		o.SeriesList[i].Label = charts.SeriesLabel{Show: &shown, ValueFormatter: short, FontStyle: text(textSize)}
	}
	return o
}

func (c Chart) pie() charts.PieChartOption {
	o := charts.NewPieChartOptionWithData(c.Series[0].Values)
	o.Theme, o.Title, o.Legend, o.Padding = c.theme(), c.title(), c.legend(c.Categories), room
	for i := range o.SeriesList {
		o.SeriesList[i].Label.FontStyle = text(textSize)
	}
	return o
}

// short is a number as an axis has it: 1,200 is 1200, 1,200,000 is 1.2M.
func short(v float64) string {
	for _, unit := range []struct {
		from float64
		sign string
	}{{1e9, "B"}, {1e6, "M"}, {1e4, "k"}} {
		of := unit.from
		if unit.sign == "k" {
			of = 1e3
		}
		if math.Abs(v) >= unit.from {
			return strconv.FormatFloat(math.Round(v/of*10)/10, 'f', -1, 64) + unit.sign
		}
	}
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}
