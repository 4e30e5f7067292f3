package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ReportFeature is figures.
func ReportFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "report", Aliases: []string{"报告", "报表", "周报"}, Needs: models.MayReport, Run: c.report},
		},
		Messages: map[string]Wording{
			models.ToldReport: Words(func(to views.Reader, weekly reports.Weekly) surface.Message {
				return views.Report(to.Printer, weekly.Report, weekly.Late)
			}),
		},
	}
}

// periods are the spans a report may be asked for, as the days from and to; the running ones end today.
var periods = map[string]func(today models.Date) (from, to models.Date){
	"week":      func(t models.Date) (models.Date, models.Date) { return t.Monday(), t },
	"本周":        func(t models.Date) (models.Date, models.Date) { return t.Monday(), t },
	"last-week": func(t models.Date) (models.Date, models.Date) { return t.Monday().AddDays(-7), t.Monday().AddDays(-1) },
	"上周":        func(t models.Date) (models.Date, models.Date) { return t.Monday().AddDays(-7), t.Monday().AddDays(-1) },
	"month":     func(t models.Date) (models.Date, models.Date) { return t.MonthStart(), t },
	"本月":        func(t models.Date) (models.Date, models.Date) { return t.MonthStart(), t },
	"quarter":   func(t models.Date) (models.Date, models.Date) { return quarter(t), t },
	"本季度":       func(t models.Date) (models.Date, models.Date) { return quarter(t), t },
}

// quarter returns the first day of the calendar quarter.
func quarter(d models.Date) models.Date {
	t := inUTC(d)
	return models.NewDate(t.Year(), t.Month()-(t.Month()-1)%3, 1)
}

// report shows the figures of a period: /crm report [week|last-week|month|quarter|from..to] [share].
func (c *Frame) report(ctx context.Context, cl Call) (bot.Reply, error) {
	today := c.today(cl)
	from, to := periods["week"](today)
	place := bot.Private
	for word, rest := cutWord(cl.Rest); word != ""; word, rest = cutWord(rest) {
		name := models.NormaliseText(word)
		span, known := periods[name]
		first, last, isSpan := strings.Cut(word, "..")
		switch {
		case name == "share" || name == "分享":
			if err := c.CRM.CheckShare(ctx, cl.Actor, cl.Channel); err != nil {
				return bot.Reply{}, err
			}
			place = bot.Public
		case known:
			from, to = span(today)
		case isSpan:
			var err error
			if from, to, err = daySpan(first, last); err != nil {
				return bot.Reply{}, err
			}
		default:
			return bot.Reply{}, models.Invalid("", "error.unknown_period", "Word", word)
		}
	}
	figures, err := c.Reports.Report(ctx, reports.Between(from, to, cl.User.Zone), today)
	if err != nil {
		return bot.Reply{}, err
	}
	return SayAt(place, views.Report(cl.Printer, figures, false)), nil
}

// maxReportDays bounds what a report counts over.
const maxReportDays = 3 * 366

func daySpan(first, last string) (from, to models.Date, err error) {
	from, err = models.ParseDate(first)
	if err != nil {
		return from, to, models.Invalid("", "error.bad_date", "Value", first)
	}
	to, err = models.ParseDate(last)
	if err != nil {
		return from, to, models.Invalid("", "error.bad_date", "Value", last)
	}
	if to.Before(from) || to.DaysSince(from) > maxReportDays {
		return from, to, models.Invalid("", "error.bad_span")
	}
	return from, to, nil
}
