// Package workday tells workdays from weekends and holidays, as a country's law or a team's own list has them.
package workday

import (
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// The calendars there are.
const (
	China        = "cn"   // legal holidays with their make-up workdays, as the State Council announces them each year
	UnitedStates = "us"   // federal holidays with the weekdays they are observed on
	None         = "none" // weekends only
)

// Countries lists the calendars New takes.
func Countries() []string { return []string{China, UnitedStates, None} }

// Day is what a calendar has to say about a day.
type Day struct {
	Off     bool   // no workday
	Weekend bool   // a Saturday or Sunday, be it a make-up workday or not
	Known   bool   // the calendar knows the holidays of that year; otherwise there are weekends only
	EN, ZH  string // the holiday's name, or what an unusual workday makes up for; "" on ordinary days and weekends
}

// Calendar answers for days. It is never changed after New and safe for concurrent use; the zero Calendar is None.
type Calendar struct {
	own     map[models.Date]Entry
	years   map[int]bool // in which the own dates lie
	holiday func(models.Date) (Day, bool)
	knows   func(year int) bool
	byLaw   bool // what the law has off counts in years that aren't announced
}

// New returns the calendar of a country, with own dates on top: they win over its holidays and weekends. An own date in
// a year makes the calendar know that year. It fails on an unknown country and on a date given twice.
func New(country string, own []Entry) (Calendar, error) {
	c := Calendar{own: map[models.Date]Entry{}, years: map[int]bool{}}
	switch country {
	case China:
		c.holiday, c.knows = chinese()
	case UnitedStates:
		c.holiday = american
	case None:
	default:
		return c, fmt.Errorf("calendar %q is none of %v", country, Countries())
	}
	for _, e := range own {
		if _, twice := c.own[e.Date]; twice {
			return c, fmt.Errorf("own date %s: given twice", e.Date)
		}
		c.own[e.Date] = e
		c.years[e.Date.Year()] = true
	}
	return c, nil
}

// Day tells what a day is. No date is an ordinary workday.
func (c Calendar) Day(d models.Date) Day {
	if d.IsZero() {
		return Day{Known: true}
	}
	weekday, year := d.Weekday(), d.Year()
	weekend := weekday == time.Saturday || weekday == time.Sunday
	day := Day{Off: weekend}
	if own, listed := c.own[d]; listed {
		day = Day{Off: !own.Work, EN: own.EN, ZH: own.ZH}
	} else if c.holiday != nil {
		if holiday, found := c.holiday(d); found {
			day = holiday
		}
	}
	day.Weekend = weekend
	day.Known = c.knows == nil || c.knows(year) || c.years[year]
	day.Off = day.Off || c.byLaw && !day.Known && lawful(d)
	return day
}

// longestHoliday is how many days in a row may be off before Next gives up looking.
const longestHoliday = 60

// Next returns the first workday on or after a day. Should there be none for two months, it is the day itself.
func (c Calendar) Next(d models.Date) models.Date {
	for n := range longestHoliday {
		if next := d.AddDays(n); !c.Day(next).Off {
			return next
		}
	}
	return d
}

// Entry is an own date.
type Entry struct {
	Date   models.Date
	Work   bool   // a workday; otherwise a day off
	EN, ZH string // its name in both languages; never ""
}
