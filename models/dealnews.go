package models

import "time"

const (
	// DealNewsHold is how long it is waited before a channel hears of a deal: what is taken back meanwhile it doesn't hear of.
	DealNewsHold = time.Minute
	// DealNewsApart is how long after one such message to a channel the next may come: what happens meanwhile is told together.
	DealNewsApart = 5 * time.Minute
)

// NewsKind is what happened with a deal.
type NewsKind string

// The kinds of news.
const (
	NewsWon   NewsKind = "won"
	NewsLost  NewsKind = "lost"
	NewsMoved NewsKind = "moved" // to another open stage; also out of a closed one
)

// NewsOf is the kind of news that a deal came into a stage of a kind.
func NewsOf(kind StageKind) NewsKind {
	switch kind {
	case StageWon:
		return NewsWon
	case StageLost:
		return NewsLost
	}
	return NewsMoved
}

// NewsFilter says of which deals a channel hears what. The zero value is of none.
type NewsFilter struct {
	Won, Lost, Moved bool
	PipelineID       int64  // 0 is any
	From             Money  // in the team's currency: deals worth as much or more; none is any deal, also without an amount
	Owner            string // Slack user ID; "" is anybody's
}

// Any reports whether the channel hears of anything.
func (f NewsFilter) Any() bool { return f.Won || f.Lost || f.Moved }

// Wants reports whether a channel hears that something happened with a deal. One whose amount has no rate is worth nobody knows how much.
func (f NewsFilter) Wants(kind NewsKind, d Deal, rates Rates) bool {
	if !map[NewsKind]bool{NewsWon: f.Won, NewsLost: f.Lost, NewsMoved: f.Moved}[kind] {
		return false
	}
	if f.PipelineID != 0 && d.PipelineID != f.PipelineID || f.Owner != "" && d.Owner != f.Owner {
		return false
	}
	if f.From.None() {
		return true
	}
	worth, known := rates.Convert(d.Amount)
	return known && !worth.None() && worth.Currency == f.From.Currency && worth.Minor >= f.From.Minor
}

// DealNews is a step of a deal that a channel is to hear of.
type DealNews struct {
	ID         int64
	Channel    string // as ReportChannel.ID has it
	Message    string // key of the outbox message that tells it
	DealID     int64
	CustomerID int64
	FromStage  int64
	ToStage    int64
	MovedAt    time.Time
}

// TableName keeps the word's own plural.
func (DealNews) TableName() string { return "deal_news" }

// DealsTold is what a message to a channel tells of deals: the wins first.
type DealsTold struct {
	Items []DealTold
	Won   []Worth // what was won, by currency
}

// DealTold is what happened with a deal.
type DealTold struct {
	Kind      NewsKind
	Deal      Deal
	Customer  Customer
	FromStage int64
	Owner     string // what the deal's owner is called; "" is not known
}
