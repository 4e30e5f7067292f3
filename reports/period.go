// Package reports counts what happened in a period, by the definitions in docs/metrics.md.
package reports

import (
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Period is a run of calendar days in a time zone, both ends included. A nil zone is UTC.
type Period struct {
	From, To models.Date
	Zone     *time.Location
	// Whole is the last day of what the period is the beginning of: of a week that is reported on its Wednesday, the Sunday. It is zero where
	// the period is whole.
	Whole models.Date
}

// Week returns the last full week, Monday to Sunday, before today.
func Week(today models.Date, zone *time.Location) Period {
	monday := today.Monday().AddDays(-7)
	return Period{From: monday, To: monday.AddDays(6), Zone: zone}
}

// Month returns the last full calendar month before today.
func Month(today models.Date, zone *time.Location) Period {
	first := today.MonthStart()
	return Period{From: first.AddMonths(-1), To: first.AddDays(-1), Zone: zone}
}

// Quarter returns the last full calendar quarter before today.
func Quarter(today models.Date, zone *time.Location) Period {
	first := today.QuarterStart()
	return Period{From: first.AddMonths(-3), To: first.AddDays(-1), Zone: zone}
}

// Between returns the days from from to to, turned round when they are given the wrong way.
func Between(from, to models.Date, zone *time.Location) Period {
	if to.Before(from) {
		from, to = to, from
	}
	return Period{From: from, To: to, Zone: zone}
}

// Until returns the days of the period up to one of them, as the beginning of the whole. A period that ends before that day stays as it is.
func (p Period) Until(day models.Date) Period {
	if day.Before(p.To) && !day.Before(p.From) {
		p.Whole, p.To = p.Last(), day
	}
	return p
}

// Last is the last day of the whole of which the period is the beginning.
func (p Period) Last() models.Date {
	if p.Whole.IsZero() {
		return p.To
	}
	return p.Whole
}

// Days returns how many days the period has.
func (p Period) Days() int { return p.To.DaysSince(p.From) + 1 }

// Unit is what of the calendar a period is, or the beginning of.
type Unit string

// The units. A period that is no other is some days.
const (
	UnitDays    Unit = ""
	UnitWeek    Unit = "week"
	UnitMonth   Unit = "month"
	UnitQuarter Unit = "quarter"
	UnitYear    Unit = "year"
)

// monthsOf is how many months a unit has; a week has none.
var monthsOf = map[Unit]int{UnitMonth: 1, UnitQuarter: 3, UnitYear: 12}

// Unit returns what of the calendar the period is, or the beginning of.
func (p Period) Unit() Unit {
	year := models.NewDate(p.From.Year(), time.January, 1)
	for unit, start := range map[Unit]models.Date{UnitMonth: p.From.MonthStart(), UnitQuarter: p.From.QuarterStart(), UnitYear: year} {
		if p.From == start && p.Last() == start.AddMonths(monthsOf[unit]).AddDays(-1) {
			return unit
		}
	}
	if p.From == p.From.Monday() && p.Last() == p.From.AddDays(6) {
		return UnitWeek
	}
	return UnitDays
}

// Quarter returns in which quarter of its year the period begins, from 1.
func (p Period) Quarter() int { return (int(p.From.In(time.UTC).Month()) + 2) / 3 }

// Previous returns the period that this one is compared with: the same days of the week, month, quarter or year before, where it is one or the
// beginning of one, else as many days, ending the day before this one begins. Of a shorter month there are no more days than it has.
func (p Period) Previous() Period {
	previous := Period{From: p.From.AddDays(p.From.DaysSince(p.Last()) - 1), To: p.From.AddDays(-1), Zone: p.Zone}
	if n := monthsOf[p.Unit()]; n > 0 {
		previous.From = p.From.AddMonths(-n)
	}
	if p.Whole.IsZero() {
		return previous
	}
	return previous.Until(previous.From.AddDays(p.Days() - 1))
}

// Bounds returns the period as a half-open range of instants in UTC: from the beginning of its first day to the
// beginning of the day after its last.
func (p Period) Bounds() (from, to time.Time) {
	return p.From.In(p.zone()).UTC(), p.To.AddDays(1).In(p.zone()).UTC()
}

func (p Period) zone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}
