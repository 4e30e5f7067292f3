package when

import (
	"strings"
	"time"
)

// day reads a piece that says which day it is.
func (p *phrase) day() bool {
	return p.alsoWeekday() || p.relative() || p.again() || p.holiday() || p.soon() || p.workdays() || p.quarter() || p.hanWeek() || p.span() || p.date() || p.hanMonth() ||
		p.hanYear() || p.nthOfMonth() || p.partOfWeek() || p.englishWeek() || p.endOf()
}

// date reads a day by its numbers.
func (p *phrase) date() bool {
	return p.numeric() || p.hanDate() || p.englishDate()
}

// secondDay reads what may stand beside a day already named: the date of a weekday, the weekday of a date. Both must agree.
func (p *phrase) secondDay() bool {
	if !p.dated {
		weekday, named := p.weekdays, p.days
		if p.weekdays, p.days = nil, nil; p.date() {
			p.agree(weekday[0])
			return true
		}
		p.weekdays, p.days = weekday, named
		return false
	}
	if len(p.weekdays) > 0 {
		return false
	}
	start := p.at
	bracket := p.eat("(")
	weekday, found := first(&p.scanner, weekdayNames)
	if !found && p.eat("周", "星期", "礼拜") {
		weekday, found = p.hanWeekday()
	}
	if !found || bracket && !p.eat(")") {
		p.at = start
		return false
	}
	if p.byWeeks { // 三周后周五 is the Friday of that week
		p.days = []time.Time{mondayOf(p.days[0]).AddDate(0, 0, (int(weekday)+6)%7)}
	}
	p.agree(weekday)
	return true
}

// agree keeps the days that fall on a weekday.
func (p *phrase) agree(weekday time.Weekday) {
	p.weekdays = append(p.weekdays, weekday)
	var agreeing []time.Time
	for _, d := range p.days {
		if d.Weekday() == weekday {
			agreeing = append(agreeing, d)
		}
	}
	if agreeing == nil {
		p.fail(WrongWeekday)
		return
	}
	p.days = agreeing
}

func (p *phrase) relative() bool {
	if both, found := first(&p.scanner, relativeParts); found {
		p.part = both.part
		return p.name(true, p.today.AddDate(0, 0, both.days))
	}
	n, found := first(&p.scanner, relativeDays)
	if found && n >= 0 && p.then("week") { // tomorrow week
		n += 7
	}
	return found && p.name(true, p.today.AddDate(0, 0, n))
}

// hanWeek reads 周三, 这周三, 下周三, 下下周一, 上周五, 下周.
func (p *phrase) hanWeek() bool {
	start := p.at
	count, modified := 0, false
	for p.eat("下") {
		count, modified = count+1, true
	}
	if !modified && p.eat("上") {
		count, modified = -1, true
	}
	modified = modified || p.eat("这", "本")
	p.eat("个")
	if !p.eat("周", "星期", "礼拜") {
		p.at = start
		return false
	}
	if p.eat("的"); count > 0 { // 下周的周三
		p.eat("周", "星期", "礼拜")
	}
	weekday, found := p.hanWeekday()
	switch {
	case found && modified:
		p.weekdays = []time.Weekday{weekday}
		p.name(true, p.inWeek(count, weekday)...)
	case found:
		p.kinds |= plainly
		p.coming(weekday)
	case count > 0 && p.middle():
		p.name(true, p.inWeek(count, time.Wednesday)...)
	case count > 0 && !p.follows(partOfYear):
		p.eat("初")
		p.name(true, p.begin(p.inWeek(count, time.Monday)...)...)
	default:
		p.at = start
	}
	return p.at > start
}

func (p *phrase) hanWeekday() (time.Weekday, bool) {
	start := p.at
	weekday, found := first(&p.scanner, hanWeekdays)
	if found && p.follows(noWeekday[p.text[start:p.at]]) {
		p.at = start
		return 0, false
	}
	return weekday, found
}

// begin moves days that begin something, such as a week, to the first workday of it.
func (p *phrase) begin(days ...time.Time) []time.Time {
	for i, d := range days {
		days[i] = p.workdayFrom(d)
	}
	return days
}

// coming says that it is the nearest such weekday; today's leaves open whether it is that or the next.
func (p *phrase) coming(weekday time.Weekday) {
	nearest := upcoming(p.anchor, weekday)
	p.weekdays, p.days = []time.Weekday{weekday}, []time.Time{nearest}
	if nearest.Equal(p.today) {
		p.days = append(p.days, nearest.AddDate(0, 0, 7))
	}
}

// inWeek returns a weekday of the week so many weeks from this one. On a Sunday some people's week has begun already.
func (p *phrase) inWeek(weeks int, weekday time.Weekday) []time.Time {
	day := mondayOf(p.today).AddDate(0, 0, 7*weeks+(int(weekday)+6)%7)
	if p.today.Weekday() == time.Sunday && weekday != time.Sunday && weeks >= 0 {
		return []time.Time{day, day.AddDate(0, 0, 7)}
	}
	return []time.Time{day}
}

func mondayOf(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// upcoming returns the nearest such weekday, today included.
func upcoming(today time.Time, weekday time.Weekday) time.Time {
	return today.AddDate(0, 0, (int(weekday)-int(today.Weekday())+7)%7)
}

// hanMonth reads 下个月1号, 本月底, 月中, 下个月.
func (p *phrase) hanMonth() bool {
	start := p.at
	count, named := first(&p.scanner, hanMonths)
	month := firstOf(p.today).AddDate(0, count, 0)
	if !named {
		if p.eat("月") {
			if day, found := p.monthPart(); found {
				return p.name(true, p.comingPart(day))
			}
		}
		p.at = start
		return false
	}
	p.eat("的")
	if day, found := p.monthPart(); found {
		return p.name(true, dayIn(month, day))
	}
	if n, found := p.dayNumber(true); found {
		day, exists := exactly(month.Year(), int(month.Month()), n)
		return p.name(exists, day)
	}
	if count > 0 && !p.follows(partOfYear) {
		return p.name(true, p.begin(month)...)
	}
	p.at = start
	return false
}

// monthPart reads 底, 初, 中旬.
func (p *phrase) monthPart() (day int, found bool) {
	start := p.at
	p.eat("份")
	day, found = first(&p.scanner, monthParts)
	if found && p.text[p.at-len("中"):p.at] == "中" && p.follows(afterMiddle) {
		found = false
	}
	if !found {
		p.at = start
	}
	return day, found
}

// middle reads 中, unless it begins the next word.
func (p *phrase) middle() bool {
	start := p.at
	return p.eat("中") && (!p.follows(afterMiddle) || p.back(start))
}

// comingPart returns the next such part of a month.
func (p *phrase) comingPart(day int) time.Time {
	month := firstOf(p.today)
	if at := dayIn(month, day); !at.Before(p.today) {
		return at
	}
	return dayIn(month.AddDate(0, 1, 0), day)
}

// hanYear reads 明年3月5日, 今年年底, 年底, 明年, 季度末.
func (p *phrase) hanYear() bool {
	start := p.at
	if p.eat("季度末", "季末", "本季度末") {
		return p.name(true, endOf(p.today, "quarter"))
	}
	if p.eat("下季度末", "下个季度末") {
		return p.name(true, endOf(firstOf(p.today).AddDate(0, 3, 0), "quarter"))
	}
	count, named := first(&p.scanner, hanYears)
	year := p.today.Year() + count
	p.eat("的")
	switch {
	case p.eat("年底", "年末") || named && p.eat("底", "末"):
		return p.name(true, date(year, time.December, 31))
	case p.eat("年初") || named && p.eat("初"):
		if !named && p.today.YearDay() > 1 {
			year++
		}
		return p.name(true, date(year, time.January, 1))
	case p.eat("年中"):
		if !named && date(year, time.June, 30).Before(p.today) {
			year++
		}
		return p.name(true, date(year, time.June, 30))
	case named && p.hanMonthDay(year):
		return true
	case named && p.quarterOfYear(year):
		return true
	case count > 0 && !p.follows(partOfYear) && !p.monthFollows():
		return p.name(true, p.begin(date(year, time.January, 1))...)
	}
	p.at = start
	return false
}

// monthFollows looks ahead for a month of which no day is named: 明年三月.
func (p *phrase) monthFollows() bool {
	ahead := *p
	_, found := ahead.hanNumber()
	return found && ahead.then("月")
}

// englishWeek reads friday, next fri, this friday, last friday, next week, friday next week, next month.
func (p *phrase) englishWeek() bool {
	start := p.at
	before := p.before
	word, _ := first(&p.scanner, []entry[string]{{"this coming", "coming"}, {"coming", "coming"}, {"upcoming", "coming"}, {"this", "this"}, {"next", "next"}, {"last", "last"}})
	p.skip(blanks)
	weekday, found := first(&p.scanner, weekdayNames)
	if found && p.next() == '.' && p.at+1 < len(p.text) && isLetter(p.text[p.at+1]) { // monday.com
		return p.back(start)
	}
	switch {
	case found && word == "" && p.then("after next"): // for who calls this week's the next, a week earlier
		p.weekdays = []time.Weekday{weekday}
		return p.name(true, p.inWeek(2, weekday)[0], p.inWeek(1, weekday)[0])
	case found && word == "" && before == "the" && !p.follows([]string{" of next week", " of this week", " next week"}): // the Monday report
	case found && word == "":
		p.short = p.text[start:p.at] != weekdayWord(weekday)
		p.unsure = p.unsure || before == "" && p.short && (weekday == time.Saturday || weekday == time.Sunday) &&
			p.next() == ' ' && !p.ends() && isLetter(p.text[p.at+1]) && !p.datesFollow() // sun energy, sat with them
		return p.bareWeekday(weekday)
	case found:
		p.weekdays = []time.Weekday{weekday}
		return p.name(true, p.modified(word, weekday)...)
	case word == "next" && p.eat("weekend"):
		return p.name(true, p.inWeek(1, time.Saturday)...)
	case (word == "this" || word == "coming" || word == "" && (before == "on" || before == "at" || before == "over" || p.led)) && p.eat("weekend"), word == "" && p.lastly("weekend"):
		return p.named(maybe, true, upcoming(p.anchor, time.Saturday))
	case word == "next" && p.eat("month"):
		return p.inNextMonth()
	case word == "next" && p.eat("year"):
		if p.then("in") && p.monthOfYear(p.today.Year()+1) {
			return true
		}
		return p.name(true, p.begin(date(p.today.Year()+1, time.January, 1))...)
	}
	p.at = start
	weeks, found := first(&p.scanner, weekPhrases)
	return found && p.ofWeek(weeks) || p.back(start)
}

// lastly reads a word with which the text ends: as the beginning of more it may be anything.
func (p *phrase) lastly(word string) bool {
	start := p.at
	return p.eat(word) && (p.ends() || p.back(start))
}

func weekdayWord(weekday time.Weekday) string { return strings.ToLower(weekday.String()) }

// datesFollow looks ahead for more of a date, or a time: sun 29 nov, sat at 3.
func (p *phrase) datesFollow() bool {
	ahead := *p
	ahead.days, ahead.clock, ahead.part, ahead.unsure = nil, nil, nil, true // which looks no further
	return ahead.piece()
}

// inNextMonth reads the day after "next month"; without one it is its first workday.
func (p *phrase) inNextMonth() bool {
	start := p.at
	p.skip(separators)
	p.eat("on")
	p.skip(blanks)
	p.eat("the")
	p.skip(blanks)
	if n, marked, _ := p.ordinal(); marked && n <= mostOfDate && !p.follows(afterOrdinal) {
		return p.dayOf(firstOf(p.today).AddDate(0, 1, 0), n)
	}
	p.at = start
	return p.name(true, p.begin(firstOf(p.today).AddDate(0, 1, 0))...)
}

func (p *phrase) back(to int) bool {
	p.at = to
	return false
}

var weekPhrases = []entry[int]{{"week after next", 2}, {"next week", 1}, {"this week", 0}, {"last week", -1}}

// ofWeek reads the weekday after "next week"; without one it is the Monday, and this week is no day.
func (p *phrase) ofWeek(weeks int) bool {
	start := p.at
	p.skip(separators)
	p.eat("on")
	p.skip(blanks)
	if weekday, found := first(&p.scanner, weekdayNames); found {
		p.weekdays = []time.Weekday{weekday}
		return p.name(true, p.inWeek(weeks, weekday)...)
	}
	p.at = start
	return weeks > 0 && p.name(true, p.begin(p.inWeek(weeks, time.Monday)...)...)
}

// bareWeekday reads what may follow a weekday: friday next week.
func (p *phrase) bareWeekday(weekday time.Weekday) bool {
	p.eat(".")
	start := p.at
	p.skip(separators)
	p.eat("of")
	p.skip(blanks)
	p.eat("the")
	p.skip(blanks)
	if weeks, found := first(&p.scanner, weekPhrases); found {
		p.weekdays = []time.Weekday{weekday}
		return p.name(true, p.inWeek(weeks, weekday)...)
	}
	if p.at = start; p.then("week") { // friday week is a week from Friday
		p.weekdays = []time.Weekday{weekday}
		return p.name(true, upcoming(p.today, weekday).AddDate(0, 0, 7))
	}
	p.kinds |= maybe
	p.coming(weekday)
	return true
}

// modified returns the days meant by next, this, coming or last and a weekday.
func (p *phrase) modified(word string, weekday time.Weekday) []time.Time {
	switch word {
	case "next":
		return p.inWeek(1, weekday)
	case "coming":
		return []time.Time{upcoming(p.today.AddDate(0, 0, 1), weekday)}
	case "last":
		return []time.Time{upcoming(p.today.AddDate(0, 0, -7), weekday)}
	}
	return []time.Time{upcoming(p.today, weekday)}
}

// endOf reads end of month, end of next week, eom, start of next month, end of december.
func (p *phrase) endOf() bool {
	start := p.at
	if unit, found := first(&p.scanner, []entry[string]{{"eow", "week"}, {"eom", "month"}, {"eoq", "quarter"}, {"eoy", "year"}, {"month end", "month"}, {"month-end", "month"}, {"quarter end", "quarter"}, {"quarter-end", "quarter"}, {"year end", "year"}, {"year-end", "year"}}); found {
		return p.name(true, endOf(p.today, unit))
	}
	begin := p.eat("start of", "beginning of")
	if !begin && !p.eat("end of") {
		return false
	}
	p.skip(blanks)
	p.eat("the", "this")
	p.skip(blanks)
	if begin && p.monthNamed(1) || p.edgeOfQuarter(begin) {
		return true
	}
	next := p.eat("next")
	p.skip(blanks)
	unit, found := first(&p.scanner, []entry[string]{{"week", "week"}, {"month", "month"}, {"quarter", "quarter"}, {"year", "year"}})
	month, isMonth := time.Month(0), false
	if !found && !next {
		month, isMonth = first(&p.scanner, englishMonths)
	}
	switch {
	case isMonth && !begin:
		return p.name(true, p.comingMonth(month, lastDay))
	case found && next:
		return p.name(true, p.edgeOfNext(unit, begin))
	case found && !begin:
		return p.name(true, endOf(p.today, unit))
	}
	return p.back(start)
}

// edgeOfNext returns the first or the last day of the next week, month, quarter or year.
func (p *phrase) edgeOfNext(unit string, begin bool) time.Time {
	within := map[string]time.Time{
		"week": p.inWeek(1, time.Monday)[0], "month": firstOf(p.today).AddDate(0, 1, 0),
		"quarter": endOf(p.today, "quarter").AddDate(0, 0, 1), "year": date(p.today.Year()+1, time.January, 1),
	}[unit]
	if begin {
		return within
	}
	return endOf(within, unit)
}

// comingMonth returns a day of the next month of that name in which it isn't over.
func (p *phrase) comingMonth(month time.Month, day int) time.Time {
	at := dayIn(date(p.today.Year(), month, 1), day)
	if at.Before(p.today) {
		at = dayIn(date(p.today.Year()+1, month, 1), day)
	}
	return at
}
