package models

import "time"

// The fields of a follow-up.
const (
	FieldDueOn     Field = "due_on"
	FieldDueTime   Field = "due_time"
	FieldZone      Field = "zone"
	FieldDueAt     Field = "due_at"
	FieldTitle     Field = "title"
	FieldAssignee  Field = "assignee"
	FieldState     Field = "state"
	FieldOutcome   Field = "outcome"
	FieldSnoozed   Field = "snoozed"
	FieldClosedAt  Field = "closed_at"
	FieldClosedBy  Field = "closed_by"
	FieldPlannedBy Field = "planned_by"
	FieldPlannedAt Field = "planned_at"
)

// FollowUpState is where a follow-up stands.
type FollowUpState string

// The states of a follow-up.
const (
	FollowUpPlanned   FollowUpState = "planned"
	FollowUpDone      FollowUpState = "done"
	FollowUpCancelled FollowUpState = "cancelled"
	FollowUpShelved   FollowUpState = "shelved" // planned, of a customer that is archived; nobody is reminded
)

// Limits of a follow-up's texts, in characters.
const (
	MaxFollowUpTitle = 200
	MaxOutcome       = 500
)

// FollowUpStates lists the states, the open one first.
func FollowUpStates() []FollowUpState {
	return []FollowUpState{FollowUpPlanned, FollowUpDone, FollowUpCancelled, FollowUpShelved}
}

// FollowUp is a promise to get in touch with a customer on a day, optionally at a time.
type FollowUp struct {
	ID           int64
	CustomerID   int64
	Title        string // what is to be done; may be empty
	DueOn        Date
	DueTime      TimeOfDay // "" for any time that day
	Zone         string    // IANA zone in which DueTime is meant
	DueAt        *time.Time
	Assignee     string // Slack user ID
	State        FollowUpState
	Outcome      string // what came of it, once done
	SnoozedCount int
	ClosedAt     *time.Time // when it was done or cancelled
	ClosedBy     string
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int
}

// TableName keeps the noun in one word, as the rest of the code does.
func (FollowUp) TableName() string { return "followups" }

// FollowUps is the kind of the follow-up.
var FollowUps = newKind(Description{Name: "followup", Entity: EntityFollowUp, Subject: FieldTitle}, nil,
	[]row[FollowUp]{
		field(FieldSpec{Key: FieldDueOn, Type: TypeDate, Required: true, Erasure: Kept, Sheet: "sheet.column_day"}, date(FieldDueOn, func(f *FollowUp) *Date { return &f.DueOn })),
		field(FieldSpec{Key: FieldDueTime, Type: TypeTime, Of: FieldDueOn, Erasure: Kept, Sheet: "sheet.column_time"},
			access[FollowUp]{
				get: func(f *FollowUp) string { return string(f.DueTime) },
				set: func(f *FollowUp, value string) (err error) {
					f.DueTime, _, err = ParseTimeNote(value) // its zone is a field of its own
					return err
				},
			}, hooks[FollowUp]{noted: func(f *FollowUp) string { return TimeNote(f.DueTime, f.Zone) }}),
		field(FieldSpec{Key: FieldZone, Type: TypeZone, Given: true, Erasure: Kept, Sheet: "sheet.column_zone"}, in(func(f *FollowUp) *string { return &f.Zone })),
		field(FieldSpec{Key: FieldDueAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.column_due_at"}, instant(func(f *FollowUp) *time.Time { return f.DueAt })),
		field(FieldSpec{Key: FieldTitle, Type: TypeText, Max: MaxFollowUpTitle, Sensitive: true, Erasure: Erased, Sheet: "sheet.column_what"}, in(func(f *FollowUp) *string { return &f.Title })),
		field(FieldSpec{Key: FieldAssignee, Type: TypePerson, Erasure: Kept, Sheet: "sheet.column_assignee"}, in(func(f *FollowUp) *string { return &f.Assignee })),
		field(FieldSpec{Key: FieldState, Type: TypeChoice, Given: true, Erasure: Kept, Sheet: "sheet.column_state", Words: "state.", Choices: always(FollowUpStates())},
			given(func(f *FollowUp) FollowUpState { return f.State })),
		field(FieldSpec{Key: FieldOutcome, Type: TypeLongText, Max: MaxOutcome, Apart: true, Sensitive: true, Erasure: Erased, Sheet: "sheet.column_outcome"},
			given(func(f *FollowUp) string { return f.Outcome })), // closing sets it
		field(FieldSpec{Key: FieldSnoozed, Type: TypeNumber, Given: true, Erasure: Kept, Column: "snoozed_count", Sheet: NoColumn}, count(func(f *FollowUp) int { return f.SnoozedCount })),
		field(FieldSpec{Key: FieldClosedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.column_closed_at"}, instant(func(f *FollowUp) *time.Time { return f.ClosedAt })),
		field(FieldSpec{Key: FieldClosedBy, Type: TypePerson, Given: true, Erasure: Kept, Sheet: "sheet.column_closed_by"}, given(func(f *FollowUp) string { return f.ClosedBy })),
		field(FieldSpec{Key: FieldPlannedBy, Type: TypePerson, Given: true, Erasure: Kept, Column: "created_by", Sheet: "sheet.column_planned_by"}, given(func(f *FollowUp) string { return f.CreatedBy })),
		field(FieldSpec{Key: FieldPlannedAt, Type: TypeInstant, Given: true, Erasure: Kept, Column: "created_at", Sheet: "sheet.column_planned_at"}, instant(func(f *FollowUp) *time.Time { return &f.CreatedAt })),
	},
)

// FollowUpInput is what a person plans.
type FollowUpInput struct {
	Title    string
	DueOn    Date
	DueTime  TimeOfDay
	Zone     string // IANA zone in which DueTime is meant
	Assignee string // "" is the person who plans it
}

// Validate returns every broken rule at its field.
func (in FollowUpInput) Validate(rules Rules) Errors {
	errs := FollowUps.Validate(&FollowUp{Title: in.Title, DueOn: in.DueOn}, nil, rules)
	return append(errs, in.ValidateDue(rules)...)
}

// ValidateDue returns every rule that the day and time break, which are meant in the zone of the rules.
func (in FollowUpInput) ValidateDue(rules Rules) Errors {
	return ValidateDue(FieldDueOn, FieldDueTime, in.Due(rules.Now.Location()), rules)
}

// Due is when it is to be, by the clocks of a zone.
func (in FollowUpInput) Due(zone *time.Location) Due { return NewDue(in.Moment(), zone) }

// Moment is the day and time as they were said.
func (in FollowUpInput) Moment() Moment { return Moment{Day: in.DueOn, Time: in.DueTime} }

// ValidateOutcome returns every rule that the outcome of a follow-up breaks; it may be empty.
func ValidateOutcome(outcome string, rules Rules) Errors {
	spec, _ := FollowUps.Find(FieldOutcome)
	return spec.Validate(outcome, true, rules)
}

// DueFollowUp is a follow-up with what a list needs to know of its customer.
type DueFollowUp struct {
	FollowUp
	CustomerCode string
	CustomerName string
	CustomerKind CustomerKind
	// Today is the day it is for the assignee, which decides when a day is over that is theirs; zero where it isn't looked up,
	// since they are the reader, or not known.
	Today Date `gorm:"-"`
}

// Overdue returns for how many days an open follow-up is overdue on a day of a reader in a zone; 0 when it isn't. A moment's
// day is the reader's; a day without a time is the assignee's.
func (f DueFollowUp) Overdue(today Date, zone *time.Location) int {
	due := f.Due()
	if !due.Timed() && !f.Today.IsZero() {
		today = f.Today
	}
	if f.State != FollowUpPlanned {
		return 0
	}
	return max(0, today.DaysSince(due.In(zone).Day))
}

// Public is the follow-up as a channel reads it, as Customer.PublicName has it.
func (f DueFollowUp) Public() DueFollowUp {
	f.CustomerName = publicName(f.CustomerKind, f.CustomerName)
	return f
}
