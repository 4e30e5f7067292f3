package models

// TicketRow is a ticket as a file has it.
type TicketRow struct {
	Ticket
	Customer Customer
	Contact  string        // what its contact is called, masked where the reader may not see it; "" for none
	Target   ServiceTarget // of its priority
}

// DealRow is a deal as a file has it.
type DealRow struct {
	Deal
	Customer Customer
}

// CampaignRow is a campaign as a file has it, with what came of it until now.
type CampaignRow struct {
	Campaign
	AudienceName string // of the saved search
	Members      int
	Brought      int
	Converted    int
	Won          int
	WonAmount    Money // in the team's currency
	CostOfAll    Money // its cost in the team's currency; none where there is nothing to say of it
	PerCustomer  Money
}

// MemberRow is a member of a campaign as a file has it.
type MemberRow struct {
	CampaignMember
	Campaign Campaign
	Customer Customer
	Contact  string // as that of TicketRow
}
