package models

import (
	"slices"
	"time"
)

// The fields of a ticket.
const (
	FieldTicketCode     Field = "ticket_code"
	FieldTicketSubject  Field = "ticket_subject"
	FieldTicketText     Field = "ticket_text"
	FieldPriority       Field = "priority"
	FieldTicketState    Field = "ticket_state"
	FieldTicketContact  Field = "ticket_contact"
	FieldTicketAssignee Field = "ticket_assignee"
	FieldRequester      Field = "requester"
	FieldRaisedAt       Field = "raised_at"
	FieldRespondedAt    Field = "responded_at"
	FieldRespondedBy    Field = "responded_by"
	FieldSolvedAt       Field = "solved_at"
	FieldSatisfaction   Field = "satisfaction"
	FieldSatisfiedBy    Field = "satisfied_by" // what mattered most to who was asked
	FieldTicketClosedAt Field = "ticket_closed_at"
)

// MaxTicketSubject is the longest subject of a ticket, and MaxTicketText its longest text, in characters. A text comes from a form, whose inputs
// take 3,000 (docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element), or from a message, which is cut.
const (
	MaxTicketSubject = 200
	MaxTicketText    = 3000
)

// Priority is how urgent a ticket is. Targets of service times hang on it.
type Priority string

// The priorities.
const (
	PriorityUrgent Priority = "urgent"
	PriorityHigh   Priority = "high"
	PriorityNormal Priority = "normal"
	PriorityLow    Priority = "low"
)

// Priorities lists the priorities, the most urgent first.
func Priorities() []Priority {
	return []Priority{PriorityUrgent, PriorityHigh, PriorityNormal, PriorityLow}
}

// TicketState says whose turn it is.
type TicketState string

// The states of a ticket.
const (
	TicketOpen    TicketState = "open"    // the team's: its times run
	TicketWaiting TicketState = "waiting" // the requester's: its times stand still
	TicketSolved  TicketState = "solved"  // the team is done; a reply of the requester opens it again
	TicketClosed  TicketState = "closed"  // for good: what is written then is noted, and opens nothing
)

// TicketStates lists the states, in the order in which a ticket goes through them.
func TicketStates() []TicketState {
	return []TicketState{TicketOpen, TicketWaiting, TicketSolved, TicketClosed}
}

// Undone reports whether something is left to do.
func (s TicketState) Undone() bool { return s == TicketOpen || s == TicketWaiting }

// Satisfaction is what a requester answers when a ticket is solved.
type Satisfaction string

// The answers, and what is asked next: what mattered most.
const (
	SatisfactionGood Satisfaction = "good"
	SatisfactionFair Satisfaction = "fair"
	SatisfactionPoor Satisfaction = "poor"
)

// Satisfactions lists the answers, the best first.
func Satisfactions() []Satisfaction {
	return []Satisfaction{SatisfactionGood, SatisfactionFair, SatisfactionPoor}
}

// SatisfactionReasons are what may have mattered most to who was asked.
func SatisfactionReasons() []string { return []string{"speed", "solution", "contact", "other"} }

// Ticket is a request of a customer for service.
type Ticket struct {
	ID           int64
	Code         string // T001 … T999, T1000; unique, ascending, never reused
	CustomerID   int64
	Subject      string
	Text         string
	Priority     Priority
	State        TicketState
	Shelved      bool // its customer is archived, or its data was erased: nothing counts it
	Assignee     string
	ContactID    int64 // one of its customer's contacts: 0 is none, PrimaryContact the primary one
	Tags         string
	Custom       map[Field]string `gorm:"serializer:json"`
	Requester    string           // Slack user ID of who asked, also of another company; "" where nobody in Slack did
	Channel      string           // where the conversation is; "" where there is none
	Thread       string           // ts of the message under which it goes on
	Answer       string           // ts of the bot's first answer there, which shows the state
	RaisedAt     time.Time        // when the request was made: its times begin
	RespondedAt  *time.Time       // when somebody of the team answered first
	RespondedBy  string
	ResponseUsed int64 // seconds of working time until then, as the calendar was when it was answered
	ResponseLate bool
	SolvedAt     *time.Time // when it was solved last; nil while something is left to do
	SolveUsed    int64      // seconds of working time that it was open until then
	SolveLate    bool
	DueAt        time.Time // when the next of its targets is over; NoDue where none runs
	// When each of its targets was used up, or will be as it stands; nil where that isn't known: it was answered or solved before, or it waits.
	ResponseOverAt *time.Time
	SolveOverAt    *time.Time
	AlertAt        time.Time // when it is looked at next for what is to be told of its targets; NoDue where that is nothing
	AlertRound     int       // how often it was opened again when that was told
	Alerted        int       // what of it was told since
	AskedAt        *time.Time
	Satisfaction   Satisfaction
	SatisfiedBy    string // one of SatisfactionReasons
	ClosedAt       *time.Time
	ClosedBy       string
	CreatedBy      string
	CreatedAt      time.Time
	UpdatedBy      string
	UpdatedAt      time.Time
	Version        int // grows by one with every change
}

// NoDue is the DueAt of a ticket of which no time runs. It sorts behind every other, in every database.
func NoDue() time.Time { return time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC) }

// Tickets is the kind of the ticket.
var Tickets = newKind(Description{Name: "ticket", Entity: EntityTicket, Subject: FieldTicketSubject}, func(t *Ticket) *map[Field]string { return &t.Custom },
	[]row[Ticket]{
		field(FieldSpec{Key: FieldTicketCode, Type: TypeText, Given: true, Erasure: Kept, Column: "code"}, given(func(t *Ticket) string { return t.Code })),
		field(FieldSpec{Key: FieldTicketSubject, Type: TypeText, Max: MaxTicketSubject, Required: true, Sensitive: true, Erasure: Erased, Column: "subject"}, in(func(t *Ticket) *string { return &t.Subject })),
		field(FieldSpec{Key: FieldTicketText, Type: TypeLongText, Max: MaxTicketText, Sensitive: true, Erasure: Erased, Column: "text"}, in(func(t *Ticket) *string { return &t.Text })),
		field(FieldSpec{
			Key: FieldPriority, Type: TypeChoice, Required: true, Erasure: Kept, Words: "priority.", Choices: always(Priorities()),
			Unknown: unknownChoice(FieldPriority, "error.unknown_priority"),
		}, in(func(t *Ticket) *Priority { return &t.Priority })),
		field(FieldSpec{Key: FieldTicketAssignee, Type: TypePerson, Erasure: Kept, Column: "assignee"}, in(func(t *Ticket) *string { return &t.Assignee })),
		field(FieldSpec{Key: FieldTicketContact, Type: TypeContact, Erasure: Kept, Column: "contact_id"}, contactOf(FieldTicketContact, func(t *Ticket) *int64 { return &t.ContactID })),
		field(FieldSpec{Key: FieldTags, Type: TypeTags, Sensitive: true, Erasure: Erased}, derive(in(func(t *Ticket) *string { return &t.Tags }), func(t *Ticket) { t.Tags = JoinTags(ParseTags(t.Tags)) })),
		field(FieldSpec{
			Key: FieldTicketState, Type: TypeChoice, Apart: true, Erasure: Kept, Column: "state", Words: "ticket_state.", Choices: always(TicketStates()),
			Unknown: unknownChoice(FieldTicketState, "error.unknown_ticket_state"),
		}, in(func(t *Ticket) *TicketState { return &t.State })),
		field(FieldSpec{Key: FieldRequester, Type: TypePerson, Given: true, Erasure: Erased}, given(func(t *Ticket) string { return t.Requester })),
		field(FieldSpec{Key: FieldRaisedAt, Type: TypeInstant, Given: true, Erasure: Kept}, instant(func(t *Ticket) *time.Time { return &t.RaisedAt })),
		field(FieldSpec{Key: FieldRespondedAt, Type: TypeInstant, Given: true, Erasure: Kept}, instant(func(t *Ticket) *time.Time { return t.RespondedAt })),
		field(FieldSpec{Key: FieldRespondedBy, Type: TypePerson, Given: true, Erasure: Kept}, given(func(t *Ticket) string { return t.RespondedBy })),
		field(FieldSpec{Key: FieldSolvedAt, Type: TypeInstant, Given: true, Erasure: Kept}, instant(func(t *Ticket) *time.Time { return t.SolvedAt })),
		field(FieldSpec{Key: FieldSatisfaction, Type: TypeChoice, Given: true, Erasure: Kept, Words: "satisfaction.", Choices: always(Satisfactions())}, given(func(t *Ticket) Satisfaction { return t.Satisfaction })),
		field(FieldSpec{Key: FieldSatisfiedBy, Type: TypeChoice, Given: true, Erasure: Kept, Words: "satisfied_by.", Choices: always(SatisfactionReasons())}, given(func(t *Ticket) string { return t.SatisfiedBy })),
		field(FieldSpec{Key: FieldTicketClosedAt, Type: TypeInstant, Given: true, Erasure: Kept, Column: "closed_at", Sheet: "sheet.column_closed_at"}, instant(func(t *Ticket) *time.Time { return t.ClosedAt })),
		field(FieldSpec{Key: FieldClosedBy, Type: TypePerson, Given: true, Erasure: Kept, Sheet: "sheet.column_closed_by"}, given(func(t *Ticket) string { return t.ClosedBy })),
		field(noted(FieldCreatedAt), instant(func(t *Ticket) *time.Time { return &t.CreatedAt })),
		field(noted(FieldCreatedBy), given(func(t *Ticket) string { return t.CreatedBy })),
		field(noted(FieldUpdatedAt), instant(func(t *Ticket) *time.Time { return &t.UpdatedAt })),
		field(noted(FieldUpdatedBy), given(func(t *Ticket) string { return t.UpdatedBy })),
	},
)

// Get returns a field as canonical text.
func (t *Ticket) Get(field Field) string { return Tickets.Get(t, field) }

// Set puts canonical text into a field. The state follows from Ticket.Move.
func (t *Ticket) Set(field Field, value string) error { return Tickets.Set(t, field, value) }

// TicketFields lists the fields of a ticket that people set together in its form, in the order of it.
func TicketFields() []Field {
	return Tickets.keys(func(s FieldSpec) bool { return !s.Given && !s.Apart })
}

// Validate returns every rule that a ticket breaks, each at its field; previous is the ticket before the change, nil for a new one.
func (t *Ticket) Validate(previous *Ticket, rules Rules) Errors {
	return Tickets.check(t, previous, rules.Further, rules)
}

// Move puts a ticket into a state at an instant. It returns the row of its way through the states, of which moves are those before it. Who
// moves a ticket that nobody has answered yet has answered it: something was said, or nothing is left to say.
func (t *Ticket) Move(state TicketState, moves []TicketMove, at time.Time, by string) TicketMove {
	move := TicketMove{TicketID: t.ID, CustomerID: t.CustomerID, FromState: t.State, ToState: state, MovedBy: by, MovedAt: at}
	if t.RespondedAt == nil && state != TicketOpen {
		t.RespondedAt, t.RespondedBy = &at, by
	}
	t.Follow(append(slices.Clip(moves), move))
	return move
}

// Follow brings a ticket's state up to date with its way through the states, and with it since when it is solved, and when and by whom it was
// closed.
func (t *Ticket) Follow(moves []TicketMove) {
	t.SolvedAt, t.ClosedAt, t.ClosedBy = nil, nil, ""
	for _, move := range moves {
		at := move.MovedAt
		switch t.State = move.ToState; {
		case t.State.Undone():
			t.SolvedAt = nil
		case t.SolvedAt == nil:
			t.SolvedAt = &at
		}
		if t.ClosedAt, t.ClosedBy = nil, ""; t.State == TicketClosed {
			t.ClosedAt, t.ClosedBy = &at, move.MovedBy
		}
	}
}

// AnsweredBy reports whether a message of the team's at an instant is the first answer: what was said before the request isn't one.
func (t *Ticket) AnsweredBy(at time.Time) bool {
	return !at.Before(t.RaisedAt) && (t.RespondedAt == nil || at.Before(*t.RespondedAt))
}

// TicketMove is one row of a ticket's way through its states. The time that it was open is counted from these rows.
type TicketMove struct {
	ID         int64
	TicketID   int64
	CustomerID int64
	FromState  TicketState // "" for the row written when the ticket was raised
	ToState    TicketState
	MovedBy    string
	MovedAt    time.Time
	// Of a row that solves it: how many seconds of working time it had been open until then, and whether that was more than its target; nil where
	// that wasn't noted.
	Used *int64
	Late *bool
}

// Solves reports whether a ticket came to be done by a move.
func (m TicketMove) Solves() bool {
	return !m.ToState.Undone() && (m.FromState == "" || m.FromState.Undone())
}

// Note keeps with a move that solves a ticket how long that took, as the ticket has it.
func (m *TicketMove) Note(t Ticket) {
	if m.Solves() {
		m.Used, m.Late = &t.SolveUsed, &t.SolveLate
	}
}

// TicketCode returns the code of the n-th ticket: T001, T999, T1000.
func TicketCode(n int64) string { return ticketCodes.of(n) }

var ticketCodes = codesOf("T", `工单 ?|ticket `)

// ParseTicketCode returns the code that a text is another spelling of: t1, T0001, Ｔ００１, #T001, 工单T001.
func ParseTicketCode(text string) (code string, ok bool) { return ticketCodes.parse(text) }

// TicketInput is what is known of a ticket that is raised.
type TicketInput struct {
	Values    map[Field]string // canonical text; amounts, tags and custom fields may be as people write them
	Requester string           // Slack user ID; "" where nobody in Slack asked
	Channel   string           // where the conversation is; "" where there is none
	Thread    string           // ts of the message under which it goes on
	RaisedAt  time.Time        // zero is now
	Said      []Said           // what stands in the thread already, the message that begins it first
}

// TicketQuery asks for a page of the queue of tickets.
type TicketQuery struct {
	States     []TicketState // nil is those with something left to do
	Assignee   string        // "" is anybody
	Unassigned bool          // those that nobody has
	LateAt     time.Time     // those of which a target is over then; zero for all
	CustomerID int64         // 0 is any
	VisibleTo  string        // as models.CustomerQuery has it
	After      string        // where the page begins: TicketPage.Next of the one before
	Limit      int
}

// TicketPage is a page of the queue, the most urgent first.
type TicketPage struct {
	Tickets   []Ticket
	Customers map[int64]Customer // those of the tickets
	Total     int
	Next      string // where the next page begins; "" when this is the last
}
