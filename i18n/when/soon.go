package when

import "time"

// soonWords are ways to name no day in particular: the days that may be meant, counted from today, in units.
var soonWords = []entry[soonSpan]{
	{"过几天", soonSpan{days, soonDays}},
	{"过几日", soonSpan{days, soonDays}},
	{"再过几天", soonSpan{days, soonDays}},
	{"几天后", soonSpan{days, soonDays}},
	{"几天之后", soonSpan{days, soonDays}},
	{"几天以后", soonSpan{days, soonDays}},
	{"未来几天", soonSpan{days, []int{1, 2, 3}}},
	{"接下来几天", soonSpan{days, []int{1, 2, 3}}},
	{"这几天", soonSpan{days, []int{0, 1, 2}}},
	{"这几日", soonSpan{days, []int{0, 1, 2}}},
	{"近几天", soonSpan{days, []int{0, 1, 2}}},
	{"这两天", soonSpan{days, []int{0, 1}}},
	{"这两日", soonSpan{days, []int{0, 1}}},
	{"近两天", soonSpan{days, []int{0, 1}}},
	{"过几周", soonSpan{weeks, soonWeeks}},
	{"过几个星期", soonSpan{weeks, soonWeeks}},
	{"几周后", soonSpan{weeks, soonWeeks}},
	{"几个星期后", soonSpan{weeks, soonWeeks}},
	{"过几个月", soonSpan{months, soonWeeks}},
	{"几个月后", soonSpan{months, soonWeeks}},
	{"few days from now", soonSpan{days, soonDays}},
	{"few weeks from now", soonSpan{weeks, soonWeeks}},
	{"a few days from now", soonSpan{days, soonDays}},
	{"a few weeks from now", soonSpan{weeks, soonWeeks}},
	{"next few days", soonSpan{days, []int{1, 2, 3}}},
	{"next couple of days", soonSpan{days, []int{1, 2}}},
	{"next few weeks", soonSpan{weeks, []int{1, 2, 3}}},
}

// soonAfterIn are those that are read behind "in" only: a few days of training are no date.
var soonAfterIn = []entry[soonSpan]{
	{"a few days", soonSpan{days, soonDays}},
	{"few days", soonSpan{days, soonDays}},
	{"several days", soonSpan{days, soonDays}},
	{"some days", soonSpan{days, soonDays}},
	{"a few weeks", soonSpan{weeks, soonWeeks}},
	{"few weeks", soonSpan{weeks, soonWeeks}},
	{"several weeks", soonSpan{weeks, soonWeeks}},
	{"a few months", soonSpan{months, soonWeeks}},
	{"few months", soonSpan{months, soonWeeks}},
}

// soonSpan is so many units from today, each number a reading.
type soonSpan struct {
	unit    unit
	numbers []int
}

var (
	soonDays  = []int{3, 4, 5}
	soonWeeks = []int{2, 3, 4}
)

// soon reads 过几天, 这两天, in a few days: readings on workdays, of which the person chooses.
func (p *phrase) soon() bool {
	span, named := first(&p.scanner, soonWords)
	if !named && p.before == "in" {
		span, named = first(&p.scanner, soonAfterIn)
	}
	if !named {
		return false
	}
	var readings []time.Time
	for _, n := range span.numbers {
		day := p.today.AddDate(0, 0, n)
		switch span.unit {
		case weeks:
			day = p.today.AddDate(0, 0, 7*n)
		case months:
			day = addMonths(p.today, n)
		}
		readings = append(readings, p.workdayFrom(day))
	}
	p.unsure = true // days off may leave one day of several
	return p.name(true, readings...)
}

// workdays reads 工作日, 下个工作日, 三个工作日后, in 3 business days, next workday: days on which people work.
func (p *phrase) workdays() bool {
	start := p.at
	if p.eat("下一个工作日", "下个工作日", "下一工作日", "next business day", "next working day", "next workday", "next work day") {
		return p.name(true, p.nextWorkday(p.today, 1))
	}
	if p.eat("工作日") && !p.follows([]string{"志", "历", "报", "加班", "工资", "程"}) {
		p.closing()
		p.unsure = p.unsure || !p.ends() && p.next() != ' '
		return p.named(maybe, true, p.nextWorkday(p.today, 1))
	}
	p.at = start
	passed := p.eat("再过", "过")
	n, found := p.figure()
	p.skip(" -")
	p.eat("个")
	if !found || n == 0 || !p.eat("工作日", "business days", "business day", "working days", "working day", "workdays", "workday", "work days", "work day") {
		return p.back(start)
	}
	switch {
	case p.then("之前", "以前", "前", "ago"):
		return p.name(true, p.nextWorkday(p.today, -n))
	case p.then("之后", "以后", "过后", "后", "之内", "以内", "内", "from now", "from today", "later") || passed || p.before == "in":
		return p.name(true, p.nextWorkday(p.today, n))
	case p.ends():
		return p.named(onlyBare, true, p.nextWorkday(p.today, n))
	}
	return p.back(start)
}

// longestBreak is how many days in a row may be off before one of them counts as a workday all the same.
const longestBreak = 60

// workdayFrom returns the first workday on or after a day; the day itself where there is none for long.
func (p *phrase) workdayFrom(day time.Time) time.Time { return p.workdayTowards(day, 1) }

// workdayUntil returns the last workday on or before a day.
func (p *phrase) workdayUntil(day time.Time) time.Time { return p.workdayTowards(day, -1) }

func (p *phrase) workdayTowards(day time.Time, step int) time.Time {
	for n := range longestBreak {
		if at := day.AddDate(0, 0, n*step); !p.calendar.Off(at) {
			return at
		}
	}
	return day
}

// nextWorkday returns the n-th workday after a day, or before it when n is negative.
func (p *phrase) nextWorkday(day time.Time, n int) time.Time {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for range n {
		day = p.workdayTowards(day.AddDate(0, 0, step), step)
	}
	return day
}
