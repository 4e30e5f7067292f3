package models

import (
	"math/big"
	"time"
)

// DealCounted is a kind of thing that the figures of deals count.
type DealCounted string

// What is counted. docs/metrics.md says what of it.
const (
	DealsClosed       DealCounted = "deals closed"       // in the span, by owner, state and currency
	DealsTook         DealCounted = "how long wins took" // from the creation of those won in the span until then
	DealsTookByOwner  DealCounted = "how long wins took, by owner"
	DealStaysFinished DealCounted = "stays in a stage"    // that ended in the span, by stage
	DealStaysUnended  DealCounted = "stays going on"      // of the open deals, until the end of the span, by stage
	DealsExpected     DealCounted = "open deals by month" // of their expected close, and stage, probability and currency
	DealsOpenAt       DealCounted = "deals open then"     // when the span ends, by the stage in which they were, probability and currency as they are now
	DealsCame         DealCounted = "how far deals came"  // of those created in the span, by state and the last of the stages in which each has been
)

// DealScope is whose deals are counted, in which pipeline, and over which span of time.
type DealScope struct {
	CountScope           // Person is a deal's owner now
	PipelineID int64     // 0 is every pipeline
	Stages     []int64   // DealStaysFinished: of which stages; DealsCame: which there are, in their order
	From, To   time.Time // from the first instant until before the second; DealsOpenAt: the zero time is now
	Today      Date      // DealsExpected: what was expected to close before this day has slipped
	By         Dimension // DealsClosed and DealsOpenAt are divided by it and by nothing else of whose they are; "" divides nothing
}

// DealCount is a number of deals, or of stays in a stage, that agree in what its other fields say. A field that doesn't apply to what is
// counted is empty.
type DealCount struct {
	Owner       string
	Value       string // of what is divided, as Count has it
	State       DealState
	StageID     int64  // 0 is none
	Probability *int   // their own; nil is the stage's
	Month       string // of the expected close, as 2026-12; "" is none
	Slipped     bool   // the expected close has passed
	Currency    string // "" of deals without an amount
	Count       int
	Amount      int64 // together, in the minor unit
	Seconds     int64 // together, of what took time
	Middle      int64 // seconds of the two in the middle, together; twice those of the one
}

// secondsADay makes days of seconds. A day of a figure is 24 hours, wherever.
const secondsADay = 24 * 60 * 60

// MedianDays is the median of how long it took, in days; nil where nothing did.
func (c DealCount) MedianDays() *big.Rat {
	if c.Count == 0 {
		return nil
	}
	return big.NewRat(c.Middle, 2*secondsADay)
}

// MeanDays is the mean of how long it took, in days; nil where nothing did.
func (c DealCount) MeanDays() *big.Rat {
	if c.Count == 0 {
		return nil
	}
	return big.NewRat(c.Seconds, int64(c.Count)*secondsADay)
}

// SumByCurrency adds up amounts by currency, weighted by chance, which is in percent.
func SumByCurrency(counts []DealCount, chance func(DealCount) int) []Worth {
	sums := worths{}
	for _, c := range counts {
		sums.add(DealSum{Currency: c.Currency, Count: c.Count, Amount: c.Amount}, chance(c))
	}
	return sums.list()
}
