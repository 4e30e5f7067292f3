package models

// Capture is what a sentence came to, as a person has confirmed it: a customer, and what is to be saved of it. At least one part
// besides the customer is there.
type Capture struct {
	Customer    int64  // its ID; 0 for one that isn't known yet
	Name        string // of that one
	Interaction *InteractionInput
	FollowUp    *FollowUpInput
	Deal        map[Field]string // values of a new deal, an amount as people write it; nil for none
}

// Captured is what was saved of a sentence. A part that wasn't there is nil.
type Captured struct {
	Customer    Customer
	Created     bool // the customer is new
	Interaction *Interaction
	FollowUp    *FollowUp
	Deal        *Deal
}
