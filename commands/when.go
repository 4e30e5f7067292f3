package commands

import (
	"errors"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// Understand reads the date phrase at the beginning of a text, as the person says it now. missing is what is said when
// there is none; a day or time that can't be has sentences of its own.
func (c *Frame) Understand(cl Call, field models.Field, text, missing string) (when.When, error) {
	w, err := when.Parse(text, when.Reference{Now: c.CRM.Now(cl.User.Zone.String()), Locale: cl.dateLocale()})
	if impossible := (*when.ImpossibleError)(nil); errors.As(err, &impossible) {
		return w, models.Invalid(field, impossibleDates[impossible.Reason], "Value", impossible.Phrase)
	}
	if err != nil { // when.ErrNone
		return w, models.Invalid(field, missing, "Value", text)
	}
	return w, nil
}

// understandAll reads a text that is a date phrase and nothing else.
func (c *Frame) understandAll(cl Call, field models.Field, text, otherwise string) (when.When, error) {
	w, err := c.Understand(cl, field, text, otherwise)
	if err == nil && w.Rest != "" {
		err = models.Invalid(field, otherwise, "Value", text)
	}
	return w, err
}

// Moments are the readings of a phrase.
func Moments(w when.When) []models.Moment {
	list := make([]models.Moment, len(w.Readings))
	for i, r := range w.Readings {
		list[i] = models.Moment{Day: models.DateOf(r.Day), Time: models.TimeOfDay(r.Time)}
	}
	return list
}

// AskWhichDay shows what a phrase may mean; each button runs the command again with that reading. before and after are what
// stands around the phrase. What is too long for a button is repeated instead.
func (c *Frame) AskWhichDay(cl Call, w when.When, before, after string) bot.Reply {
	var readings []views.Reading
	cut := ""
	for _, m := range Moments(w) {
		command := strings.TrimSpace(strings.TrimSpace(before+" "+m.Day.String()+" "+string(m.Time)) + " " + after)
		if len(command) > views.MaxRunText {
			command, cut = before, TypedAway(cl.Request)
		}
		readings = append(readings, views.Reading{Moment: m, Command: command})
	}
	return Say(views.Repeating(views.WhichDay(cl.Printer, w.Phrase, readings), cut))
}

var impossibleDates = map[when.Reason]string{
	when.NoSuchDay:    "error.no_such_day",
	when.NoSuchTime:   "error.no_such_time",
	when.WrongWeekday: "error.wrong_weekday",
	when.OutOfReach:   "error.date_out_of_reach",
}

// dateLocale tells how the person writes 12/1: as Slack says, unless they chose another language here.
func (c Call) dateLocale() string {
	if strings.HasPrefix(strings.ToLower(c.SlackLocale), c.Printer.Language()) {
		return c.SlackLocale
	}
	return c.Printer.Language()
}

// NamedDays returns the first and the last day of a run of days that has a name; false when the text names none.
func NamedDays(name string, today models.Date) (from, to models.Date, found bool) {
	days, found := when.DaysNamed(name)
	if !found {
		return from, to, false
	}
	first, last := days.Span(inUTC(today))
	return models.DateOf(first), models.DateOf(last), true
}

// DayPhrase reads a text that is a day and nothing else.
func (c *Frame) DayPhrase(cl Call, text string) (models.Date, error) {
	day, err := c.understandAll(cl, models.FieldNextFollowUp, text, "error.bad_date")
	if err != nil {
		return models.Date{}, err
	}
	return models.DateOf(day.Day), nil
}

// Overdue are the words for what was due before today.
var Overdue = map[string]bool{"overdue": true, "逾期": true}

func inUTC(d models.Date) time.Time { return d.In(time.UTC) }
