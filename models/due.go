package models

import (
	"cmp"
	"strings"
	"time"
)

// Due is when something is due: a day, or a moment together with the clock by which it was planned. A moment reads
// differently on every clock, so there is no text of it: In says what the clocks of a zone show. The zero Due is never.
type Due struct {
	planned Moment
	zone    string    // IANA, of the clock by which it was planned; "" is UTC
	at      time.Time // zero for a day
}

// NewDue returns when a day is due, or a time of that day by the clocks of a zone. A time that the clocks skip there is
// the moment at which they jump, and reads as what they show then.
func NewDue(planned Moment, zone *time.Location) Due {
	d := Due{planned: planned, zone: zone.String()}
	if planned.Day.IsZero() || planned.Time == "" {
		d.planned.Time = ""
		return d
	}
	d.at = planned.Day.At(planned.Time, zone)
	d.planned = momentOf(d.at)
	return d
}

// keptDue returns what is kept of a moment. at is nil for a day, and where it isn't known: then it is computed.
func keptDue(planned Moment, zone string, at *time.Time) Due {
	switch {
	case planned.Time == "" || planned.Day.IsZero():
		return Due{planned: Moment{Day: planned.Day}, zone: zone}
	case at != nil:
		return Due{planned: planned, zone: zone, at: *at}
	}
	loaded, err := time.LoadLocation(zone)
	if err != nil {
		loaded = time.UTC
	}
	return NewDue(planned, loaded)
}

func momentOf(local time.Time) Moment {
	return Moment{Day: DateOf(local), Time: TimeOfDay(local.Format("15:04"))}
}

// IsZero reports whether it is never due.
func (d Due) IsZero() bool { return d.planned.Day.IsZero() }

// Timed reports whether it is due at a moment, not on a day.
func (d Due) Timed() bool { return !d.at.IsZero() }

// Same reports whether two are due at the same moment, or on the same day.
func (d Due) Same(other Due) bool {
	if d.Timed() || other.Timed() {
		return d.at.Equal(other.at)
	}
	return d.planned.Day == other.planned.Day
}

// In is when it is due as the clocks of a zone show it. A day is the same day everywhere.
func (d Due) In(zone *time.Location) Moment {
	if !d.Timed() {
		return d.planned
	}
	return momentOf(d.at.In(zone))
}

// Elsewhere returns when it is due by the clock by which it was planned, and that clock's IANA zone, where this reads
// differently in a reader's zone; differs is false where it reads the same, and for a day.
func (d Due) Elsewhere(reader *time.Location) (planned Moment, zone string, differs bool) {
	differs = d.Timed() && d.zone != reader.String() && d.In(reader) != d.planned
	return d.planned, d.zone, differs
}

// CompareDue returns a negative number, 0 or a positive one as a is due before, together with, or after b on the clock of a
// zone; a day comes before the moments in it.
func CompareDue(a, b Due, zone *time.Location) int {
	first, second := a.In(zone), b.In(zone)
	return cmp.Or(first.Day.Compare(second.Day), cmp.Compare(first.Time, second.Time))
}

// Moved is what it becomes when somebody says on the clocks of a zone when it is to be: the same where they say what
// these clocks show already; else what they say. It goes on being planned by the clock it was, unless they name another
// time of day, which is meant on their own.
func (d Due) Moved(to Moment, zone *time.Location) Due {
	now := d.In(zone)
	switch {
	case to == now:
		return d
	case to.Time == "" && !d.IsZero():
		return Due{planned: to, zone: d.zone}
	case to.Time != now.Time || !d.Timed():
		return NewDue(to, zone)
	}
	return NewDue(to, zone).plannedIn(d.zone)
}

// On is what it becomes on another day of a reader in a zone: the time of day stays what it is on the clock by which it
// was planned.
func (d Due) On(day Date, zone *time.Location) Due {
	if !d.Timed() {
		return Due{planned: Moment{Day: day}, zone: d.zone}
	}
	planned, err := time.LoadLocation(d.zone)
	if err != nil {
		planned = time.UTC
	}
	moved := d
	for range 3 { // daylight saving may shift it into the day before or after
		off := day.DaysSince(moved.In(zone).Day)
		if off == 0 {
			break
		}
		moved = NewDue(Moment{Day: moved.planned.Day.AddDays(off), Time: d.planned.Time}, planned)
	}
	return moved
}

// plannedIn is the same moment, planned by another clock.
func (d Due) plannedIn(zone string) Due {
	loaded, err := time.LoadLocation(zone)
	if err != nil || !d.Timed() {
		return d
	}
	return Due{planned: momentOf(d.at.In(loaded)), zone: zone, at: d.at}
}

// Due is when the follow-up is due.
func (f FollowUp) Due() Due {
	return keptDue(Moment{Day: f.DueOn, Time: f.DueTime}, f.Zone, f.DueAt)
}

// SetDue makes the follow-up due at another time.
func (f *FollowUp) SetDue(d Due) {
	f.DueOn, f.DueTime, f.Zone, f.DueAt = d.planned.Day, d.planned.Time, d.zone, d.instant()
}

// NextDue is when the customer's next follow-up is due.
func (c *Customer) NextDue() Due {
	return keptDue(Moment{Day: c.NextFollowUp, Time: c.NextFollowUpTime}, c.NextFollowUpZone, c.NextFollowUpAt)
}

// SetNextDue makes it due at another time; what is written of it is the day and the time of day.
func (c *Customer) SetNextDue(d Due) {
	c.NextFollowUp, c.NextFollowUpTime, c.NextFollowUpZone, c.NextFollowUpAt = d.planned.Day, d.planned.Time, d.zone, d.instant()
}

// On is the customer with its next follow-up as the clocks of a zone show it, which is how forms hold it.
func (c Customer) On(zone *time.Location) Customer {
	if due := c.NextDue(); due.Timed() {
		c.SetNextDue(due.plannedIn(zone.String()))
	}
	return c
}

// TimeNote is a time of day as the audit log keeps it: with the IANA zone in which it is meant. "" is none.
func TimeNote(t TimeOfDay, zone string) string {
	if t == "" {
		return ""
	}
	return strings.TrimSpace(string(t) + " " + zone)
}

// ParseTimeNote reads what TimeNote wrote. Notes that are older than the zones in them have none: zone is "" then.
func ParseTimeNote(note string) (t TimeOfDay, zone string, err error) {
	clock, zone, _ := strings.Cut(note, " ")
	t, err = ParseTimeOfDay(clock)
	return t, zone, err
}

// instant is the moment in UTC; nil for a day.
func (d Due) instant() *time.Time {
	if !d.Timed() {
		return nil
	}
	at := d.at.UTC()
	return &at
}
