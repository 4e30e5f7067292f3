package views

import (
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// Reader is for whom something is said: their language, and the clock they go by. A moment has no text without one.
type Reader struct {
	*i18n.Printer
	Location *time.Location
}

// ReaderOf returns who reads in a language and lives in a zone: a person, or those of a channel.
func ReaderOf(p *i18n.Printer, zone *time.Location) Reader { return Reader{p, zone} }

// Due is when something is due, on the reader's clock. Where it was planned by another clock that shows another time, that time
// stands behind it: 2026-11-30 (Mon) 20:00 (Tue 09:00 Shanghai).
func (p Reader) Due(d models.Due) string {
	here := d.In(p.Location)
	if here.Time == "" {
		return Day(p.Printer, here.Day)
	}
	return Day(p.Printer, here.Day) + " " + p.Clock(d)
}

// Clock is due without the day.
func (p Reader) Clock(d models.Due) string {
	here := d.In(p.Location)
	planned, zone, differs := d.Elsewhere(p.Location)
	if !differs {
		return string(here.Time)
	}
	words := []any{"Time", string(here.Time), "Planned", string(planned.Time), "Zone", p.zoneName(zone, planned.Day)}
	if planned.Day == here.Day {
		return p.T("time.planned", words...)
	}
	return p.T("time.planned_on", append(words, "Weekday", p.Weekday(planned.Day.Weekday()))...)
}

// dueNextTo is when something is due, on the clock of another zone, with the zone's name: 20:00 (New York).
func (p Reader) dueNextTo(d models.Due, theirs *time.Location) string {
	there := d.In(theirs)
	return p.T("time.theirs", "When", said(p.Printer, there), "Zone", p.zoneName(theirs.String(), there.Day))
}

// OwnZone names the reader's own zone on a day.
func (p Reader) OwnZone(day models.Date) string { return p.zoneName(p.Location.String(), day) }

func (p Reader) zoneName(zone string, day models.Date) string {
	return Escape(p.Zone(zone, day.At("12:00", time.UTC)))
}

// timeNote is a time of day that the audit log has kept. It names the zone of the time where that isn't the reader's own.
func (p Reader) timeNote(note string) string {
	clock, zone, err := models.ParseTimeNote(note)
	switch {
	case err != nil:
		return Clip(Escape(OneLine(note)), HistoryValue)
	case zone == "" || zone == p.Location.String():
		return string(clock)
	}
	return p.T("time.theirs", "When", string(clock), "Zone", p.nameOf(zone))
}

// nameOf is the name of a zone, without its offset on any day.
func (p Reader) nameOf(zone string) string { return Escape(p.Zone(zone, time.Time{})) }

// said is a moment on the clock of the person who typed it.
func said(p *i18n.Printer, m models.Moment) string {
	return strings.TrimSpace(Day(p, m.Day) + " " + string(m.Time))
}

// Day is a day with its weekday; the zero Date is a dash.
func Day(p *i18n.Printer, d models.Date) string {
	if d.IsZero() {
		return "–"
	}
	return p.Day(d.In(time.UTC))
}

// SlackTime is an instant that every reader sees in their own zone
// (docs.slack.dev/messaging/formatting-message-text#date-formatting); the fallback is UTC.
func SlackTime(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return "<!date^" + strconv.FormatInt(t.Unix(), 10) + "^{date_short_pretty} {time}|" + t.UTC().Format("2006-01-02 15:04") + " UTC>"
}
