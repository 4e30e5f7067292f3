package report

import (
	"context"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/pictures"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	chartsAction   = "charts.more"     // the button that shows more charts; its value says of what
	picturesAction = "charts.pictures" // the button that sends the charts as pictures; likewise
)

// charts are Slack's own charts of a report, as many as a message may have: the trend and where customers stand, with their numbers beside them,
// and the way to the others.
func charts(p *i18n.Printer, s shown) []slack.Block {
	var blocks []slack.Block
	if trend := trendChart(p, s.report); !trend.Empty() {
		blocks = append(blocks, trend.Lines())
	}
	blocks = append(blocks, statusChart(p, s.report)...)
	blocks = append(blocks, views.Section("*"+p.T("report.by_status")+"*\n"+statusLines(p, s.report)))
	return append(blocks, views.Actions("", views.Button(chartsAction, contextOf(s), p.T("button.report_charts"))))
}

// trendChart is what happened in each of the last months.
func trendChart(p *i18n.Printer, r reports.Report) views.Chart {
	chart := views.Chart{Title: p.T("report.trend")}
	for _, month := range r.Trend {
		chart.Labels = append(chart.Labels, month.Month.String()[:len("2026-11")])
	}
	for _, series := range []struct {
		key string
		of  func(reports.TrendMonth) int
	}{
		{"new", func(m reports.TrendMonth) int { return m.New }},
		{"activated", func(m reports.TrendMonth) int { return m.Activated }},
		{"churned", func(m reports.TrendMonth) int { return m.Churned }},
		{"won", func(m reports.TrendMonth) int { return m.Won }},
		{"lost", func(m reports.TrendMonth) int { return m.Lost }},
	} {
		of := views.ChartSeries{Name: p.T("report.series_" + series.key)}
		for _, month := range r.Trend {
			of.Values = append(of.Values, float64(series.of(month)))
		}
		chart.Series = append(chart.Series, of)
	}
	return chart
}

// statusChart is Slack's own chart of the customers by status (docs.slack.dev/reference/block-kit/blocks/data-visualization-block);
// a pie takes positive segments only. The numbers stand as text beside it.
func statusChart(p *i18n.Printer, r reports.Report) []slack.Block {
	var segments []slack.DataVisualizationSegment
	for _, s := range r.ByStatus {
		if s.Count > 0 {
			segments = append(segments, slack.DataVisualizationSegment{Label: views.Clip(p.T("status."+string(s.Status)), views.MaxChartLabel), Value: float64(s.Count)})
		}
	}
	if len(segments) == 0 {
		return nil
	}
	return []slack.Block{slack.NewDataVisualizationBlock(views.Clip(p.T("report.by_status"), views.MaxChartTitle), slack.NewDataVisualizationPieChart(segments...))}
}

func statusLines(p *i18n.Printer, r reports.Report) string {
	counts := make([]int, len(r.ByStatus))
	for i, s := range r.ByStatus {
		counts[i] = s.Count
	}
	percents := p.Percents(counts)
	var lines []string
	for i, s := range r.ByStatus {
		lines = append(lines, views.StatusText(p, s.Status)+": "+p.Number(s.Count)+" ("+percents[i]+")")
	}
	return strings.Join(lines, "\n")
}

// boardChart is what the open deals of each stage are worth now, of the pipelines that have some.
func boardChart(p *i18n.Printer, r reports.Report) views.Chart {
	return views.BoardChart(p, p.T("report.board"), r.Deals.Together.Team, r.Boards...)
}

// funnelChart is how far the deals came that were created in the period.
func funnelChart(p *i18n.Printer, r reports.Report) views.Chart {
	chart := views.Chart{Title: p.T("report.funnel")}
	of := views.ChartSeries{Name: p.T("report.series_reached")}
	for _, step := range r.Funnel {
		chart.Labels, of.Values = append(chart.Labels, step.Stage.Label(p.Language())), append(of.Values, float64(step.Reached))
	}
	chart.Series = []views.ChartSeries{of}
	return chart
}

// divided is a breakdown as a chart, whose table is shown: customers, what became of them, and deals.
func (h handlers) divided(ctx context.Context, p *i18n.Printer, b reports.Breakdown, team string) views.Chart {
	chart := views.Chart{Title: p.T("report.divided_" + string(b.By))}
	list := []struct {
		key string
		of  func(reports.Part) float64
	}{
		{"customers", func(part reports.Part) float64 { return float64(part.Customers) }},
		{"new", func(part reports.Part) float64 { return float64(part.New) }},
		{"activated", func(part reports.Part) float64 { return float64(part.Activated) }},
		{"churned", func(part reports.Part) float64 { return float64(part.Churned) }},
		{"won", func(part reports.Part) float64 { return float64(part.Won) }},
		{"lost", func(part reports.Part) float64 { return float64(part.Lost) }},
		{"won_amount", func(part reports.Part) float64 { return views.ChartValue(part.WonAmount) }},
		{"open_amount", func(part reports.Part) float64 { return views.ChartValue(part.OpenAmount) }},
	}
	for _, part := range b.Parts {
		chart.Labels = append(chart.Labels, h.partName(ctx, p, b.By, part))
	}
	for _, series := range list {
		of := views.ChartSeries{Name: p.T("report.series_"+series.key, "Currency", team)}
		for _, part := range b.Parts {
			of.Values = append(of.Values, series.of(part))
		}
		chart.Series = append(chart.Series, of)
	}
	return chart
}

// partName is what a part of a breakdown is called.
func (h handlers) partName(ctx context.Context, p *i18n.Printer, by reports.Dimension, part reports.Part) string {
	switch {
	case part.Rest > 0:
		return p.Count("report.parts_rest", part.Rest)
	case part.Value == "":
		return p.T("report.parts_none")
	case by == reports.ByOwner:
		return views.OneLine(h.CRM.NameOf(ctx, part.Value))
	case by == reports.ByIndustry:
		return p.T("industry." + part.Value)
	}
	return views.OneLine(part.Value)
}

// counted is the report of which a button carries what it is of, as whoever pressed it may see it.
func (h handlers) counted(ctx context.Context, cl commands.Call) (reports.Report, error) {
	b, ok := readContext(cl.Value)
	if !ok {
		return reports.Report{}, models.Invalid("", "error.stale_form")
	}
	question, err := h.CRM.ReportOn(ctx, cl.Actor, asked{scope: b.scope}.counted(), b.period.To)
	if err != nil {
		return reports.Report{}, err
	}
	return h.Reports.Report(ctx, question, b.period, h.CRM.Now(""))
}

// moreCharts shows the charts that a report has no room for, and their numbers as tables that can be sorted.
func (h handlers) moreCharts(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	found, err := h.counted(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	var tables []views.Chart
	for _, b := range found.Breakdowns {
		if len(b.Parts) == 1 && b.Parts[0].Value == "" { // nobody has any
			b.Parts = nil
		}
		tables = append(tables, h.divided(ctx, cl.Printer, b, found.Deals.Together.Team))
	}
	return commands.Say(chartsMessage(cl.Printer, found, tables, cl.Value)), nil
}

// chartsMessage is the pipeline and the funnel, then tables; of is what they are of, as a button carries it.
func chartsMessage(p *i18n.Printer, r reports.Report, tables []views.Chart, of string) surface.Message {
	text := title(p, r.Period)
	blocks := []slack.Block{views.Header(text)}
	number := func(_ int, v float64) string { return p.Decimal(strconv.FormatFloat(v, 'f', -1, 64)) }
	for _, chart := range []views.Chart{boardChart(p, r), funnelChart(p, r)} {
		if !chart.Empty() {
			blocks = append(blocks, chart.Bars(), chart.Table(p.T("field.stage"), number))
		}
	}
	if trend := trendChart(p, r); !trend.Empty() {
		blocks = append(blocks, trend.Table(p.T("report.month"), number))
	}
	for i, table := range tables {
		if !table.Empty() {
			blocks = append(blocks, table.Table(p.T("report.corner_"+string(models.Dimensions()[i])), number))
		}
	}
	if len(blocks) == 1 {
		return surface.Message{Text: text, Blocks: append(blocks, views.Section(p.T("report.nothing")))}
	}
	if note := views.RatesNote(p, r.Deals.Together); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", views.Button(picturesAction, of, p.T("button.report_pictures"))))}
}

// asPictures sends the charts of a report as pictures, for where they are to be put into a mail or a talk.
func (h handlers) asPictures(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	reply := commands.Say(views.Notice("🖼️ " + cl.Printer.T("report.drawing")))
	reply.Later = func(ctx context.Context, _ bot.Far) (bot.Reply, error) {
		found, err := h.counted(ctx, cl)
		if err != nil {
			return bot.Reply{}, err
		}
		files, err := drawn(cl.Printer, found)
		if err != nil || len(files) == 0 {
			return commands.Say(views.Notice(cl.Printer.T("report.nothing"))), err
		}
		return bot.Reply{Files: &bot.Files{Text: "🖼️ *" + title(cl.Printer, found.Period) + "*", List: files}}, nil
	}
	return reply, nil
}

// drawn are the charts of a report that show something.
func drawn(p *i18n.Printer, r reports.Report) (files []bot.File, err error) {
	status := pictures.Chart{Kind: pictures.Pie, Title: p.T("report.by_status"), Series: []pictures.Series{{}}}
	for _, s := range r.ByStatus {
		if s.Count > 0 {
			status.Categories = append(status.Categories, p.T("status."+string(s.Status)))
			status.Series[0].Values = append(status.Series[0].Values, float64(s.Count))
		}
	}
	list := map[string]pictures.Chart{}
	if len(status.Categories) > 0 {
		list["status"] = status
	}
	for name, of := range map[string]struct {
		kind  pictures.Kind
		chart views.Chart
	}{"trend": {pictures.Line, trendChart(p, r)}, "pipeline": {pictures.Bars, boardChart(p, r)}, "funnel": {pictures.Bars, funnelChart(p, r)}} {
		if !of.chart.Empty() {
			list[name] = picture(of.kind, of.chart)
		}
	}
	for _, name := range []string{"trend", "status", "pipeline", "funnel"} {
		chart, shown := list[name]
		if !shown {
			continue
		}
		image, err := pictures.PNG(chart)
		if err != nil {
			return nil, err
		}
		files = append(files, bot.File{Name: p.T("report.file_"+name) + "-" + r.Period.From.String() + ".png", Data: image})
	}
	return files, nil
}

// picture is a chart as it is drawn.
func picture(kind pictures.Kind, of views.Chart) pictures.Chart {
	chart := pictures.Chart{Kind: kind, Title: of.Title, Categories: of.Labels}
	if of.Unit != "" {
		chart.Title += " (" + of.Unit + ")"
	}
	for _, s := range of.Series {
		chart.Series = append(chart.Series, pictures.Series{Name: s.Name, Values: s.Values})
	}
	return chart
}
