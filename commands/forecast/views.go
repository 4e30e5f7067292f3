package forecast

import (
	"cmp"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// shown is what was asked for, and when.
type shown struct {
	question models.DealQuestion
	today    models.Date
	names    map[string]string // of people, where all of a channel see it; nil mentions them
}

// person names somebody: nobody is called by what goes to a channel.
func (s shown) person(id string) string {
	if s.names == nil {
		return views.Mention(id)
	}
	return views.Escape(cmp.Or(s.names[id], id))
}

// title names the pipeline, and whose deals of it.
func (s shown) title(p views.Reader, key string) string {
	parts := []string{p.T(key, "Name", views.Escape(views.OneLine(s.question.Pipeline.Label(p.Language()))))}
	if s.question.Owner != "" {
		parts = append(parts, s.person(s.question.Owner))
	}
	return strings.Join(parts, " · ")
}

// forecast is what is expected of each month, as a chart and in figures.
func forecast(p views.Reader, s shown, f models.Forecast) surface.Message {
	text := s.title(p, "forecast.title")
	blocks := append([]slack.Block{views.Section("*" + text + "*")}, forecastChart(p.Printer, f)...)
	var lines []string
	for _, row := range f.Months {
		lines = append(lines, monthLine(p.Printer, row))
	}
	for _, part := range []struct {
		key string
		row models.ForecastRow
	}{{"forecast.later", f.Later}, {"forecast.slipped", f.Slipped}, {"forecast.undated", f.Undated}} {
		if part.row.Count > 0 {
			lines = append(lines, p.T(part.key, "Deals", p.Count("forecast.deals", part.row.Count), "Open", views.Money(p.Printer, part.row.Open), "Weighted", views.Money(p.Printer, part.row.Weighted)))
		}
	}
	blocks = append(blocks, views.Sections(strings.Join(lines, "\n"))...)
	blocks = append(blocks, views.Footnote(p.T("forecast.note", "Chance", models.CommitChance)))
	return ended(p, text, blocks, f.Together, views.RunButton("figures", "figures", p.T("button.deal_figures")))
}

// monthLine is what is expected of a month. What is nothing isn't said.
func monthLine(p *i18n.Printer, row models.ForecastRow) string {
	parts := []string{"*" + monthName(row.Month) + "*"}
	for _, part := range []struct {
		key    string
		amount models.Money
	}{{"forecast.month_won", row.Won}, {"forecast.month_committed", row.Committed}, {"forecast.month_weighted", row.Weighted}} {
		if part.amount.Minor > 0 {
			parts = append(parts, p.T(part.key, "Amount", views.Money(p, part.amount)))
		}
	}
	if row.Count > 0 {
		parts = append(parts, p.T("forecast.month_open", "Amount", views.Money(p, row.Open), "Deals", p.Count("forecast.deals", row.Count)))
	}
	if len(parts) == 1 {
		parts = append(parts, i18n.NoPercent)
	}
	return strings.Join(parts, " · ")
}

// ended puts below a message by which rates it was converted, whose days count, and what to look at next.
func ended(p views.Reader, text string, blocks []slack.Block, together models.Converted, button slack.BlockElement) surface.Message {
	if note := views.RatesNote(p.Printer, together); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", button))}
}

// monthName is a month by its year and number, as in the days that the bot writes.
func monthName(month models.Date) string { return month.String()[:len("2026-12")] }

// forecastChart is Slack's own chart of the months. Its values are those of the lines beside it, where they are exact.
func forecastChart(p *i18n.Printer, f models.Forecast) []slack.Block {
	chart := views.Chart{Title: p.T("forecast.chart"), Unit: f.Together.Team}
	for _, row := range f.Months {
		chart.Labels = append(chart.Labels, monthName(row.Month))
	}
	for _, series := range []struct {
		key string
		of  func(models.ForecastRow) models.Money
	}{
		{"forecast.won", func(r models.ForecastRow) models.Money { return r.Won }},
		{"forecast.committed", func(r models.ForecastRow) models.Money { return r.Committed }},
		{"forecast.weighted", func(r models.ForecastRow) models.Money { return r.Weighted }},
		{"forecast.open", func(r models.ForecastRow) models.Money { return r.Open }},
	} {
		of := views.ChartSeries{Name: p.T(series.key)}
		for _, row := range f.Months {
			of.Values = append(of.Values, views.ChartValue(series.of(row)))
		}
		chart.Series = append(chart.Series, of)
	}
	if chart.Empty() {
		return nil
	}
	return []slack.Block{chart.Bars()}
}

// figures is how many deals are won, how fast, and how long they stay in each stage.
func figures(p views.Reader, s shown, r reports.DealReport) surface.Message {
	text := s.title(p, "deals.title") + " · " + p.T("deals.period", "From", r.Period.From, "To", r.Period.To)
	blocks := append([]slack.Block{views.Section("*" + text + "*")}, commands.DealFigureFields(p.Printer, r.Figures, s.question.Rates.Team)...)
	blocks = append(blocks, stageChart(p.Printer, r.Stages)...)
	var lines []string
	for _, stage := range r.Stages {
		lines = append(lines, stageLine(p.Printer, stage))
	}
	if len(lines) > 0 {
		blocks = append(blocks, views.Sections("*"+p.T("deals.stages")+"*\n"+strings.Join(lines, "\n"))...)
	}
	if len(r.People) > 0 {
		blocks = append(blocks, views.Sections("*"+p.T("deals.people")+"*\n"+strings.Join(personLines(p.Printer, s, r.People), "\n"))...)
	}
	previous := r.Period.Previous()
	blocks = append(blocks, views.Footnote(p.T("deals.compared", "From", previous.From, "To", previous.To, "Zone", p.OwnZone(s.today))))
	return ended(p, text, blocks, r.Together, views.RunButton("forecast", "forecast", p.T("button.forecast")))
}

// stageLine is how long deals stay in a stage: those that left it, and those that are in it.
func stageLine(p *i18n.Printer, s models.StageTime) string {
	parts := []string{views.Escape(views.OneLine(s.Stage.Label(p.Language())))}
	for _, part := range []struct {
		key   string
		count models.DealCount
	}{{"deals.finished", s.Finished}, {"deals.going", s.Going}} {
		if part.count.Count > 0 {
			parts = append(parts, p.T(part.key, "Deals", p.Count("forecast.deals", part.count.Count), "Median", decimal(part.count.MedianDays()), "Mean", decimal(part.count.MeanDays())))
		}
	}
	if len(parts) == 1 {
		parts = append(parts, i18n.NoPercent)
	}
	return strings.Join(parts, " · ")
}

// stageChart is Slack's own chart of the medians; nothing where all are shorter than can be seen.
func stageChart(p *i18n.Printer, stages []models.StageTime) []slack.Block {
	finished, going := views.ChartSeries{Name: p.T("deals.finished_series")}, views.ChartSeries{Name: p.T("deals.going_series")}
	chart := views.Chart{Title: p.T("deals.stages_chart"), Unit: p.T("deals.days_axis")}
	for _, s := range stages {
		chart.Labels = append(chart.Labels, s.Stage.Label(p.Language()))
		finished.Values, going.Values = append(finished.Values, tenths(s.Finished.MedianDays())), append(going.Values, tenths(s.Going.MedianDays()))
	}
	if chart.Series = []views.ChartSeries{finished, going}; chart.Empty() || len(stages) > views.MaxChartLabels {
		return nil
	}
	return []slack.Block{chart.Bars()}
}

// peopleShown is how many people the table shows.
const peopleShown = 10

func personLines(p *i18n.Printer, s shown, people []reports.DealPerson) []string {
	var lines []string
	for _, person := range people[:min(peopleShown, len(people))] {
		who := p.T("deals.nobody")
		if person.ID != "" {
			who = s.person(person.ID)
		}
		parts := []string{who}
		for _, f := range person.Figures {
			parts = append(parts, p.T("deals.person."+f.Key, "Value", commands.DealFigureText(p, f.Unit, f.Now, s.question.Rates.Team)))
		}
		lines = append(lines, strings.Join(parts, " · "))
	}
	return lines
}
