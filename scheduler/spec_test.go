package scheduler

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

func TestNextAcrossDaylightSaving(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, spec, zone, after string
		want                    []string
	}{
		{
			"New York springs forward over 2:30", "30 2 * * *", "America/New_York", "2026-03-07T12:00:00-05:00",
			[]string{"2026-03-08T03:30:00-04:00", "2026-03-09T02:30:00-04:00"},
		},
		{
			"New York falls back over 1:30", "30 1 * * *", "America/New_York", "2026-10-31T12:00:00-04:00",
			[]string{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"},
		},
		{
			"New York keeps 9:00", "0 9 * * 1-5", "America/New_York", "2026-03-06T09:00:00-05:00",
			[]string{"2026-03-09T09:00:00-04:00", "2026-03-10T09:00:00-04:00"},
		},
		{
			"Berlin springs forward over 2:15", "15 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00+01:00",
			[]string{"2026-03-29T03:15:00+02:00", "2026-03-30T02:15:00+02:00"},
		},
		{
			"Berlin falls back over 2:15", "15 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00+02:00",
			[]string{"2026-10-25T02:15:00+02:00", "2026-10-26T02:15:00+01:00"},
		},
		{
			"Berlin springs forward over 2:30", "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00+01:00",
			[]string{"2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"},
		},
		{
			"Berlin has 2:30 twice", "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00+02:00",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"},
		},
		{
			"New York has 2:30 once when it falls back", "30 2 * * *", "America/New_York", "2026-10-31T12:00:00-04:00",
			[]string{"2026-11-01T02:30:00-05:00", "2026-11-02T02:30:00-05:00"},
		},
		{
			"Shanghai keeps 2:30 while others jump", "30 2 * * *", "Asia/Shanghai", "2026-03-28T12:00:00+08:00",
			[]string{"2026-03-29T02:30:00+08:00", "2026-03-30T02:30:00+08:00"},
		},
		{
			"asked within the repeated hour", "15 2 * * *", "Europe/Berlin", "2026-10-25T02:20:00+01:00",
			[]string{"2026-10-26T02:15:00+01:00"},
		},
		{
			"asked early within the repeated hour", "15 2 * * *", "Europe/Berlin", "2026-10-25T02:05:00+01:00",
			[]string{"2026-10-26T02:15:00+01:00"},
		},
		{
			"São Paulo's skipped midnight of 2018", "0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00-03:00",
			[]string{"2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"},
		},
		{
			"Shanghai has none", "0 9 * * 1", "Asia/Shanghai", "2026-11-24T00:00:00Z",
			[]string{"2026-11-30T09:00:00+08:00", "2026-12-07T09:00:00+08:00"},
		},
		{
			"a zone of its own", "CRON_TZ=Europe/Berlin 0 9 * * 1", "Asia/Shanghai", "2026-11-24T00:00:00Z",
			[]string{"2026-11-30T09:00:00+01:00"},
		},
		{
			"TZ is the same", "TZ=Europe/Berlin @weekly", "Asia/Shanghai", "2026-11-24T00:00:00Z",
			[]string{"2026-11-29T00:00:00+01:00"},
		},
	}
	for _, c := range cases {
		parsed, err := parseSpec(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		at := moment(t, c.after)
		var got []string
		for range c.want {
			at = parsed.next(at, zone(t, c.zone))
			got = append(got, at.Format(time.RFC3339))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// TestEveryDayOnce walks through three years in two zones, hour by hour, as ticks would.
func TestEveryDayOnce(t *testing.T) {
	storetest.WithoutRace(t)
	t.Parallel()
	const until = 2027
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"} {
		for _, text := range []string{"30 2 * * *", "30 1 * * *", "0 9 * * *"} {
			parsed, err := parseSpec(text)
			if err != nil {
				t.Fatal(err)
			}
			loc := zone(t, name)
			last := time.Date(2025, 1, 1, 12, 0, 0, 0, loc)
			seen := map[string]int{}
			for now := last; now.Year() <= until; now = now.Add(20 * time.Minute) {
				if at, due := parsed.latest(last, now, loc); due {
					seen[at.In(loc).Format(time.DateOnly)]++
					last = at
				}
			}
			for day := time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC); day.Before(time.Date(until, 12, 31, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
				if n := seen[day.Format(time.DateOnly)]; n != 1 {
					t.Errorf("%s in %s: %d times on %s", text, name, n, day.Format(time.DateOnly))
				}
			}
		}
	}
}

func TestLatest(t *testing.T) {
	t.Parallel()
	cases := []struct{ spec, after, until, want string }{
		{"0 9 * * *", "2026-11-24T09:00:00Z", "2026-11-24T23:00:00Z", ""},
		{"0 9 * * *", "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z"},
		{"0 9 * * *", "2026-01-01T09:00:00Z", "2026-11-24T08:00:00Z", "2026-11-23T09:00:00Z"},
		{"0 9 1 * *", "2026-09-15T00:00:00Z", "2026-11-24T00:00:00Z", "2026-11-01T09:00:00Z"},
		{"0 9 29 2 *", "2020-03-01T00:00:00Z", "2026-11-24T00:00:00Z", "2024-02-29T09:00:00Z"},
		{"* * * * *", "2000-01-01T00:00:00Z", "2026-11-24T10:30:30Z", "2026-11-24T10:30:00Z"},
		{"", "2000-01-01T00:00:00Z", "2026-11-24T10:30:30Z", ""},
	}
	for _, c := range cases {
		parsed, err := parseSpec(c.spec)
		if err != nil {
			t.Fatal(err)
		}
		at, due := parsed.latest(moment(t, c.after), moment(t, c.until), time.UTC)
		if got := at.UTC().Format(time.RFC3339); (c.want == "") == due || (due && got != c.want) {
			t.Errorf("%q after %s until %s: %s, want %s", c.spec, c.after, c.until, got, c.want)
		}
	}
}
