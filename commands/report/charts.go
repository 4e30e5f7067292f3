package report

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
)

// charts are Slack's own charts of a report, with their numbers as text beside them.
func charts(p *i18n.Printer, r reports.Report) []slack.Block {
	return append(statusChart(p, r), views.Section("*"+p.T("report.by_status")+"*\n"+statusLines(p, r)))
}

// statusChart is Slack's own chart of the customers by status (docs.slack.dev/reference/block-kit/blocks/data-visualization-block);
// a pie takes positive segments only. The numbers stand as text beside it.
func statusChart(p *i18n.Printer, r reports.Report) []slack.Block {
	var segments []slack.DataVisualizationSegment
	for _, s := range r.ByStatus {
		if s.Count > 0 {
			segments = append(segments, slack.DataVisualizationSegment{Label: views.Clip(p.T("status."+string(s.Status)), 20), Value: float64(s.Count)})
		}
	}
	if len(segments) == 0 {
		return nil
	}
	return []slack.Block{slack.NewDataVisualizationBlock(views.Clip(p.T("report.by_status"), views.MaxChartTitle), slack.NewDataVisualizationPieChart(segments...))}
}

func statusLines(p *i18n.Printer, r reports.Report) string {
	total := 0
	for _, s := range r.ByStatus {
		total += s.Count
	}
	var lines []string
	for _, s := range r.ByStatus {
		lines = append(lines, fmt.Sprintf("%s: %s (%s)", views.StatusText(p, s.Status), p.Number(s.Count), p.Percent(s.Count, total)))
	}
	return strings.Join(lines, "\n")
}
