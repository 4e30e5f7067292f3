package page

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// The drawing's size and margins, in SVG units.
const (
	chartWidth, chartHeight             = 560.0, 250.0
	plotLeft, plotRight, plotTop, plotY = 46.0, 550.0, 16.0, 214.0
	colours                             = 12
)

// chart draws a data_visualization block (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
func (s surface) chart(block blockkit.Object) string {
	chart := block.Object("chart")
	title := esc(block.Text("title"))
	drawn, legend, told, class := "", "", "", "plot"
	if kind := chart.Text("type"); kind == "pie" {
		class = "pie"
		drawn, legend, told = pie(chart.List("segments"))
	} else {
		drawn, legend, told = newPlot(kind, chart).draw()
	}
	return fmt.Sprintf(`<figure class="chart"><figcaption>%s</figcaption>%s<svg class="%s" viewBox="0 0 %g %g" role="img" aria-label="%s: %s">%s</svg></figure>`,
		title, legend, class, chartWidth, chartHeight, title, esc(told), drawn)
}

func numberOf(o blockkit.Object) float64 {
	number, _ := o["value"].(json.Number)
	value, _ := number.Float64()
	return value
}

// pie draws the segments, names them in a legend and tells them in words.
func pie(segments []blockkit.Object) (drawn, legend, told string) {
	total := 0.0
	for _, segment := range segments {
		total += numberOf(segment)
	}
	const x, y, radius = chartWidth / 2, chartHeight / 2, 112.0
	var b, names strings.Builder
	var words []string
	angle := -math.Pi / 2
	for i, segment := range segments {
		share := numberOf(segment) / total
		sweep := 2 * math.Pi * share
		what := fmt.Sprintf("%s · %s · %.0f%%", segment.Text("label"), short(numberOf(segment)), 100*share)
		words = append(words, what)
		if len(segments) == 1 {
			fmt.Fprintf(&b, `<circle class="colour%d" cx="%g" cy="%g" r="%g"/>`, i%colours, x, y, radius)
		} else {
			large := 0
			if sweep > math.Pi {
				large = 1
			}
			fmt.Fprintf(&b, `<path class="slice colour%d" d="M%g %gL%.1f %.1fA%g %g 0 %d 1 %.1f %.1fZ"><title>%s</title></path>`, i%colours, x, y, x+radius*math.Cos(angle), y+radius*math.Sin(angle),
				radius, radius, large, x+radius*math.Cos(angle+sweep), y+radius*math.Sin(angle+sweep), esc(what))
		}
		angle += sweep
		fmt.Fprintf(&names, `<li><i class="colour%d"></i>%s</li>`, i%colours, esc(what))
	}
	return b.String(), `<ul class="legend">` + names.String() + `</ul>`, strings.Join(words, ", ")
}

// plot is a bar, line or area chart on its axes.
type plot struct {
	kind         string
	categories   []string
	series       []blockkit.Object
	low, high    float64
	step         float64 // between the lines of the grid
	xName, yName string
}

func newPlot(kind string, chart blockkit.Object) plot {
	axis := chart.Object("axis_config")
	p := plot{kind: kind, categories: axis.Strings("categories"), series: chart.List("series"), xName: axis.Text("x_label"), yName: axis.Text("y_label")}
	for _, one := range p.series {
		for _, point := range one.List("data") {
			p.low, p.high = math.Min(p.low, numberOf(point)), math.Max(p.high, numberOf(point))
		}
	}
	p.step = niceStep((p.high - p.low) / 4)
	p.low, p.high = math.Floor(p.low/p.step)*p.step, math.Ceil(p.high/p.step)*p.step
	if p.low == p.high {
		p.high = p.low + p.step
	}
	return p
}

// niceStep is the next 1, 2 or 5 times a power of ten: what people count in.
func niceStep(least float64) float64 {
	if !(least > 1e-300) || math.IsInf(least, 0) { // beyond, there is nothing to draw a grid for
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, factor := range []float64{1, 2, 5} {
		if factor*power >= least {
			return factor * power
		}
	}
	return 10 * power
}

func (p plot) y(value float64) float64 { return plotY - (plotY-plotTop)*(value-p.low)/(p.high-p.low) }

func (p plot) width() float64 { return (plotRight - plotLeft) / float64(max(1, len(p.categories))) }

func (p plot) draw() (drawn, legend, told string) {
	var b, names strings.Builder
	p.grid(&b)
	var words []string
	for i, one := range p.series {
		if p.kind == "bar" {
			p.bars(&b, i, one)
		} else {
			p.line(&b, i, one)
		}
		fmt.Fprintf(&names, `<li><i class="colour%d"></i>%s</li>`, i%colours, esc(one.Text("name")))
		for _, point := range one.List("data") {
			words = append(words, one.Text("name")+" "+point.Text("label")+" "+short(numberOf(point)))
		}
	}
	return b.String(), `<ul class="legend">` + names.String() + `</ul>`, strings.Join(words, ", ")
}

// grid draws the lines with their values, the categories' names and the axes' own.
func (p plot) grid(b *strings.Builder) {
	for value := p.low; value <= p.high+p.step/2; value += p.step {
		class := "grid"
		if math.Abs(value) < p.step/1e6 {
			class, value = "zero", 0
		}
		fmt.Fprintf(b, `<line class="%s" x1="%g" x2="%g" y1="%.1f" y2="%.1f"/><text class="tick" x="%g" y="%.1f">%s</text>`, class, plotLeft, plotRight, p.y(value), p.y(value), plotLeft-6, p.y(value)+4, short(value))
	}
	widest := 1
	for _, category := range p.categories {
		widest = max(widest, columns(category))
	}
	every := max(1, int(math.Ceil(math.Min(float64(widest), 10)*6.4/p.width()))) // names that would overlap are left out
	for j, category := range p.categories {
		if j%every == 0 {
			fmt.Fprintf(b, `<text class="axis" x="%.1f" y="%g">%s<title>%s</title></text>`, plotLeft+p.width()*(float64(j)+.5), plotY+17, esc(cut(category, int(p.width()*float64(every)/6.4))), esc(category))
		}
	}
	fmt.Fprintf(b, `<text class="axis name" x="%g" y="%g">%s</text><text class="name" x="2" y="10">%s</text>`, (plotLeft+plotRight)/2, chartHeight-3, esc(p.xName), esc(p.yName))
}

func (p plot) bars(b *strings.Builder, i int, one blockkit.Object) {
	width := math.Min(p.width()*0.74/float64(len(p.series)), 56)
	for j, point := range one.List("data") {
		value := numberOf(point)
		x := plotLeft + p.width()*(float64(j)+.5) + width*(float64(i)-float64(len(p.series))/2)
		top, bottom := p.y(math.Max(value, 0)), p.y(math.Min(value, 0))
		fmt.Fprintf(b, `<rect class="colour%d" rx="2" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s · %s: %s</title></rect>`, i%colours, x+1, top, width-2, math.Max(bottom-top, 0.5), esc(one.Text("name")), esc(point.Text("label")), short(value))
		if width > 18 {
			fmt.Fprintf(b, `<text class="value" x="%.1f" y="%.1f">%s</text>`, x+width/2, top-4, short(value))
		}
	}
}

func (p plot) line(b *strings.Builder, i int, one blockkit.Object) {
	var points []string
	var dots strings.Builder
	last := plotLeft
	for j, point := range one.List("data") {
		last = plotLeft + p.width()*(float64(j)+.5)
		at := fmt.Sprintf("%.1f,%.1f", last, p.y(numberOf(point)))
		points = append(points, at)
		fmt.Fprintf(&dots, `<circle class="colour%d" cx="%.1f" cy="%.1f" r="3.5"><title>%s · %s: %s</title></circle>`, i%colours, last, p.y(numberOf(point)), esc(one.Text("name")), esc(point.Text("label")), short(numberOf(point)))
	}
	path := strings.Join(points, " ")
	if p.kind == "area" && len(points) > 0 {
		fmt.Fprintf(b, `<polygon class="area colour%d" points="%.1f,%.1f %s %.1f,%.1f"/>`, i%colours, plotLeft+p.width()/2, p.y(0), path, last, p.y(0))
	}
	fmt.Fprintf(b, `<polyline class="line colour%d" points="%s"/>%s`, i%colours, path, dots.String())
}

// short is a number as a chart has room for it.
func short(value float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e4, "k"}} {
		if math.Abs(value) >= unit.size {
			size := unit.size
			if unit.name == "k" {
				size = 1e3
			}
			return strconv.FormatFloat(math.Round(value/size*10)/10, 'f', -1, 64) + unit.name
		}
	}
	return strconv.FormatFloat(math.Round(value*100)/100, 'f', -1, 64)
}

// columns is how wide a text is, in Latin letters.
func columns(text string) int {
	return utf8.RuneCountInString(text) + (len(text)-utf8.RuneCountInString(text))/2
}

// cut keeps as much of a text as fits into a number of columns.
func cut(text string, most int) string {
	if columns(text) <= most {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && columns(string(runes))+1 > most {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}
