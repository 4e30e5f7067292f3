package models

import (
	"math/big"
	"slices"
	"time"
)

// TicketCounted is a kind of thing that the figures of service count.
type TicketCounted string

// What is counted, each ticket once. docs/metrics.md says what of it.
const (
	TicketsRaised   TicketCounted = "tickets raised"   // in the span
	TicketsAnswered TicketCounted = "tickets answered" // for the first time in the span, and how soon
	TicketsSolved   TicketCounted = "tickets solved"   // in the span, and how long they were open until the last time that they were
	TicketsReopened TicketCounted = "tickets reopened" // in the span
	TicketsOpenAt   TicketCounted = "tickets open"     // when the span ended, and how many of them were late
	TicketsAsked    TicketCounted = "tickets asked of" // whose requesters were asked in the span how it was, and what they have answered
)

// TicketScope is which tickets are counted, and over which span of time.
type TicketScope struct {
	CountScope           // Person is who has a ticket now
	From, To   time.Time // from the first instant until before the second
	Running    bool      // the span has not ended: TicketsOpenAt counts what is open now, and To is now
}

// TicketCount is a number of tickets that one person has now and that have one priority now. A field that doesn't apply to what is counted is
// empty.
type TicketCount struct {
	Assignee string // "" is nobody
	Priority Priority
	Count    int
	Late     int     // of what took time: longer than its target; of open ones: of which a target was over
	Rated    int     // of those asked: have answered
	Good     int     // and are satisfied
	Took     []int64 `gorm:"-"` // of what took time: how many seconds, each
}

// TicketSum is what was counted of some tickets.
type TicketSum struct {
	Count, Late, Rated, Good int
	Took                     []int64 // seconds
}

// Add adds the tickets of a count.
func (s *TicketSum) Add(c TicketCount) {
	s.Count, s.Late, s.Rated, s.Good, s.Took = s.Count+c.Count, s.Late+c.Late, s.Rated+c.Rated, s.Good+c.Good, append(s.Took, c.Took...)
}

// Median is the median of what took time, in seconds; of an even number the mean of the two in the middle, nil where nothing did.
func (s TicketSum) Median() *big.Rat {
	n := len(s.Took)
	if n == 0 {
		return nil
	}
	took := slices.Sorted(slices.Values(s.Took))
	return big.NewRat(took[(n-1)/2]+took[n/2], 2)
}

// Most is what nine of ten didn't exceed, in seconds: one of the values; nil where nothing took time.
func (s TicketSum) Most() *big.Rat {
	n := len(s.Took)
	if n == 0 {
		return nil
	}
	return big.NewRat(slices.Sorted(slices.Values(s.Took))[(9*n+9)/10-1], 1)
}

// TicketUnit is what a figure of service is counted in.
type TicketUnit string

// The units.
const (
	UnitTickets     TicketUnit = "tickets"
	UnitTicketShare TicketUnit = "share"        // 1 is all
	UnitWorkingTime TicketUnit = "working time" // seconds of it
)

// TicketFigure is the exact value of one figure of service, and what it was in the period before; nil is nothing to say, which isn't zero.
type TicketFigure struct {
	Key         string // its name is tickets.<key> in the catalogues
	Unit        TicketUnit
	Now, Before *big.Rat
}

// IsZero reports whether there is nothing to say of the figure in either period.
func (f TicketFigure) IsZero() bool {
	nothing := func(r *big.Rat) bool { return r == nil || r.Sign() == 0 }
	return nothing(f.Now) && nothing(f.Before)
}
