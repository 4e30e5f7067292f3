package workday

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

// What the hours come to, worked out by hand.
func TestHours(t *testing.T) {
	split := UsualWeek()
	split[time.Monday] = []Span{{13 * 60, 18 * 60}, {9 * 60, 12 * 60}}
	split[time.Saturday] = []Span{{10 * 60, 14 * 60}}
	night := Week{time.Sunday: {{0, 24 * 60}}}
	for name, c := range map[string]struct {
		week     Week
		zone     string
		country  string
		own      []Entry
		from, to string
		want     time.Duration
	}{
		"a day":                                   {UsualWeek(), "Asia/Shanghai", China, nil, "2026-11-23 08:00", "2026-11-23 20:00", 9 * time.Hour},
		"within a day":                            {UsualWeek(), "Asia/Shanghai", China, nil, "2026-11-23 10:15", "2026-11-23 10:45", 30 * time.Minute},
		"over a weekend":                          {UsualWeek(), "Asia/Shanghai", China, nil, "2026-11-27 17:30", "2026-11-30 09:20", 50 * time.Minute},
		"over the holidays of spring":             {UsualWeek(), "Asia/Shanghai", China, nil, "2026-02-13 17:00", "2026-02-24 10:00", 11 * time.Hour}, // Saturday the 14th makes up
		"without a calendar":                      {UsualWeek(), "Asia/Shanghai", None, nil, "2026-02-13 17:00", "2026-02-24 10:00", 56 * time.Hour},
		"an own day off":                          {UsualWeek(), "Asia/Shanghai", China, []Entry{{Date: date(t, "2026-11-24"), EN: "a", ZH: "a"}}, "2026-11-23 12:00", "2026-11-25 12:00", 9 * time.Hour},
		"a break at noon":                         {split, "Asia/Shanghai", China, nil, "2026-11-23 11:00", "2026-11-23 14:00", 2 * time.Hour},
		"a Saturday that is worked":               {split, "Asia/Shanghai", China, nil, "2026-11-27 18:00", "2026-11-30 09:00", 4 * time.Hour},
		"a Saturday that is a holiday":            {split, "Asia/Shanghai", China, nil, "2026-10-03 00:00", "2026-10-03 23:59", 0},
		"a Saturday that makes up has its own":    {split, "Asia/Shanghai", China, nil, "2026-10-10 00:00", "2026-10-10 23:59", 4 * time.Hour},
		"a Sunday that makes up has Monday's":     {split, "Asia/Shanghai", China, nil, "2026-09-20 00:00", "2026-09-20 23:59", 8 * time.Hour},
		"a holiday by law that isn't announced":   {UsualWeek(), "Asia/Shanghai", "law", nil, "2031-10-01 00:00", "2031-10-09 00:00", 9 * time.Hour},
		"an hour that is skipped":                 {night, "America/New_York", None, nil, "2026-03-08 00:00", "2026-03-09 00:00", 23 * time.Hour},
		"an hour that is doubled":                 {night, "America/New_York", None, nil, "2026-11-01 00:00", "2026-11-02 00:00", 25 * time.Hour},
		"half an hour that is doubled":            {night, "Australia/Lord_Howe", None, nil, "2026-04-05 00:00", "2026-04-06 00:00", 24*time.Hour + 30*time.Minute},
		"a day that has never been":               {UsualWeek(), "Pacific/Apia", None, nil, "2011-12-29 12:00", "2011-12-31 12:00", 6 * time.Hour}, // Friday the 30th was skipped
		"backwards":                               {UsualWeek(), "Asia/Shanghai", China, nil, "2026-11-23 20:00", "2026-11-23 08:00", 0},
		"no hours":                                {Week{}, "Asia/Shanghai", China, nil, "2026-11-23 08:00", "2026-12-23 08:00", 0},
		"part of the span that is doubled counts": {Week{time.Sunday: {{90, 180}}}, "America/New_York", None, nil, "2026-11-01 00:00", "2026-11-02 00:00", 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			zone := location(t, c.zone)
			calendar := calendarOr(t, c.country, c.own)
			hours := NewHours(c.week, zone, calendar)
			from, to := instant(t, c.from, zone), instant(t, c.to, zone)
			if got := hours.Elapsed(from, to); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestAfter(t *testing.T) {
	shanghai := location(t, "Asia/Shanghai")
	hours := NewHours(UsualWeek(), shanghai, calendar(t, China))
	for _, c := range []struct {
		from string
		work time.Duration
		want string
	}{
		{"2026-11-23 08:00", 0, "2026-11-23 08:00"},
		{"2026-11-23 08:00", -time.Hour, "2026-11-23 08:00"},
		{"2026-11-23 08:00", time.Hour, "2026-11-23 10:00"},
		{"2026-11-23 08:00", 9 * time.Hour, "2026-11-23 18:00"}, // the end of the day, not the next morning
		{"2026-11-27 17:30", time.Hour, "2026-11-30 09:30"},
		{"2026-02-13 17:00", 10*time.Hour + time.Second, "2026-02-24 09:00"}, // and a second
	} {
		want := instant(t, c.want, shanghai).Add(c.work % time.Minute)
		if got := hours.After(instant(t, c.from, shanghai), c.work); !got.Equal(want) && c.work >= 0 || c.work < 0 && !got.Equal(instant(t, c.want, shanghai)) {
			t.Errorf("%v after %s: %v, want %v", c.work, c.from, got, want)
		}
	}
	from := instant(t, "2026-11-23 08:00", shanghai)
	for name, never := range map[string]Hours{"zero": {}, "no hours": NewHours(Week{}, shanghai, Calendar{}), "too much": hours} {
		if got := never.After(from, 1<<62); !got.Equal(from.Add(Farthest)) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (Hours{}).Open(from) || (Hours{}).Elapsed(from, from.Add(time.Hour)) != 0 {
		t.Error("zero hours are open")
	}
	if got := hours.Elapsed(time.Time{}, from); got <= 0 || got > Farthest {
		t.Errorf("since ever: %v", got)
	}
}

// spells are a fortnight each around which clocks are changed, or days off lie.
var spells = map[string][]string{
	"Asia/Shanghai":       {"2026-02-09", "2026-09-28"},
	"America/New_York":    {"2026-03-02", "2026-10-26"},
	"Europe/Berlin":       {"2026-03-23", "2026-10-19"},
	"Australia/Lord_Howe": {"2026-03-30", "2026-09-28"},
	"Pacific/Apia":        {"2011-12-26", "2011-03-28", "2012-03-26"},
	"America/Sao_Paulo":   {"2018-02-12", "2018-10-29"}, // clocks go back to the day before, and skip a midnight
}

// TestHoursAgainstMinutes compares the hours with a simulation that looks at the clock on the wall every minute.
func TestHoursAgainstMinutes(t *testing.T) {
	calendars := map[string]Calendar{None: {}, China: calendar(t, China), UnitedStates: calendar(t, UnitedStates)}
	zones := map[string]*time.Location{}
	for name := range spells {
		zones[name] = location(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"America/New_York", "America/Sao_Paulo", "Asia/Shanghai", "Australia/Lord_Howe", "Europe/Berlin", "Pacific/Apia"}).Draw(t, "zone")
		zone := zones[name]
		hours := NewHours(anyWeek(t), zone, calendars[rapid.SampledFrom(Countries()).Draw(t, "calendar")])
		first, _ := models.ParseDate(rapid.SampledFrom(spells[name]).Draw(t, "spell"))
		begin := first.In(zone).UTC()
		from := begin.Add(time.Duration(rapid.IntRange(0, 5*minutesADay).Draw(t, "from")) * time.Minute)
		minutes := rapid.IntRange(0, 7*minutesADay).Draw(t, "minutes")
		to := from.Add(time.Duration(minutes) * time.Minute)

		var worked time.Duration
		for at := from; at.Before(to); at = at.Add(time.Minute) {
			open := workedAt(hours, at)
			if open {
				worked += time.Minute
			}
			if at.Minute() == 30 && hours.Open(at) != open {
				t.Fatalf("open at %v: %v", at.In(zone), !open)
			}
		}
		if got := hours.Elapsed(from, to); got != worked {
			t.Fatalf("from %v to %v: %v, by minutes %v", from.In(zone), to.In(zone), got, worked)
		}
		if worked > 0 {
			due := hours.After(from, worked)
			if due.After(to) || hours.Elapsed(from, due) != worked || hours.Elapsed(from, due.Add(-time.Second)) >= worked {
				t.Fatalf("%v after %v: %v", worked, from.In(zone), due.In(zone))
			}
		}
	})
}

// TestLawsOfHours: time that has passed adds up, and After is Elapsed turned round.
func TestLawsOfHours(t *testing.T) {
	calendars := map[string]Calendar{None: {}, China: calendar(t, China), UnitedStates: calendar(t, UnitedStates)}
	shanghai, lordHowe := location(t, "Asia/Shanghai"), location(t, "Australia/Lord_Howe")
	rapid.Check(t, func(t *rapid.T) {
		hours := NewHours(anyWeek(t), rapid.SampledFrom([]*time.Location{shanghai, lordHowe}).Draw(t, "zone"), calendars[rapid.SampledFrom(Countries()).Draw(t, "calendar")])
		at := func(name string) time.Time {
			return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, name)))
		}
		instants := []time.Time{at("a"), at("b"), at("c")}
		slices.SortFunc(instants, time.Time.Compare)
		a, b, c := instants[0], instants[1], instants[2]
		if ab, bc, ac := hours.Elapsed(a, b), hours.Elapsed(b, c), hours.Elapsed(a, c); ab+bc != ac || ab < 0 || ab > b.Sub(a) || hours.Elapsed(c, a) != 0 {
			t.Fatalf("%v: %v, %v: %v, all: %v", a, ab, b, bc, ac)
		}
		work := time.Duration(rapid.Int64Range(0, int64(300*time.Hour)).Draw(t, "work"))
		due := hours.After(a, work)
		if got := hours.Elapsed(a, due); got != work && !due.Equal(a.Add(Farthest)) || due.Before(a) {
			t.Fatalf("%v after %v is %v, before which lie %v", work, a, due, got)
		}
	})
}

// workedAt is what the definition says of an instant, without looking at how Hours does it.
func workedAt(h Hours, at time.Time) bool {
	wall := at.In(h.zone)
	day := h.calendar.Day(models.DateOf(wall))
	spans := h.week[wall.Weekday()]
	if day.Off && (!day.Weekend || day.EN != "") {
		return false
	}
	if !day.Off && day.Weekend && len(spans) == 0 {
		for n := 1; n <= 7 && len(spans) == 0; n++ {
			spans = h.week[n%7]
		}
	}
	for _, s := range spans {
		if minute := wall.Hour()*60 + wall.Minute(); s.From <= minute && minute < s.To {
			return true
		}
	}
	return false
}

func anyWeek(t *rapid.T) (week Week) {
	if rapid.Bool().Draw(t, "usual") {
		return UsualWeek()
	}
	for day := range week {
		for range rapid.IntRange(0, 2).Draw(t, "spans") {
			from := rapid.IntRange(-60, minutesADay).Draw(t, "begins")
			week[day] = append(week[day], Span{from, from + rapid.IntRange(-30, 12*60).Draw(t, "minutes")})
		}
	}
	return week
}

func calendarOr(t testing.TB, country string, own []Entry) Calendar {
	if country == "law" {
		return calendar(t, China, own...).ByLaw()
	}
	return calendar(t, country, own...)
}

func location(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func instant(t testing.TB, s string, zone *time.Location) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func BenchmarkHours(b *testing.B) {
	hours := NewHours(UsualWeek(), location(b, "Asia/Shanghai"), calendar(b, China))
	from := instant(b, "2026-11-24 10:00", hours.zone)
	for name, span := range map[string]time.Duration{"week": 7 * 24 * time.Hour, "year": 365 * 24 * time.Hour, "ever": Farthest} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				hours.Elapsed(from, from.Add(span))
			}
		})
	}
}
