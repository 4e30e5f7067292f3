package i18n

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateRules are tried in order; the first that matches and names a day that exists wins.
var dateRules = []struct {
	pattern *regexp.Regexp
	read    func(groups []string, today time.Time) (time.Time, bool)
}{
	{rule(`(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?`), func(g []string, _ time.Time) (time.Time, bool) {
		return exactly(atoi(g[1]), atoi(g[2]), atoi(g[3]))
	}},
	{rule(`(今天|明天|后天|大后天|昨天|今日|明日|今早|今晚|明早|明晚)`), func(g []string, today time.Time) (time.Time, bool) {
		return today.AddDate(0, 0, relativeDays[g[1]]), true
	}},
	{rule(`(today|tonight|tomorrow|tmr|yesterday|the day after tomorrow)`), func(g []string, today time.Time) (time.Time, bool) {
		return today.AddDate(0, 0, relativeDays[g[1]]), true
	}},
	{rule(`(下*)(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])`), func(g []string, today time.Time) (time.Time, bool) {
		if weeks := len([]rune(g[1])); weeks > 0 {
			return ofWeek(today, weeks, weekdays[g[2]]), weeks <= 8
		}
		return upcoming(today, weekdays[g[2]]), true
	}},
	{rule(`[这本](?:个)?(?:周|星期|礼拜)([一二三四五六日天末])`), func(g []string, today time.Time) (time.Time, bool) {
		return ofWeek(today, 0, weekdays[g[1]]), true
	}},
	{rule(`(下+)(?:个)?(?:周|星期|礼拜)初?`), func(g []string, today time.Time) (time.Time, bool) {
		return ofWeek(today, len([]rune(g[1])), time.Monday), len([]rune(g[1])) <= 8
	}},
	{rule(`半个?月(?:后|之后|以后)`), func(_ []string, today time.Time) (time.Time, bool) { return today.AddDate(0, 0, 15), true }},
	{rule(hanNumber + ` ?(个月|天|日|周|个?星期|年)(?:后|之后|以后)`), func(g []string, today time.Time) (time.Time, bool) {
		return after(today, g[1], g[2])
	}},
	{rule(`(下个?月|这个?月|本月)?(月?底|末|初|中)`), monthPart},
	{rule(`下个?月(?:的)?` + hanNumber + `[号日]`), func(g []string, today time.Time) (time.Time, bool) {
		next := addMonths(today, 1)
		n, ok := number(g[1])
		if !ok {
			return time.Time{}, false
		}
		return exactly(next.Year(), int(next.Month()), n)
	}},
	{rule(`(明年)?` + hanNumber + `月` + hanNumber + `[日号]?`), func(g []string, today time.Time) (time.Time, bool) {
		month, ok1 := number(g[2])
		day, ok2 := number(g[3])
		switch {
		case !ok1 || !ok2:
			return time.Time{}, false
		case g[1] != "":
			return exactly(today.Year()+1, month, day)
		}
		return coming(today, month, day)
	}},
	{rule(`下个?月`), func(_ []string, today time.Time) (time.Time, bool) { return addMonths(today, 1), true }},
	{rule(`明年`), func(_ []string, today time.Time) (time.Time, bool) { return addMonths(today, 12), true }},
	{rule(`(\d{1,2})[号日]`), func(g []string, today time.Time) (time.Time, bool) { return dayOfMonth(today, atoi(g[1])) }},
	{rule(`(?:in )?(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month|year)s?(?: from now| later)?`), func(g []string, today time.Time) (time.Time, bool) {
		return after(today, g[1], g[2])
	}},
	{rule(`(?:the )?end of (?:the |this )?(week|month|year)`), func(g []string, today time.Time) (time.Time, bool) {
		return endOf(today, g[1]), true
	}},
	{rule(`(?:the )?end of next month`), func(_ []string, today time.Time) (time.Time, bool) {
		return endOf(addMonths(firstOf(today), 1), "month"), true
	}},
	{rule(`next (week|month|year)`), func(g []string, today time.Time) (time.Time, bool) {
		if g[1] == "week" {
			return ofWeek(today, 1, time.Monday), true
		}
		return after(today, "1", g[1])
	}},
	{rule(`next ` + englishWeekday), func(g []string, today time.Time) (time.Time, bool) {
		return ofWeek(today, 1, weekdays[g[1]]), true
	}},
	{rule(`(?:on |this |coming )?` + englishWeekday), func(g []string, today time.Time) (time.Time, bool) {
		return upcoming(today, weekdays[g[1]]), true
	}},
	{rule(`(?:on )?` + englishMonth + ` (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?`), func(g []string, today time.Time) (time.Time, bool) {
		return monthDay(today, months[g[1]], g[2], g[3])
	}},
	{rule(`(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)? (?:of )?` + englishMonth + `(?: (\d{4}))?`), func(g []string, today time.Time) (time.Time, bool) {
		return monthDay(today, months[g[2]], g[1], g[3])
	}},
	{rule(`(?:on )?(\d{1,2})[-/](\d{1,2})`), func(g []string, today time.Time) (time.Time, bool) {
		if atoi(g[1]) > 12 { // 25/12 can only be day and month
			return coming(today, atoi(g[2]), atoi(g[1]))
		}
		return coming(today, atoi(g[1]), atoi(g[2]))
	}},
}

var relativeDays = map[string]int{
	"今天": 0, "今日": 0, "今早": 0, "今晚": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3, "昨天": -1,
	"today": 0, "tonight": 0, "tomorrow": 1, "tmr": 1, "yesterday": -1, "the day after tomorrow": 2,
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // only ever given digits that a pattern matched
	return n
}

// after returns the day so many units after today.
func after(today time.Time, amount, unit string) (time.Time, bool) {
	n, ok := number(amount)
	switch {
	case !ok:
		return time.Time{}, false
	case strings.Contains(unit, "月") || unit == "month":
		return addMonths(today, n), true
	case unit == "年" || unit == "year":
		return addMonths(today, 12*n), true
	case strings.HasSuffix(unit, "周") || strings.HasSuffix(unit, "星期") || unit == "week":
		return today.AddDate(0, 0, 7*n), true
	}
	return today.AddDate(0, 0, n), true
}

// addMonths keeps the day of the month, or takes the month's last day when it is shorter.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1)
	return first.AddDate(0, 0, min(t.Day(), last.Day())-1)
}

func firstOf(t time.Time) time.Time { return t.AddDate(0, 0, 1-t.Day()) }

// endOf returns the last day of the week (its Friday, when people still work), month or year.
func endOf(t time.Time, unit string) time.Time {
	switch unit {
	case "week":
		return ofWeek(t, 0, time.Friday)
	case "year":
		return time.Date(t.Year(), time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	return firstOf(t).AddDate(0, 1, -1)
}

// monthPart reads 月底, 下月初, 本月中: the last, the first and the fifteenth day.
func monthPart(g []string, today time.Time) (time.Time, bool) {
	month := firstOf(today)
	if strings.HasPrefix(g[1], "下") {
		month = month.AddDate(0, 1, 0)
	}
	part := strings.TrimPrefix(g[2], "月")
	if g[1] == "" && part == g[2] { // a lone 底, 初, 中 is no date
		return time.Time{}, false
	}
	switch part {
	case "初":
		return month, true
	case "中":
		return month.AddDate(0, 0, 14), true
	}
	return month.AddDate(0, 1, -1), true
}

func dayOfMonth(today time.Time, day int) (time.Time, bool) {
	for i := range 3 {
		month := firstOf(today).AddDate(0, i, 0)
		if t, ok := exactly(month.Year(), int(month.Month()), day); ok && !t.Before(today) {
			return t, true
		}
	}
	return time.Time{}, false
}

func monthDay(today time.Time, month time.Month, day, year string) (time.Time, bool) {
	if year != "" {
		return exactly(atoi(year), int(month), atoi(day))
	}
	return coming(today, int(month), atoi(day))
}

// clockRules are tried in order.
var clockRules = []struct {
	pattern *regexp.Regexp
	read    func(groups []string) (string, bool)
}{
	{rule(`(?:at )?(上午|早上|凌晨|中午|下午|傍晚|晚上|晚)? ?(\d{1,2}):(\d{2}) ?(am|pm)?`), func(g []string) (string, bool) {
		return clock(atoi(g[2]), atoi(g[3]), g[1]+g[4])
	}},
	{rule(`(上午|早上|凌晨|中午|下午|傍晚|晚上|晚)? ?(\d{1,2}|[一二两三四五六七八九十]{1,3})[点时](半|一刻|三刻|整|(\d{1,2}|[一二三四五六七八九十]{1,3})分?)?`), func(g []string) (string, bool) {
		hour, ok := number(g[2])
		if !ok && g[2] != "0" {
			return "", false
		}
		minute, known := map[string]int{"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}[g[3]]
		if !known {
			if minute, ok = number(g[4]); !ok {
				return "", false
			}
		}
		return clock(hour, minute, g[1])
	}},
	{rule(`(?:at )?(\d{1,2}) ?(am|pm)`), func(g []string) (string, bool) { return clock(atoi(g[1]), 0, g[2]) }},
	{rule(`(?:in the |at )?(morning|noon|afternoon|evening|上午|早上|中午|下午|傍晚|晚上)`), func(g []string) (string, bool) {
		return partsOfDay[g[1]], true
	}},
}

// partsOfDay is when a part of the day without an hour is meant.
var partsOfDay = map[string]string{
	"morning": "09:00", "noon": "12:00", "afternoon": "14:00", "evening": "18:00",
	"上午": "09:00", "早上": "09:00", "中午": "12:00", "下午": "14:00", "傍晚": "18:00", "晚上": "19:00",
}

// clock returns HH:MM; part moves an hour of the twelve-hour clock into the afternoon.
func clock(hour, minute int, part string) (string, bool) {
	switch part {
	case "pm", "下午", "傍晚", "晚上", "晚":
		if hour < 12 {
			hour += 12
		}
	case "中午":
		if hour < 11 {
			hour += 12
		}
	case "am", "凌晨":
		if hour == 12 {
			hour = 0
		}
	}
	if hour > 23 || minute > 59 {
		return "", false
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), true
}
