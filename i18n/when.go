package i18n

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// When is what a date phrase means.
type When struct {
	Day  time.Time // midnight UTC of the calendar day
	Time string    // HH:MM, or "" when the phrase names none
}

// ParseWhen reads a date phrase in Chinese or English at the beginning of a text, such as 下周三上午十点, 后天, 月底,
// in 3 days, next wed 10:00, 12/1 or 2026-12-01, and returns what follows it. today is the day in the zone of the person
// who wrote it. Days without a year are the next such day; "next Wednesday" and 下周三 are the Wednesday of next week,
// weeks beginning on Monday. It may name a past day, when the phrase does (2020-01-01, yesterday): the caller's rules
// refuse it.
func ParseWhen(text string, today time.Time) (when When, rest string, found bool) {
	s := scanner{folded: fold(text), original: []rune(text), today: midnight(today)}
	for s.skip(); s.date() || s.clock(); s.skip() {
		found = true
	}
	if !found {
		return When{}, text, false
	}
	when = When{Day: s.day, Time: s.time}
	if when.Day.IsZero() {
		when.Day = s.today
	}
	return when, strings.TrimSpace(string(s.original[s.at:])), true
}

// scanner walks over a phrase. folded has one rune for each of the original, so that what follows keeps its writing.
type scanner struct {
	folded, original []rune
	at               int
	today, day       time.Time
	time             string
}

// fold makes full width half width and capitals small, rune by rune.
func fold(text string) []rune {
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case unicode.IsSpace(r) || r == '\u3000':
			r = ' '
		}
		runes[i] = unicode.ToLower(r)
	}
	return runes
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func (s *scanner) skip() {
	for s.at < len(s.folded) && strings.ContainsRune(" ,、，", s.folded[s.at]) {
		s.at++
	}
}

// date reads one day, unless there already is one.
func (s *scanner) date() bool {
	if !s.day.IsZero() {
		return false
	}
	tail := string(s.folded[s.at:])
	for _, rule := range dateRules {
		groups := rule.pattern.FindStringSubmatch(tail)
		if groups == nil || cutsWord(groups[0], tail) {
			continue
		}
		if day, ok := rule.read(groups, s.today); ok {
			s.day = day
			s.at += len([]rune(groups[0]))
			return true
		}
	}
	return false
}

// clock reads one time of day, unless there already is one.
func (s *scanner) clock() bool {
	if s.time != "" {
		return false
	}
	tail := string(s.folded[s.at:])
	for _, rule := range clockRules {
		groups := rule.pattern.FindStringSubmatch(tail)
		if groups == nil || cutsWord(groups[0], tail) {
			continue
		}
		if clock, ok := rule.read(groups); ok {
			s.time = clock
			s.at += len([]rune(groups[0]))
			return true
		}
	}
	return false
}

// cutsWord reports whether a match ends in the middle of a Latin word or a number: "mon" is no Monday in "money".
func cutsWord(match, tail string) bool {
	rest := tail[len(match):]
	if rest == "" || match == "" {
		return match == ""
	}
	last, next := match[len(match)-1], rest[0]
	return isAlnum(last) && isAlnum(next)
}

func isAlnum(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' }

// hanNumber is a small number in Chinese or Arabic figures, as a pattern.
const hanNumber = `(\d{1,3}|[一二两三四五六七八九十]{1,3})`

var hanDigits = map[rune]int{'一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// number reads 3, 三, 十二 or 二十五.
func number(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, true
	}
	if n, ok := englishNumbers[s]; ok {
		return n, true
	}
	total, digit := 0, 0
	for _, r := range s {
		if r == '十' {
			total += max(1, digit) * 10
			digit = 0
			continue
		}
		if digit != 0 || hanDigits[r] == 0 {
			return 0, false
		}
		digit = hanDigits[r]
	}
	return total + digit, total+digit > 0
}

var englishNumbers = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}

var weekdays = map[string]time.Weekday{
	"一": time.Monday, "二": time.Tuesday, "三": time.Wednesday, "四": time.Thursday, "五": time.Friday, "六": time.Saturday,
	"日": time.Sunday, "天": time.Sunday, "末": time.Saturday,
	"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday, "sun": time.Sunday,
}

var months = map[string]time.Month{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

const (
	englishWeekday = `(mon|tue|wed|thu|fri|sat|sun)(?:nesday|rsday|urday|sday|day|rs|r|s)?`
	englishMonth   = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:tember|ember|ruary|uary|ober|ust|ch|il|e|y|t)?\.?`
)

// exactly returns a calendar day, refusing those that don't exist.
func exactly(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day && int(t.Month()) == month
}

// coming returns the next such day of the year, today included.
func coming(today time.Time, month, day int) (time.Time, bool) {
	for year := today.Year(); year < today.Year()+9; year++ { // 29 February can be eight years away
		if t, ok := exactly(year, month, day); ok && !t.Before(today) {
			return t, true
		}
	}
	return time.Time{}, false
}

// ofWeek returns a weekday of the week that lies so many weeks after today's.
func ofWeek(today time.Time, weeks int, day time.Weekday) time.Time {
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	return monday.AddDate(0, 0, 7*weeks+(int(day)+6)%7)
}

// upcoming returns the nearest such weekday, today included.
func upcoming(today time.Time, day time.Weekday) time.Time {
	return today.AddDate(0, 0, (int(day)-int(today.Weekday())+7)%7)
}

func rule(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)`) }
