package models

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// dueZones are zones with half and quarter hours, at both ends of the day, and with every kind of daylight saving.
var dueZones = []string{
	"Asia/Shanghai", "America/New_York", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati",
	"Pacific/Honolulu", "America/St_Johns", "Africa/Cairo", "America/Sao_Paulo", "UTC",
}

func drawZone(t *rapid.T, label string) *time.Location {
	zone, err := time.LoadLocation(rapid.SampledFrom(dueZones).Draw(t, label))
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func drawDue(t *rapid.T) Due {
	minute := rapid.IntRange(0, 24*60-1).Draw(t, "minute")
	day := NewDate(2026, 1, 1).AddDays(rapid.IntRange(0, 1000).Draw(t, "day"))
	clock := TimeOfDay(time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC).Format("15:04"))
	return NewDue(Moment{day, clock}, drawZone(t, "planned"))
}

// A form that shows a moment on any clock and is sent as it was shown moves nothing, and names no other clock.
func TestAMomentLeftAloneStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		due, zone := drawDue(t), drawZone(t, "edited")
		if moved := due.Moved(due.In(zone), zone); moved != due {
			t.Fatalf("%v became %v", due, moved)
		}
		kept := FollowUp{}
		kept.SetDue(due)
		if read := kept.Due(); !read.Same(due) || read.In(zone) != due.In(zone) {
			t.Fatalf("%v is kept as %v", due, read)
		}
		c := Customer{}
		c.SetNextDue(due)
		if there := c.On(zone); !(&there).NextDue().Same(due) || there.NextFollowUp != due.In(zone).Day {
			t.Fatalf("%v is %v there", due, there.NextFollowUpAt)
		}
	})
}

// What is said on a clock is what that clock shows then, unless it skips it; a day alone stays with the time of day by which
// it was planned, on the day that was said.
func TestAMomentIsMovedToWhatIsSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		due, zone := drawDue(t), drawZone(t, "edited")
		to := Moment{due.In(zone).Day.AddDays(rapid.IntRange(-400, 400).Draw(t, "days")), due.In(zone).Time}
		if rapid.Bool().Draw(t, "another time") {
			to.Time = drawDue(t).planned.Time
		}
		moved := due.Moved(to, zone)
		skipped := NewDue(to, zone).planned != to
		if moved.In(zone) != to && !skipped {
			t.Fatalf("%v moved to %v is %v", due, to, moved.In(zone))
		}
		if to.Time == due.In(zone).Time && moved.zone != due.zone {
			t.Fatalf("%v is planned by the clock of %s", due, moved.zone)
		}
		on := due.On(to.Day, zone)
		off := on.In(zone).Day.DaysSince(to.Day)
		if on.zone != due.zone || off < -1 || off > 1 {
			t.Fatalf("%v on %v is %v", due, to.Day, on.In(zone))
		}
		if same := NewDue(Moment{on.planned.Day, due.planned.Time}, mustLoad(t, due.zone)); !on.Same(same) {
			t.Fatalf("%v on %v is at %v", due, to.Day, on.planned)
		}
	})
}

func mustLoad(t *rapid.T, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// A day is the same day for everybody, and is planned by nobody's clock.
func TestADayIsADayEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := NewDue(Moment{Day: NewDate(2026, 11, 25)}, drawZone(t, "planned"))
		reader := drawZone(t, "reader")
		if _, _, differs := day.Elsewhere(reader); differs || day.Timed() || day.In(reader).Day != NewDate(2026, 11, 25) {
			t.Fatalf("%v", day)
		}
		if on := day.On(NewDate(2026, 12, 1), reader); on.In(reader).Day != NewDate(2026, 12, 1) || on.Timed() {
			t.Fatalf("%v", on)
		}
	})
}

func TestAnotherClockIsNamedOnlyWhereItShowsSomethingElse(t *testing.T) {
	load := func(name string) *time.Location {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return zone
	}
	for _, c := range []struct {
		day, clock, planned, reader string
		want                        string // what the reader's clock shows
		named                       bool
	}{
		{"2026-12-01", "09:00", "Asia/Shanghai", "Asia/Shanghai", "2026-12-01 09:00", false},
		{"2026-12-01", "09:00", "Asia/Shanghai", "Asia/Singapore", "2026-12-01 09:00", false}, // the same on both
		{"2026-12-01", "09:00", "Asia/Shanghai", "America/New_York", "2026-11-30 20:00", true},
		{"2026-07-01", "09:00", "Asia/Shanghai", "America/New_York", "2026-06-30 21:00", true},
		{"2026-12-01", "09:00", "Asia/Kolkata", "Europe/London", "2026-12-01 03:30", true},
		{"2026-01-15", "12:00", "America/Phoenix", "America/Denver", "2026-01-15 12:00", false},    // alike in winter
		{"2026-07-15", "12:00", "America/Phoenix", "America/Denver", "2026-07-15 13:00", true},     // not in summer
		{"2027-03-14", "02:30", "America/New_York", "America/New_York", "2027-03-14 03:00", false}, // skipped: the moment of the jump
		{"2026-12-01", "00:30", "Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-11-29 23:30", true},
		{"2026-12-01", "09:00", "UTC", "UTC", "2026-12-01 09:00", false},
	} {
		day, err := ParseDate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		due := NewDue(Moment{day, TimeOfDay(c.clock)}, load(c.planned))
		here := due.In(load(c.reader))
		_, _, named := due.Elsewhere(load(c.reader))
		if got := here.Day.String() + " " + string(here.Time); got != c.want || named != c.named {
			t.Errorf("%s %s in %s reads %s, named %v, in %s", c.day, c.clock, c.planned, got, named, c.reader)
		}
	}
}
