package models

import "time"

// A data subject is a person whose data is kept. They may have a copy of all of it, and have it erased.

// Subject is all data of a customer.
type Subject struct {
	Customer     Customer      // with the values of its custom fields
	Merged       []Customer    // those that were merged into it, likewise
	Fields       []CustomField // the team's custom fields, the retired ones too
	Contacts     []Contact     // those beside the primary one; this list and the others: oldest first
	Interactions []Interaction
	FollowUps    []FollowUp
	Changes      []StatusChange
	Deals        []Deal
	Tickets      []Ticket
	Memberships  []CampaignMember // of campaigns that address it
	Audit        []AuditEntry
	Sightings    []Sighting
	At           time.Time // as of when
}

// Sighting is when somebody last looked at a customer's card. Who looked at personal data stands in the audit log.
type Sighting struct {
	UserID     string
	CustomerID int64
	SeenAt     time.Time
}

// Looks returns who saw personal data, or took a copy of all data, by the audit log.
func (s Subject) Looks() []AuditEntry {
	var looks []AuditEntry
	for _, entry := range s.Audit {
		if entry.Looked() {
			looks = append(looks, entry)
		}
	}
	return looks
}

// SubjectCounts is how much data there is of a customer.
type SubjectCounts struct {
	Contacts     int // beside the primary one
	Interactions int
	FollowUps    int // open ones among them
	Open         int
	Changes      int // of the status
	Deals        int
	Tickets      int
	Memberships  int // of campaigns
	Audit        int
}

// ErasureInput is what somebody says who erases a customer's data.
type ErasureInput struct {
	Code   string // as typed, to be sure that this customer is meant
	Reason string // kept in the audit log
	Name   bool   // the name and the company go as well, since they are a person's
}

// Validate returns every broken rule at its field. That the code is the customer's is for whoever knows it.
func (in ErasureInput) Validate(rules Rules) Errors {
	return validateText(InputErasureReason, in.Reason, textRule{max: MaxReason, required: true, multiline: true, sensitive: true}, rules)
}

// Erased reports whether the customer's data was erased: it can't be found or changed any more.
func (c Customer) Erased() bool { return c.ErasedAt != nil }

// Erase does to every field what the kind's table says of it. With the name gone, the customer is called by its code.
func (c *Customer) Erase(at time.Time, name bool) {
	Customers.Erase(c, name)
	c.Unreadable = false
	c.ErasedAt = &at
}
