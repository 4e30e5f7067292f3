package when

import "time"

// quarterNames are the quarters of a year.
var quarterNames = []entry[int]{
	{"第一季度", 1},
	{"第二季度", 2},
	{"第三季度", 3},
	{"第四季度", 4},
	{"一季度", 1},
	{"二季度", 2},
	{"三季度", 3},
	{"四季度", 4},
	{"q1", 1},
	{"q2", 2},
	{"q3", 3},
	{"q4", 4},
	{"first quarter", 1},
	{"second quarter", 2},
	{"third quarter", 3},
	{"fourth quarter", 4},
	{"1st quarter", 1},
	{"2nd quarter", 2},
	{"3rd quarter", 3},
	{"4th quarter", 4},
}

// aboutQuarter follows a quarter that something is about: 一季度财报, Q1 report.
var aboutQuarter = []string{
	"报", "财", "业绩", "销售", "目标", "总结", "数据", "计划", "预算", "会", "考核", "复盘", "指标", "任务", "营收", "回款", "汇报",
	" report", " numbers", " results", " review", " target", " forecast", " budget", " plan", " revenue", " sales", " earnings", " figures", " goals", "-", "/",
}

// quarter reads 下季度, next quarter, Q1, 一季度, Q1 2027: its first workday; of the running one its last.
func (p *phrase) quarter() bool {
	start := p.at
	if p.eat("下个季度", "下一季度", "下季度", "下季", "next quarter") {
		if p.follows(append([]string{"末", "底"}, aboutQuarter...)) {
			return p.back(start)
		}
		p.eat("初")
		return p.name(true, p.begin(endOf(p.today, "quarter").AddDate(0, 0, 1))...)
	}
	year, found := p.hanYear4()
	if !found {
		year, found = p.yearBeforeQuarter()
	}
	if !found {
		p.at = start
	}
	if !p.quarterOf(year) {
		return p.back(start)
	}
	return true
}

// edgeOfQuarter reads Q1 behind "end of" or "start of".
func (p *phrase) edgeOfQuarter(begin bool) bool {
	start := p.at
	n, named := first(&p.scanner, quarterNames)
	if !named {
		return false
	}
	first := date(p.today.Year(), time.Month(3*n-2), 1)
	if year := p.yearAfterQuarter(0); year > 0 {
		first = date(year, first.Month(), 1)
	} else if endOf(first, "quarter").Before(p.today) || begin && first.Before(p.today) {
		first = first.AddDate(1, 0, 0)
	}
	if p.follows(aboutQuarter) {
		return p.back(start)
	}
	if begin {
		return p.name(true, p.workdayFrom(first))
	}
	return p.name(true, endOf(first, "quarter"))
}

// yearBeforeQuarter reads 2027 in front of Q1.
func (p *phrase) yearBeforeQuarter() (year int, found bool) {
	start := p.at
	year, length := p.digits(4)
	if p.skip(blanks); length != 4 || !plausible(year) || !p.follows([]string{"q1", "q2", "q3", "q4"}) {
		p.at = start
		return 0, false
	}
	return year, true
}

// quarterOfYear reads a quarter behind the name of its year: 明年一季度.
func (p *phrase) quarterOfYear(year int) bool {
	start := p.at
	p.skip(blanks)
	return p.quarterOf(year) || p.back(start)
}

// quarterOf reads the name of a quarter; year 0 is the next such quarter that isn't over, unless a year follows.
func (p *phrase) quarterOf(year int) bool {
	start := p.at
	n, named := first(&p.scanner, quarterNames)
	if !named {
		return false
	}
	year = p.yearAfterQuarter(year)
	if p.follows(aboutQuarter) {
		return p.back(start)
	}
	end := p.eat("末", "底")
	if !end {
		p.eat("初")
	}
	p.unsure = p.unsure || p.before == "" && !p.ends() && year == 0 // Q1 sales
	first := date(p.today.Year(), time.Month(3*n-2), 1)
	if year > 0 {
		first = date(year, time.Month(3*n-2), 1)
	} else if endOf(first, "quarter").Before(p.today) {
		first = first.AddDate(1, 0, 0)
	}
	if !end && p.today.Before(first) {
		return p.named(maybe, true, p.workdayFrom(first))
	}
	last := p.workdayUntil(endOf(first, "quarter"))
	if year == 0 && last.Before(p.today) {
		last = p.today
	}
	return p.named(maybe, true, last)
}

// yearAfterQuarter reads 2027, or of 2027, behind a quarter of which the year isn't named yet.
func (p *phrase) yearAfterQuarter(year int) int {
	start := p.at
	p.skip(blanks)
	p.eat("of")
	p.skip(blanks)
	named, length := p.digits(4)
	if year == 0 && length == 4 && plausible(named) && !p.goesOn(p.at) {
		return named
	}
	p.at = start
	return year
}

// partOfWhole is early, mid or late in a week or month.
type partOfWhole int

const (
	early partOfWhole = iota
	mid
	late
)

var partsOfWhole = []entry[partOfWhole]{
	{"early in", early}, {"early", early}, {"mid-", mid}, {"mid of", mid}, {"mid", mid}, {"middle of the", mid}, {"middle of", mid}, {"late in", late}, {"late", late},
}

// partOfWeek reads early next week, mid december, late next month: the first workday, the middle, the last third.
func (p *phrase) partOfWeek() bool {
	start := p.at
	part, named := p.wholePart()
	if !named {
		return false
	}
	p.skip(blanks)
	if weeks, found := first(&p.scanner, weekPhrases); found && weeks >= 0 {
		weekday := []time.Weekday{time.Monday, time.Wednesday, time.Friday}[part]
		return p.name(true, p.notBefore(p.begin(p.inWeek(weeks, weekday)...))...)
	}
	day := []int{1, 15, 21}[part]
	if p.eat("next month") {
		return p.name(true, p.workdayFrom(dayIn(firstOf(p.today).AddDate(0, 1, 0), day)))
	}
	if p.eat("this month") {
		return p.name(true, p.notBefore([]time.Time{dayIn(firstOf(p.today), day)})...)
	}
	return p.monthNamed(day) || p.back(start)
}

// nthWords are which week or weekday of a month.
var nthWords = []entry[int]{{"first", 1}, {"1st", 1}, {"second", 2}, {"2nd", 2}, {"third", 3}, {"3rd", 3}, {"fourth", 4}, {"4th", 4}, {"last", lastDay}}

// nthOfMonth reads first monday of december, last friday of the month, first week of next month.
func (p *phrase) nthOfMonth() bool {
	start := p.at
	n, named := first(&p.scanner, nthWords)
	p.skip(blanks)
	weekday, found := first(&p.scanner, weekdayNames)
	week := !found && p.eat("week")
	if !named || !found && !week || !p.then("of the", "of", "in") {
		return p.back(start)
	}
	p.skip(blanks)
	month, found := first(&p.scanner, englishMonths)
	in := func(first time.Time) time.Time {
		switch {
		case week && n == lastDay:
			return p.workdayFrom(mondayOf(dayIn(first, lastDay)))
		case week:
			return p.workdayFrom(first.AddDate(0, 0, 7*(n-1)))
		case n == lastDay:
			return upcoming(dayIn(first, lastDay).AddDate(0, 0, -6), weekday)
		}
		return upcoming(first, weekday).AddDate(0, 0, 7*(n-1))
	}
	switch {
	case found:
		day := in(date(p.today.Year(), month, 1))
		if day.Before(p.today) {
			day = in(date(p.today.Year()+1, month, 1))
		}
		return p.name(true, day)
	case p.eat("next month"):
		return p.name(true, in(firstOf(p.today).AddDate(0, 1, 0)))
	case p.eat("month", "this month"):
		return p.name(true, in(firstOf(p.today)))
	}
	return p.back(start)
}

// monthOfYear reads a month of a year, of which the first workday is meant.
func (p *phrase) monthOfYear(year int) bool {
	start := p.at
	p.skip(blanks)
	month, found := first(&p.scanner, englishMonths)
	return found && p.name(true, p.workdayFrom(date(year, month, 1))) || p.back(start)
}

// wholePart reads early, mid, late; mid- is a part of a word and so not eaten as one.
func (p *phrase) wholePart() (partOfWhole, bool) {
	for _, e := range partsOfWhole {
		if e.word == "mid-" && p.follows([]string{"mid-"}) {
			p.at += len("mid-")
			return mid, true
		}
		if e.word != "mid-" && p.eat(e.word) {
			return e.value, true
		}
	}
	return 0, false
}

// notBefore puts days that are over on today: early this week, said on Thursday.
func (p *phrase) notBefore(days []time.Time) []time.Time {
	for i, d := range days {
		if d.Before(p.today) {
			days[i] = p.today
		}
	}
	return days
}

// monthNamed reads the month, and the year that may follow, of which a day is meant: its first workday, where that is the first.
func (p *phrase) monthNamed(day int) bool {
	month, found := first(&p.scanner, englishMonths)
	if !found {
		return false
	}
	start := p.at
	p.skip(" ,")
	year, length := p.digits(4)
	at := p.comingMonth(month, day)
	if length == 4 && plausible(year) && !p.goesOn(p.at) {
		at = dayIn(date(year, month, 1), day)
	} else {
		p.at = start
	}
	if day == 1 {
		at = p.workdayFrom(at)
	}
	return p.name(true, at)
}
