package i18n

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// reference is a Tuesday.
var reference = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func TestParseWhen(t *testing.T) {
	cases := []struct{ phrase, day, clock, rest string }{
		{"今天", "2026-11-24", "", ""},
		{"明天 送报价", "2026-11-25", "", "送报价"},
		{"后天上午十点 送报价", "2026-11-26", "10:00", "送报价"},
		{"大后天", "2026-11-27", "", ""},
		{"周三", "2026-11-25", "", ""},
		{"周二", "2026-11-24", "", ""},
		{"周一", "2026-11-30", "", ""},
		{"这周五", "2026-11-27", "", ""},
		{"下周三", "2026-12-02", "", ""},
		{"下周三下午3点半", "2026-12-02", "15:30", ""},
		{"下下周一", "2026-12-07", "", ""},
		{"星期天", "2026-11-29", "", ""},
		{"下星期天", "2026-12-06", "", ""},
		{"下周", "2026-11-30", "", ""},
		{"三天后", "2026-11-27", "", ""},
		{"3天后回访", "2026-11-27", "", "回访"},
		{"两周后", "2026-12-08", "", ""},
		{"半个月后", "2026-12-09", "", ""},
		{"一个月后", "2026-12-24", "", ""},
		{"十二天后", "2026-12-06", "", ""},
		{"月底", "2026-11-30", "", ""},
		{"下月初", "2026-12-01", "", ""},
		{"下个月底", "2026-12-31", "", ""},
		{"下个月1号", "2026-12-01", "", ""},
		{"10月15日", "2027-10-15", "", ""},
		{"12月1号", "2026-12-01", "", ""},
		{"十二月二十五日", "2026-12-25", "", ""},
		{"明年3月5日", "2027-03-05", "", ""},
		{"28号", "2026-11-28", "", ""},
		{"5号", "2026-12-05", "", ""},
		{"12-25", "2026-12-25", "", ""},
		{"2026-12-01", "2026-12-01", "", ""},
		{"2026年12月1日", "2026-12-01", "", ""},
		{"２０２６－１２－０１ 签约", "2026-12-01", "", "签约"},
		{"2020-01-01", "2020-01-01", "", ""},
		{"明天中午", "2026-11-25", "12:00", ""},
		{"明天晚上8点", "2026-11-25", "20:00", ""},
		{"明天十点一刻", "2026-11-25", "10:15", ""},
		{"15:30 打电话", "2026-11-24", "15:30", "打电话"},
		{"today", "2026-11-24", "", ""},
		{"tomorrow call Bob", "2026-11-25", "", "call Bob"},
		{"Wed", "2026-11-25", "", ""},
		{"next wed 10:00 send quote", "2026-12-02", "10:00", "send quote"},
		{"next tuesday", "2026-12-01", "", ""},
		{"friday", "2026-11-27", "", ""},
		{"monday morning", "2026-11-30", "09:00", ""},
		{"in 3 days", "2026-11-27", "", ""},
		{"in two weeks, Send it", "2026-12-08", "", "Send it"},
		{"end of month", "2026-11-30", "", ""},
		{"end of the week", "2026-11-27", "", ""},
		{"next month", "2026-12-24", "", ""},
		{"next week", "2026-11-30", "", ""},
		{"Dec 1", "2026-12-01", "", ""},
		{"December 1st, 2027", "2027-12-01", "", ""},
		{"1 Dec 3pm", "2026-12-01", "15:00", ""},
		{"12/1", "2026-12-01", "", ""},
		{"25/12", "2026-12-25", "", ""},
		{"1/2", "2027-01-02", "", ""},
		{"3pm", "2026-11-24", "15:00", ""},
		{"at 12am", "2026-11-24", "00:00", ""},
		{"tomorrow at 9:05 pm", "2026-11-25", "21:05", ""},
		{"in a month", "2026-12-24", "", ""},
	}
	for _, c := range cases {
		when, rest, found := ParseWhen(c.phrase, reference)
		if !found || when.Day.Format(time.DateOnly) != c.day || when.Time != c.clock || rest != c.rest {
			t.Errorf("%q: got %s %q rest %q (found %v), want %s %q rest %q", c.phrase, when.Day.Format(time.DateOnly), when.Time, rest, found, c.day, c.clock, c.rest)
		}
	}
}

func TestParseWhenRefuses(t *testing.T) {
	for _, phrase := range []string{"", "  ", "send quote", "money talks", "2026-02-31", "31/31", "sunset", "底", "99:99", "公司", "2月31日", "25点"} {
		if when, _, found := ParseWhen(phrase, reference); found {
			t.Errorf("%q was read as %v", phrase, when)
		}
	}
}

func TestParseWhenKeepsTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		day := reference.AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "day"))
		when, rest, found := ParseWhen(text, day)
		if !found && rest != text {
			t.Fatalf("nothing found in %q, yet the rest is %q", text, rest)
		}
		if utf8.ValidString(text) && !strings.HasSuffix(strings.TrimSpace(text), rest) && found {
			t.Fatalf("the rest %q is not the end of %q", rest, text)
		}
		if found && (when.Day.IsZero() || when.Day.Location() != time.UTC) {
			t.Fatalf("%q gave %v", text, when)
		}
	})
}

func FuzzParseWhen(f *testing.F) {
	for _, seed := range []string{"下周三上午十点", "next wed 10:00", "12/1", "in 3 days", "\x00\xff", "十十十天后", "999天后"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) { ParseWhen(text, reference) })
}
