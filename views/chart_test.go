package views_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views"
)

// Whatever a chart is made of, Slack takes it and its table: labels that are the same or too long, more of them and of series than fit.
func TestChartsThatSlackTakes(t *testing.T) {
	long := strings.Repeat("很长的名字", 20)
	wide := views.Chart{Title: long, Unit: long}
	for i := range 30 {
		wide.Labels = append(wide.Labels, long)
		of := views.ChartSeries{Name: strconv.Itoa(i) + long}
		for n := range 30 {
			of.Values = append(of.Values, float64(n-3))
		}
		wide.Series = append(wide.Series, of)
	}
	narrow := views.Chart{Title: "x", Labels: []string{"a"}, Series: []views.ChartSeries{{Name: "s", Values: []float64{0}}}}
	text := func(_ int, v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	for name, blocks := range map[string][]slack.Block{
		"wide": {wide.Bars(), wide.Lines()}, "narrow": {narrow.Bars(), narrow.Lines(), narrow.Table("month", text)},
	} {
		for _, block := range blocks {
			message, err := json.Marshal(map[string]any{"text": "x", "blocks": []slack.Block{block}})
			if err != nil {
				t.Fatal(err)
			}
			for _, problem := range sandbox.ValidateMessage(message) {
				t.Errorf("%s: %v", name, problem)
			}
		}
	}
	if !narrow.Empty() || wide.Empty() {
		t.Error("a chart of zeros shows something, or another nothing")
	}
}
