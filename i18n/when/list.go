package when

import "strings"

// alternative reads what leads to another phrase of which one or the other is meant: or, to, 、. It returns where that phrase begins.
func (r *result) alternative(text string) (begin int, listed bool) {
	between := fold(text[r.end:])
	between.skip(" ,;")
	r.p.strict = false
	if !between.eat("或者", "或", "还是", "or") {
		original := strings.TrimLeft(text[r.end:], " ")
		mark := strings.HasPrefix(original, "、") || strings.HasPrefix(original, "/")
		if between = fold(text[r.end:]); mark {
			between.skip(" ,/")
		} else if between.skip(blanks); r.weekdaysFollow(&between) {
		} else if !between.eat("and", "to", "through", "till", "until", "-", "~", "和", "及", "跟", "到", "至") {
			return 0, false
		}
		r.p.strict = true
	}
	between.skip(blanks)
	return r.end + between.origin[between.at], true
}

// follow lets a phrase begin where another ended: 6日 is that after 1月5日.
func (p *phrase) follow(other *phrase) {
	if other == nil {
		return
	}
	p.listed = other.strict && other.kinds&plainly != 0 && other.clock == nil && other.weekdays == nil
	if other.days != nil {
		p.anchor = other.days[0]
	}
	p.weekly = other.weekdays != nil
}

// weekdaysFollow looks ahead for more weekdays right behind one: 下周二三.
func (r *result) weekdaysFollow(s *scanner) bool {
	ahead := phrase{scanner: *s}
	_, found := ahead.hanWeekday()
	if _, more := ahead.hanWeekday(); more && found {
		ahead.hanWeekday()
	}
	return found && r.p.weekdays != nil && ahead.apart()
}

// apart reports that nothing follows right here, but the end, a blank or a comma.
func (p *phrase) apart() bool { return p.ends() || strings.IndexByte(" ,;", p.next()) >= 0 }

// alsoWeekday reads a weekday whose 周 stands in front of another: 下周三或四.
func (p *phrase) alsoWeekday() bool {
	start := p.at
	weekday, found := p.hanWeekday()
	ahead := *p
	_, more := ahead.hanWeekday()
	if ends := p.apart() || more && ahead.apart(); !p.weekly || !found || isDigit(p.text[start]) || !ends {
		return p.back(start)
	}
	p.kinds |= plainly
	p.coming(weekday)
	return true
}

// inherit lets a time belong to the day, and the half of the day, of the phrase in front of it: 明天下午3点或4点.
func (p *phrase) inherit(other *phrase) {
	p.own = p.days != nil
	if other == nil || p.own {
		return
	}
	if other.days != nil {
		p.days = other.days[:1]
	}
	if p.clock != nil && p.clock.half == nil && p.part == nil {
		p.part = other.part
		if other.clock != nil && other.clock.half != nil {
			p.part = other.clock.half
		}
	}
}

// otherThan reports whether a phrase is one of several with the one in front of it. Behind what isn't "or" it names a day
// of its own: from Monday to Wednesday, but not Monday to three customers.
func (p *phrase) otherThan(other *phrase) bool {
	return !other.strict || p.own && other.days != nil
}
