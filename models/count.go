package models

import "time"

// Counted is a kind of thing that a report counts.
type Counted string

// What is counted. docs/metrics.md names the table and the column of each.
const (
	CountedNew           Counted = "new customers"       // created in the span; Person owns the customer now
	CountedStatusChanges Counted = "status changes"      // made in the span; From is "" for the row of a new customer; Person owns the customer now
	CountedInteractions  Counted = "interactions"        // that happened in the span; Person logged it
	CountedDone          Counted = "follow-ups done"     // in the span; Person did it
	CountedOverdue       Counted = "follow-ups overdue"  // open when the span ends; Person is who it is assigned to
	CountedDeals         Counted = "deals closed"        // won or lost in the span, as they are now, of all pipelines; Person owns the deal now
	CountedCustomers     Counted = "customers"           // that there were when the span ended; Person owns the customer now
	CountedStanding      Counted = "customers by status" // To is the status that they had when the span ended; Person owns the customer now
	CountedCohorts       Counted = "cohorts"             // customers created as potential in the span that became active in it; Person owns the customer now
)

// CountScope says whose and which records are counted: those that match all of its fields that aren't empty.
type CountScope struct {
	VisibleTo string // a person who sees only their own customers; "" sees all
	Person    string // whose they are, by what Counted says of Person; "" is everybody's
	Industry  string // of the customer, its key
	Source    string // of the customer
	Tag       string // of the customer
}

// Dimension is what customers have in common by which counts are divided.
type Dimension string

// The dimensions, in the order in which they are shown.
const (
	ByOwner    Dimension = "owner" // of deals, their own
	ByIndustry Dimension = "industry"
	BySource   Dimension = "source"
	ByTag      Dimension = "tag"
)

// Dimensions lists the dimensions in the order in which they are shown.
func Dimensions() []Dimension { return []Dimension{ByOwner, ByIndustry, BySource, ByTag} }

// CountSpan is the time that a count covers.
type CountSpan struct {
	From, To  time.Time      // from the first instant until before the second, in UTC
	DueBefore Date           // CountedOverdue counts what was due before this day in Zone
	Running   bool           // the span has not ended: CountedOverdue counts what is open now
	Now       time.Time      // ReportList of open tickets: of a span that runs, as of when; else the zero time
	Zone      *time.Location // its calendar decides which day an instant is; never nil
	Scope     CountScope
	Cuts      []time.Time // instants within the span, ascending, which cut it into parts that are counted apart: of status changes and cohorts
	By        Dimension   // customers and status changes are divided by it; "" divides nothing
}

// Count is a number of things that agree in what its other fields say. A field that doesn't apply to what is counted is
// empty. Where several counts say the same, their numbers are to be added.
type Count struct {
	Person   string // Slack user ID; "" for nobody
	From, To Status // of status changes
	Late     bool   // of follow-ups done: after the day they were due
	Won      bool   // of deals closed
	Part     int    // of a span with cuts: in which of its parts, from 0 on
	Active   int    // of cohorts: in which of the parts they became active first
	Value    string // of what is divided: what the customers have in common, of sources what they are compared by, tags as customers have them; "" is nothing
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
