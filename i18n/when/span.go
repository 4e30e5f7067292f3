package when

import "time"

// span reads 三天后, 过两周, 半个月后, in 3 days, a week from friday, half an hour later, 3 days ago.
func (p *phrase) span() bool {
	start := p.at
	return p.either() || p.back(start) || p.hanSpan() || p.back(start) || p.englishSpan() || p.back(start)
}

// either reads in 2-3 days, 两三天后 and 3到5天后: two spans, of which one is meant.
func (p *phrase) either() bool {
	inFront := p.before == "in"
	p.eat("再过", "过")
	least, found := p.figure()
	adjacent := found && p.at > 0 && !isAlnum(p.text[p.at-1]) && least < 10 // 两三天
	p.skip(blanks)
	if !found || !p.eat("-", "~", "到", "至", "to", "or") && !adjacent {
		return false
	}
	p.skip(blanks)
	most, found := p.figure()
	p.skip(" -")
	p.eat("个")
	u, known := first(&p.scanner, englishUnits)
	if !known {
		u, known = first(&p.scanner, hanUnits)
	}
	if !found || !known || u < days || least >= most {
		return false
	}
	if !p.then("之后", "以后", "后", "之内", "以内", "内", "from now", "later") && !inFront {
		return false
	}
	var readings []time.Time
	for _, n := range []int{least, most} {
		p.lies(length{2 * n, u}, 1, p.today)
		readings = append(readings, p.days...)
	}
	p.byWeeks = false
	return p.name(true, readings...)
}

// length is a span of time in halves of a unit.
type length struct {
	halves int
	unit   unit
}

func (p *phrase) hanSpan() bool {
	passed := p.eat("再过", "过")
	l, found := p.hanLength()
	if !found {
		return false
	}
	switch {
	case p.then("之后", "以后", "过后") || p.hanAfter() || passed || p.then("之内", "以内") || p.hanWithin():
		return p.lies(l, 1, p.today)
	case p.then("之前", "以前") || !p.follows(beginsWithBefore) && p.then("前"):
		return p.lies(l, -1, p.today)
	}
	return false
}

// hanAfter reads 后, unless it begins 后天: 三天后天气.
func (p *phrase) hanAfter() bool {
	return !p.follows([]string{"后天", "后年"}) && p.then("后") || p.follows([]string{"后天气"}) && p.eat("后")
}

// hanWithin reads 内, unless it begins 内部: 三天内部培训.
func (p *phrase) hanWithin() bool { return !p.follows([]string{"内部", "内训"}) && p.then("内") }

// hanLength reads 三天, 两个半小时, 半个月, 一年半.
func (p *phrase) hanLength() (l length, found bool) {
	if p.eat("半") {
		l.halves = 1
	} else {
		n, found := p.figure()
		if !found {
			return l, false
		}
		l.halves = 2 * n
		if p.eat(".5") {
			l.halves++
		}
	}
	p.skip(blanks)
	counted := p.eat("个")
	if counted && p.eat("半") {
		l.halves++
	}
	if l.unit, found = first(&p.scanner, hanUnits); !found || l.unit < 0 {
		return l, false
	}
	if l.unit == months && !counted && l.halves != 1 { // 三月后 is after March
		return l, false
	}
	if (l.unit == years || l.unit == months || l.unit == weeks) && p.eat("半") {
		l.halves++
	}
	return l, true
}

func (p *phrase) englishSpan() bool {
	inFront, start := p.before == "in", p.at
	for word, sign := range map[string]int{"day before": -1, "day after": 1} {
		if p.eat(word) && p.countedFrom(length{2, days}, sign) {
			return true
		}
		p.at = start
	}
	half := p.eat("half an", "half a")
	n, found := 1, half
	if !half {
		n, found = p.figure()
	}
	oneHalf := !half && p.eat(".5")
	p.skip(" -")
	u, known := first(&p.scanner, englishUnits)
	if !known && inFront {
		u, known = first(&p.scanner, shortUnits)
	}
	if !half && found && !known && n == 1 && p.eat("fortnight") {
		n, u, known = 2, weeks, true
	}
	if !found || !known {
		return false
	}
	l := length{2 * n, u}
	switch {
	case half:
		l.halves = 1
	case oneHalf || p.then("and a half"):
		l.halves++
	}
	return p.anchored(l, inFront)
}

// anchored reads from when a span is counted. Without such a word, or "in", it is a date only when nothing follows.
func (p *phrase) anchored(l length, inFront bool) bool {
	if l.unit >= days && p.besideHoliday(l) {
		return true
	}
	switch {
	case p.then("ago"):
		return p.lies(l, -1, p.today)
	case p.then("from now", "from today", "later"):
		return p.lies(l, 1, p.today)
	case l.unit >= days && p.then("from", "after") || l.unit == weeks && !inFront && p.then("on"):
		return p.counted(l)
	case l.unit == weeks && !inFront && p.then("today"):
		return p.lies(l, 1, p.today)
	case l.unit == weeks && !inFront && p.then("tomorrow"):
		return p.lies(l, 1, p.today.AddDate(0, 0, 1))
	}
	if !inFront && p.ends() { // a training of 3 days is no date
		p.kinds |= onlyBare
	}
	return (inFront || p.ends()) && p.lies(l, 1, p.today)
}

// counted reads the day from which a span is counted: a week from tomorrow, 2 weeks after next friday.
func (p *phrase) counted(l length) bool {
	p.skip(blanks)
	word, _ := first(&p.scanner, []entry[string]{{"next", "next"}, {"this", "this"}})
	p.skip(blanks)
	if n, found := first(&p.scanner, relativeDays); found {
		return p.lies(l, 1, p.today.AddDate(0, 0, n))
	}
	weekday, found := first(&p.scanner, weekdayNames)
	return found && p.lies(l, 1, p.modified(word, weekday)[0])
}

// daysOfHalf is half a unit in days; that of a month and a year is counted in days and months.
var daysOfHalf = map[unit]int{weeks: 3, months: 15}

// lies names the day, and for hours and minutes the time, that lies so far after or before another.
func (p *phrase) lies(l length, sign int, from time.Time) bool {
	whole, half := sign*(l.halves/2), sign*(l.halves%2)
	switch l.unit {
	case minutes:
		return p.liesWithin(time.Duration(sign) * time.Duration(l.halves) * 30 * time.Second)
	case quarters:
		return p.liesWithin(time.Duration(sign) * time.Duration(l.halves) * 450 * time.Second)
	case hours:
		return p.liesWithin(time.Duration(sign) * time.Duration(l.halves) * 30 * time.Minute)
	case weeks:
		p.byWeeks = half == 0 && from.Equal(p.today)
		from = from.AddDate(0, 0, 7*whole)
	case months:
		from = addMonths(from, whole)
	case years:
		from = addMonths(from, 12*whole+6*half)
	default:
		from = from.AddDate(0, 0, whole)
	}
	return p.name(true, from.AddDate(0, 0, half*daysOfHalf[l.unit]))
}

// liesWithin names the minute so far from now. While the clocks are put back their face repeats itself; what it showed
// before is then counted on from what it shows now.
func (p *phrase) liesWithin(d time.Duration) bool {
	now, at := face(p.instant), face(p.instant.Add(d))
	if d > 0 && !at.After(now) {
		at = now.Add(d)
	}
	p.clock = &clock{hour: at.Hour(), minute: at.Minute(), exact: true}
	return p.name(true, midnight(at))
}

// face returns what the clock on the wall shows, as if it hung in UTC.
func face(t time.Time) time.Time {
	return midnight(t).Add(time.Duration(t.Hour()*60+t.Minute()) * time.Minute)
}
