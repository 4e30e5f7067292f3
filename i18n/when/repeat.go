package when

import "time"

// again reads 每周一, 每天, 每月5号, every monday, every 2 weeks, weekly: what is said once of many days. The days it names
// are the first of them.
func (p *phrase) again() bool {
	start := p.at
	if !p.everyDay() && !p.every() && !p.ofEach() {
		return p.back(start)
	}
	p.repeats = true
	p.kinds |= plainly
	return true
}

// every reads what stands behind 每, every or each.
func (p *phrase) every() bool {
	switch {
	case p.eat("每逢", "每隔", "每"):
		p.skip(blanks)
		return p.eachHan()
	case p.eat("隔天", "隔日"):
		return p.name(true, p.today.AddDate(0, 0, 2))
	case p.eat("隔周"):
		return p.name(true, p.workdayFrom(p.today.AddDate(0, 0, 14)))
	case p.eat("every", "each"):
		p.skip(blanks)
		return p.eachEnglish()
	}
	return false
}

func (p *phrase) eachHan() bool {
	p.eat("个")
	start := p.at
	if p.eat("周", "星期", "礼拜") {
		if weekday, found := p.hanWeekday(); found {
			p.coming(weekday)
			return true
		}
		return p.alone() && p.name(true, p.workdayFrom(p.today.AddDate(0, 0, 7)))
	}
	if p.eat("月", "个月") {
		if day, found := p.monthPart(); found {
			return p.name(true, p.comingPart(day))
		}
		if n, found := p.dayNumber(false); found {
			day, exists := comingDay(p.today, n)
			return p.name(exists, day)
		}
		return p.alone() && p.name(true, p.begin(firstOf(p.today).AddDate(0, 1, 0))...)
	}
	switch {
	case p.eat("工作日"):
		return p.name(true, p.nextWorkday(p.today, 1))
	case p.eat("季度初", "季度末", "季度", "季"):
		return p.alone() && p.name(true, p.begin(endOf(p.today, "quarter").AddDate(0, 0, 1))...)
	case p.eat("年") && p.hanMonthDay(0):
		return true
	}
	p.at = start
	l, found := p.hanLength()
	return found && p.alone() && p.lies(l, 1, p.today)
}

// everyDay reads 每天 and every day, of which the first is today's, if the time isn't over.
func (p *phrase) everyDay() bool {
	if !p.eat("每天", "每一天", "每日", "every day", "each day", "everyday") {
		return false
	}
	return (p.alone() || p.clockComes()) && p.name(true, p.today, p.today.AddDate(0, 0, 1))
}

// alone reports that nothing follows that makes a name of what was read: 每日优鲜, 每周例会.
func (p *phrase) alone() bool {
	if next := p.next(); next == 0 || next == ' ' || next == ',' || next == ';' {
		return true
	}
	return p.ends() || p.clockComes()
}

// clockComes looks ahead for a time, or a part of the day.
func (p *phrase) clockComes() bool {
	ahead := *p
	ahead.skip(separators)
	ahead.before, _ = ahead.prepositions()
	ahead.days = []time.Time{p.today}
	return ahead.time() || ahead.partOfDay()
}

func (p *phrase) eachEnglish() bool {
	start := p.at
	p.eat("other", "second") // every other tuesday: the first is the next one
	p.skip(blanks)
	if weekday, found := first(&p.scanner, weekdayNames); found {
		p.coming(weekday)
		return true
	}
	p.at = start
	switch {
	case p.eat("workday", "business day", "working day", "weekday"):
		return p.name(true, p.nextWorkday(p.today, 1))
	case p.eat("other week", "second week"):
		return p.name(true, p.workdayFrom(p.today.AddDate(0, 0, 14)))
	case p.eat("other day", "second day"):
		return p.name(true, p.today.AddDate(0, 0, 2))
	case p.eat("week"):
		return p.name(true, p.workdayFrom(p.today.AddDate(0, 0, 7)))
	case p.eat("month"):
		return p.name(true, p.begin(firstOf(p.today).AddDate(0, 1, 0))...)
	case p.eat("quarter"):
		return p.name(true, p.begin(endOf(p.today, "quarter").AddDate(0, 0, 1))...)
	case p.eat("year"):
		return p.name(true, p.begin(date(p.today.Year()+1, time.January, 1))...)
	case p.eat("morning"):
		p.part = &morning
		return p.name(true, p.today, p.today.AddDate(0, 0, 1))
	}
	if n, marked, _ := p.ordinal(); marked && p.then("of the month", "of each month", "of every month", "day of the month") {
		day, exists := comingDay(p.today, n)
		return p.name(exists, day)
	}
	p.at = start
	n, found := p.figure()
	p.skip(blanks)
	if u, known := first(&p.scanner, englishUnits); found && known && n > 0 && u >= days {
		return p.lies(length{2 * n, u}, 1, p.today)
	}
	return p.back(start)
}

// ofEach reads mondays and, at the end of the text, weekly and the like: a weekly report is no date.
func (p *phrase) ofEach() bool {
	start := p.at
	for _, e := range weekdayNames {
		if len(e.word) > len("thurs") && p.eat(e.word+"s") && (p.before == "on" || p.ends()) {
			p.coming(e.value)
			return true
		}
		p.at = start
	}
	switch {
	case p.lastly("daily"):
		return p.name(true, p.nextWorkday(p.today, 1))
	case p.lastly("biweekly"), p.lastly("fortnightly"):
		return p.name(true, p.workdayFrom(p.today.AddDate(0, 0, 14)))
	case p.lastly("weekly"):
		return p.name(true, p.workdayFrom(p.today.AddDate(0, 0, 7)))
	case p.lastly("monthly"):
		return p.name(true, p.begin(firstOf(p.today).AddDate(0, 1, 0))...)
	case p.lastly("quarterly"):
		return p.name(true, p.begin(endOf(p.today, "quarter").AddDate(0, 0, 1))...)
	}
	return p.back(start)
}
