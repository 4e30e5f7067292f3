package report

import (
	"cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// mostBars is how many bars a chart has; a table has more.
const mostBars = 12

// statusColours are those of the marks that statuses have everywhere, in the order of statuses.
var statusColours = map[models.Status]string{models.StatusPotential: "E3B341", models.StatusActive: "4C9F70", models.StatusChurned: "C8504B"}

// figures are the figures of the period, each with what it was before.
func (w Workbook) figures() sheets.Page {
	return w.page("figures", w.figureTable(), w.dealFigureTable(), w.statuses(), w.transitions(), w.people(), w.dealPeople(), w.stages())
}

func (w Workbook) figureTable() sheets.Table {
	p := w.Printer
	t := sheets.Table{Columns: w.columns("book.figure", "book.period", "book.before", "book.change", "book.basis")}
	for _, f := range w.Report.Figures {
		row := []any{p.T("report." + f.Key), f.Now.N, f.Before.N, sheets.Change(float64(f.Now.N-f.Before.N), 0), nil}
		if f.Rate {
			row[1], row[2], row[3] = rate(f.Now), rate(f.Before), nil
			if f.Now.Of != 0 && f.Before.Of != 0 {
				row[3] = w.points(float64(f.Now.N)/float64(f.Now.Of) - float64(f.Before.N)/float64(f.Before.Of))
			}
			row[4] = p.T("book.of", "Part", p.Number(f.Now.N), "Of", p.Number(f.Now.Of), "PartBefore", p.Number(f.Before.N), "OfBefore", p.Number(f.Before.Of))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func rate(v models.FigureValue) any { return sheets.Percent(int64(v.N), int64(v.Of)) }

func (w Workbook) dealFigureTable() sheets.Table {
	deals := w.Report.Deals
	t := sheets.Table{Columns: w.columns("book.deal_figure", "book.period", "book.before", "book.change")}
	currency := deals.Together.Team
	for _, f := range deals.Figures {
		t.Rows = append(t.Rows, []any{w.dealFigure(f), dealValue(f.Unit, f.Now, currency), dealValue(f.Unit, f.Before, currency), w.dealChange(f, currency)})
	}
	return t
}

// dealFigure is what a figure of deals is called, with its unit where the number doesn't say it.
func (w Workbook) dealFigure(f models.DealFigure) string {
	name := w.Printer.T("deals." + f.Key)
	switch f.Unit {
	case models.UnitDays:
		return w.Printer.T("book.in_days", "Figure", name)
	case models.UnitMoneyADay:
		return w.Printer.T("book.a_day", "Figure", name)
	}
	return name
}

// statuses are the customers of each status, in its order and colours.
func (w Workbook) statuses() sheets.Table {
	t := sheets.Table{Columns: w.columns("field.status", "book.customers", "book.share")}
	total := 0
	for _, s := range w.Report.ByStatus {
		total += s.Count
	}
	if total == 0 {
		return t
	}
	chart := sheets.Chart{Kind: sheets.Pie, Title: w.Printer.T("report.by_status"), Columns: []int{1}}
	for _, s := range w.Report.ByStatus {
		t.Rows = append(t.Rows, []any{w.Printer.T("status." + string(s.Status)), s.Count, sheets.Percent(int64(s.Count), int64(total))})
		chart.Colours = append(chart.Colours, statusColours[s.Status])
	}
	t.Charts = []sheets.Chart{chart}
	return t
}

func (w Workbook) transitions() sheets.Table {
	t := sheets.Table{Columns: w.columns("report.transitions", "book.times")}
	for _, c := range w.Report.Transitions {
		t.Rows = append(t.Rows, []any{w.Printer.T("status."+string(c.From)) + " → " + w.Printer.T("status."+string(c.To)), c.Count})
	}
	return t
}

// people are the figures by person.
func (w Workbook) people() sheets.Table {
	t := sheets.Table{Columns: w.columns("book.person")}
	for i, person := range w.Report.People {
		row := []any{w.person(person.ID)}
		for _, f := range person.Figures {
			if i == 0 {
				t.Columns = append(t.Columns, w.Printer.T("report."+f.Key))
			}
			var value any = f.Now.N
			if f.Rate {
				value = rate(f.Now)
			}
			row = append(row, value)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w Workbook) dealPeople() sheets.Table {
	t := sheets.Table{Columns: w.columns("book.deals_of")}
	for i, person := range w.Report.Deals.People {
		row := []any{w.person(person.ID)}
		for _, f := range person.Figures {
			if i == 0 {
				t.Columns = append(t.Columns, w.dealFigure(f))
			}
			row = append(row, dealValue(f.Unit, f.Now, w.Report.Deals.Together.Team))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// stages are how long deals stay in each stage, in days.
func (w Workbook) stages() sheets.Table {
	t := sheets.Table{
		Title: w.Printer.T("book.stage_time"), Columns: w.columns("field.stage", "book.finished", "book.median_days", "book.mean_days", "book.going", "book.median_days", "book.mean_days"),
		Charts: []sheets.Chart{{Kind: sheets.Bars, Title: w.Printer.T("book.stage_time"), Columns: []int{2}}},
	}
	days := func(c models.DealCount) []any {
		return []any{c.Count, dealValue(models.UnitDays, c.MedianDays(), ""), dealValue(models.UnitDays, c.MeanDays(), "")}
	}
	for _, s := range w.Report.Deals.Stages {
		t.Rows = append(t.Rows, append(append([]any{s.Stage.Label(w.Printer.Language())}, days(s.Finished)...), days(s.Going)...))
	}
	return t
}

// trend is what happened in each month, how many of those who came in a month became active since, and how far deals came.
func (w Workbook) trend() sheets.Page { return w.page("trend", w.months(), w.cohorts(), w.funnel()) }

func (w Workbook) months() sheets.Table {
	t := sheets.Table{
		Columns: w.columns("book.month", "report.new", "report.activated", "report.churned", "report.deals_won", "book.deals_lost", "deals.won_amount", "deals.lost_amount"),
		Charts: []sheets.Chart{
			{Kind: sheets.Lines, Title: w.Printer.T("book.trend_customers"), Columns: []int{1, 2, 3}},
			{Kind: sheets.Uprights, Title: w.Printer.T("book.trend_amounts"), Columns: []int{6, 7}},
		},
	}
	for _, m := range w.Report.Trend {
		t.Rows = append(t.Rows, []any{monthText(m.Month), m.New, m.Activated, m.Churned, m.Won, m.Lost, m.WonAmount, m.LostAmount})
		if last := m.Month.AddMonths(1).AddDays(-1); m.Until.Before(last) && !m.Until.IsZero() {
			t.Note = w.Printer.T("book.until", "Month", monthText(m.Month), "Day", m.Until)
		}
	}
	return t
}

// monthText is a month as the category of a chart: one that were a day would be drawn on a scale of days.
func monthText(month models.Date) string { return month.String()[:len("2026-12")] }

func (w Workbook) cohorts() sheets.Table {
	t := sheets.Table{Title: w.Printer.T("book.cohorts"), Columns: w.columns("book.cohort", "report.new")}
	for _, c := range w.Report.Cohorts {
		row := []any{monthText(c.Month), c.New}
		for i, n := range c.Active {
			if len(t.Columns) <= i+2 {
				t.Columns = append(t.Columns, w.Printer.T("book.after_months", "Months", i))
			}
			row = append(row, sheets.Percent(int64(n), int64(c.New)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (w Workbook) funnel() sheets.Table {
	t := sheets.Table{
		Title: w.Printer.T("book.funnel"), Columns: w.columns("field.stage", "book.reached_stage", "book.of_all", "book.of_before"),
		Charts: []sheets.Chart{{Kind: sheets.Bars, Title: w.Printer.T("book.funnel"), Columns: []int{1}}},
	}
	steps := w.Report.Funnel
	for i, step := range steps {
		row := []any{step.Stage.Label(w.Printer.Language()), step.Reached, sheets.Percent(int64(step.Reached), int64(steps[0].Reached)), nil}
		if i > 0 {
			row[3] = sheets.Percent(int64(step.Reached), int64(steps[i-1].Reached))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// breakdowns are the figures by what customers have in common.
func (w Workbook) breakdowns() sheets.Page {
	var tables []sheets.Table
	for _, b := range w.Report.Breakdowns {
		title := w.Printer.T("book.by_" + string(b.By))
		t := sheets.Table{
			Columns: append([]string{title}, w.columns("book.customers", "report.new", "report.activated", "report.churned", "report.deals_won", "book.deals_lost", "deals.won_amount", "book.open_amount")...),
		}
		worth := false
		for _, part := range b.Parts {
			t.Rows = append(t.Rows, []any{w.part(b.By, part), part.Customers, part.New, part.Activated, part.Churned, part.Won, part.Lost, part.WonAmount, part.OpenAmount})
			worth = worth || part.WonAmount.Minor != 0
		}
		bars := min(len(t.Rows), mostBars)
		t.Charts = []sheets.Chart{{Kind: sheets.Bars, Title: title + " · " + t.Columns[1], Columns: []int{1}, Rows: bars}}
		if worth {
			t.Charts = append(t.Charts, sheets.Chart{Kind: sheets.Bars, Title: title + " · " + t.Columns[7], Columns: []int{7}, Rows: bars})
		}
		if b.By == models.ByTag {
			t.Note = w.Printer.T("book.tags_overlap")
		}
		tables = append(tables, t)
	}
	return w.page("breakdowns", append([]sheets.Table{w.campaigns()}, tables...)...)
}

// part is what a part of a breakdown is called.
func (w Workbook) part(by models.Dimension, part reports.Part) string {
	switch {
	case part.Rest > 0:
		return w.Printer.T("book.rest", "Count", w.Printer.Number(part.Rest))
	case by == models.ByOwner:
		return w.person(part.Value)
	case part.Value == "":
		return w.Printer.T("book.none")
	case by == models.ByIndustry && w.Printer.Has("industry."+part.Value):
		return w.Printer.T("industry." + part.Value)
	}
	return part.Value
}

// pipeline is what the open deals of each pipeline are worth, by stage, in the team's currency.
func (w Workbook) pipeline() sheets.Page {
	var tables []sheets.Table
	for _, b := range w.Report.Boards {
		rates := models.Rates{Team: b.Together.Team, List: b.Together.Rates}
		label := b.Pipeline.Label(w.Printer.Language())
		t := sheets.Table{
			Title: label, Columns: w.columns("field.stage", "book.deals", "field.amount", "book.weighted"),
			Charts: []sheets.Chart{{Kind: sheets.Bars, Title: cmp.Or(label, w.Printer.T("book.pipeline")) + " · " + w.Printer.T("field.amount"), Columns: []int{2}, Rows: len(b.Stages)}},
		}
		for _, s := range b.Stages {
			together := rates.Together(s.Worths)
			t.Rows = append(t.Rows, []any{s.Stage.Label(w.Printer.Language()), s.Count, together.Amount, together.Weighted})
		}
		t.Rows = append(t.Rows, []any{w.Printer.T("book.total"), b.Total.Count, b.Together.Amount, b.Together.Weighted})
		t.Note = views.RatesNote(w.Printer, b.Together)
		tables = append(tables, t)
	}
	return w.page("pipeline", tables...)
}
