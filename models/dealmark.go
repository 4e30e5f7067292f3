package models

import "slices"

// DealMark says what is to be looked after of an open deal.
type DealMark string

// The marks.
const (
	MarkSlipped DealMark = "slipped" // the day on which it was expected to close has passed
	MarkStuck   DealMark = "stuck"   // it has been in its stage for as long as a rule says
	MarkCold    DealMark = "cold"    // its customer is cold by a rule
)

// DealMarks lists the marks in the order in which they are shown.
func DealMarks() []DealMark { return []DealMark{MarkSlipped, MarkStuck, MarkCold} }

// MarksOf are the marks of an open deal by the query that found it; cold says that its customer is.
func (q DealQuery) MarksOf(d Deal, cold bool) []DealMark {
	before, on := q.Cut[ColdStuck]
	has := map[DealMark]bool{
		MarkSlipped: !d.ExpectedClose.IsZero() && d.ExpectedClose.Before(q.Today), MarkStuck: on && d.StageSince.Before(before), MarkCold: cold,
	}
	return slices.DeleteFunc(DealMarks(), func(mark DealMark) bool { return !has[mark] || d.State != DealOpen })
}

// Marking reports whether a mark is given to any deal: by a rule, where it needs one.
func (q DealQuery) Marking(mark DealMark) bool {
	_, stuck := q.Cut[ColdStuck]
	_, contact := q.Cut[ColdContact]
	_, step := q.Cut[ColdStep]
	return map[DealMark]bool{MarkSlipped: true, MarkStuck: stuck, MarkCold: contact || step}[mark]
}
