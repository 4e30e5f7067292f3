package pictures_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/guanxi-crm/guanxi/pictures"
)

var months = []string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"}

func charts() map[string]pictures.Chart {
	return map[string]pictures.Chart{
		"line": {
			Kind: pictures.Line, Title: "近12个月：新增与流失", Categories: months, Colours: []string{"#2E86DE", "#C0392B"},
			Series: []pictures.Series{
				{Name: "新增客户", Values: []float64{12, 18, 9, 22, 31, 28, 19, 24, 33, 41, 38, 27}},
				{Name: "流失客户", Values: []float64{2, 3, 1, 0, 4, 3, 2, 5, 1, 2, 3, 4}},
			},
		},
		"bars": {
			Kind: pictures.Bars, Title: "销售漏斗 (Pipeline)", Categories: []string{"新商机", "已确认", "报价", "谈判", "赢单"},
			Series: []pictures.Series{{Name: "商机", Values: []float64{1200000, 860000, 420000.5, 130000, 9000}}},
		},
		"pie": {
			Kind: pictures.Pie, Title: "客户状态分布", Categories: []string{"潜在客户", "活跃客户", "流失客户"}, Colours: []string{"#F39C12", "#27AE60", "#7F8C8D"},
			Series: []pictures.Series{{Values: []float64{42, 31, 7}}},
		},
		"one":      {Kind: pictures.Line, Title: "One", Categories: []string{"1月"}, Series: []pictures.Series{{Name: "a", Values: []float64{0}}}},
		"zeros":    {Kind: pictures.Bars, Title: "Zeros", Categories: []string{"a", "b"}, Series: []pictures.Series{{Name: "a", Values: []float64{0, 0}}}},
		"negative": {Kind: pictures.Bars, Title: "", Categories: []string{"a", "b"}, Series: []pictures.Series{{Name: "a", Values: []float64{-3, 5}}}},
	}
}

// Each kind of chart is drawn with more than its background, also of one value, of zeros and of what is less. GUANXI_TEST_SCREENSHOTS keeps the
// pictures.
func TestChartsAreDrawn(t *testing.T) {
	for name, chart := range charts() {
		drawn, err := pictures.PNG(chart)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if dir := os.Getenv("GUANXI_TEST_SCREENSHOTS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "picture-"+name+".png"), drawn, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		shown, err := png.Decode(bytes.NewReader(drawn))
		if err != nil || shown.Bounds() != image.Rect(0, 0, pictures.Width, pictures.Height) {
			t.Errorf("%s: %v, %v", name, shown.Bounds(), err)
			continue
		}
		if colours := coloursOf(shown, shown.Bounds()); colours < 3 {
			t.Errorf("%s has %d colours", name, colours)
		}
	}
}

// Chinese characters are drawn as themselves, in titles and on axes: two that differ give pictures that do, which the boxes of a font that hasn't
// them don't.
func TestChineseIsDrawn(t *testing.T) {
	chart := func(title, label string) pictures.Chart {
		return pictures.Chart{Kind: pictures.Bars, Title: title, Categories: []string{label}, Series: []pictures.Series{{Name: "x", Values: []float64{1}}}}
	}
	for what, pair := range map[string][2]pictures.Chart{
		"titles": {chart("潜", "a"), chart("活", "a")}, "labels": {chart("a", "潜"), chart("a", "活")},
	} {
		one, err := pictures.PNG(pair[0])
		other, failed := pictures.PNG(pair[1])
		if err != nil || failed != nil || bytes.Equal(one, other) {
			t.Errorf("%s look alike: %v, %v", what, err, failed)
		}
	}
}

func coloursOf(shown image.Image, in image.Rectangle) int {
	seen := map[color.Color]bool{}
	for x := in.Min.X; x < in.Max.X; x += 3 {
		for y := in.Min.Y; y < in.Max.Y; y += 3 {
			seen[shown.At(x, y)] = true
		}
	}
	return len(seen)
}

func TestWhatIsNoChart(t *testing.T) {
	for name, chart := range map[string]pictures.Chart{
		"nothing":       {Kind: pictures.Line},
		"no series":     {Kind: pictures.Line, Categories: []string{"a"}},
		"too few":       {Kind: pictures.Bars, Categories: []string{"a", "b"}, Series: []pictures.Series{{Values: []float64{1}}}},
		"no number":     {Kind: pictures.Line, Categories: []string{"a"}, Series: []pictures.Series{{Values: []float64{math.NaN()}}}},
		"negative part": {Kind: pictures.Pie, Categories: []string{"a"}, Series: []pictures.Series{{Values: []float64{-1}}}},
	} {
		if _, err := pictures.PNG(chart); err == nil {
			t.Errorf("%s is drawn", name)
		}
	}
}
