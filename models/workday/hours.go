package workday

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Span is a part of a day, in minutes since its midnight as clocks show them: it begins at From and is over at To, at most 24:00.
type Span struct{ From, To int }

// Week holds when work is done on each day of a week, by time.Weekday.
type Week [7][]Span

// minutesADay is what a Span ends at, at the latest.
const minutesADay = 24 * 60

// UsualWeek is Monday to Friday from 9:00 to 18:00.
func UsualWeek() (week Week) {
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []Span{{9 * 60, 18 * 60}}
	}
	return week
}

// Hours are a team's working hours: those of a week, in one zone, on the days that a calendar has. They are a value: the same
// question has the same answer for ever, and another one once the calendar has changed. The zero Hours are never open.
//
// A holiday and a day off of the team's own have no hours, whichever weekday they are. A make-up workday has the hours of its
// weekday, or where that has none those of Monday (of the first weekday that has any, where Monday has none).
//
// What counts is what a clock on the wall shows. An hour that daylight saving skips has never been, and one that it doubles
// counts twice, since both have really passed.
type Hours struct {
	week     Week
	makeUp   []Span
	zone     *time.Location
	calendar Calendar
}

// NewHours returns the hours of a week. Spans may come in any order and overlap; what lies outside of the day is cut off.
func NewHours(week Week, zone *time.Location, calendar Calendar) Hours {
	h := Hours{zone: zone, calendar: calendar}
	for day := range week {
		h.week[day] = tidy(week[day])
	}
	for _, day := range []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday} {
		if h.makeUp == nil {
			h.makeUp = h.week[day]
		}
	}
	return h
}

// tidy returns spans in their order, each of a day and none overlapping.
func tidy(spans []Span) []Span {
	var tidied []Span
	for _, s := range slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return a.From - b.From }) {
		s = Span{max(s.From, 0), min(s.To, minutesADay)}
		last := len(tidied) - 1
		switch {
		case s.To <= s.From:
		case last >= 0 && s.From <= tidied[last].To:
			tidied[last].To = max(tidied[last].To, s.To)
		default:
			tidied = append(tidied, s)
		}
	}
	return tidied
}

// In returns the same hours by the clocks of another zone: those of a person who works elsewhere.
func (h Hours) In(zone *time.Location) Hours {
	h.zone = zone
	return h
}

// Farthest is how far Elapsed and After look. It is longer than anything is promised for, and ends the search where no work
// is ever done.
const Farthest = 10 * 366 * 24 * time.Hour

// Elapsed returns how much working time lies between two instants; 0 where to isn't after from. Of more than Farthest only the
// working time of the first Farthest counts. Within it Elapsed(a, b) + Elapsed(b, c) is Elapsed(a, c), of instants in their order.
func (h Hours) Elapsed(from, to time.Time) time.Duration {
	var worked time.Duration
	h.walk(from, func(begin, end time.Time) bool {
		if !begin.Before(to) {
			return false
		}
		if !end.Before(to) {
			worked += to.Sub(begin)
			return false
		}
		worked += end.Sub(begin)
		return true
	})
	return worked
}

// After returns the first instant at which so much working time has passed since from; from itself where work isn't positive.
// It is the end of a working day, rather than the beginning of the next. Where so much work isn't done within Farthest, it is
// the instant Farthest after from. Otherwise Elapsed(from, After(from, work)) is work.
func (h Hours) After(from time.Time, work time.Duration) time.Time {
	if work <= 0 {
		return from
	}
	reached := from.Add(Farthest)
	h.walk(from, func(begin, end time.Time) bool {
		worked := end.Sub(begin)
		if work <= worked {
			reached = begin.Add(work)
			return false
		}
		work -= worked
		return true
	})
	return reached
}

// Open reports whether work is done at an instant.
func (h Hours) Open(at time.Time) bool {
	if h.zone == nil {
		return false
	}
	wall := at.In(h.zone)
	minute := wall.Hour()*60 + wall.Minute()
	return slices.ContainsFunc(h.spans(models.DateOf(wall)), func(s Span) bool { return s.From <= minute && minute < s.To })
}

// spans returns when work is done on a day.
func (h Hours) spans(d models.Date) []Span {
	usual, day := h.week[d.Weekday()], h.calendar.Day(d)
	weekendOnly := day.Weekend && day.EN == "" && (!h.calendar.byLaw || day.Known || !lawful(d))
	switch {
	case day.Off && !weekendOnly:
		return nil
	case day.Weekend && !day.Off && len(usual) == 0:
		return h.makeUp
	}
	return usual
}

const secondsADay = 24 * 60 * 60

// walk shows the stretches of work from an instant on, one after the other, until show returns false or Farthest is reached. Between
// two changes of the clocks the wall's time is the real one moved by an offset, and days are even.
func (h Hours) walk(from time.Time, show func(begin, end time.Time) bool) {
	if h.zone == nil || h.makeUp == nil {
		return
	}
	from = from.Round(0).UTC() // without the reading of a monotonic clock
	last := from.Add(Farthest)
	for at := from; at.Before(last); {
		local := at.In(h.zone)
		_, offset := local.Zone()
		stop := last
		if _, change := local.ZoneBounds(); !change.IsZero() && change.Before(last) {
			stop = change
		}
		if !h.even(at, stop, int64(offset), show) {
			return
		}
		at = stop
	}
}

// even shows the stretches of work between two instants, while the clocks are offset seconds before those of UTC.
func (h Hours) even(from, to time.Time, offset int64, show func(begin, end time.Time) bool) bool {
	wall := from.Unix() + offset
	midnight := wall - ((wall%secondsADay)+secondsADay)%secondsADay
	for ; midnight-offset < to.Unix()+1; midnight += secondsADay {
		for _, s := range h.spans(models.DateOf(time.Unix(midnight, 0).UTC())) {
			begin, end := clock(midnight-offset, s.From), clock(midnight-offset, s.To)
			if begin.Before(from) {
				begin = from
			}
			if end.After(to) {
				end = to
			}
			if begin.Before(end) && !show(begin, end) {
				return false
			}
		}
	}
	return true
}

// clock returns the instant so many minutes after a midnight.
func clock(midnight int64, minutes int) time.Time {
	return time.Unix(midnight+int64(minutes)*60, 0).UTC()
}

// Fingerprint is another when the working hours are between two days, the last one excluded.
func (h Hours) Fingerprint(from, to models.Date) string {
	if h.zone == nil {
		return ""
	}
	hash := sha256.New()
	_, _ = fmt.Fprintln(hash, h.zone) // a hash takes everything
	for day := from; day.Before(to); day = day.AddDays(1) {
		_, _ = fmt.Fprintln(hash, h.spans(day))
	}
	return hex.EncodeToString(hash.Sum(nil))
}
