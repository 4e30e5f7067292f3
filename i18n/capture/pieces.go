package capture

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pieces are the parts of the text that may name a customer, those for which the most speaks first.
func (r *reader) pieces() []piece {
	places := r.places()
	var list []piece
	for i, from := range places {
		for _, to := range places[i+1:] {
			if !r.nameable(from, to) {
				break
			}
			span := r.span(mark{from: from, to: to})
			text := strings.TrimSpace(r.text[span.From:span.To])
			if utf8.RuneCountInString(text) > longestName {
				break
			}
			if score := r.score(from, to, places); score > noName/2 {
				list = append(list, piece{from: from, to: to, text: text, score: score})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b piece) int {
		if a.score != b.score {
			return int((b.score - a.score) * 100)
		}
		return len(b.text) - len(a.text)
	})
	return list
}

// nameable reports tokens that may be a name: no sign that ends a sentence among them, and not too many words.
func (r *reader) nameable(from, to int) bool {
	latinWords := 0
	for at := from; at < to; at++ {
		t := r.tokens[at]
		stop := t.word == "." && at > from && at+1 < to && r.tokens[at+1].blank
		if t.ends() || stop || t.kind == sign && t.isAmong("\"“”「」『』《》<>$¥€£") {
			return false
		}
		if t.kind == latin {
			latinWords++
		}
	}
	return latinWords <= mostWords && r.tokens[from].kind != sign
}

// cutting are the lists whose words stand beside names.
var cutting = []string{
	"done", "plain", "unreached", "strong", "weak", "wants", "wishes", "coming", "planned", "already", "cues", "acts", "begins", "lead", "took", "no", "past",
	"names.before", "names.after", "names.titles", "names.never", "names.new",
}

// places are the tokens at which a name may begin or end.
func (r *reader) places() []int {
	at := map[int]bool{0: true, len(r.tokens): true}
	for _, list := range cutting {
		for _, m := range r.all(list) {
			at[m.from], at[m.to] = true, true
			if list == "names.titles" && m.from > 0 { // the surname in front of it: 大华刘工
				at[m.from-1] = true
			}
		}
	}
	for _, d := range r.dates {
		from, to := r.at(Span{d.From, d.To})
		at[from], at[to] = true, true
	}
	for i, t := range r.tokens {
		if t.kind == sign && (t.word != "&" && t.word != "." && t.word != "-" || i+1 == len(r.tokens) || t.word != "&" && r.tokens[i+1].blank) || i > 0 && (t.blank || t.kind == han) != (r.tokens[i-1].kind == han && !t.blank) {
			at[i] = true
			if t.kind == sign {
				at[i+1] = true
			}
		}
	}
	for _, m := range r.all("names.org") { // 有限公司 is one word
		at[m.from], at[m.to] = true, true
		for i := m.from + 1; i < m.to; i++ {
			delete(at, i)
		}
	}
	list := make([]int, 0, len(at))
	for i := range at {
		list = append(list, i)
	}
	slices.Sort(list)
	return list
}

// score says how much speaks for tokens being a name.
func (r *reader) score(from, to int, _ []int) float64 {
	tokens := r.tokens[from:to]
	span := r.span(mark{from: from, to: to})
	if r.lex.has("names.never", tokens) || !slices.ContainsFunc(tokens, func(t token) bool { return t.kind == han || t.kind == latin || len(t.word) > 4 }) {
		return noName
	}
	if slices.ContainsFunc(r.links, span.meets) {
		return noName
	}
	return r.scoreBefore(from) + r.scoreBehind(to) + r.scoreWithin(from, to)
}

// scoreBefore is what stands in front of a name.
func (r *reader) scoreBefore(from int) (score float64) {
	switch {
	case from == 0:
		return 2
	case r.ended("names.before", from) || r.ended("names.new", from) || from > 1 && r.tokens[from-1].ends() && r.ended("names.new", from-1):
		return 3
	case r.tokens[from-1].ends() || r.tokens[from-1].kind == sign:
		return 2
	}
	for _, list := range []string{"done", "plain", "planned", "unreached", "begins", "already"} {
		if r.ended(list, from) {
			score = 2
		}
	}
	if r.dated(from-1) && !r.dated(from) {
		score = 1.5
	}
	return score
}

// scoreBehind is what stands behind it.
func (r *reader) scoreBehind(to int) float64 {
	switch {
	case to == len(r.tokens):
		return 1
	case r.tokens[to].kind == sign:
		return 1
	case r.dated(to) && !r.dated(to-1):
		return 1
	case r.tokens[to].blank && r.tokens[to].kind == han:
		return 1
	}
	for _, list := range []string{"names.after", "done", "plain", "strong", "weak", "wants", "begins", "unreached", "acts", "no", "past"} {
		if r.beginsAt(list, to) {
			return 1.5
		}
	}
	return 0
}

// scoreWithin is what stands in it: the name of a company is one, and words that mean something else are none.
func (r *reader) scoreWithin(from, to int) (score float64) {
	if r.endsWith("names.org", from, to) {
		score += 2
	}
	if r.tokens[from].upper {
		score += 1.5
	}
	for _, list := range cutting {
		if list == "names.titles" || list == "lead" || list == "names.after" || list == "names.never" || list == "acts" || list == "no" || list == "took" || list == "names.before" && from+1 < to {
			continue
		}
		for _, m := range r.inside(list, from, to) {
			if !r.tokens[m.from].upper {
				score -= 1.5
			}
		}
	}
	for _, d := range r.dates {
		if span := r.span(mark{from: from, to: to}); span.meets(Span{d.From, d.To}) {
			score -= 2
		}
	}
	if to-from == 1 && r.tokens[from].kind == han {
		score += noName
	}
	return score
}

// beginsAt reports that a word of a list begins with a token.
func (r *reader) beginsAt(list string, at int) bool {
	_, found := slices.BinarySearchFunc(r.all(list), at, func(m mark, at int) int { return m.from - at })
	return found
}

// ended reports that a word of a list ends in front of a token.
func (r *reader) ended(list string, at int) bool {
	return slices.ContainsFunc(r.inside(list, max(0, at-longestWord), at), func(m mark) bool { return m.to == at })
}
