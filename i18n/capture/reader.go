package capture

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/i18n/when"
)

// reader is a sentence that is being read.
type reader struct {
	Options
	text      string
	tokens    []token
	lex       *lexicon
	dates     []when.Place
	done      []mark // interactions that took place
	plain     []mark // those that did or will
	unreached []mark
	hidden    Span // of the customer's name: its words mean nothing else
	links     []Span
	also      []Span            // hours that belong to a day elsewhere
	found     map[string][]mark // by list
	free      map[string][]mark // those outside the name and addresses
}

func newReader(text string, o Options) *reader {
	r := &reader{Options: o, text: text, lex: words(), hidden: Span{-1, -1}, found: map[string][]mark{}, free: map[string][]mark{}}
	r.tokens = cut(text, r.lex)
	r.links = links(text)
	for _, d := range when.All(possessive.Replace(text), o.Reference) {
		if !slices.ContainsFunc(r.links, func(l Span) bool { return l.meets(Span{d.From, d.To}) }) {
			r.dates = append(r.dates, d)
		}
	}
	r.done, r.plain, r.unreached = r.marks("done"), r.marks("plain"), r.marks("unreached")
	r.join()
	return r
}

// join gives the hour that one phrase names to the day that another of the same clause does: lunch at 12:30 with Amy tomorrow.
func (r *reader) join() {
	for i, hour := range r.dates {
		if !hour.Alone {
			continue
		}
		at, _ := r.at(Span{hour.From, hour.To})
		from, to := r.clause(at, false)
		for j, d := range r.dates {
			begin, _ := r.at(Span{d.From, d.To})
			if d.Alone || d.Hour || d.Past || begin < from || begin >= to {
				continue
			}
			both := d
			both.Time, both.Hour = hour.Time, true
			both.Readings = slices.Clone(d.Readings)
			for k := range both.Readings {
				both.Readings[k].Time = hour.Time
			}
			r.dates[j], r.also = both, append(r.also, Span{hour.From, hour.To})
			r.dates = slices.Delete(r.dates, i, i+1)
			return
		}
	}
}

// possessive makes a day of yesterday's, without moving what follows.
var possessive = strings.NewReplacer("'s ", "   ", "’s ", "     ")

// links are the addresses in a text, in which nothing is told.
func links(text string) (list []Span) {
	for _, scheme := range []string{"http://", "https://"} {
		for from := 0; ; {
			at := strings.Index(text[from:], scheme)
			if at < 0 {
				break
			}
			at += from
			end := at + strings.IndexFunc(text[at:]+" ", func(c rune) bool { return c == ' ' || c == '\n' || c > 0x2E80 })
			list, from = append(list, Span{at, end}), end
		}
	}
	return list
}

func (s Span) meets(other Span) bool { return s.From < other.To && other.From < s.To }

// marks finds the words of a list that stand neither in the customer's name nor in an address.
func (r *reader) marks(list string) []mark {
	marks, known := r.free[list]
	if !known {
		marks = slices.DeleteFunc(slices.Clone(r.all(list)), func(m mark) bool {
			span := r.span(m)
			return span.meets(r.hidden) || slices.ContainsFunc(r.links, span.meets)
		})
		r.free[list] = marks
	}
	return marks
}

// all finds the words of a list wherever they stand.
func (r *reader) all(list string) []mark {
	marks, known := r.found[list]
	if !known {
		marks = find(r.tokens, r.lex.lists[list])
		r.found[list] = marks
	}
	return marks
}

func (r *reader) span(m mark) Span {
	return Span{r.tokens[m.from].span.From, r.tokens[m.to-1].span.To}
}

// hide takes the customer's name out of what is read.
func (r *reader) hide(name Span) {
	r.hidden, r.free = name, map[string][]mark{}
	r.dates = slices.DeleteFunc(r.dates, func(d when.Place) bool { return name.meets(Span{d.From, d.To}) })
	r.done, r.plain, r.unreached = r.marks("done"), r.marks("plain"), r.marks("unreached")
}

// asks reports a question, and what is asked of the bot: it tells of nothing.
func (r *reader) asks() bool {
	for _, m := range r.all("questions") {
		if m.from == 0 || r.tokens[m.from].kind == han && len(r.done) == 0 {
			return true
		}
	}
	return false
}

// tells reports a text with anything in it that may be a part of a proposal.
func (r *reader) tells() bool {
	for _, list := range []string{"done", "plain", "unreached", "strong", "wishes", "weak", "cues", "took", "past"} {
		if len(r.marks(list)) > 0 {
			return true
		}
	}
	return len(r.dates) > 0 || slices.ContainsFunc(r.tokens, isPastForm)
}

// isPastForm reports an English verb that ends as those of the past do.
func isPastForm(t token) bool {
	return t.kind == latin && len(t.word) > 4 && strings.HasSuffix(t.word, "ed") && !strings.HasSuffix(t.word, "eed") && t.word != "need"
}

// clause returns the tokens around one, between signs that end a sentence, and where sub is true between words with which a sentence begins anew.
func (r *reader) clause(at int, sub bool) (from, to int) {
	from, to = at, at+1
	breaks := map[int]bool{}
	if sub {
		for _, m := range r.marks("begins") {
			if r.tokens[m.from].kind != han || !r.ended("names.before", m.from) { // 来我们公司
				breaks[m.from] = true
			}
		}
		for _, d := range r.dates { // what is dictated goes on with the next date
			if i, _ := r.at(Span{d.From, d.To}); i > 0 && r.tokens[i].kind == han && !r.tokens[i].blank {
				breaks[i] = true
			}
		}
	}
	for from > 0 && !r.breaksAt(from) && !breaks[from] {
		from--
	}
	for to < len(r.tokens) && !r.breaksAt(to) && !breaks[to] {
		to++
	}
	for from < to && r.tokens[from].ends() {
		from++
	}
	return from, to
}

// breaksAt reports that a sentence begins anew with a token.
func (r *reader) breaksAt(at int) bool {
	t := r.tokens[at]
	before := r.tokens[at-1]
	switch {
	case r.dated(at) && r.dated(at-1): // a date is one thing: 10:00
		return false
	case before.ends() && (before.word != "," || t.kind != figure || t.blank):
		return true
	case before.word == "." && t.blank, before.word == "-" && before.blank && t.blank:
		return true
	}
	return t.blank && before.kind == han && t.kind == han
}

// dated reports a token within a date.
func (r *reader) dated(at int) bool {
	span := r.tokens[at].span
	return slices.ContainsFunc(r.also, span.meets) || slices.ContainsFunc(r.dates, func(d when.Place) bool { return span.meets(Span{d.From, d.To}) })
}

// aheadWithin reports a date among some tokens that is to come.
func (r *reader) aheadWithin(from, to int) bool {
	return slices.ContainsFunc(r.dates, func(d when.Place) bool {
		at, _ := r.at(Span{d.From, d.To})
		return r.ahead(d) && at >= from && at < to
	})
}

// at returns the tokens of a part of the text.
func (r *reader) at(s Span) (from, to int) {
	from = slices.IndexFunc(r.tokens, func(t token) bool { return t.span.To > s.From })
	if from < 0 {
		return len(r.tokens), len(r.tokens)
	}
	to = from
	for to < len(r.tokens) && r.tokens[to].span.From < s.To {
		to++
	}
	return from, to
}

// within reports that a word of a list stands among tokens.
func (r *reader) within(list string, from, to int) bool {
	return slices.ContainsFunc(r.marks(list), func(m mark) bool { return m.from >= from && m.to <= to })
}

// nearBefore reports a word of a list that ends at most so many tokens before one, in the same clause.
func (r *reader) nearBefore(list string, at, most int) bool {
	from, _ := r.clause(at, false)
	return slices.ContainsFunc(r.marks(list), func(m mark) bool { return m.from >= from && m.to <= at && at-m.to <= most })
}
