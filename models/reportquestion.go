package models

import (
	"slices"
	"time"
)

// ReportQuestion asks for a report.
type ReportQuestion struct {
	Scope   CountScope
	Rates   Rates
	Targets TargetQuestion // those of the reader; without any the report has none
	Cold    ColdCut        // by when a silence must have begun to be too long; without any nothing is cold
}

// ReportRows says which records stand in the workbook of a report: the customers of a scope, the deals that are open or were closed in a span,
// the follow-ups that are planned or were done in it.
type ReportRows struct {
	Scope    CountScope // what the actor may see limits it further
	From, To time.Time  // from the first instant until before the second
	Public   bool       // it goes to a channel: what is about people is masked for everybody
}

// Has reports whether a customer is of a scope, by everything but whose it is.
func (s CountScope) Has(c Customer) bool {
	if s.Industry != "" && c.Industry != s.Industry || s.Source != "" && NormaliseText(c.Source) != NormaliseText(s.Source) {
		return false
	}
	return s.Tag == "" || slices.ContainsFunc(ParseTags(c.Tags), func(tag string) bool { return TagKey(tag) == TagKey(s.Tag) })
}

// Whole reports a scope that limits nothing.
func (s CountScope) Whole() bool { return s == CountScope{} }
