package report

import (
	"context"
	"fmt"
	"strings"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// asked is what a report is asked for.
type asked struct {
	name   string // of the period, as it is typed: week, 2026-10, 2026-11-01..2026-11-15
	period reports.Period
	scope  models.CountScope
	share  bool // all of the channel are to see it
}

// thisWeek is the period that is meant where none is named.
const thisWeek = string(when.ThisWeek)

// offered are the names of the periods that a menu offers.
var offered = []string{
	string(when.Today), string(when.Yesterday), thisWeek, string(when.LastWeek), string(when.ThisMonth), string(when.LastMonth), string(when.ThisQuarter), string(when.LastQuarter), "year", "last-year",
}

// mostYears is how long a period may be.
const mostYears = 3

// longestName is of how many words the name of a period may be: last 30 days.
const longestName = 3

// ask reads what a report is asked for: a period, @user, industry: source: tag: owner:, share.
func (h handlers) ask(ctx context.Context, cl commands.Call, text string) (asked, error) {
	a := asked{}
	var filters []string
	for _, part := range h.PartsOf(cl, text) {
		if h.BeginsFilter(part.Text) {
			filters = append(filters, part.Text)
		} else if err := h.askWords(ctx, cl, part.Text, &a); err != nil {
			return a, err
		}
	}
	if err := h.askFilters(ctx, cl, strings.Join(filters, " "), &a); err != nil {
		return a, err
	}
	if a.name == "" {
		a.name = thisWeek
		a.period, _, _ = h.period(cl, thisWeek)
	}
	return a, nil
}

// askWords reads the words of a question that are no filters.
func (h handlers) askWords(ctx context.Context, cl commands.Call, text string, a *asked) error {
	var list []string
	for word, rest := commands.CutWord(text); word != ""; word, rest = commands.CutWord(rest) {
		list = append(list, word)
	}
	for len(list) > 0 {
		taken, err := h.askPeriod(cl, list, a)
		if err != nil {
			return err
		}
		if taken == 0 {
			taken = 1
			if err := h.askWord(ctx, cl, list[0], a); err != nil {
				return err
			}
		}
		list = list[taken:]
	}
	return nil
}

// askPeriod reads a period of as many of the words as name one. It returns how many.
func (h handlers) askPeriod(cl commands.Call, words []string, a *asked) (int, error) {
	for n := min(longestName, len(words)); n > 0; n-- {
		period, known, err := h.period(cl, strings.Join(words[:n], " "))
		if err != nil {
			return 0, err
		}
		if known {
			a.period, a.name = period, nameOf(strings.Join(words[:n], " "), period)
			return n, nil
		}
	}
	return 0, nil
}

func (h handlers) askWord(ctx context.Context, cl commands.Call, word string, a *asked) error {
	name := models.NormaliseText(word)
	switch {
	case name == "share" || name == "分享":
		a.share = true
		return nil
	case commands.MeansTeam(word):
		a.scope.Person = ""
		return nil
	}
	person, err := commands.Person(cl, word)
	if called, typed := strings.CutPrefix(commands.Unescape(word), "@"); err != nil && typed {
		if person, err = h.CRM.PersonNamed(ctx, cl.Actor, called); err == nil && person == "" {
			err = models.Invalid(models.FieldOwner, "error.unknown_user", "Value", word)
		}
	} else if err != nil {
		err = models.Invalid("", "error.unknown_period", "Word", models.Shorten(commands.Unescape(word), 60))
	}
	a.scope.Person = person
	return err
}

// askFilters reads filters as /crm find does. A report takes one value of each.
func (h handlers) askFilters(ctx context.Context, cl commands.Call, text string, a *asked) error {
	if text == "" {
		return nil
	}
	query, err := h.Query(ctx, cl, text)
	if err != nil {
		return err
	}
	into := map[models.Field]*string{models.FieldIndustry: &a.scope.Industry, models.FieldSource: &a.scope.Source, models.FieldTags: &a.scope.Tag, models.FieldOwner: &a.scope.Person}
	for _, f := range query.Filters {
		at, known := into[f.Field]
		if !known || f.Not || len(f.Any) != 1 || f.Any[0].By != models.MatchValue {
			return models.Invalid("", "error.report_filter")
		}
		*at = f.Any[0].Value
	}
	return nil
}

// period reads a run of days: a name, a month, a quarter, a year, a day, or from..to of these. A month or quarter without a year is the last that
// has begun. One that runs ends today, as the beginning of the whole. known is false where the text names none.
func (h handlers) period(cl commands.Call, text string) (p reports.Period, known bool, err error) {
	today := h.Today(cl)
	first, last, spans := cutSpan(commands.Unescape(text))
	from, until, known := days(first, today)
	if known && spans {
		var end models.Date
		if _, end, known = days(last, today); !known {
			return p, false, models.Invalid("", "error.bad_date", "Value", last)
		}
		if end.Before(from) {
			return p, false, models.Invalid("", "error.report_reversed", "Span", end.String()+".."+from.String())
		}
		until = end
	} else if spans {
		if _, _, isDay := days(last, today); isDay {
			err = models.Invalid("", "error.bad_date", "Value", first)
		}
		return p, false, err
	}
	switch {
	case !known:
		return p, false, nil
	case from.After(today):
		return p, false, models.Invalid("", "error.report_ahead", "From", from)
	case until.After(from.AddMonths(12 * mostYears)):
		return p, false, models.Invalid("", "error.report_long", "Years", mostYears)
	}
	return reports.Between(from, until, cl.User.Zone).Until(today), true, nil
}

// cutSpan parts from..to, as it is written in either language.
func cutSpan(text string) (first, last string, spans bool) {
	for _, between := range []string{"..", "…", "至", "到", "~", "～"} {
		if first, last, spans = strings.Cut(text, between); spans && first != "" && last != "" {
			return strings.TrimSpace(first), strings.Trim(strings.TrimSpace(last), "."), true
		}
	}
	return text, "", false
}

// days are the first and the last day of what a text names.
func days(text string, today models.Date) (from, to models.Date, known bool) {
	if day, err := models.ParseDate(strings.TrimSpace(text)); err == nil {
		return day, day, true
	}
	first, last, known := when.Period(text, commands.InUTC(today), true)
	if !known {
		return from, to, false
	}
	return models.DateOf(first), models.DateOf(last), true
}

// nameOf is the name of a period, as it is read again: that of a menu where it was typed, else its days.
func nameOf(typed string, p reports.Period) string {
	if named, known := when.DaysNamed(models.NormaliseText(commands.Unescape(typed))); known {
		return string(named)
	}
	year := p.From.String()[:len("2026")]
	switch p.Unit() {
	case reports.UnitMonth:
		return p.From.String()[:len("2026-10")]
	case reports.UnitQuarter:
		return fmt.Sprintf("%s-Q%d", year, p.Quarter())
	case reports.UnitYear:
		return year
	}
	return p.From.String() + ".." + p.Last().String()
}

// counted is whose and which records are counted.
func (a asked) counted() models.CountScope {
	scope := a.scope
	scope.Tag = models.TagKey(scope.Tag)
	return scope
}

// whole is a question as it is typed.
func (a asked) whole() string { return strings.TrimSpace(a.name + " " + a.rest()) }

// rest is a question without its period.
func (a asked) rest() string {
	person := ""
	if a.scope.Person != "" {
		person = "<@" + a.scope.Person + ">"
	}
	return strings.TrimSpace(person + " " + a.filters())
}

// asTyped is a text as Slack hands over what was typed, so that it can be put into quotes and read again.
var asTyped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "")

// filters are the filters of a question, but for the person.
func (a asked) filters() string {
	var list []string
	for _, filter := range []struct{ name, value string }{{"industry", a.scope.Industry}, {"source", a.scope.Source}, {"tag", a.scope.Tag}} {
		if value := asTyped.Replace(filter.value); value != "" {
			list = append(list, filter.name+`:"`+value+`"`)
		}
	}
	return strings.Join(list, " ")
}
