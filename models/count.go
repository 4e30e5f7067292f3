package models

import "time"

// Counted is a kind of thing that a report counts.
type Counted string

// What is counted. docs/metrics.md names the table and the column of each.
const (
	CountedNew           Counted = "new customers"      // created in the span; Person owns the customer now
	CountedStatusChanges Counted = "status changes"     // made in the span; From is "" for the row of a new customer
	CountedInteractions  Counted = "interactions"       // that happened in the span; Person logged it
	CountedDone          Counted = "follow-ups done"    // in the span; Person did it
	CountedOverdue       Counted = "follow-ups overdue" // open when the span ends; Person is who it is assigned to
	CountedDeals         Counted = "deals closed"       // won or lost in the span, as they are now, of all pipelines; Person owns the deal now
)

// CountSpan is the time that a count covers.
type CountSpan struct {
	From, To  time.Time      // from the first instant until before the second, in UTC
	DueBefore Date           // CountedOverdue counts what was due before this day in Zone
	Running   bool           // the span has not ended: CountedOverdue counts what is open now
	Zone      *time.Location // its calendar decides which day an instant is; never nil
}

// Count is a number of things that agree in what its other fields say. A field that doesn't apply to what is counted is
// empty. Where several counts say the same, their numbers are to be added.
type Count struct {
	Person   string // Slack user ID; "" for nobody
	From, To Status // of status changes
	Late     bool   // of follow-ups done: after the day they were due
	Won      bool   // of deals closed
	N        int
}

// FigureValue is a figure's value in one period. Of is 0 for a plain count; for a rate, N of Of is what the rate is.
type FigureValue struct{ N, Of int }

// Figure is the value of one of a report's figures, and what it was in the period before.
type Figure struct {
	Key         string // its name is report.<key> in the catalogues
	Rate        bool   // a share, shown in percent with what it is a share of
	Now, Before FigureValue
}

// IsZero reports whether nothing was counted in either period.
func (f Figure) IsZero() bool { return f.Now == FigureValue{} && f.Before == FigureValue{} }
