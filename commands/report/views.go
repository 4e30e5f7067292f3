package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// reportPeople is how many people a report's table shows.
const reportPeople = 10

// report is a period's figures as a message, each with the change against the period before.
func report(p *i18n.Printer, r reports.Report, late bool) surface.Message {
	title := p.T("report.title", "From", r.Period.From, "To", r.Period.To)
	blocks := []slack.Block{views.Header(title)}
	if late {
		blocks = append(blocks, views.Footnote(p.T("reminder.late")))
	}
	blocks = append(blocks, commands.FigureFields(p, r.Totals())...)
	blocks = append(blocks, statusChart(p, r)...)
	blocks = append(blocks, views.Section("*"+p.T("report.by_status")+"*\n"+statusLines(p, r)))
	if len(r.Transitions) > 0 {
		blocks = append(blocks, views.Section("*"+p.T("report.transitions")+"*\n"+transitionLines(p, r)))
	}
	if len(r.People) > 0 {
		blocks = append(blocks, views.Section("*"+p.T("report.by_person")+"*\n"+personLines(p, r)))
	}
	blocks = append(blocks, targetBlocks(p, r)...)
	previous := r.Period.Previous()
	blocks = append(blocks, views.Footnote(p.T("report.compared", "From", previous.From, "To", previous.To)+" · "+p.T("report.zone", "Zone", periodZone(p, r.Period))))
	text := p.T("report.text", "Title", title, "New", p.Number(r.Count(reports.KeyNew)), "Done", p.Number(r.Count(reports.KeyDone)), "Overdue", p.Number(r.Count(reports.KeyOverdue)))
	return surface.Message{Text: text, Blocks: blocks}
}

// targetBlocks are targets against what was reached; nothing where none are set.
func targetBlocks(p *i18n.Printer, r reports.Report) []slack.Block {
	if len(r.Targets) == 0 {
		return nil
	}
	blocks := views.Sections("*" + p.T("target.heading") + "*\n" + views.TargetLines(p, r.Targets, true))
	if note := views.RatesNote(p, r.Together); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	return blocks
}

// periodZone names the clock by which a period's days begin.
func periodZone(p *i18n.Printer, period reports.Period) string {
	zone := period.Zone
	if zone == nil {
		zone = time.UTC
	}
	return views.ReaderOf(p, zone).OwnZone(period.From)
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

func transitionLines(p *i18n.Printer, r reports.Report) string {
	var lines []string
	for _, t := range r.Transitions {
		lines = append(lines, p.T("status."+string(t.From))+" → "+p.T("status."+string(t.To))+": "+p.Number(t.Count))
	}
	return strings.Join(lines, "\n")
}

func personLines(p *i18n.Printer, r reports.Report) string {
	var lines []string
	for _, person := range r.People[:min(reportPeople, len(r.People))] {
		var words []string
		for _, f := range person.Figures {
			number := p.Number(f.Now.N)
			if f.Rate {
				number = p.Percent(f.Now.N, f.Now.Of)
			}
			words = append(words, p.T("report.person."+f.Key, "Number", number))
		}
		lines = append(lines, p.T("report.person_line", "Person", views.Mention(person.ID), "Figures", strings.Join(words, p.T("report.person_separator"))))
	}
	if rest := len(r.People) - reportPeople; rest > 0 {
		lines = append(lines, p.Count("report.more_people", rest))
	}
	return strings.Join(lines, "\n")
}
