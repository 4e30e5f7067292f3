package capture

import (
	"slices"
	"strings"
)

// The words an amount is made of, beside figures.
const (
	hanNumerals   = "一二两三四五六七八九十百千零〇"
	hanUnits      = "万亿千百"
	currencySigns = "$¥￥€£"
)

var (
	latinUnits    = []string{"k", "m", "w", "mio", "million", "mil", "grand", "thousand", "bn"}
	currencyWords = []string{
		"usd", "eur", "cny", "rmb", "gbp", "jpy", "hkd", "sgd", "chf", "dollars", "dollar", "euros", "euro", "bucks",
		"元", "块钱", "块", "美元", "美金", "刀", "欧元", "人民币", "港币", "日元", "英镑",
	}
	currencyPrefixes = []string{"usd", "eur", "cny", "rmb", "gbp", "jpy", "hkd", "us", "hk"}
)

// sum is an amount that was found.
type sum struct {
	from, to int
	text     string
	weight   int // what speaks for it
}

// amount is the words of what the deal is worth, and where they stand; "" where none is named, or what is named is the price of one piece.
func (r *reader) amount() (text string, at Span, plainly bool) {
	best := sum{}
	for at := 0; at < len(r.tokens); at++ {
		s, found := r.sumAt(at)
		if !found {
			continue
		}
		if s.weight > best.weight {
			best = s
		}
		at = s.to - 1
	}
	if best.weight == 0 {
		return "", Span{-1, -1}, false
	}
	span := r.span(mark{from: best.from, to: best.to})
	if from, to := r.clause(best.from, false); r.within("each", from, to) {
		return "", span, false
	}
	return best.text, span, best.weight >= byCurrency
}

// byCurrency is the weight of an amount that names its currency.
const byCurrency = 3

// quantity is a number of things, as in 6 machines.
func (r *reader) quantity() (mark, bool) {
	for at, t := range r.tokens {
		if t.kind == figure && !r.dated(at) && r.counted(at+1) && !t.span.meets(r.hidden) {
			return mark{from: at, to: at + 1}, true
		}
	}
	return mark{}, false
}

// sumAt reads an amount at a token.
func (r *reader) sumAt(at int) (sum, bool) {
	from, to, currency, unit := at, at, false, false
	if t := r.tokens[to]; slices.Contains(currencyPrefixes, t.word) && to+1 < len(r.tokens) {
		to, currency = to+1, true
	}
	if t := r.tokens[to]; t.kind == sign && t.isAmong(currencySigns) && to+1 < len(r.tokens) {
		to, currency = to+1, true
	}
	begin := to
	to = r.number(to)
	if to == begin || r.dated(begin) || begin > 0 && begin == at && !r.tokens[begin].blank && r.tokens[begin-1].kind == latin {
		return sum{}, false
	}
	spoken := r.tokens[begin].kind == han
	for to < len(r.tokens) {
		t := r.tokens[to]
		isUnit := t.kind == han && t.isAmong(hanUnits) || slices.Contains(latinUnits, t.word)
		if !isUnit {
			break
		}
		to, unit = to+1, true
	}
	for range 2 {
		word, end := r.currencyAt(to)
		if word == "" {
			break
		}
		to, currency = end, true
	}
	s := sum{from: from, to: to, text: r.spelt(from, to)}
	if r.counted(to) || slices.ContainsFunc(r.links, r.span(mark{from: from, to: to}).meets) || r.IsAmount == nil || !r.IsAmount(s.text) {
		return sum{}, false
	}
	context := r.nearBefore("amounts", from, 3)
	large := spoken && strings.ContainsAny(s.text, "万亿") || unit
	switch {
	case currency:
		s.weight = byCurrency
	case large:
		s.weight = 2
	case context && to-begin >= 1 && len(r.tokens[begin].word) >= 3:
		s.weight = 1
	}
	if s.weight > 0 && context {
		s.weight += 2
	}
	return s, s.weight > 0
}

// number takes figures with what groups them, or a number in Chinese.
func (r *reader) number(at int) int {
	if at >= len(r.tokens) {
		return at
	}
	if t := r.tokens[at]; t.kind == han {
		for at < len(r.tokens) && r.tokens[at].kind == han && r.tokens[at].isAmong(hanNumerals+"万亿") {
			at++
		}
		return at
	} else if t.kind != figure {
		return at
	}
	at++
	for at+1 < len(r.tokens) && !r.tokens[at].blank && !r.tokens[at+1].blank && (r.tokens[at].word == "," || r.tokens[at].word == ".") && r.tokens[at+1].kind == figure {
		at += 2
	}
	return at
}

// currencyAt takes the name of a currency.
func (r *reader) currencyAt(at int) (string, int) {
	for _, word := range currencyWords {
		end, left := at, word
		for end < len(r.tokens) && left != "" && strings.HasPrefix(left, r.tokens[end].word) {
			left = strings.TrimPrefix(left, r.tokens[end].word)
			end++
		}
		if left == "" {
			return word, end
		}
	}
	return "", at
}

// counted reports that what stands at a token is counted by the number in front of it: 100人, 3点.
func (r *reader) counted(at int) bool {
	if at >= len(r.tokens) {
		return false
	}
	if t := r.tokens[at]; t.kind == sign && t.isAmong("%:/") && !t.blank {
		return true
	}
	return slices.ContainsFunc(find(r.tokens[at:], r.lex.lists["counters"]), func(m mark) bool { return m.from == 0 })
}

// spelt is an amount with its words spelt out, as those who read amounts take it.
func (r *reader) spelt(from, to int) string {
	text := ""
	for at := from; at < to; at++ {
		word, end := r.currencyAt(at)
		if word == "" || at == from {
			word, end = r.tokens[at].word, at+1
		}
		if says, known := r.lex.says[word]; known {
			word = says
		}
		if text != "" && r.tokens[at].kind == latin && at > from && r.tokens[at].word == word && len(word) > 1 {
			text += " "
		}
		text += word
		at = end - 1
	}
	return text
}
