package page

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// The drawing's size, in SVG units.
const (
	chartWidth  = 480.0
	chartHeight = 220.0
)

// chart draws a data_visualization block (docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
func (s surface) chart(block blockkit.Object) string {
	chart := block.Object("chart")
	var drawn string
	switch kind := chart.Text("type"); kind {
	case "pie":
		drawn = pie(chart.List("segments"))
	default:
		drawn = plot(kind, chart)
	}
	title := esc(block.Text("title"))
	return fmt.Sprintf(`<figure><figcaption>%s</figcaption><svg viewBox="0 0 %g %g" role="img" aria-label="%s">%s</svg></figure>`, title, chartWidth, chartHeight, title, drawn)
}

func numberOf(o blockkit.Object) float64 {
	number, _ := o["value"].(json.Number)
	value, _ := number.Float64()
	return value
}

func pie(segments []blockkit.Object) string {
	total := 0.0
	for _, segment := range segments {
		total += numberOf(segment)
	}
	const x, y, radius = 110.0, 110.0, 90.0
	var b strings.Builder
	angle := -math.Pi / 2
	for i, segment := range segments {
		sweep := 2 * math.Pi * numberOf(segment) / total
		if len(segments) == 1 {
			fmt.Fprintf(&b, `<circle class="colour%d" cx="%g" cy="%g" r="%g"/>`, i%6, x, y, radius)
		} else {
			large := 0
			if sweep > math.Pi {
				large = 1
			}
			fmt.Fprintf(&b, `<path class="colour%d" d="M%g %gL%.1f %.1fA%g %g 0 %d 1 %.1f %.1fZ"/>`, i%6, x, y, x+radius*math.Cos(angle), y+radius*math.Sin(angle),
				radius, radius, large, x+radius*math.Cos(angle+sweep), y+radius*math.Sin(angle+sweep))
		}
		angle += sweep
		fmt.Fprintf(&b, `<rect class="colour%d" x="240" y="%d" width="12" height="12"/><text x="260" y="%d">%s · %g</text>`, i%6, 24+i*22, 35+i*22, esc(segment.Text("label")), numberOf(segment))
	}
	return b.String()
}

// plot draws bars, or lines for line and area charts.
func plot(kind string, chart blockkit.Object) string {
	categories := chart.Object("axis_config").Strings("categories")
	series := chart.List("series")
	top := 1.0
	for _, one := range series {
		for _, point := range one.List("data") {
			top = math.Max(top, numberOf(point))
		}
	}
	step := (chartWidth - 40) / float64(max(1, len(categories)))
	height := func(value float64) float64 { return (chartHeight - 60) * math.Max(0, value) / top }
	var b strings.Builder
	for i, one := range series {
		var points []string
		for j, point := range one.List("data") {
			value := numberOf(point)
			x := 30 + step*float64(j)
			if kind == "bar" {
				width := step * 0.8 / float64(len(series))
				fmt.Fprintf(&b, `<rect class="colour%d" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s: %g</title></rect>`, i%6, x+width*float64(i), chartHeight-40-height(value), width, height(value), esc(point.Text("label")), value)
				continue
			}
			points = append(points, fmt.Sprintf("%.1f,%.1f", x+step/2, chartHeight-40-height(value)))
		}
		if kind != "bar" {
			fmt.Fprintf(&b, `<polyline class="line colour%d" points="%s"/>`, i%6, strings.Join(points, " "))
		}
		fmt.Fprintf(&b, `<rect class="colour%d" x="%d" y="4" width="10" height="10"/><text x="%d" y="14">%s</text>`, i%6, 30+i*110, 44+i*110, esc(one.Text("name")))
	}
	for j, category := range categories {
		fmt.Fprintf(&b, `<text class="axis" x="%.1f" y="%.1f">%s</text>`, 30+step*(float64(j)+.4), chartHeight-20, esc(category))
	}
	return b.String()
}
