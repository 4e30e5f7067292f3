package models

import "time"

// Card is what is shown of one customer: the record, what is promised, and what happened last.
type Card struct {
	Customer     Customer
	Masked       bool            // personal data is not to be shown on it
	MayReveal    bool            // who it is for may see it by Reveal
	Fields       []CustomField   // the custom fields in use, in their order
	Contacts     []Contact       // beside the primary one, those that were added first, at most CardContacts
	ContactCount int             // how many there are beside the primary one
	Deals        []Deal          // open ones, the nearest close date first, at most CardDeals
	DealCount    int             // how many are open
	Tickets      []Ticket        // with something left to do, the most urgent first, at most CardTickets
	TicketCount  int             // how many there are
	Now          time.Time       // by which they are late
	Memberships  []Membership    // of campaigns, the latest first, at most CardMemberships
	MemberCount  int             // of how many campaigns it is a member
	Today        Date            // the day it is for who looks at it
	FollowUps    []FollowUp      // open ones, earliest first, at most CardFollowUps
	Events       []TimelineEvent // of the kinds CardKinds, newest first, at most CardEvents
}

// How much a card shows of each list.
const (
	CardContacts  = 5
	CardDeals     = 3
	CardFollowUps = 5
	CardTickets   = 3

	CardMemberships = 3
	CardEvents      = 6
)
