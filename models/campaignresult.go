package models

import (
	"math/big"
	"time"
)

// TouchRule says which of the campaigns that reached a customer what came of it counts for. docs/metrics.md defines both.
type TouchRule string

// The rules.
const (
	FirstTouch TouchRule = "first" // the campaign that brought the customer
	LastTouch  TouchRule = "last"  // the campaign that reached it last, before it became active or the deal was created
)

// TouchRules lists the rules, the one that goes without saying first.
func TouchRules() []TouchRule { return []TouchRule{FirstTouch, LastTouch} }

// CampaignCounted is a kind of thing that the results of campaigns count.
type CampaignCounted string

// What is counted. docs/metrics.md says what of it.
const (
	CampaignBrought   CampaignCounted = "customers brought"
	CampaignConverted CampaignCounted = "customers converted"
	CampaignWon       CampaignCounted = "deals won" // by currency
)

// CampaignScope is of which campaigns and customers results are counted, and over which span of time.
type CampaignScope struct {
	CountScope           // Person owns the customer, or the deal, now
	Campaigns  []int64   // their IDs; none are all
	Touch      TouchRule // by which what came of it counts for a campaign
	From, To   time.Time // from the first instant until before the second
	Cuts       []time.Time
}

// CampaignCount is what came of one campaign in one part of the span.
type CampaignCount struct {
	CampaignID int64
	Part       int    // of a span with cuts: in which of its parts, from 0 on
	Currency   string // of deals won; "" of those without an amount
	Count      int
	Amount     int64 // together, in the minor unit
}

// CostUntil is how much of the cost of a campaign falls on its days up to one of them, that day included: as large a part of the cost as these
// days are of all its days, rounded to the minor unit, a half up. So the costs of periods that follow each other add up to the whole. A campaign without
// a last day goes on until today. ok is false where nobody said when it begins, or what it cost.
func (m Campaign) CostUntil(day, today Date) (cost Money, ok bool) {
	if m.Cost.None() || m.BeginsOn.IsZero() {
		return Money{}, false
	}
	last := m.EndsOn
	if last.IsZero() {
		last = m.BeginsOn
		if today.After(last) {
			last = today
		}
	}
	switch {
	case day.Before(m.BeginsOn):
		return Money{Currency: m.Cost.Currency}, true
	case !day.Before(last):
		return m.Cost, true
	}
	days, all := int64(day.DaysSince(m.BeginsOn)+1), int64(last.DaysSince(m.BeginsOn)+1)
	minor, fits := HalfUp(new(big.Rat).Mul(new(big.Rat).SetInt64(m.Cost.Minor), big.NewRat(days, all)))
	return Money{Minor: minor, Currency: m.Cost.Currency}, fits
}

// CostBetween is how much of the cost of a campaign falls on the days from one to another, both included.
func (m Campaign) CostBetween(from, to, today Date) (Money, bool) {
	until, ok := m.CostUntil(to, today)
	before, also := m.CostUntil(from.AddDays(-1), today)
	until.Minor -= before.Minor
	return until, ok && also
}
