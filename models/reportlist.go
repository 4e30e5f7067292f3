package models

import (
	"strings"
	"time"
)

// ReportList is a list of the records that a report's figures count.
type ReportList string

// The lists, and of what a span they have. Each counts what models.Counted says of its figure.
const (
	ListNew          ReportList = "new"          // customers created in it, the latest first
	ListChanges      ReportList = "changes"      // changes of a status to another, the latest first
	ListInteractions ReportList = "interactions" // that happened in it, the latest first
	ListDone         ReportList = "done"         // follow-ups done in it, the latest first
	ListOverdue      ReportList = "overdue"      // follow-ups open when it ends that were due, the longest first
	ListWon          ReportList = "won"          // deals closed in it, the latest first
	ListLost         ReportList = "lost"         // likewise
	ListClosed       ReportList = "closed"       // both
	ListSlipped      ReportList = "slipped"      // open deals whose expected close had passed when it ended, the longest first
	ListCold         ReportList = "cold"         // customers that are cold now, whatever the span, the coldest first

	ListRaised       ReportList = "tickets_raised"        // tickets raised in it, the latest first
	ListAnswered     ReportList = "tickets_answered"      // answered for the first time in it, the latest first
	ListAnsweredLate ReportList = "tickets_answered_late" // of these, those whose target was over
	ListSolved       ReportList = "tickets_solved"        // solved in it, the latest first
	ListSolvedLate   ReportList = "tickets_solved_late"   // likewise
	ListReopened     ReportList = "tickets_reopened"      // opened again in it, the latest first
	ListOpen         ReportList = "tickets_open"          // with something left to do when it ended, the oldest first
	ListOpenLate     ReportList = "tickets_late"          // of these, those of which a target was over
	ListRated        ReportList = "tickets_rated"         // whose requesters were asked in it how it was, and have answered, the latest first
)

// OfTickets reports a list of tickets.
func (l ReportList) OfTickets() bool { return strings.HasPrefix(string(l), "tickets_") }

// ReportListQuery asks for the records that a figure of a report counts.
type ReportListQuery struct {
	List     ReportList
	Scope    CountScope
	Span     CountSpan
	From, To Status // of changes: only those; "" is any
	Punctual string // of follow-ups done: Late or OnTime; "" is all
	After    string // the cursor of the page before; "" is the first
	Limit    int
}

// When a follow-up was done.
const (
	OnTime = "on_time"
	Late   = "late"
)

// ReportEntry is one record that was counted. Of Deal, FollowUp, Interaction, Ticket and Change, that of the list's kind is there.
type ReportEntry struct {
	Customer    Customer
	Deal        *Deal
	FollowUp    *FollowUp
	Interaction *Interaction
	Ticket      *Ticket
	TicketMove  *TicketMove   // by which a ticket was solved or opened again
	Change      *StatusChange // of a new customer too
	Silences    []Silence     // of a cold customer, in the order of the rules
}

// At is when it happened; of what is due or expected, the zero time.
func (e ReportEntry) At() time.Time {
	switch {
	case e.Change != nil:
		return e.Change.ChangedAt
	case e.Interaction != nil:
		return e.Interaction.HappenedAt
	case e.TicketMove != nil:
		return e.TicketMove.MovedAt
	case e.Ticket != nil:
		return e.Ticket.RaisedAt
	case e.FollowUp != nil && e.FollowUp.ClosedAt != nil:
		return *e.FollowUp.ClosedAt
	case e.Deal != nil && e.Deal.ClosedAt != nil:
		return *e.Deal.ClosedAt
	}
	return time.Time{}
}

// ReportListPage is a page of such records.
type ReportListPage struct {
	Entries []ReportEntry
	Total   int    // of all pages
	Next    string // the cursor of the next page; "" when this is the last
}

// DealTally is how many deals in a currency there are that were lost for a reason, and what they are worth together.
type DealTally struct {
	Currency string // "" of deals without an amount
	Reason   string // key of a lost deal's reason; "" of every other deal
	Count    int
	Amount   int64 // in the minor unit
}
