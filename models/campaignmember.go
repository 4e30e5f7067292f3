package models

import "time"

// The fields of a membership: a customer, or somebody of it, whom a campaign addresses.
const (
	FieldMemberCampaign Field = "member_campaign"
	FieldMemberContact  Field = "member_contact"
	FieldMemberState    Field = "member_state"
	FieldMemberSince    Field = "member_since"
)

// MemberState is how a member stands to a campaign.
type MemberState string

// The states of members.
const (
	MemberInvited  MemberState = "invited"
	MemberAnswered MemberState = "answered"
	MemberAttended MemberState = "attended"
	MemberDeclined MemberState = "declined"
)

// MemberStates lists the states, the first one first.
func MemberStates() []MemberState {
	return []MemberState{MemberInvited, MemberAnswered, MemberAttended, MemberDeclined}
}

// TouchStates are the states in which the campaign has reached the member: each time a member comes into one is a touch.
func TouchStates() []MemberState { return []MemberState{MemberAnswered, MemberAttended} }

// CampaignMember is a customer among those whom a campaign addresses, or a contact of it.
type CampaignMember struct {
	ID         int64
	CampaignID int64
	Code       string // of the campaign
	CustomerID int64
	ContactID  int64 // one of its customer's contacts: 0 is none, PrimaryContact the primary one
	State      MemberState
	StateAt    time.Time // since when it is so
	CreatedBy  string
	CreatedAt  time.Time
	UpdatedBy  string
	UpdatedAt  time.Time
	Version    int // grows by one with every change
}

// CampaignMembers is the kind of the membership.
var CampaignMembers = newKind(Description{Name: "campaign member", Entity: EntityCampaignMember, Subject: FieldMemberCampaign}, nil,
	[]row[CampaignMember]{
		field(FieldSpec{Key: FieldMemberCampaign, Type: TypeText, Max: 20, Required: true, Apart: true, Erasure: Kept, Column: "code"}, in(func(m *CampaignMember) *string { return &m.Code })),
		field(FieldSpec{Key: FieldMemberContact, Type: TypeContact, Apart: true, Erasure: Kept, Column: "contact_id"}, contactOf(FieldMemberContact, func(m *CampaignMember) *int64 { return &m.ContactID })),
		field(FieldSpec{
			Key: FieldMemberState, Type: TypeChoice, Required: true, Apart: true, Erasure: Kept, Column: "state",
			Words: "member_state.", Choices: always(MemberStates()), Unknown: unknownChoice(FieldMemberState, "error.unknown_member_state"),
		}, in(func(m *CampaignMember) *MemberState { return &m.State })),
		field(FieldSpec{Key: FieldMemberSince, Type: TypeInstant, Given: true, Erasure: Kept, Column: "state_at"}, instant(func(m *CampaignMember) *time.Time { return &m.StateAt })),
		field(noted(FieldCreatedAt), instant(func(m *CampaignMember) *time.Time { return &m.CreatedAt })),
		field(noted(FieldCreatedBy), given(func(m *CampaignMember) string { return m.CreatedBy })),
		field(noted(FieldUpdatedAt), instant(func(m *CampaignMember) *time.Time { return &m.UpdatedAt })),
		field(noted(FieldUpdatedBy), given(func(m *CampaignMember) string { return m.UpdatedBy })),
	},
)

// Touch is that a member came into a state. Figures go by these rows, not by the states that members have now.
type Touch struct {
	ID         int64
	MemberID   int64
	CampaignID int64 // 0 of a member that was taken out
	CustomerID int64
	FromState  MemberState // "" for the row written when the member was added
	ToState    MemberState
	MovedBy    string
	MovedAt    time.Time
}

// TableName names the table.
func (Touch) TableName() string { return "campaign_touches" }

// MemberQuery asks for a page of the members of a campaign.
type MemberQuery struct {
	CampaignID int64
	State      MemberState // "" is any
	VisibleTo  string      // a person who sees only their own customers; "" sees all
	After      int64       // behind a member's ID
	Limit      int
}

// MemberPage is a page of the members of a campaign, in the order in which they were added.
type MemberPage struct {
	Members   []CampaignMember
	Customers map[int64]Customer // by ID
	Total     int
	Next      int64 // where the next page begins; 0 when this is the last
}

// Membership is a member with its campaign.
type Membership struct {
	CampaignMember
	Campaign Campaign
}
