package when_test

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n/when"
)

func TestNamedDays(t *testing.T) {
	for _, test := range []struct {
		today string
		names []string
		first string
		last  string
	}{
		{"2026-11-24", []string{"today", "今天", "今日"}, "2026-11-24", "2026-11-24"},
		{"2026-11-24", []string{"tomorrow", "明天"}, "2026-11-25", "2026-11-25"},
		{"2026-11-24", []string{"yesterday", "昨天"}, "2026-11-23", "2026-11-23"},
		{"2026-11-24", []string{"week", "this-week", "this week", "本周", "这周"}, "2026-11-23", "2026-11-29"},
		{"2026-11-23", []string{"week"}, "2026-11-23", "2026-11-29"}, // a Monday
		{"2026-11-29", []string{"week"}, "2026-11-23", "2026-11-29"}, // a Sunday
		{"2026-11-29", []string{"next-week", "next week", "下周"}, "2026-11-30", "2026-12-06"},
		{"2026-11-29", []string{"last-week", "上周"}, "2026-11-16", "2026-11-22"},
		{"2026-11-30", []string{"month", "this-month", "本月", "这个月"}, "2026-11-01", "2026-11-30"},
		{"2026-01-31", []string{"next-month", "下个月", "下月"}, "2026-02-01", "2026-02-28"},
		{"2026-03-31", []string{"last-month", "上个月", "上月"}, "2026-02-01", "2026-02-28"},
		{"2026-01-01", []string{"last-month"}, "2025-12-01", "2025-12-31"},
		{"2026-11-24", []string{"quarter", "this-quarter", "本季度", "本季"}, "2026-10-01", "2026-12-31"},
		{"2026-01-15", []string{"last-quarter", "上季度"}, "2025-10-01", "2025-12-31"},
		{"2026-12-31", []string{"next-quarter", "下季度"}, "2027-01-01", "2027-03-31"},
		{"2028-02-29", []string{"month"}, "2028-02-01", "2028-02-29"},
	} {
		today, err := time.Parse(time.DateOnly, test.today)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range test.names {
			days, found := when.DaysNamed(name)
			first, last := days.Span(today.Add(23 * time.Hour))
			if got := [2]string{first.Format(time.DateOnly), last.Format(time.DateOnly)}; !found || got != [2]string{test.first, test.last} {
				t.Errorf("%q on %s is %v, %v; want %s to %s", name, test.today, got, found, test.first, test.last)
			}
		}
	}
	for _, text := range []string{"", "weeks", "fortnight", "周", "next", "2026-11-24", "in 3 days"} {
		if days, found := when.DaysNamed(text); found {
			t.Errorf("%q names %s", text, days)
		}
	}
}
