package when

import "strings"

// wholeDay is the minutes of a day on the clock's face.
const wholeDay = 24 * 60

// partOfDay is a half of the clock or a part of the day: which hours are meant in it, and which without an hour.
type partOfDay struct {
	start, until int                                  // minutes; start is meant when no hour is named, and a later full hour when it is over
	hour         func(hour int) (result int, ok bool) // above 23 is on the next day
}

var (
	am        = partOfDay{hour: beforeNoon}
	pm        = partOfDay{hour: afterNoon}
	dawn      = partOfDay{start: 5 * 60, until: 6 * 60, hour: beforeNoon}
	morning   = partOfDay{start: 9 * 60, until: 12 * 60, hour: func(h int) (int, bool) { return h, h <= 12 }}
	midday    = partOfDay{start: 12 * 60, until: 14 * 60, hour: aroundNoon}
	afternoon = partOfDay{start: 14 * 60, until: 18 * 60, hour: afterNoon}
	evening   = partOfDay{start: 18 * 60, until: wholeDay, hour: atNight}
	night     = partOfDay{start: 19 * 60, until: wholeDay, hour: atNight}
)

func beforeNoon(hour int) (int, bool) { return hour % 12, hour <= 12 }

func afterNoon(hour int) (int, bool) {
	if hour < 12 {
		return hour + 12, hour > 0
	}
	return hour, hour < 24
}

func aroundNoon(hour int) (int, bool) {
	if hour < 10 {
		return hour + 12, hour > 0
	}
	return hour, hour < 16
}

// atNight takes the small hours, and twelve, to be those after midnight.
func atNight(hour int) (int, bool) {
	switch {
	case hour < 4 || hour == 12:
		return hour%12 + 24, true
	case hour < 12:
		return hour + 12, true
	}
	return hour, hour <= 24
}

var hanParts = []entry[*partOfDay]{
	{"凌晨", &dawn},
	{"清晨", &morning},
	{"早上", &morning},
	{"早晨", &morning},
	{"上午", &morning},
	{"中午", &midday},
	{"下午", &afternoon},
	{"傍晚", &evening},
	{"晚上", &night},
	{"夜里", &night},
	{"半夜", &night},
	{"深夜", &night},
	{"午后", &afternoon},
	{"夜间", &night},
	{"晚间", &night},
	{"一大早", &morning},
	{"一早", &morning},
	{"早", &morning},
	{"晚", &night},
}

// afterPart is what makes a meal or a meeting of a part of the day: 下午茶, 早餐, 晚会.
var afterPart = []string{"茶", "餐", "饭", "会", "宴", "班", "报", "安", "好", "觉", "休", "点", "些", "日", "期", "了"}

var englishParts = []entry[*partOfDay]{
	{"morning", &morning}, {"afternoon", &afternoon}, {"evening", &evening}, {"night", &night},
}

// clock is a time as it was said.
type clock struct {
	hour, minute int
	half         *partOfDay // am or pm, nil when not said
	exact        bool       // in twenty-four hours
	spoken       bool       // as words: 10点, whereas 10:00 is on a clock of twenty-four hours
	midnight     bool       // of either end of a named day
}

// timeIs names a time of day; one that doesn't exist is noticed.
func (p *phrase) timeIs(c clock) bool {
	p.kinds |= maybe
	if c.hour > 24 || c.minute > 59 || c.hour == 24 && c.minute > 0 {
		p.fail(NoSuchTime)
	}
	p.clock = &c
	return true
}

// time reads a piece that says what time it is.
func (p *phrase) time() bool {
	if c, found := first(&p.scanner, namedTimes); found {
		return p.timeIs(c)
	}
	return p.fraction() || p.hanTo() || p.hourSpan() || p.hour()
}

var namedTimes = []entry[clock]{
	{"noon", clock{hour: 12, exact: true}},
	{"midday", clock{hour: 12, exact: true}},
	{"正午", clock{hour: 12, exact: true}},
	{"midnight", clock{midnight: true}},
	{"午夜", clock{midnight: true}},
	{"下班之前", endOfWork},
	{"下班前", endOfWork},
	{"下班后", endOfWork},
	{"eod", endOfWork},
	{"cob", endOfWork},
	{"end of the day", endOfWork},
	{"end of day", endOfWork},
	{"close of business", endOfWork},
}

var endOfWork = clock{hour: 18, exact: true}

// hour reads 15:30, 3pm, 3 o'clock, 3点半, at 3.
func (p *phrase) hour() bool {
	start := p.at
	digits, length := p.digits(2)
	hour, found := digits, length > 0
	if !found && !isDigit(p.next()) {
		if hour, found = p.hanFigure(); !found {
			hour, found = first(&p.scanner, englishNumbers)
		}
	}
	if !found {
		return p.back(start)
	}
	c := clock{hour: hour, exact: length == 2 && hour < 10}
	if length > 0 && (p.colon(&c) || p.hourMark(&c)) || p.point(&c) || p.twelve(&c) {
		return p.timeIs(c)
	}
	if p.meridiem(&c) || p.then("o'clock", "oclock") || length > 0 && (p.bareHour(hour) || p.partIsNamed()) {
		c.spoken = true
		return p.timeIs(c)
	}
	return p.back(start)
}

// hourMark reads the h of 15h, 15h30 and at 9h, and the Uhr of 9 Uhr. A bare 3h is three hours.
func (p *phrase) hourMark(c *clock) bool {
	start := p.at
	if p.then("uhr") {
		c.exact = true
		return true
	}
	if p.next() != 'h' {
		return false
	}
	p.at++
	minute, length := p.digits(2)
	if length == 1 || c.hour > 23 || p.goesOn(p.at) || length == 0 && c.hour < 13 && !c.exact && p.before != "at" || p.before == "in" {
		return p.back(start)
	}
	c.minute, c.exact = minute, true
	return true
}

// hourSpan reads 10:00-11:00, 3-4pm, 10点到11点: a span of hours, of which the beginning is meant.
func (p *phrase) hourSpan() bool {
	start := p.at
	from, marked := p.spanHour()
	if from == nil || !p.spanMark() {
		return p.back(start)
	}
	until, ends := p.spanHour()
	if until == nil || !ends && (p.before != "from" || p.days == nil) || p.goesOn(p.at) || p.next() == ':' || p.numberGoesOn() {
		return p.back(start)
	}
	if !ends { // tomorrow from 9 to 5
		until.spoken = true
	}
	if !marked { // 3-4pm, 10-11点
		from.half, from.spoken, from.exact = until.half, until.spoken, until.exact && until.half == nil
		if until.half == &pm && from.hour > until.hour && from.hour < 12 { // 11-1pm begins in the morning
			from.half = &am
		}
	}
	p.spanned = strings.TrimSpace(p.source[p.origin[start]:p.origin[p.at]])
	return p.timeIs(*from)
}

// spanHour reads one end of a span of hours; marked says that it shows that it is an hour.
func (p *phrase) spanHour() (c *clock, marked bool) {
	start := p.at
	hour, length := p.digits(2)
	found := length > 0
	if !found {
		hour, found = p.hanFigure()
	}
	if !found || hour > 24 {
		p.at = start
		return nil, false
	}
	c = &clock{hour: hour, exact: length == 2 && hour < 10}
	switch {
	case length > 0 && p.next() == ':':
		p.at++
		minute, digits := p.digits(2)
		if digits != 2 {
			p.at = start
			return nil, false
		}
		c.minute = minute
		p.meridiem(c)
		return c, true
	case p.meridiem(c):
		c.spoken = true
		return c, true
	}
	inner := p.at
	if p.eat("点", "时") {
		c.spoken = true
		if p.eat("半") {
			c.minute = 30
		} else if !p.eat("整", "钟") {
			p.hanMinutes(c)
		}
		return c, true
	}
	p.at = inner
	return c, false
}

// spanMark reads what stands between the ends of a span.
func (p *phrase) spanMark() bool {
	p.skip(blanks)
	found := p.eat("-", "~", "～", "到", "至", "to", "until", "till")
	p.skip(blanks)
	return found
}

// bareHour reports that a number alone is meant as an hour: at 3, and the last word of tomorrow 9.
func (p *phrase) bareHour(hour int) bool {
	if p.before != "at" && (p.days == nil || !p.ends()) {
		return false
	}
	if hour > 24 || p.numberGoesOn() || p.next() == '.' {
		return false
	}
	if !p.ends() {
		p.kinds |= onlyBare // look at 3 houses
	}
	return true
}

// partIsNamed looks ahead for "in the afternoon".
func (p *phrase) partIsNamed() bool {
	ahead := *p
	if ahead.then("at night") {
		return true
	}
	if !ahead.then("in the") {
		return false
	}
	ahead.skip(blanks)
	_, found := first(&ahead.scanner, englishParts)
	return found
}

// colon reads the minutes after 15:, and am or pm, without which 2.30 is no time.
func (p *phrase) colon(c *clock) bool {
	start := p.at
	point := p.eat(".")
	if !point && !p.eat(":") {
		return false
	}
	minute, length := p.digits(2)
	if c.minute = minute; length != 2 {
		return p.back(start)
	}
	if !p.meridiem(c) && point {
		return p.back(start)
	}
	if p.goesOn(p.at) || p.next() == ':' {
		return p.back(start)
	}
	return true
}

// meridiem reads am or pm.
func (p *phrase) meridiem(c *clock) bool {
	half, found := p.meridiemHere()
	if found {
		c.half, c.exact = half, false
	}
	return found
}

func (p *phrase) meridiemHere() (*partOfDay, bool) {
	start := p.at
	p.skip(blanks)
	half, found := first(&p.scanner, []entry[*partOfDay]{{"a.m.", &am}, {"p.m.", &pm}, {"a.m", &am}, {"p.m", &pm}, {"am", &am}, {"pm", &pm}})
	if !found {
		p.at = start
	}
	return half, found
}

// twelve reads noon and midnight after 12.
func (p *phrase) twelve(c *clock) bool {
	if c.hour != 12 {
		return false
	}
	if p.then("midnight") {
		*c = clock{midnight: true}
		return true
	}
	c.exact = p.then("noon")
	return c.exact
}

// point reads what follows 3点: 半, 一刻, 十分, 整.
func (p *phrase) point(c *clock) bool {
	begin := p.at
	if !p.then("点", "时") || p.text[p.at-len("时"):p.at] == "时" && p.follows([]string{"间", "候", "代", "期", "尚"}) {
		return p.back(begin)
	}
	alone := p.days == nil && p.part == nil && p.before == ""
	switch {
	case p.eat("半"):
		c.minute = 30
	case p.eat("一刻钟", "一刻"):
		c.minute = 15
	case p.eat("三刻钟", "三刻"):
		c.minute = 45
	case p.eat("整", "钟", "正"):
	case p.hanMinutes(c):
	case alone && p.follows(afterPoint):
		return p.back(begin)
	}
	c.spoken = true
	return true
}

// hanMinutes reads 十分, 05, 二十.
func (p *phrase) hanMinutes(c *clock) bool {
	start := p.at
	zero := p.follows([]string{"0", "零"})
	n, found := p.hanNumber()
	if found && (p.eat("分") || (n >= 10 || zero) && !p.follows(afterNumber) && !p.goesOn(p.at)) {
		c.minute = n
		return true
	}
	return p.back(start)
}

// hanTo reads 差五分三点, 差一刻五点.
func (p *phrase) hanTo() bool {
	start := p.at
	if !p.eat("差") {
		return false
	}
	n, found := 15, p.eat("一刻")
	if !found {
		n, found = p.hanNumber()
		found = found && p.eat("分")
	}
	hour, named := p.hanNumber()
	if !found || !named || !p.eat("点") || n > 59 || hour > 24 {
		return p.back(start)
	}
	return p.timeIs(to(hour, n))
}

// to returns the clock so many minutes before an hour.
func to(hour, minute int) clock {
	return clock{hour: (hour + 23) % 24, minute: 60 - minute, spoken: true}
}

// fraction reads half past three, quarter to five, ten past 3.
func (p *phrase) fraction() bool {
	start := p.at
	p.eat("a")
	p.skip(blanks)
	n, found := first(&p.scanner, []entry[int]{{"half", 30}, {"quarter", 15}})
	words := !found
	if words {
		p.at = start
		if n, found = first(&p.scanner, englishNumbers); !found {
			return p.back(start)
		}
	}
	p.then("minutes")
	past := p.then("past")
	if !past && (n == 30 || !p.then("to")) {
		return p.back(start)
	}
	p.skip(blanks)
	hour, length := p.digits(2)
	if found = length > 0 && !p.numberGoesOn(); length == 0 {
		hour, found = first(&p.scanner, englishNumbers)
	}
	if !found || hour > 24 || words && n%5 != 0 { // 3 to 5 people are no time
		return p.back(start)
	}
	c := clock{hour: hour, minute: n, spoken: true}
	if !past {
		c = to(hour, n)
	}
	p.meridiem(&c)
	return p.timeIs(c)
}

// partOfDay reads 上午, "in the morning", and "morning" after a day.
func (p *phrase) partOfDay() bool {
	start := p.at
	part, found := first(&p.scanner, hanParts)
	if found {
		short := p.at-start == len("早")
		if p.clock != nil || p.follows(afterPart) || short && p.days == nil && !p.hourFollows() {
			return p.back(start)
		}
		p.part = part
		p.kinds |= maybe
		return true
	}
	part, found = first(&p.scanner, englishParts)
	if !found || p.days == nil && p.before != "the" && p.before != "at" && !p.ends() {
		return p.back(start)
	}
	if p.part = part; p.days == nil && p.clock == nil && p.before != "the" { // good morning
		p.kinds |= onlyBare
	}
	p.kinds |= maybe
	return true
}

// hourFollows looks ahead for 8点.
func (p *phrase) hourFollows() bool {
	ahead := *p
	return ahead.hour()
}
