package report

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// period reads a named run of days that a report may be asked for. It ends today at the latest, so that it is compared with
// as many days before; one that begins later than today is none.
func period(name string, today models.Date) (from, to models.Date, found bool) {
	from, to, found = commands.NamedDays(name, today)
	if today.Before(to) {
		to = today
	}
	return from, to, found && !today.Before(from)
}

// report shows the figures of a period: /crm report [week|last-week|month|quarter|from..to] [share].
func (h handlers) report(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	today := h.Today(cl)
	from, to, _ := period(string(when.ThisWeek), today)
	place := bot.Private
	for word, rest := commands.CutWord(cl.Rest); word != ""; word, rest = commands.CutWord(rest) {
		name := models.NormaliseText(word)
		begin, end, known := period(name, today)
		first, last, isSpan := strings.Cut(word, "..")
		switch {
		case name == "share" || name == "分享":
			if err := h.CRM.CheckShare(ctx, cl.Actor, cl.Channel); err != nil {
				return bot.Reply{}, err
			}
			place = bot.Public
		case known:
			from, to = begin, end
		case isSpan:
			var err error
			if from, to, err = daySpan(first, last); err != nil {
				return bot.Reply{}, err
			}
		default:
			return bot.Reply{}, models.Invalid("", "error.unknown_period", "Word", word)
		}
	}
	question, err := h.CRM.ReportOn(ctx, cl.Actor, models.CountScope{}, to)
	if err != nil {
		return bot.Reply{}, err
	}
	figures, err := h.Reports.Report(ctx, question, reports.Between(from, to, cl.User.Zone), h.CRM.Now(""))
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(place, report(cl.Printer, figures, false)), nil
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
