package reports

import "github.com/guanxi-crm/guanxi/models"

// MostHappened is how many entries a list of what happened holds.
const MostHappened = 10

// Happened is what happened in a period, in the order in which a manager asks. Each list holds MostHappened entries at most; its Count says of
// how many.
type Happened struct {
	Won       DealGroup                 // closed in the period, the most worth first
	Lost      DealGroup                 // likewise
	Reasons   []ReasonCount             // why deals were lost, the most frequent first
	New       CustomerGroup             // created in the period, the latest first
	Slipped   DealGroup                 // open deals whose expected close has passed, the longest first
	Cold      CustomerGroup             // of now, the coldest first; none where no rule is set or the period is over
	Customers map[int64]models.Customer // by ID, those of the deals
}

// DealGroup is some deals, and what all of them are worth together.
type DealGroup struct {
	Deals    []models.Deal
	Count    int
	Together models.Converted
}

// CustomerGroup is some customers, and how many there are.
type CustomerGroup struct {
	Customers []models.Customer
	Count     int
}

// ReasonCount is how many deals were lost for a reason.
type ReasonCount struct {
	Reason string // its key; "" of deals without one
	Count  int
}
