package views

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// reportOwners is how many people a report's table shows.
const reportOwners = 10

// Report is a period's figures as a message, each with the change against the period before.
func Report(p *i18n.Printer, r reports.Report, late bool) surface.Message {
	title := p.T("report.title", "From", r.Period.From, "To", r.Period.To)
	blocks := []slack.Block{header(title)}
	if late {
		blocks = append(blocks, footnote(p.T("reminder.late")))
	}
	figures := []struct {
		key    string
		figure reports.Figure
	}{
		{"report.new", r.New},
		{"report.interactions", r.Interactions},
		{"report.done_on_time", r.DoneOnTime},
		{"report.done_late", r.DoneLate},
		{"report.overdue", r.Overdue},
		{"report.activated", r.Activated},
		{"report.churned", r.Churned},
	}
	fields := make([]*slack.TextBlockObject, 0, len(figures))
	for _, f := range figures {
		fields = append(fields, figureField(p, f.key, f.figure))
	}
	blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	blocks = append(blocks, statusChart(p, r)...)
	blocks = append(blocks, section("*"+p.T("report.by_status")+"*\n"+statusLines(p, r)))
	if len(r.Transitions) > 0 {
		blocks = append(blocks, section("*"+p.T("report.transitions")+"*\n"+transitionLines(p, r)))
	}
	if len(r.Owners) > 0 {
		blocks = append(blocks, section("*"+p.T("report.by_owner")+"*\n"+ownerLines(p, r)))
	}
	previous := r.Period.Previous()
	blocks = append(blocks, footnote(p.T("report.compared", "From", previous.From, "To", previous.To)+" · "+p.T("report.zone", "Zone", periodZone(p, r.Period))))
	text := p.T("report.text", "Title", title, "New", p.Number(r.New.Now), "Done", p.Number(r.DoneOnTime.Now+r.DoneLate.Now), "Overdue", p.Number(r.Overdue.Now))
	return surface.Message{Text: text, Blocks: blocks}
}

// periodZone names the clock by which a period's days begin.
func periodZone(p *i18n.Printer, period reports.Period) string {
	zone := period.Zone
	if zone == nil {
		zone = time.UTC
	}
	return ReaderOf(p, zone).ownZone(period.From)
}

// figureField is a figure with its change.
func figureField(p *i18n.Printer, key string, f reports.Figure) *slack.TextBlockObject {
	return mrkdwn(fmt.Sprintf("*%s*\n%s (%s)", p.T(key), p.Number(f.Now), p.Signed(f.Now-f.Before)), maxFieldText)
}

// statusChart is Slack's own chart of the customers by status (docs.slack.dev/reference/block-kit/blocks/data-visualization-block);
// a pie takes positive segments only. The numbers stand as text beside it.
func statusChart(p *i18n.Printer, r reports.Report) []slack.Block {
	var segments []slack.DataVisualizationSegment
	for _, s := range r.ByStatus {
		if s.Count > 0 {
			segments = append(segments, slack.DataVisualizationSegment{Label: clip(p.T("status."+string(s.Status)), 20), Value: float64(s.Count)})
		}
	}
	if len(segments) == 0 {
		return nil
	}
	return []slack.Block{slack.NewDataVisualizationBlock(clip(p.T("report.by_status"), 50), slack.NewDataVisualizationPieChart(segments...))}
}

func statusLines(p *i18n.Printer, r reports.Report) string {
	total := 0
	for _, s := range r.ByStatus {
		total += s.Count
	}
	var lines []string
	for _, s := range r.ByStatus {
		lines = append(lines, fmt.Sprintf("%s: %s (%s)", statusText(p, s.Status), p.Number(s.Count), p.Percent(s.Count, total)))
	}
	return strings.Join(lines, "\n")
}

func transitionLines(p *i18n.Printer, r reports.Report) string {
	var lines []string
	for _, t := range r.Transitions {
		lines = append(lines, p.T("status."+string(t.From))+" → "+p.T("status."+string(t.To))+": "+p.Number(t.Count))
	}
	return strings.Join(lines, "\n")
}

func ownerLines(p *i18n.Printer, r reports.Report) string {
	var lines []string
	for _, row := range r.Owners[:min(reportOwners, len(r.Owners))] {
		lines = append(lines, p.T("report.owner_line", "Owner", mention(row.Owner), "New", p.Number(row.New),
			"Interactions", p.Number(row.Interactions), "Done", p.Number(row.Done), "Overdue", p.Number(row.Overdue)))
	}
	if rest := len(r.Owners) - reportOwners; rest > 0 {
		lines = append(lines, p.Count("report.more_owners", rest))
	}
	return strings.Join(lines, "\n")
}
