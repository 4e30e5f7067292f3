package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
)

// period reads a named run of days that a report may be asked for. It ends today at the latest, so that it is compared with
// as many days before; one that begins later than today is none.
func period(name string, today models.Date) (from, to models.Date, found bool) {
	from, to, found = namedDays(name, today)
	if today.Before(to) {
		to = today
	}
	return from, to, found && !today.Before(from)
}

// report shows the figures of a period: /crm report [week|last-week|month|quarter|from..to] [share].
func (c *Commands) report(ctx context.Context, cl call) (bot.Reply, error) {
	today := c.today(cl)
	from, to, _ := period(string(when.ThisWeek), today)
	place := bot.Private
	for word, rest := cutWord(cl.text); word != ""; word, rest = cutWord(rest) {
		name := models.NormaliseText(word)
		begin, end, known := period(name, today)
		first, last, isSpan := strings.Cut(word, "..")
		switch {
		case name == "share" || name == "分享":
			if err := c.crm.CheckShare(ctx, cl.actor, cl.Channel); err != nil {
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
	figures, err := c.reports.Report(ctx, reports.Between(from, to, cl.User.Zone), today)
	if err != nil {
		return bot.Reply{}, err
	}
	return at(place, views.Report(cl.p, figures, false)), nil
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
