package capture

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/i18n/when"
)

// How sure a follow-up is, by what stands beside its date.
const (
	byCue    = 0.9
	byAct    = 0.8
	byItsDay = 0.65 // a day, and nobody says what for
	byPeriod = 0.4  // a week or a month
	ifLoose  = 0.15
)

// followUp is what is to be done, on a day that is ahead; nil where none is named.
func (r *reader) followUp(happened *Interaction) *FollowUp {
	var best *FollowUp
	for _, d := range r.dates {
		if !r.ahead(d) || happened != nil && d.Weekday && d.Lately != nil && named(*d.Lately, d.Hour) == happened.When {
			continue
		}
		if sure := r.plans(d); sure > 0 && (best == nil || sure > best.Sure) {
			best = &FollowUp{When: d.When, Sure: sure, Span: Span{d.From, d.To}, Title: r.plan(d, happened)}
		}
	}
	return best
}

// plans says how sure it is that something is to be done on a day.
func (r *reader) plans(d when.Place) float64 {
	at, end := r.at(Span{d.From, d.To})
	from, to := r.clause(at, false)
	sure := byItsDay
	far := r.within("far", at, end)
	if r.within("periods", at, end) || far {
		sure = byPeriod
	}
	if r.denied(at) {
		return 0
	}
	if r.lasts(d, at) {
		sure = byPeriod
	}
	for _, m := range r.marks("cues") {
		if m.from >= from && m.to <= to {
			if r.nearBefore("no", m.from, 2) {
				return 0
			}
			sure = byCue
		}
	}
	if sure < byAct && !far && r.says(from, to) && !r.lasts(d, at) {
		sure = byAct
	}
	if d.Loose && !d.Hour && at != from {
		sure -= ifLoose
	}
	return sure
}

// plan is what is to be done on a day: all that follows where the sentence tells of nothing else, else what stands beside the date.
func (r *reader) plan(d when.Place, happened *Interaction) string {
	date := Span{d.From, d.To}
	without := func(s Span) bool { return s.meets(date) || slices.ContainsFunc(r.also, s.meets) }
	at, end := r.at(date)
	if happened == nil && len(r.unreached) == 0 && r.deal() == nil {
		from, to := r.clause(at, false)
		if !r.says(from, to) {
			from = 0
		}
		return shortenPlan(r.words(r.afterName(from), len(r.tokens), without))
	}
	from, to := r.clause(at, true)
	if whole, end := r.clause(at, false); happened == nil && !r.says(whole, end) { // what is to be done stands elsewhere: he is away until Monday, call him then
		return shortenPlan(r.words(0, len(r.tokens), without))
	}
	title := r.words(from, to, without)
	if after := r.words(end, to, without); r.tokens[at].kind == han && utf8.RuneCountInString(after) > 1 {
		title = after
	}
	if utf8.RuneCountInString(title) < 2 {
		from, to = r.clause(at, false)
		title = r.words(from, to, without)
	}
	for to < len(r.tokens) && r.tokens[to].ends() {
		to++
	}
	if utf8.RuneCountInString(title) < 2 && to < len(r.tokens) { // next Monday: call them
		_, end = r.clause(to, false)
		title = r.words(to, end, without)
	}
	return shortenPlan(title)
}

// denied reports a day on which nothing is to be done, or by which something isn't.
func (r *reader) denied(at int) bool {
	from, to := r.clause(at, true)
	return slices.ContainsFunc(r.marks("no"), func(n mark) bool {
		return n.from >= from && n.to <= to && !r.covered("planned", n) && !r.covered("unreached", n) && !r.covered("else", n)
	})
}

// lasts reports a day until which something is as it is.
func (r *reader) lasts(d when.Place, at int) bool {
	phrase := strings.ToLower(d.Phrase)
	return strings.HasPrefix(phrase, "until ") || strings.HasPrefix(phrase, "till ") || at > 0 && r.tokens[at-1].isAmong("到至")
}

// says reports that something is to be done among some tokens.
func (r *reader) says(from, to int) bool {
	return r.within("cues", from, to) || r.within("acts", from, to) || r.within("plain", from, to)
}

// isSubject reports that the customer in front of a token is the one who does what is told.
func (r *reader) isSubject(at int) bool {
	return at < len(r.tokens) && slices.Contains([]string{"的", "那", "说"}, r.tokens[at].word)
}

// longPlan is how long the title of a follow-up may be, in characters.
const longPlan = 200

func shortenPlan(title string) string {
	runes := []rune(title)
	return strings.TrimSpace(string(runes[:min(len(runes), longPlan)]))
}
