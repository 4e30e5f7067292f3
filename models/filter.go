package models

import (
	"math"
	"slices"
	"strings"
)

// Filter is a condition of a search on one field of the customer.
type Filter struct {
	Field    Field
	Not      bool    // those that meet it are left out, and those with no value of the field are found
	Any      []Match // met by whoever has any of these
	Personal bool    // the field is about a person: a value that is asked for is a question
}

// Match is what a filter asks of a field's value.
type Match struct {
	By       MatchBy
	Value    string // of MatchValue, MatchBeginning and MatchWords
	From, To int64  // of MatchSpan, both included: numbers in ten-thousandths, days as DateKey has them; MinKey and MaxKey are no bound
}

// MatchBy is how a value is asked for.
type MatchBy string

// The ways to ask for a value.
const (
	MatchValue     MatchBy = "value"     // it is this one: a choice's or an option's key, a Slack user ID, a text as it is compared
	MatchBeginning MatchBy = "beginning" // it begins so: of custom texts
	MatchSpan      MatchBy = "span"      // it lies between two: of numbers, days and moments, whose days are those of CustomerQuery.Location
	MatchWords     MatchBy = "words"     // the customer has these words in its name, company or code
	MatchNone      MatchBy = "none"      // there is none
	MatchAny       MatchBy = "any"       // there is one
)

// MinKey and MaxKey are the ends of a span that has none.
const (
	MinKey = math.MinInt64
	MaxKey = math.MaxInt64
)

// FilterOf is the filter of those that have any of some values of a field of the record.
func FilterOf(field Field, values ...string) Filter {
	f := Filter{Field: field, Personal: IsPersonal(field)}
	for _, value := range values {
		f.Any = append(f.Any, Match{By: MatchValue, Value: value})
	}
	return f
}

// SpanOf is the filter of those whose day of a field lies between two, both included; a zero one is no bound.
func SpanOf(field Field, from, to Date) Filter {
	return Filter{Field: field, Any: []Match{DaySpan(from, to)}}
}

// DaySpan asks for the days from one to another, both included; a zero one is no bound.
func DaySpan(from, to Date) Match {
	m := Match{By: MatchSpan, From: MinKey, To: MaxKey}
	if key, ok := DateKey(from.String()); ok {
		m.From = key
	}
	if key, ok := DateKey(to.String()); ok {
		m.To = key
	}
	return m
}

// Days are the first and the last day of a span of days; zero where it has no such bound.
func (m Match) Days() (from, to Date) {
	if m.From != MinKey {
		from = dayOfKey(m.From)
	}
	if m.To != MaxKey {
		to = dayOfKey(m.To)
	}
	return from, to
}

// spans are the comparisons that a filter knows, as the span of what fits. A step is the least by which two values differ.
var spans = map[string]func(key int64) (from, to int64){
	">":  func(key int64) (int64, int64) { return key + 1, MaxKey },
	">=": func(key int64) (int64, int64) { return key, MaxKey },
	"<":  func(key int64) (int64, int64) { return MinKey, key - 1 },
	"<=": func(key int64) (int64, int64) { return MinKey, key },
	"=":  func(key int64) (int64, int64) { return key, key },
	"":   func(key int64) (int64, int64) { return key, key },
}

// CutComparison takes the comparison off the beginning of a filter's value: >, >=, <, <=, = or none, in either width.
func CutComparison(text string) (comparison, value string) {
	text = strings.TrimSpace(strings.NewReplacer("＞", ">", "＜", "<", "＝", "=", "≥", ">=", "≤", "<=").Replace(text))
	value = strings.TrimLeft(text, "<>=")
	comparison = text[:len(text)-len(value)]
	if comparison == "=>" || comparison == "=<" {
		comparison = comparison[1:] + "="
	}
	return comparison, strings.TrimSpace(value)
}

// ComparedNumber asks for the numbers that compare so with one.
func ComparedNumber(comparison, number string) (Match, *Error) {
	span, known := spans[comparison]
	if !known {
		return Match{}, Invalid("", "error.bad_comparison", "Value", comparison)
	}
	key, err := scaledNumber(number)
	if err != nil {
		return Match{}, err
	}
	from, to := span(key)
	return Match{By: MatchSpan, From: from, To: to}, nil
}

// ComparedDays asks for the days that compare so with a run of them: after it, from its first day on, before it, up to its
// last day, or in it. A run without a first day begins before all.
func ComparedDays(comparison string, first, last Date) (Match, *Error) {
	switch comparison {
	case ">":
		return DaySpan(last.AddDays(1), Date{}), nil
	case ">=":
		return DaySpan(first, Date{}), nil
	case "<":
		if first.IsZero() {
			return DaySpan(Date{}, last), nil
		}
		return DaySpan(Date{}, first.AddDays(-1)), nil
	case "<=":
		return DaySpan(Date{}, last), nil
	case "", "=":
		return DaySpan(first, last), nil
	}
	return Match{}, Invalid("", "error.bad_comparison", "Value", comparison)
}

// Empty reports a span that nothing lies in: its bounds were exchanged.
func (m Match) Empty() bool { return m.By == MatchSpan && m.From > m.To }

// Asks reports whether a search asks for somebody's value of a field.
func (q CustomerQuery) Asks(field Field) bool {
	return slices.ContainsFunc(q.Filters, func(f Filter) bool { return f.Field == field })
}

// Question is a value of a field about a person that somebody asks for: who has exactly this?
type Question struct {
	Field Field
	Value string // as it is compared
}
