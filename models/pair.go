package models

import "time"

// Pair is two customers that may be the same.
type Pair struct {
	First, Second Customer
	Same          []Field   // in what they agree, of PairFields
	Place         PairPlace // of the pair among all
}

// FieldSound stands for how a name is read: two customers may be the same since their names sound alike.
const FieldSound Field = "sound"

// PairFields lists in what likely pairs agree, in the order of the walk.
func PairFields() []Field { return append(DuplicateFields(), FieldSound) }

// PairPlace is a place in the walk through all pairs: those that agree in a field, in the order of what they agree in. It names a
// customer that has it, so that nothing personal stands in a button. The zero PairPlace is the beginning.
type PairPlace struct {
	Field Field
	ID    int64
}

// PairLater is for how long a pair that is to be decided later isn't shown.
const PairLater = 7 * 24 * time.Hour

// PairDecision is what somebody said of a pair: that they are two, or that it is decided later.
type PairDecision struct {
	LowID, HighID int64 // of both customers
	DecidedBy     string
	DecidedAt     time.Time
	LaterAt       *time.Time // when the pair is shown again; nil when they are two
}
