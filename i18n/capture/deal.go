package capture

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// How sure a deal is, by what speaks for it.
const (
	byWish     = 0.8
	byBusiness = 0.7
	byAmount   = 0.65
	longTitle  = 60 // characters
)

// deal is what the customer wants to buy; nil where nobody wants anything.
func (r *reader) deal() *Deal {
	amount, amountAt, plainly := r.amount()
	best, sure := mark{}, 0.0
	for _, m := range slices.Concat(r.marks("strong"), r.marks("wishes")) {
		if !r.refused(m) && !r.covered("persons", m) && !r.forFree(m) && !r.wonders(m) && sure < byWish {
			best, sure = m, byWish
		}
	}
	for _, m := range r.marks("weak") {
		from, _ := r.clause(m.from, false)
		wanted := slices.ContainsFunc(r.marks("wants"), func(w mark) bool {
			return w.from >= from && w.to <= m.from && !r.refused(w) && !r.covered("planned", w) && !r.forFree(w) && !r.actBetween(w.to, m.from)
		})
		switch {
		case r.refused(m), r.covered("persons", m):
		case wanted && sure < byBusiness:
			best, sure = m, byBusiness
		case amount != "" && (sure < byAmount || sure == byAmount && r.together(m, amountAt) && !r.together(best, amountAt)):
			best, sure = m, byAmount
		}
	}
	if m, counted := r.quantity(); sure == 0 && counted && plainly && !r.refused(m) { // 6 machines, EUR 9,400
		best, sure = m, byAmount
	}
	if sure == 0 {
		return nil
	}
	d := &Deal{Sure: sure, Span: r.span(best), Amount: amount}
	d.Title = r.dealTitle(best, amountAt)
	return d
}

// together reports a word in the clause of the amount.
func (r *reader) together(m mark, amount Span) bool {
	from, to := r.clause(m.from, false)
	at, _ := r.at(amount)
	return at >= from && at < to
}

// refused reports what the customer doesn't want, or has turned down.
func (r *reader) refused(m mark) bool {
	from, to := r.clause(m.from, false)
	overlaps := func(n mark) bool { return n.from < m.from && n.to > m.from } // 不需要报价
	return r.nearBefore("no", m.from, 4) || slices.ContainsFunc(r.marks("no"), overlaps) || slices.ContainsFunc(r.marks("turned"), func(t mark) bool { return t.from >= from && t.to <= to })
}

// wonders reports what is only asked: 合同签了没.
func (r *reader) wonders(m mark) bool {
	return m.to < len(r.tokens) && r.tokens[m.to].isAmong("没吗么") && r.tokens[m.to].kind == han
}

// forFree reports a wish for what nobody buys: she wants to move the date, they want a discount.
func (r *reader) forFree(m mark) bool {
	last := r.lex.sets["wants "+r.tokens[m.to-1].word] || r.tokens[m.to-1].word == "need"
	return last && slices.ContainsFunc(r.marks("free"), func(f mark) bool { return f.from >= m.to && f.from <= m.to+2 })
}

// actBetween reports that something else is done between two places: 要给他们发合同.
func (r *reader) actBetween(from, to int) bool {
	return slices.ContainsFunc(r.marks("acts"), func(a mark) bool {
		return a.from >= from && a.to <= to && r.tokens[a.from].kind == han && a.to-a.from > 0 && r.tokens[a.from].word != "出" && r.tokens[a.from].word != "做"
	})
}

// covered reports that a mark stands within a longer word of a list: the want of "want to".
func (r *reader) covered(list string, m mark) bool {
	return slices.ContainsFunc(r.marks(list), func(o mark) bool { return o.from <= m.from && o.to >= m.to && o.to-o.from > m.to-m.from })
}

// dealTitle is the clause that names the deal, without the amount and what leads to it.
func (r *reader) dealTitle(m mark, amount Span) string {
	from, to := r.clause(m.from, true)
	from = r.afterName(from)
	title := r.words(from, to, func(s Span) bool { return s.meets(amount) || r.isDate(s) })
	if utf8.RuneCountInString(title) < 2 {
		title = r.words(m.from, m.to, func(Span) bool { return false })
	}
	return shorten(r.trimTail(title))
}

// afterName is the token behind the customer's name where a clause begins with it, and from where it doesn't.
func (r *reader) afterName(from int) int {
	at, to := r.at(r.hidden)
	if at > from || to <= from || r.hidden.From < 0 || r.isSubject(to) {
		return from
	}
	if to+1 < len(r.tokens) && r.tokens[to].word == "'" && r.tokens[to+1].word == "s" {
		to += 2
	}
	return to
}

func shorten(title string) string {
	runes := []rune(title)
	return strings.TrimSpace(string(runes[:min(len(runes), longTitle)]))
}

func (r *reader) isDate(s Span) bool {
	from, _ := r.at(s)
	return from < len(r.tokens) && r.dated(from)
}

// words is the text of some tokens as it was written, without those that are left out, and without what leads to it.
func (r *reader) words(from, to int, without func(Span) bool) string {
	for from < to {
		skipped := 0
		for _, m := range find(r.tokens[from:to], r.lex.lists["lead"]) {
			if m.from == 0 {
				skipped = m.to
			}
		}
		if t := r.tokens[from]; skipped == 0 && (without(t.span) || t.kind == sign && !t.isAmong("\"“「『¥$€£")) {
			skipped = 1
		}
		if skipped == 0 {
			break
		}
		from += skipped
	}
	text := ""
	for at := from; at < to; at++ {
		t := r.tokens[at]
		if without(t.span) {
			continue
		}
		if text != "" && (t.blank || at > from && without(r.tokens[at-1].span) && t.kind != han) && t.kind != sign {
			text += " "
		} else if text != "" && t.blank && t.kind == sign && t.word == "&" {
			text += " "
		}
		text += r.text[t.span.From:t.span.To]
	}
	return strings.Trim(text, titleSigns)
}

// titleSigns are what a title neither begins nor ends with.
const titleSigns = " ,，。.;；、:：!！-"

// trimTail takes off the words that led to what was left out: want a quote for.
func (r *reader) trimTail(text string) string {
	for {
		tokens := cut(text, r.lex)
		at := len(tokens)
		for from := max(0, at-longestEnding); from < len(tokens) && at == len(tokens); from++ {
			if r.lex.has("tail", tokens[from:]) {
				at = from
			}
		}
		if at == len(tokens) || at == 0 {
			return text
		}
		text = strings.Trim(text[:tokens[at].span.From], titleSigns)
	}
}
