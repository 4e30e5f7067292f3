package when

import (
	"strings"
	"time"
)

// dateOrder is whether 12/1 begins with the month.
type dateOrder int

const (
	orderUnknown dateOrder = iota
	monthFirst
	dayFirst
)

// orders are the languages and countries that begin a short date with the month, and those in which both are usual (Unicode
// CLDR's Md patterns, and what people there write); all others begin with the day.
var orders = map[string]dateOrder{
	"": orderUnknown, "en": orderUnknown, "en-ca": orderUnknown, "fr-ca": orderUnknown, "en-za": orderUnknown, "en-hk": orderUnknown, "en-cn": orderUnknown,
	"zh-hk": orderUnknown, "zh-mo": orderUnknown, "zh-hant-hk": orderUnknown, "zh-hant-mo": orderUnknown, "zh-sg": orderUnknown, "zh-my": orderUnknown,
	"en-us": monthFirst, "en-ph": monthFirst, "es-us": monthFirst, "es-pr": monthFirst, "es-pa": monthFirst, "fil": monthFirst, "tl": monthFirst,
	"zh": monthFirst, "ja": monthFirst, "ko": monthFirst, "hu": monthFirst, "lt": monthFirst, "mn": monthFirst, "eu": monthFirst, "fa": monthFirst,
}

// orderOf is the order of a locale: that of its country, else of its language.
func orderOf(locale string) dateOrder {
	tag := strings.ReplaceAll(strings.ToLower(locale), "_", "-")
	if order, listed := orders[tag]; listed {
		return order
	}
	language, _, regional := strings.Cut(tag, "-")
	if order, listed := orders[language]; listed && (order != orderUnknown || !regional) {
		return order
	}
	return dayFirst
}

const (
	mostOfDate = 39   // a number above is no slip of a day or month, but something else
	firstYear  = 1900 // as are years before
	lastYear   = 2199
)

// numeric reads 2026-12-01, 2026-12-01T14:00, 2026/12/1, 1.12.2026, 12/1/2026, 12/1/26, 12/1, 12-25 and 5.12.
func (p *phrase) numeric() bool {
	start := p.at
	a, length := p.digits(4)
	separator := p.next()
	if length == 0 || length == 3 || !strings.ContainsRune("/-.", rune(separator)) {
		return p.back(start)
	}
	p.at++
	b, second := p.digits(2)
	c, third := 0, 0
	if second > 0 && p.next() == separator {
		p.at++
		c, third = p.digits(4)
	}
	yearLast := third == 4 || third == 2 && separator == '/'
	closed := third == 0 && p.text[p.at-1] == separator // 5.12.
	whole := length == 4 && (third == 1 || third == 2) && plausible(a)
	goesOn := p.numberGoesOn() || p.follows(meridiems) || separator == '-' && p.unitFollows()
	if whole && p.clockFollows() || separator == '/' && third == 0 && p.dateFollows() {
		goesOn = false
	}
	switch {
	case second == 0 || goesOn || max(b, min(a, b)) > mostOfDate:
	case whole:
		day, exists := exactly(a, b, c)
		return p.name(exists, day) && p.isoTime()
	case length <= 2 && yearLast && a <= mostOfDate && plausible(century(c)):
		return p.ordered(a, b, plainly, func(month, day int) ([]time.Time, bool) {
			day1, exists := exactly(century(c), month, day)
			return []time.Time{day1}, exists
		}, separator)
	case length > 2 || third > 0 || a > mostOfDate:
	case closed && separator == '.' && a > 0 && b > 0 && (p.ends() || p.next() == ' '):
		return p.ordered(a, b, onlyBare, p.coming29, 0) || p.back(start)
	case closed:
	case separator == '.':
		return p.pointed(a, b) || p.back(start)
	case separator == '-':
		p.unsure = p.unsure || max(a, b) <= 12 && a < b && !p.ends() // 3-4 people
		return p.ordered(a, b, onlyBare, p.coming29, separator)
	default:
		p.eat("号", "日")
		return p.ordered(a, b, maybe, p.coming29, separator)
	}
	return p.back(start)
}

// dateFollows looks ahead for the end of 12/1-12/5.
func (p *phrase) dateFollows() bool {
	ahead := *p
	if !ahead.eat("-") {
		return false
	}
	_, month := ahead.digits(2)
	slash := ahead.eat("/")
	_, day := ahead.digits(2)
	return month > 0 && slash && day > 0 && !ahead.numberGoesOn()
}

// unitFollows looks ahead for what is counted: 2-3 weeks.
func (p *phrase) unitFollows() bool {
	ahead := *p
	ahead.skip(blanks)
	_, english := first(&ahead.scanner, englishUnits)
	ahead.eat("个")
	_, han := first(&ahead.scanner, hanUnits)
	return english || han
}

// coming29 returns the next such day of the year, and what else 29 February may mean.
func (p *phrase) coming29(month, day int) ([]time.Time, bool) {
	return comingDays(p.anchor, month, day)
}

// clockFollows looks ahead for the T of 2026-12-01T14:00.
func (p *phrase) clockFollows() bool {
	return p.at+3 < len(p.text) && p.text[p.at] == 't' && isDigit(p.text[p.at+1])
}

// isoTime reads T14:00, T14:00:00Z and T14:00+08:00 behind a date; without one it is right as well.
func (p *phrase) isoTime() bool {
	if !p.clockFollows() {
		return true
	}
	p.at++
	hour, _ := p.digits(2)
	c := clock{hour: hour, exact: true}
	if !p.eat(":") {
		p.at--
		return p.timeIs(c)
	}
	c.minute, _ = p.digits(2)
	if p.eat(":") {
		p.digits(2)
		if p.eat(".") {
			p.digits(9)
		}
	}
	p.timeIs(c)
	if p.eat("z") {
		p.zones = []zone{{location: time.UTC}}
	} else if p.next() == '+' || p.next() == '-' {
		p.offset()
	}
	return true
}

// pointed names the day of 12.25, which only Chinese write so: elsewhere it is a number, as is 2.0.
func (p *phrase) pointed(month, day int) bool {
	at, exists := comingDate(p.anchor, month, day)
	p.eat("号", "日")
	return p.chinese && exists && p.named(onlyBare, true, at)
}

// numberGoesOn reports whether what was read is the beginning of something longer: a phone number, a range, a measure.
func (p *phrase) numberGoesOn() bool {
	return p.goesOn(p.at) || p.minutesFollow() || p.follows([]string{"/", "-", "%"}) && !p.follows([]string{"- "}) || p.follows(afterNumber) || p.follows(afterNumeral)
}

// minutesFollow reports a colon with a figure behind it: 12/1: call is a date, and 1:30 none.
func (p *phrase) minutesFollow() bool {
	return p.next() == ':' && p.at+1 < len(p.text) && isDigit(p.text[p.at+1])
}

func plausible(year int) bool { return year >= firstYear && year <= lastYear }

// century makes 26 the year 2026.
func century(year int) int {
	if year < 100 {
		return 2000 + year
	}
	return year
}

// ordered names the day of two numbers of which the locale, or their size, says which is the month.
func (p *phrase) ordered(a, b int, surely kind, read func(month, day int) ([]time.Time, bool), separator byte) bool {
	order := p.order
	switch {
	case separator == '.' || a > 12:
		order = dayFirst
	case separator == 0 && order == monthFirst && !p.chinese: // 5.12. is written where days come first
		order = orderUnknown
	case b > 12:
		order = monthFirst
	}
	month, exists := read(a, b)
	day, exists2 := read(b, a)
	switch {
	case order == dayFirst:
		return p.named(surely, exists2, day...)
	case order == monthFirst || a == b || !exists2:
		return p.named(surely, exists, month...)
	}
	return p.named(surely, exists, append(month, day...)...)
}

// hanDate reads 2026年12月1日, 12月1号, 十二月二十五日, 3月底, 28号.
func (p *phrase) hanDate() bool {
	start := p.at
	year, found := p.hanYear4()
	if found {
		return p.hanMonthDay(year) || p.back(start)
	}
	if p.hanMonthDay(0) {
		return true
	}
	n, found := p.dayNumber(false)
	if !found {
		return p.back(start)
	}
	day, exists := comingDay(p.anchor, n)
	return p.named(maybe, exists, day)
}

// hanYear4 reads 2026年, 26年 or 二零二六年.
func (p *phrase) hanYear4() (year int, found bool) {
	start := p.at
	year, length := p.digits(4)
	if found = length == 4 || length == 2; !found {
		p.at = start
		year, found = p.yearByFigures()
	}
	if year = century(year); !found || !plausible(year) || !p.then("年") {
		p.at = start
		return 0, false
	}
	p.skip(blanks)
	return year, true
}

// hanMonthDay reads 12月1号 or 3月底 of a year; 0 is the next such day.
func (p *phrase) hanMonthDay(year int) bool {
	start := p.at
	month, found := p.hanNumber()
	if !found || month > mostOfDate || !p.then("月") {
		return p.back(start)
	}
	p.skip(blanks)
	if day, found := p.monthPart(); found {
		if year == 0 {
			return p.name(month >= 1 && month <= 12, p.comingMonth(time.Month(month), day))
		}
		return p.name(month >= 1 && month <= 12, dayIn(date(year, time.Month(month), 1), day))
	}
	n, found := p.dayNumber(true)
	if !found {
		return p.back(start)
	}
	if year == 0 {
		days, exists := comingDays(p.anchor, month, n)
		return p.name(exists, days...)
	}
	day, exists := exactly(year, month, n)
	return p.name(exists, day)
}

// dayNumber reads 28号; after a month the word may be missing.
func (p *phrase) dayNumber(afterMonth bool) (n int, found bool) {
	start := p.at
	n, found = p.hanNumber()
	marked := found && p.then("号", "日")
	if !found || n > mostOfDate || !marked && !afterMonth || p.follows(afterNumber) || !marked && p.goesOn(p.at) {
		p.at = start
		return 0, false
	}
	return n, true
}

// hanNumber takes Arabic or Chinese figures.
func (p *phrase) hanNumber() (n int, found bool) {
	if n, count := p.digits(2); count > 0 {
		return n, true
	}
	return p.hanFigure()
}

// englishDate reads dec 1, december 15th, 2026, 15 dec, the 15th of december, the 15th.
func (p *phrase) englishDate() bool {
	start := p.at
	if month, found := first(&p.scanner, englishMonths); found {
		p.eat(".")
		p.skip(blanks)
		p.eat("the")
		p.skip(blanks)
		if n, _, found := p.ordinal(); found && n <= mostOfDate {
			return p.ofMonth(int(month), n)
		}
		if p.at = start; p.before == "in" && month != p.today.Month() && p.monthNamed(1) { // in december
			return true
		}
		return p.back(start)
	}
	n, marked, found := p.ordinal()
	if !found || n > mostOfDate {
		return p.back(start)
	}
	end := p.at
	p.skip(blanks)
	p.eat("of")
	p.skip(blanks)
	if month, found := first(&p.scanner, englishMonths); found {
		p.eat(".")
		return p.ofMonth(int(month), n)
	}
	p.at = end
	if month, named := p.thisOrNext(); named {
		return p.dayOf(month, n)
	}
	if !marked && !p.listed || p.follows(afterOrdinal) || p.follows(afterNumber) {
		return p.back(start)
	}
	day, exists := comingDay(p.anchor, n)
	return p.named(maybe, exists, day)
}

// thisOrNext reads the month after 5th: of next month, of the month.
func (p *phrase) thisOrNext() (month time.Time, named bool) {
	if p.then("of next month", "next month") {
		return firstOf(p.today).AddDate(0, 1, 0), true
	}
	return firstOf(p.today), p.then("of this month", "of the month", "this month")
}

// dayOf names a day of the month that begins with first.
func (p *phrase) dayOf(first time.Time, n int) bool {
	day, exists := exactly(first.Year(), int(first.Month()), n)
	return p.name(exists, day)
}

// ordinal reads 1, 1st or first; marked tells that it is 1st.
func (p *phrase) ordinal() (n int, marked, found bool) {
	start := p.at
	n, count := p.digits(2)
	if count == 0 {
		n, found = first(&p.scanner, ordinals)
		return n, false, found
	}
	marked = p.eat("st", "nd", "rd", "th")
	if p.goesOn(p.at) || p.minutesFollow() || p.next() == '%' {
		p.at = start
		return 0, false, false
	}
	return n, marked, true
}

// ofMonth names a day of a month, in the year that may follow.
func (p *phrase) ofMonth(month, n int) bool {
	start := p.at
	p.skip(" ,")
	year, length := p.digits(4)
	if length == 4 && abs(year-p.today.Year()) <= yearsBeside && !p.goesOn(p.at) {
		day, exists := exactly(year, month, n)
		return p.name(exists, day)
	}
	p.at = start
	days, exists := comingDays(p.anchor, month, n)
	return p.name(exists, days...)
}

// yearsBeside is how far a year beside an English date may lie away; Dec 1, 2000 units names no year.
const yearsBeside = 15

func abs(n int) int { return max(n, -n) }
