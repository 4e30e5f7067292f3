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
		return nil
	}
	best := 0
	for i := range found {
		a, b := found[i], found[best]
		switch general := map[string]bool{"chat": true, "other": true}; {
		case general[b.Kind] && !general[a.Kind], b.Kind == "other" && a.Kind == "chat":
			best = i
		case general[a.Kind] && !general[b.Kind]:
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

// happened says how sure it is that what a mark names took place: 0 where it didn't.
func (r *reader) happened(m mark) float64 {
	from, to := r.clause(m.from, false)
	if r.within("unreached", from, to) || r.nearBefore("no", m.from, 1) {
		return 0
	}
	if slices.Contains(r.done, m) {
		if r.nearBefore("planned", m.from, 1) && r.tokens[m.from].kind == latin {
			return 0
		}
		return byItself
	}
	subFrom, subTo := r.clause(m.from, true)
	took := slices.ContainsFunc(r.marks("took"), func(t mark) bool { return t.from >= m.to && t.from <= m.to+1 && t.to <= to })
	switch {
	case took, r.nearBefore("already", m.from, 6):
		return byAspect
	case r.nearBefore("planned", m.from, 4):
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
		if r.ahead(d) && at >= subFrom && at < subTo {
			return 0
		}
	}
	if r.isImperative(m, from) {
		return hardly
	}
	if r.within("took", from, to) {
		return byClause
	}
	return byDefault
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
	case d.Day.Equal(today):
		return d.Time == "" || d.Time <= r.Reference.Now.Format("15:04")
	case !d.Weekday && d.Hour == (d.Time != "") && d.Day.Sub(d.Lately.Day) > 0:
		return today.Sub(d.Lately.Day) < d.Day.Sub(today)
	}
	return false
}

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
		if inClause && !behind && d.Weekday && d.Lately != nil && !r.until(d, end) {
			return named(*d.Lately, d.Hour)
		}
	}
	if len(r.marks("vague")) > 0 {
		return when.Moment{}
	}
	return when.Moment{Day: day(r.Reference.Now)}
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
	return strings.HasPrefix(phrase, "by ") || strings.HasSuffix(phrase, "前") || end < len(r.tokens) && r.tokens[end].word == "前"
}
