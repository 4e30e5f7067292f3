package commands

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views"
)

// Understand reads the date phrase of a text, as the person says it now; of a text that begins with another phrase, that one.
// missing is what is said when there is none; a day or time that can't be has sentences of its own.
func (c *Frame) Understand(cl Call, field models.Field, text, missing string) (when.When, error) {
	return c.understand(cl, field, text, missing, when.Find)
}

func (c *Frame) understand(cl Call, field models.Field, text, missing string, read func(string, when.Reference) (when.When, error)) (when.When, error) {
	w, err := read(text, c.reference(cl))
	if impossible := (*when.ImpossibleError)(nil); errors.As(err, &impossible) {
		return w, models.Invalid(field, impossibleDates[impossible.Reason], "Value", impossible.Phrase)
	}
	if err != nil { // when.ErrNone
		return w, models.Invalid(field, missing, "Value", text)
	}
	return w, nil
}

// reference is when, where and by whom a phrase is said.
func (c *Frame) reference(cl Call) when.Reference {
	return when.Reference{Now: c.CRM.Now(cl.User.Zone.String()), Locale: cl.dateLocale(), Calendar: phraseCalendar{c.Calendar.ByLaw()}}
}

// phraseCalendar answers what date phrases ask a team's calendar.
type phraseCalendar struct{ workday.Calendar }

func (c phraseCalendar) Off(day time.Time) bool { return c.Day(models.DateOf(day)).Off }

func (c phraseCalendar) Holiday(name string, from time.Time) (when.Holiday, bool) {
	day, first, last, found := c.Festival(workday.Festival(name), models.DateOf(from))
	return when.Holiday{Day: InUTC(day), First: InUTC(first), Last: InUTC(last)}, found
}

// understandAll reads a text that is a date phrase and nothing else.
func (c *Frame) understandAll(cl Call, field models.Field, text, otherwise string) (when.When, error) {
	w, err := c.understand(cl, field, text, otherwise, when.Parse)
	if err == nil && w.Rest != "" {
		err = models.Invalid(field, otherwise, "Value", text)
	}
	return w, err
}

// understandDay reads a text that is a day and nothing else; one that may mean several days is refused with them.
func (c *Frame) understandDay(cl Call, field models.Field, text string) (models.Date, error) {
	w, err := c.understandAll(cl, field, text, "error.bad_date")
	if err != nil {
		return models.Date{}, err
	}
	days := Moments(w)
	for i := range days {
		days[i].Time = ""
	}
	if days = slices.Compact(days); len(days) > 1 || w.Repeats {
		return models.Date{}, models.Invalid(field, "error.which_day", "Value", w.Phrase, "Readings", days)
	}
	return days[0].Day, nil
}

// Moments are the readings of a phrase.
func Moments(w when.When) []models.Moment {
	list := make([]models.Moment, len(w.Readings))
	for i, r := range w.Readings {
		list[i] = models.Moment{Day: models.DateOf(r.Day), Time: models.TimeOfDay(r.Time)}
	}
	return list
}

// ByItsClock is what is planned on a person's own clock as the clock shows it that they named: 9am EST is planned by the
// clocks of New York. Where they named none, which is nil, or no time, it stays as it is.
func ByItsClock(in models.FollowUpInput, own, named *time.Location) models.FollowUpInput {
	if named != nil && in.DueTime != "" {
		at := in.Due(own).In(named)
		in.DueOn, in.DueTime, in.Zone = at.Day, at.Time, named.String()
	}
	return in
}

// AskWhichDay shows what a phrase may mean; each button runs the command again with that reading. before and after are what
// stands around the phrase. What is too long for a button is repeated instead.
func (c *Frame) AskWhichDay(cl Call, w when.When, before, after string) bot.Reply {
	var readings []views.Reading
	cut := ""
	for _, m := range Moments(w) {
		command := c.repeated(cl, before, m, after)
		if len(command) > views.MaxRunText {
			command, cut = before, TypedAway(cl.Request)
		}
		readings = append(readings, views.Reading{Moment: m, Command: command})
	}
	key := "follow.which"
	switch {
	case w.Repeats:
		key = "follow.repeats"
	case len(readings) == 1:
		key = "follow.sure"
	}
	return Say(views.Repeating(views.WhichDay(cl.Printer, key, w.Phrase, readings), cut))
}

// repeated is a command with a reading in the place of its phrase. What follows is kept from being read as a part of the date.
func (c *Frame) repeated(cl Call, before string, m models.Moment, after string) string {
	said := strings.TrimSpace(m.Day.String() + " " + string(m.Time))
	again, err := when.Find(said+" "+after, c.reference(cl))
	if err == nil && !again.Ambiguous() && Moments(again)[0] == m && again.Left() == after {
		return strings.TrimSpace(before + " " + said + " " + after)
	}
	return strings.TrimSpace(before + " " + said + "。" + after)
}

var impossibleDates = map[when.Reason]string{
	when.NoSuchDay:    "error.no_such_day",
	when.NoSuchTime:   "error.no_such_time",
	when.WrongWeekday: "error.wrong_weekday",
	when.OutOfReach:   "error.date_out_of_reach",
}

// dateLocale tells how the person writes 12/1: as Slack says, unless they chose another language here of which people write
// otherwise; "" where nobody knows.
func (c Call) dateLocale() string {
	speaks, slack := c.Printer.Language(), strings.ToLower(c.SlackLocale)
	switch {
	case c.SlackLocale == "" && c.User.Locale == "": // the team's language is not theirs
		return ""
	case c.SlackLocale == "", speaks == i18n.English && strings.HasPrefix(slack, i18n.Chinese):
		return speaks
	case speaks == i18n.Chinese && !strings.HasPrefix(slack, i18n.Chinese): // they write as at home, or as in Chinese
		return ""
	}
	return c.SlackLocale
}

// NamedDays returns the first and the last day of a run of days that has a name; false when the text names none.
func NamedDays(name string, today models.Date) (from, to models.Date, found bool) {
	days, found := when.DaysNamed(name)
	if !found {
		return from, to, false
	}
	first, last := days.Span(InUTC(today))
	return models.DateOf(first), models.DateOf(last), true
}

// DayPhrase reads a text that is a day and nothing else; one that may mean several days is refused with them.
func (c *Frame) DayPhrase(cl Call, text string) (models.Date, error) {
	return c.understandDay(cl, models.FieldNextFollowUp, text)
}

// IsOverdue reports a word, normalised, for what was due before today.
func IsOverdue(word string) bool { return word == "overdue" || word == "逾期" }

// InUTC is a day as the readers of phrases take it: its midnight in UTC.
func InUTC(d models.Date) time.Time { return d.In(time.UTC) }
