package models

import (
	"math"
	"strings"
)

// CustomFilter is a condition of a search on a custom field: a text that its values are equal to or begin with, or the
// span in which they lie.
type CustomFilter struct {
	FieldID  int64
	Key      string   // CustomKey of the text, or the option's key, or a personal value itself; "" when From and To are meant
	Begins   bool     // values need only begin with Key
	From, To int64    // both inclusive, as values are compared
	Personal bool     // the field is personal: Key is all of a value
	Forms    []string // any of these; of a personal Key what the database may hold for it, which the store finds out
}

// spans are the comparisons that a filter knows, as the span of what fits. A step is the least by which two values differ.
var spans = map[string]func(key int64) (from, to int64){
	">":  func(key int64) (int64, int64) { return key + 1, math.MaxInt64 },
	">=": func(key int64) (int64, int64) { return key, math.MaxInt64 },
	"<":  func(key int64) (int64, int64) { return math.MinInt64, key - 1 },
	"<=": func(key int64) (int64, int64) { return math.MinInt64, key },
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

// Compared returns the filter of a field's values that compare so with a canonical value. The field must be Ordered.
func (f CustomField) Compared(comparison, value string) (CustomFilter, *Error) {
	rule := customRules[f.Kind]
	span, known := spans[comparison]
	if !known {
		return CustomFilter{}, Invalid(f.Key(), "error.bad_comparison", "Value", comparison)
	}
	if errs := rule.refuse(f, value, "", Rules{}); len(errs) > 0 {
		return CustomFilter{}, errs[0]
	}
	key, _ := rule.number(value)
	from, to := span(key)
	return CustomFilter{FieldID: f.ID, From: from, To: to}, nil
}

// Between returns the filter of a field's values from one canonical value to another, both included.
func (f CustomField) Between(first, last string) (CustomFilter, *Error) {
	from, err := f.Compared(">=", first)
	if err != nil {
		return CustomFilter{}, err
	}
	to, err := f.Compared("<=", last)
	from.To = to.To
	return from, err
}
