package capture

import (
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/i18n/when"
)

// How sure an interaction is, by what says that it took place.
const (
	byItself  = 0.85 // 打了电话, met
	byAspect  = 0.8  // 拜访 beside 了, or a date that is past
	byClause  = 0.7  // 了 stands somewhere in its clause
	byDefault = 0.62 // nothing says that it is ahead
	hardly    = 0.3
)

// channels are the kinds that say by what means somebody talked.
var channels = map[string]bool{"call": true, "wechat": true, "email": true}

// interaction is what has happened; nil where nothing has, or it is only planned.
func (r *reader) interaction() *Interaction {
	var found []Interaction
	var marks []mark
	for _, m := range slices.Concat(r.done, r.plain) {
		if sure := r.happened(m); sure > 0 {
			found, marks = append(found, Interaction{Kind: m.kind, Sure: sure, Span: r.span(m)}), append(marks, m)
		}
	}
	if len(found) == 0 {
		return r.somehow()
	}
	best := 0
	for i := range found {
		a, b := found[i], found[best]
		switch general := map[string]bool{"chat": true, "other": true}; {
		case general[b.Kind] && !general[a.Kind] && (channels[a.Kind] || a.Sure > byDefault), b.Kind == "other" && a.Kind == "chat":
			best = i
		case general[a.Kind] && !general[b.Kind] && (channels[b.Kind] || b.Sure > byDefault):
		case a.Sure >= Enough != (b.Sure >= Enough):
			if a.Sure > b.Sure {
				best = i
			}
		case a.Span.From < b.Span.From:
			best = i
		}
	}
	one := found[best]
	for _, other := range found {
		one.Sure = max(one.Sure, other.Sure)
	}
	one.When = r.happenedAt(marks[best])
	return &one
}

// somehow is what has happened where nothing says in which way: only a verb that is past.
func (r *reader) somehow() *Interaction {
	verbs := slices.Concat(r.marks("past"), r.took())
	for at, t := range r.tokens {
		if isPastForm(t) && !t.span.meets(r.hidden) && !r.lex.has("strong", r.tokens[at:at+1]) {
			verbs = append(verbs, mark{from: at, to: at + 1})
		}
	}
	for _, m := range verbs {
		from, to := r.clause(m.from, false)
		business := slices.ContainsFunc(slices.Concat(r.marks("strong"), r.marks("weak")), func(b mark) bool { return b.to == m.from || b.from <= m.from && b.to >= m.to })
		planned := slices.ContainsFunc(r.marks("planned"), func(p mark) bool { return p.from >= from && p.from <= m.from })
		moved := r.within("arranged", from, to) && r.aheadWithin(m.to, to)
		if r.inVain(m, to) || business || planned || moved || r.within("turned", from, to) || r.within("no", from, to) || r.orders(from) {
			continue
		}
		if slices.ContainsFunc(r.dates, func(d when.Place) bool {
			at, _ := r.at(Span{d.From, d.To})
			return r.ahead(d) && at >= from && at < m.from
		}) {
			continue
		}
		if slices.ContainsFunc(r.dates, func(d when.Place) bool { // what was asked for is ahead
			at, _ := r.at(Span{d.From, d.To})
			return at >= m.to && at < to && r.verbBetween(m.to, at)
		}) {
			continue
		}
		return &Interaction{Kind: "other", Sure: byDefault, Span: r.span(m), When: r.happenedAt(m)}
	}
	return nil
}

// happened says how sure it is that what a mark names took place: 0 where it didn't.
func (r *reader) happened(m mark) float64 {
	from, to := r.clause(m.from, false)
	if r.inVain(m, to) || r.nearBefore("no", m.from, 1) || r.covered("else", m) {
		return 0
	}
	subFrom, subTo := r.clause(m.from, true)
	if slices.Contains(r.done, m) {
		if r.nearBefore("planned", m.from, 1) && r.tokens[m.from].kind == latin {
			return 0
		}
		return byItself
	}
	took := func(until int) bool {
		return slices.ContainsFunc(r.took(), func(t mark) bool { return t.from >= m.to && t.from <= until && t.to <= to })
	}
	switch {
	case r.within("arranged", from, to) && r.aheadWithin(from, to), r.stillNot(m, to):
		return 0
	case r.nearBefore("arranged", m.from, 4), r.nearBefore("coming", m.from, 1):
		return 0
	case took(m.to + 1), r.nearBefore("already", m.from, 6), r.nearBefore("past", m.from, 4), r.pastBefore(m.from, 4):
		return byAspect
	case r.nearBefore("planned", m.from, 4):
		return 0
	case slices.ContainsFunc(r.dates, func(d when.Place) bool { // the demo is moved to Friday
		at, _ := r.at(Span{d.From, d.To})
		return r.ahead(d) && at >= m.to && at < to && slices.ContainsFunc(r.marks("planned"), func(p mark) bool { return p.from >= m.to && p.from <= at && p.to >= at })
	}):
		return 0
	}
	for _, d := range r.dates {
		at, _ := r.at(Span{d.From, d.To})
		if at < subFrom || at >= subTo {
			if at < from || at >= to {
				continue
			}
		}
		if r.isPast(d) {
			return byAspect
		}
		if r.ahead(d) && at >= subFrom && at < subTo && (at <= m.to || !took(at)) { // 微信确认了下周看货
			return 0
		}
	}
	if r.isImperative(m, from) {
		return hardly
	}
	if r.datedApart() { // a demo at their office, Dec 3rd, 11am
		return 0
	}
	if slices.ContainsFunc(r.took(), func(t mark) bool { return t.from >= from && t.to <= to }) {
		return byClause
	}
	return byDefault
}

// orders reports a clause that begins with what somebody is to do: check whether they got it.
func (r *reader) orders(from int) bool {
	return slices.ContainsFunc(slices.Concat(r.marks("acts"), r.marks("cues")), func(m mark) bool { return m.from == from && r.tokens[from].kind == latin })
}

// inVain reports that nobody was reached, as is said in the clause or in the next one.
func (r *reader) inVain(m mark, to int) bool {
	next := to
	for next < len(r.tokens) && r.tokens[next].ends() {
		next++
	}
	if next < len(r.tokens) {
		_, to = r.clause(next, false)
	}
	from, _ := r.clause(m.from, false)
	return r.within("unreached", from, to)
}

// took are the words that say that something took place: 了, but not that of 为了.
func (r *reader) took() []mark {
	return slices.DeleteFunc(slices.Clone(r.marks("took")), func(m mark) bool { return r.covered("else", m) })
}

// stillNot reports that what a mark names hasn't been done: 邮件还没回.
func (r *reader) stillNot(m mark, to int) bool {
	at := m.to
	if at < to && r.tokens[at].isAmong("还都也又") {
		at++
	}
	return slices.ContainsFunc(r.marks("no"), func(n mark) bool { return n.from == at && at < to && r.tokens[at].kind == han })
}

// pastBefore reports an English verb of the past at most so many words in front of one.
func (r *reader) pastBefore(at, most int) bool {
	from, _ := r.clause(at, false)
	if from < at && r.tokens[at-1].word == "to" { // asked me to ring him
		return false
	}
	return slices.ContainsFunc(r.tokens[max(from, at-most):at], isPastForm)
}

// datedApart reports a day that is ahead in a clause of its own: what the sentence tells is on that day.
func (r *reader) datedApart() bool {
	return slices.ContainsFunc(r.dates, func(d when.Place) bool {
		begin, _ := r.at(Span{d.From, d.To})
		from, to := r.clause(begin, false)
		for at := from; at < to; at++ {
			if !r.dated(at) && r.tokens[at].kind != sign {
				return false
			}
		}
		return r.ahead(d)
	})
}

// isImperative reports a word at the beginning of its clause that tells somebody to do it.
func (r *reader) isImperative(m mark, from int) bool {
	for from < m.from && r.lex.has("lead", r.tokens[from:from+1]) {
		from++
	}
	return m.from == from && r.lex.has("imperative", r.tokens[m.from:m.to])
}

// isPast reports a date that is over, or today without an hour that is ahead.
func (r *reader) isPast(d when.Place) bool {
	if d.Past {
		return true
	}
	today := day(r.Reference.Now)
	switch {
	case d.Lately == nil:
		return false
	case d.Lately.Day.Equal(today) && (!d.Hour || d.Day.Equal(today) && d.Lately.Time >= workBegins): // the afternoon, in the afternoon
		return true
	case d.Day.Equal(today):
		return d.Time == "" || d.Time <= r.Reference.Now.Format("15:04")
	case !d.Weekday && d.Hour == (d.Time != "") && d.Day.Sub(d.Lately.Day) > 0:
		return today.Sub(d.Lately.Day) < d.Day.Sub(today)
	}
	return false
}

// workBegins is the hour from which an hour that is past is meant rather than the same one in the evening.
const workBegins = "08:00"

// ahead reports a date that is to come.
func (r *reader) ahead(d when.Place) bool { return !d.Past && !r.isPast(d) }

func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// happenedAt is when what a mark names was: the date that is past, or a weekday beside it, else today.
func (r *reader) happenedAt(m mark) when.Moment {
	for _, d := range r.dates {
		if r.isPast(d) {
			return named(*d.Lately, d.Hour)
		}
	}
	from, to := r.clause(m.from, false)
	for _, d := range r.dates {
		at, end := r.at(Span{d.From, d.To})
		inClause := at >= from && at < to
		behind := at >= m.to && r.tokens[at].kind == han
		if inClause && !behind && d.Weekday && d.Lately != nil && !r.until(d, end) && !r.verbBetween(m.to, at) {
			return named(*d.Lately, d.Hour)
		}
	}
	if len(r.marks("vague")) > 0 {
		return when.Moment{}
	}
	return when.Moment{Day: day(r.Reference.Now)}
}

// verbBetween reports another verb between two places, to which a date behind it belongs: asked me to ring him on Wednesday.
func (r *reader) verbBetween(from, to int) bool {
	return slices.ContainsFunc(slices.Concat(r.marks("acts"), r.marks("cues"), r.plain, r.marks("planned")), func(m mark) bool {
		return m.from > from && m.to <= to && r.tokens[m.from-1].word == "to"
	}) || slices.ContainsFunc(r.plain, func(m mark) bool { return m.from > from && m.to <= to && r.tokens[m.from].kind == latin })
}

// named is a moment without an hour that nobody has named.
func named(m when.Moment, hour bool) when.Moment {
	if !hour {
		m.Time = ""
	}
	return m
}

// until reports a date by which something is to be done: by Friday, 周四前.
func (r *reader) until(d when.Place, end int) bool {
	phrase := strings.ToLower(d.Phrase)
	if from, _ := r.at(Span{d.From, d.To}); from > 0 && slices.Contains([]string{"to", "until", "till", "for", "by"}, r.tokens[from-1].word) {
		return true
	}
	return strings.HasPrefix(phrase, "by ") || strings.HasSuffix(phrase, "前") || end < len(r.tokens) && r.tokens[end].word == "前"
}
