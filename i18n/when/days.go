package when

import (
	"strings"
	"time"
)

// Days is a run of calendar days that has a name, such as this week. It means the same days wherever somebody types it.
type Days string

// The named runs of days. Weeks begin on Monday, quarters in January, April, July and October.
const (
	Today       Days = "today"
	Tomorrow    Days = "tomorrow"
	Yesterday   Days = "yesterday"
	ThisWeek    Days = "week"
	NextWeek    Days = "next-week"
	LastWeek    Days = "last-week"
	ThisMonth   Days = "month"
	NextMonth   Days = "next-month"
	LastMonth   Days = "last-month"
	ThisQuarter Days = "quarter"
	NextQuarter Days = "next-quarter"
	LastQuarter Days = "last-quarter"
)

// daysNames are the names in both languages, besides the constants themselves.
var daysNames = map[string]Days{
	"今天": Today, "今日": Today, "明天": Tomorrow, "明日": Tomorrow, "昨天": Yesterday, "昨日": Yesterday,
	"this-week": ThisWeek, "本周": ThisWeek, "这周": ThisWeek, "下周": NextWeek, "上周": LastWeek,
	"this-month": ThisMonth, "本月": ThisMonth, "这个月": ThisMonth, "下月": NextMonth, "下个月": NextMonth, "上月": LastMonth, "上个月": LastMonth,
	"this-quarter": ThisQuarter, "本季度": ThisQuarter, "本季": ThisQuarter, "下季度": NextQuarter, "下季": NextQuarter, "上季度": LastQuarter, "上季": LastQuarter,
}

// run is where a run of days begins: a step of so many days or months from the beginning of today's day, week, month or
// quarter, and as long as that is.
type run struct {
	begin        func(today time.Time) time.Time
	days, months int // the length
	step         int // in lengths
}

var runs = map[Days]run{
	Today:       {begin: midnight, days: 1},
	Tomorrow:    {begin: midnight, days: 1, step: 1},
	Yesterday:   {begin: midnight, days: 1, step: -1},
	ThisWeek:    {begin: monday, days: 7},
	NextWeek:    {begin: monday, days: 7, step: 1},
	LastWeek:    {begin: monday, days: 7, step: -1},
	ThisMonth:   {begin: firstOf, months: 1},
	NextMonth:   {begin: firstOf, months: 1, step: 1},
	LastMonth:   {begin: firstOf, months: 1, step: -1},
	ThisQuarter: {begin: quarterOf, months: 3},
	NextQuarter: {begin: quarterOf, months: 3, step: 1},
	LastQuarter: {begin: quarterOf, months: 3, step: -1},
}

// DaysNamed returns the run of days that a text names, in Chinese or English, in lower case and half width. Blanks in it count
// as hyphens. It returns false when the text is no such name.
func DaysNamed(text string) (Days, bool) {
	name := strings.Join(strings.Fields(text), "-")
	if days, found := daysNames[name]; found {
		return days, true
	}
	_, found := runs[Days(name)]
	return Days(name), found
}

// Span returns the first and the last day, both at midnight UTC, as somebody means them for whom it is today. It returns two
// zero times for what is none of the constants.
func (d Days) Span(today time.Time) (first, last time.Time) {
	r, known := runs[d]
	if !known {
		return first, last
	}
	first = r.begin(midnight(today)).AddDate(0, r.step*r.months, r.step*r.days)
	return first, first.AddDate(0, r.months, r.days-1)
}

func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

func quarterOf(t time.Time) time.Time { return firstOf(t).AddDate(0, -(int(t.Month())-1)%3, 0) }
