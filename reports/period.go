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

// Between returns the days from from to to, turned round when they are given the wrong way.
func Between(from, to models.Date, zone *time.Location) Period {
	if to.Before(from) {
		from, to = to, from
	}
	return Period{From: from, To: to, Zone: zone}
}

// Days returns how many days the period has.
func (p Period) Days() int { return p.To.DaysSince(p.From) + 1 }

// Previous returns the period that this one is compared with: the month before a whole calendar month, else as many
// days, ending the day before this one begins.
func (p Period) Previous() Period {
	end := p.From.AddDays(-1)
	if p.wholeMonth() {
		return Period{From: p.From.AddMonths(-1), To: end, Zone: p.Zone}
	}
	return Period{From: p.From.AddDays(-p.Days()), To: end, Zone: p.Zone}
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

func (p Period) wholeMonth() bool {
	return p.From == p.From.MonthStart() && p.To == p.From.AddMonths(1).AddDays(-1)
}
