package models

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// dateLayout is how a date is written wherever a machine reads it: columns, forms, commands, files.
const dateLayout = "2006-01-02"

// Date is a calendar day without a time zone: what "next follow-up on 1 December" means. The zero Date means
// "no date" and is stored as NULL.
type Date struct {
	year  int
	month time.Month
	day   int
}

// NewDate returns the day; out-of-range values are carried over as time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the calendar day that t falls on in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD and refuses days that do not exist, such as 2026-02-31.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: %w", s, err)
	}
	return DateOf(t), nil
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Year returns the year of the day.
func (d Date) Year() int { return d.year }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC).Weekday()
}

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return NewDate(d.year, d.month, d.day+n) }

// AddMonths returns the same day n months later, or that month's last day when it is shorter.
func (d Date) AddMonths(n int) Date {
	first := NewDate(d.year, d.month+time.Month(n), 1)
	last := NewDate(first.year, first.month+1, 0)
	return NewDate(first.year, first.month, min(d.day, last.day))
}

// Monday returns the Monday of d's week; weeks begin on Monday.
func (d Date) Monday() Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// QuarterStart returns the first day of the quarter.
func (d Date) QuarterStart() Date { return NewDate(d.year, d.month-(d.month-1)%3, 1) }

// MonthStart returns the first day of d's month.
func (d Date) MonthStart() Date { return NewDate(d.year, d.month, 1) }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare returns -1, 0 or +1 as d is before, the same as, or after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.year, e.year), cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day))
}

// DaysSince returns how many days lie from e to d, negative when d is earlier.
func (d Date) DaysSince(e Date) int {
	return int(d.In(time.UTC).Sub(e.In(time.UTC)) / (24 * time.Hour))
}

// In returns the instant at which the day begins in a zone. Where daylight saving skips midnight, it is the
// instant the clocks jump to.
func (d Date) In(zone *time.Location) time.Time { return d.At("", zone) }

// At returns the instant of a time of day on this day in a zone; without a time it is the day's beginning. Where
// daylight saving skips that time, it is the instant the clocks jump.
func (d Date) At(t TimeOfDay, zone *time.Location) time.Time {
	hour, minute := t.clock()
	at := time.Date(d.year, d.month, d.day, hour, minute, 0, 0, zone)
	if at.Hour() == hour && at.Minute() == minute {
		return at
	}
	begin, end := at.ZoneBounds() // time.Date has gone to one side of the gap, it doesn't say which
	if at.Hour()*60+at.Minute() > hour*60+minute && at.Day() == d.day {
		return begin.In(zone)
	}
	return end.In(zone)
}

// GormDataType lets GORM know the column's kind.
func (Date) GormDataType() string { return "date" }

// Value stores YYYY-MM-DD, or NULL for no date.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what the database drivers return for a date column.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = DateOf(v)
	case []byte:
		return d.UnmarshalText(v)
	case string:
		return d.UnmarshalText([]byte(v))
	default:
		return fmt.Errorf("date from %T", src)
	}
	return nil
}

// MarshalText writes YYYY-MM-DD, or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD, also when a time follows, as SQLite returns it.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	if len(text) > len(dateLayout) {
		text = text[:len(dateLayout)]
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Moment is a day with or without a time of day.
type Moment struct {
	Day  Date
	Time TimeOfDay
}

// TimeOfDay is a wall-clock time as HH:MM in 24 hours, or "" for none.
type TimeOfDay string

// ParseTimeOfDay reads HH:MM from 00:00 to 23:59; "" is no time.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	if s == "" {
		return "", nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return "", fmt.Errorf("time of day %q: %w", s, err)
	}
	return TimeOfDay(t.Format("15:04")), nil
}

// clock returns hour and minute, both 0 when there is no time.
func (t TimeOfDay) clock() (hour, minute int) {
	if t == "" {
		return 0, 0 // calendars ask for the beginnings of many days
	}
	parsed, err := time.Parse("15:04", string(t))
	if err != nil {
		return 0, 0
	}
	return parsed.Hour(), parsed.Minute()
}
