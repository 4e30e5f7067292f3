package when

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Period returns the first and the last day, both at midnight UTC, of a run of days that a text names in Chinese or English:
// this week, 上个月, 2026, 2026-03, 2026年3月, March 2026, 三月, Q1, 2026-Q1, 第一季度, last 30 days, 近7天. A month or quarter
// without a year is the next that isn't over, or where past is true the last that has begun. It returns false where the text is
// something else: a single day is for Parse.
func Period(text string, today time.Time, past bool) (first, last time.Time, found bool) {
	name := strings.TrimSpace(fold(text).text)
	today = midnight(today)
	if days, named := DaysNamed(name); named {
		first, last = days.Span(today)
		return first, last, true
	}
	for _, read := range []func(string, time.Time, bool) (time.Time, int, bool){yearNamed, quarterNamed, monthNamed} {
		if begin, months, found := read(name, today, past); found {
			return begin, begin.AddDate(0, months, -1), true
		}
	}
	return daysCounted(name, today)
}

var (
	yearPattern        = regexp.MustCompile(`^((?:19|20)\d\d) ?年?$`)
	quarterPattern     = regexp.MustCompile(`^(?:(\d{4}) ?[-/年]? ?)?(?:q ?([1-4])|第?([一二三四1-4]) ?季度?)$`)
	quarterLastPattern = regexp.MustCompile(`^q([1-4])[ /-]?(\d{4})$`)
	monthPattern       = regexp.MustCompile(`^(\d{4}) ?(?:[-/.]|年) ?(0?[1-9]|1[0-2]) ?月?(?:份)?$`)
	hanMonthPattern    = regexp.MustCompile(`^(?:(今|去|明)年)?([1-9]|1[0-2]|[一二三四五六七八九]|十[一二]?)月份?$`)
	namedMonthPattern  = regexp.MustCompile(`^([a-z]+)\.?(?:[ ,-]+(\d{4}))?$`)
	countedPattern     = regexp.MustCompile(`^(?:(?:the )?(last|past|next)[ -](\d{1,4})[ -](days?|weeks?|months?)|(最近|近|过去|未来|接下来)(?:的)?(\d{1,4}|[一二两三四五六七八九十半])个?(天|日|周|星期|月)内?)$`)
)

var yearNames = map[string]int{
	"this-year": 0, "year": 0, "今年": 0, "本年": 0, "本年度": 0, "last-year": -1, "去年": -1, "上年": -1, "next-year": 1, "明年": 1,
}

var hanNumbers = map[string]int{
	"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12,
}

// number is a number in digits, or a small one in Chinese.
func number(text string) int {
	if n, known := hanNumbers[text]; known {
		return n
	}
	n, _ := strconv.Atoi(text) // the pattern lets digits through only
	return n
}

func yearNamed(name string, today time.Time, _ bool) (time.Time, int, bool) {
	beginning := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	if step, known := yearNames[strings.ReplaceAll(name, " ", "-")]; known {
		return beginning(today.Year() + step), 12, true
	}
	if found := yearPattern.FindStringSubmatch(name); found != nil {
		return beginning(number(found[1])), 12, true
	}
	return time.Time{}, 0, false
}

func quarterNamed(name string, today time.Time, past bool) (time.Time, int, bool) {
	year, quarter := "", ""
	if found := quarterPattern.FindStringSubmatch(name); found != nil {
		year, quarter = found[1], found[2]+found[3]
	} else if found := quarterLastPattern.FindStringSubmatch(name); found != nil {
		year, quarter = found[2], found[1]
	} else {
		return time.Time{}, 0, false
	}
	return monthIn(year, 3*number(quarter)-2, 3, today, past), 3, true
}

func monthNamed(name string, today time.Time, past bool) (time.Time, int, bool) {
	if found := monthPattern.FindStringSubmatch(name); found != nil {
		return monthIn(found[1], number(found[2]), 1, today, past), 1, true
	}
	if found := hanMonthPattern.FindStringSubmatch(name); found != nil {
		year := ""
		if found[1] != "" {
			year = strconv.Itoa(today.Year() + yearNames[found[1]+"年"])
		}
		return monthIn(year, number(found[2]), 1, today, past), 1, true
	}
	found := namedMonthPattern.FindStringSubmatch(name)
	if found == nil {
		return time.Time{}, 0, false
	}
	s := scanner{text: found[1]}
	month, known := first(&s, englishMonths)
	if !known || s.at < len(s.text) {
		return time.Time{}, 0, false
	}
	return monthIn(found[2], int(month), 1, today, past), 1, true
}

// monthIn is the first day of a month of a year; of one without a year the next whose run of months isn't over, or the last
// that has begun.
func monthIn(year string, month, months int, today time.Time, past bool) time.Time {
	if year != "" {
		return time.Date(number(year), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	}
	begin := time.Date(today.Year(), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	switch {
	case past && begin.After(today):
		return begin.AddDate(-1, 0, 0)
	case !past && !begin.AddDate(0, months, 0).After(today):
		return begin.AddDate(1, 0, 0)
	}
	return begin
}

// daysCounted reads a run of days that ends or begins today.
func daysCounted(name string, today time.Time) (first, last time.Time, found bool) {
	parts := countedPattern.FindStringSubmatch(name)
	if parts == nil {
		return first, last, false
	}
	way, count, unit := parts[1]+parts[4], parts[2]+parts[5], parts[3]+parts[6]
	n, days, months := number(count), 0, 0
	switch unit[0] {
	case 'w':
		days = 7 * n
	case 'm':
		months = n
	default:
		days = n
	}
	switch {
	case strings.HasPrefix(unit, "周"), strings.HasPrefix(unit, "星期"):
		days = 7 * n
	case unit == "月" && count == "半":
		days = 15
	case unit == "月":
		days, months = 0, n
	case count == "半":
		return first, last, false
	}
	if days == 0 && months == 0 || months > 12*maxYears {
		return first, last, false
	}
	if way == "next" || way == "未来" || way == "接下来" {
		return today, today.AddDate(0, months, days-1), true
	}
	return today.AddDate(0, -months, 1-days), today, true
}
