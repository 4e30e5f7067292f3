package models

import (
	"slices"
	"time"
)

// ColdRule is why a customer, or an open deal, is cold.
type ColdRule string

// The rules.
const (
	ColdContact ColdRule = "contact" // nobody was in touch with the customer for so many days
	ColdStep    ColdRule = "step"    // no follow-up was planned with the customer for so many days
	ColdStuck   ColdRule = "stuck"   // the deal has been in its stage for so many days
	ColdClose   ColdRule = "close"   // the deal was expected to close so many days ago
)

// ColdRuleNames lists the rules of customers in the order in which cold customers stand in a list.
func ColdRuleNames() []ColdRule { return []ColdRule{ColdContact, ColdStep} }

// ColdDealRules lists the rules of deals in the order in which cold deals stand in a list.
func ColdDealRules() []ColdRule { return []ColdRule{ColdStuck, ColdClose} }

// MaxColdDays is the longest that a rule may wait, in days.
const MaxColdDays = 730

// ColdRules say when a customer or a deal is cold, in calendar days of the team's zone; 0 turns a rule off.
type ColdRules struct {
	Contact int `json:"contact"`         // days since the last interaction, or since the customer was created where there was none
	Step    int `json:"step"`            // days since the last planned follow-up was done or cancelled, or since the customer was created
	Stuck   int `json:"stuck,omitempty"` // days since the deal came into its stage
	Close   int `json:"close,omitempty"` // days since the day on which the deal was expected to close; 1 is the day after
	Lead    int `json:"lead"`            // days after the owner was told until the leads are; 0: the leads aren't told
}

// SuggestedColdRules are what a form proposes where no rule was ever set.
func SuggestedColdRules() ColdRules {
	return ColdRules{Contact: 30, Step: 14, Stuck: 30, Close: 1, Lead: 7}
}

// Days returns after how many days a rule finds a customer or a deal cold; 0 is never.
func (r ColdRules) Days(rule ColdRule) int {
	switch rule {
	case ColdContact:
		return r.Contact
	case ColdStep:
		return r.Step
	case ColdStuck:
		return r.Stuck
	case ColdClose:
		return r.Close
	}
	return 0
}

// On reports whether any rule finds customers or deals cold.
func (r ColdRules) On() bool { return r.OfCustomers() || r.OfDeals() }

// OfCustomers reports whether a rule finds customers cold.
func (r ColdRules) OfCustomers() bool { return r.Contact > 0 || r.Step > 0 }

// OfDeals reports whether a rule finds deals cold.
func (r ColdRules) OfDeals() bool { return r.Stuck > 0 || r.Close > 0 }

// Validate returns every limit that the rules break, each at its input.
func (r ColdRules) Validate() Errors {
	var errs Errors
	for input, days := range map[Input]int{InputColdContact: r.Contact, InputColdStep: r.Step, InputColdStuck: r.Stuck, InputColdClose: r.Close, InputColdLead: r.Lead} {
		if days < 0 || days > MaxColdDays {
			errs = append(errs, Invalid(input, "error.cold_days", "Max", MaxColdDays))
		}
	}
	return errs
}

// ColdCut is by when a silence must have begun to be too long on a day: for each rule that is on, the instant before which it began.
type ColdCut map[ColdRule]time.Time

// CutOn returns the cut of a day in a zone, with so many days more than the rules say. The day on which a deal was expected to close is a
// date, which begins at midnight UTC wherever it is read.
func (r ColdRules) CutOn(day Date, zone *time.Location, more int) ColdCut {
	cut := ColdCut{}
	for _, rule := range slices.Concat(ColdRuleNames(), ColdDealRules()) {
		of := zone
		if rule == ColdClose {
			of = time.UTC
		}
		if days := r.Days(rule); days > 0 {
			cut[rule] = day.AddDays(1 - days - more).In(of).UTC()
		}
	}
	return cut
}

// Silence is how long a customer or a deal has been without something that a rule asks for. It is known by what ended before it: the same
// customer or deal, rule and beginning are the same silence.
type Silence struct {
	CustomerID int64 // the deal's, of a deal's silence
	DealID     int64 // 0 of a customer's
	Rule       ColdRule
	Owner      string // the customer's or the deal's, a Slack user ID; "" is nobody
	Since      time.Time
	Stage      int       // who was told of it: one of the Silence constants
	Waits      time.Time // when the owner was told; before that, Since
}

// Who was told of a silence.
const (
	SilenceUntold    = 0
	SilenceOwnerTold = 1
	SilenceLeadTold  = 2 // nobody else is to be told
)

// ColdCustomer is a customer with the silences that are too long.
type ColdCustomer struct {
	Customer Customer
	Silences []Silence // in the order of the rules
}

// ColdDeal is an open deal with the silences that are too long.
type ColdDeal struct {
	Deal     Deal
	Customer Customer
	Silences []Silence // in the order of the rules
}

// ColdQuery asks for a page of cold customers, or of cold deals.
type ColdQuery struct {
	Owner     string     // Slack user ID, of the customers or the deals; "" is everybody's, and nobody's
	VisibleTo string     // as of CustomerQuery
	Of        CountScope // of which industry, source and tag; its other fields don't count
	Cut       ColdCut
	After     string // where the page begins: ColdPage.Next of the one before
	Limit     int
}

// ColdPage is a page of cold customers: those with whom nobody was in touch for too long, the longest silence first, then those who only
// have no next step. A page of cold deals has those that are stuck before those that should have closed; what a message tells of has both.
type ColdPage struct {
	Customers []ColdCustomer
	Total     int // of customers, counted up to MaxCounted
	Deals     []ColdDeal
	DealTotal int // likewise
	Next      string
}

// Any reports whether there is anything on the page, or behind it.
func (p ColdPage) Any() bool { return p.Total+p.DealTotal > 0 }

// ColdTelling says which silences the message that it goes with tells of. They are noted in the transaction that decides the message, once
// each: what was noted before isn't told again.
type ColdTelling struct {
	Batch   string // names what is told together: a message's key, or what several messages tell
	Lead    bool   // the leads are told; else the owner
	Owner   string // whose silences, of an owner's message
	Cut     ColdCut
	LeadCut ColdCut   // of silences of which the owner can't be told
	ToldBy  time.Time // of the leads: the owner was told before this
	Untold  []string  // owners who can't be told, "" for nobody: the leads are told of theirs in their place
	At      time.Time
}
