package workday

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

// chineseDays are the days off and the make-up workdays of the State Council's notices: 国办发明电〔2023〕7号 for 2024,
// 〔2024〕12号 for 2025, that of November 2025 for 2026. Weekends that no notice changes are not listed.
var chineseDays = []struct{ zh, off, work string }{
	{"元旦", "2024-01-01", ""},
	{"春节", "2024-02-10..2024-02-17", "2024-02-04 2024-02-18"},
	{"清明节", "2024-04-04..2024-04-06", "2024-04-07"},
	{"劳动节", "2024-05-01..2024-05-05", "2024-04-28 2024-05-11"},
	{"端午节", "2024-06-08..2024-06-10", ""},
	{"中秋节", "2024-09-15..2024-09-17", "2024-09-14"},
	{"国庆节", "2024-10-01..2024-10-07", "2024-09-29 2024-10-12"},
	{"元旦", "2025-01-01", ""},
	{"春节", "2025-01-28..2025-02-04", "2025-01-26 2025-02-08"},
	{"清明节", "2025-04-04..2025-04-06", ""},
	{"劳动节", "2025-05-01..2025-05-05", "2025-04-27"},
	{"端午节", "2025-05-31..2025-06-02", ""},
	{"国庆节、中秋节", "2025-10-01..2025-10-08", "2025-09-28 2025-10-11"},
	{"元旦", "2026-01-01..2026-01-03", "2026-01-04"},
	{"春节", "2026-02-15..2026-02-23", "2026-02-14 2026-02-28"},
	{"清明节", "2026-04-04..2026-04-06", ""},
	{"劳动节", "2026-05-01..2026-05-05", "2026-05-09"},
	{"端午节", "2026-06-19..2026-06-21", ""},
	{"中秋节", "2026-09-25..2026-09-27", ""},
	{"国庆节", "2026-10-01..2026-10-07", "2026-09-20 2026-10-10"},
}

// americanDays are the federal holidays on the days they are observed, as the Office of Personnel Management lists them.
var americanDays = map[int]string{
	2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
	2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
	2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
	2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
	2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
	2029: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
	2030: "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
}

func TestChina(t *testing.T) {
	want := map[models.Date]Day{}
	for _, h := range chineseDays {
		first, last, isSpan := strings.Cut(h.off, "..")
		if !isSpan {
			last = first
		}
		for d := date(t, first); !d.After(date(t, last)); d = d.AddDays(1) {
			want[d] = Day{Off: true, ZH: h.zh}
		}
		for _, w := range strings.Fields(h.work) {
			want[date(t, w)] = Day{ZH: h.zh + "调休上班"}
		}
	}
	c := calendar(t, China)
	for d := date(t, "2024-01-01"); d.Before(date(t, "2027-01-01")); d = d.AddDays(1) {
		expected, special := want[d]
		expected.Weekend, expected.Known = weekend(d), true
		if !special {
			expected.Off = weekend(d)
		}
		got := c.Day(d)
		if (got.EN == "") == special || strings.Contains(got.EN, got.ZH) != !special {
			t.Errorf("%s: %q in English", d, got.EN)
		}
		got.EN = ""
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Errorf("%s: %s", d, diff)
		}
	}
}

// TestYearsNotAnnouncedYet: weekends are all that is known of them, and the calendar says so.
func TestYearsNotAnnouncedYet(t *testing.T) {
	c := calendar(t, China)
	for day, want := range map[string]Day{
		"2002-05-01": {Off: true, Known: true, EN: "Labour Day", ZH: "劳动节"},
		"2001-05-01": {},
		"2099-10-01": {},
		"2099-10-03": {Off: true, Weekend: true},
	} {
		if got := c.Day(date(t, day)); got != want {
			t.Errorf("%s: %+v, want %+v", day, got, want)
		}
	}
	own := calendar(t, China, Entry{Date: date(t, "2099-10-01"), EN: "National Day", ZH: "国庆节"})
	if day := own.Day(date(t, "2099-10-01")); !day.Off || !day.Known || day.ZH != "国庆节" {
		t.Errorf("%+v", day)
	}
	if day := own.Day(date(t, "2099-03-04")); !day.Known {
		t.Error("own dates in a year don't make it known")
	}
}

func TestUnitedStates(t *testing.T) {
	c := calendar(t, UnitedStates)
	for d := date(t, "2024-01-01"); d.Before(date(t, "2031-01-01")); d = d.AddDays(1) {
		got := c.Day(d)
		observed := strings.Contains(americanDays[d.Year()], d.String()[len("2024-"):])
		if got.Off != (observed || weekend(d)) || got.Weekend != weekend(d) || !got.Known {
			t.Errorf("%s: %+v", d, got)
		}
		if observed && (got.EN == "" || got.ZH == "" || got.ZH == got.EN) {
			t.Errorf("%s: %q, %q", d, got.EN, got.ZH)
		}
	}
	for day, want := range map[string]Day{
		"2026-07-03": {Off: true, Known: true, EN: "Independence Day (observed)", ZH: "独立日（补假）"},
		"2026-07-04": {Off: true, Weekend: true, Known: true, EN: "Independence Day", ZH: "独立日"},
		"2027-12-31": {Off: true, Known: true, EN: "New Year's Day (observed)", ZH: "元旦（补假）"},
		"2020-06-19": {Known: true},
	} {
		if got := c.Day(date(t, day)); got != want {
			t.Errorf("%s: %+v, want %+v", day, got, want)
		}
	}
}

func TestNext(t *testing.T) {
	c := calendar(t, China, Entry{Date: date(t, "2026-11-30"), EN: "Company day", ZH: "公司日"})
	for day, want := range map[string]string{
		"2026-11-24": "2026-11-24",
		"2026-11-28": "2026-12-01", // a weekend and an own day off
		"2026-02-14": "2026-02-14", // a Saturday that is worked
		"2026-02-15": "2026-02-24",
		"2026-10-01": "2026-10-08",
	} {
		if got := c.Next(date(t, day)); got != date(t, want) {
			t.Errorf("after %s: %s, want %s", day, got, want)
		}
	}
	if got := calendar(t, UnitedStates).Next(date(t, "2027-12-31")); got != date(t, "2028-01-03") {
		t.Errorf("after the year's end: %s", got)
	}
	if got := (Calendar{}).Next(date(t, "2026-10-03")); got != date(t, "2026-10-05") {
		t.Errorf("without a calendar: %s", got)
	}
}

// TestOwnDatesWin over holidays and weekends.
func TestOwnDatesWin(t *testing.T) {
	c := calendar(t, None, Entry{Date: date(t, "2026-11-28"), Work: true, EN: "stock-taking", ZH: "盘点"}, Entry{Date: date(t, "2026-11-24"), EN: "anniversary", ZH: "周年庆"})
	for day, want := range map[string]Day{
		"2026-11-28": {Weekend: true, Known: true, EN: "stock-taking", ZH: "盘点"},
		"2026-11-24": {Off: true, Known: true, EN: "anniversary", ZH: "周年庆"},
		"2026-10-01": {Known: true},
		"2026-11-29": {Off: true, Weekend: true, Known: true},
	} {
		if got := c.Day(date(t, day)); got != want {
			t.Errorf("%s: %+v, want %+v", day, got, want)
		}
	}
	if day := c.Day(models.Date{}); day.Off {
		t.Errorf("no date: %+v", day)
	}
	twice := Entry{Date: date(t, "2026-11-28"), EN: "a", ZH: "a"}
	if _, err := New(None, []Entry{twice, twice}); err == nil {
		t.Error("an own date given twice was taken")
	}
	if _, err := New("atlantis", nil); err == nil || !strings.Contains(err.Error(), "atlantis") {
		t.Errorf("an unknown country: %v", err)
	}
}

// TestEveryWeekHasItsDay: whatever the calendar, Next never goes back, ends on a workday, and passes over none.
func TestEveryWeekHasItsDay(t *testing.T) {
	calendars := map[string]Calendar{}
	for _, country := range Countries() {
		calendars[country] = calendar(t, country)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := calendars[rapid.SampledFrom(Countries()).Draw(t, "country")]
		d := models.NewDate(2000, 1, 1).AddDays(rapid.IntRange(0, 20_000).Draw(t, "day"))
		next := c.Next(d)
		if next.Before(d) || c.Day(next).Off || next.DaysSince(d) > 14 {
			t.Fatalf("after %s: %s", d, next)
		}
		for between := d; between.Before(next); between = between.AddDays(1) {
			if !c.Day(between).Off {
				t.Fatalf("%s is passed over after %s", between, d)
			}
		}
		if day := c.Day(d); (day.EN == "") != (day.ZH == "") || day.Off && !day.Weekend && day.EN == "" {
			t.Fatalf("%s: %+v", d, day)
		}
	})
}

func TestRead(t *testing.T) {
	got, err := Read(strings.NewReader("\ufeff# 2027\n\n2027-02-15 春节 | Spring Festival\r\n  2027-02-20  work 调休 | make-up day # as announced\n2027-05-01 May Day\n2027-12-31 workshop\n"))
	want := []Entry{
		{Date: date(t, "2027-02-15"), EN: "Spring Festival", ZH: "春节"},
		{Date: date(t, "2027-02-20"), Work: true, EN: "make-up day", ZH: "调休"},
		{Date: date(t, "2027-05-01"), EN: "May Day", ZH: "May Day"},
		{Date: date(t, "2027-12-31"), EN: "workshop", ZH: "workshop"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(models.Date{})); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestReadNamesTheLines(t *testing.T) {
	_, err := Read(strings.NewReader("2027-02-15 春节\n2027-02-30 春节\nSpring Festival\n2027-02-16\n2027-02-17 work\n2027-02-15 again\n2027-02-18 \xff\n2027-02-19 " + strings.Repeat("长", 51) + "\n2027-02-20 a\x00b\n"))
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{
		`line 2: "2027-02-30" is not a date`, `line 3: "Spring" is not a date`, "line 4: the day's name is missing", "line 5: the day's name is missing",
		"line 6: 2027-02-15 stands in line 1 already", "line 7: is not in UTF-8", "line 8: a day's name has at most 50", "line 9: a day's name",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
	if _, err := Read(strings.NewReader(strings.Repeat("x", 1<<20))); err == nil {
		t.Error("a line without end was taken")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("2027-02-15 春节 | Spring Festival\n2027-02-20 work 调休\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		if _, err := New(China, entries); err != nil {
			t.Errorf("what was read is refused: %v", err)
		}
	})
}

func BenchmarkDay(b *testing.B) {
	for _, country := range Countries() {
		b.Run(country, func(b *testing.B) {
			c := calendar(b, country)
			d := models.NewDate(2026, time.November, 24)
			for b.Loop() {
				c.Day(d)
			}
		})
	}
	b.Run("byLaw", func(b *testing.B) { // of a year whose holidays aren't announced
		c := calendar(b, China).ByLaw()
		d := models.NewDate(2031, time.November, 24)
		for b.Loop() {
			c.Day(d)
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			calendar(b, China)
		}
	})
}

func calendar(t testing.TB, country string, own ...Entry) Calendar {
	t.Helper()
	c, err := New(country, own)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(t testing.TB, s string) models.Date {
	t.Helper()
	d, err := models.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func weekend(d models.Date) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
