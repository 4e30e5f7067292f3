package models

import "time"

// The fields of a status change.
const (
	FieldChangedAt     Field = "changed_at"
	FieldFrom          Field = "from"
	FieldTo            Field = "to"
	FieldInteractionID Field = "interaction_id"
	FieldReason        Field = "reason"
	FieldChangedBy     Field = "changed_by"
)

// Status is where a customer stands.
type Status string

// The three states of a customer.
const (
	StatusPotential Status = "potential" // 潜在客户
	StatusActive    Status = "active"    // 活跃客户
	StatusChurned   Status = "churned"   // 流失客户
)

// Statuses lists the states in the order in which they are shown.
func Statuses() []Status { return []Status{StatusPotential, StatusActive, StatusChurned} }

// Valid reports whether s is one of the states.
func (s Status) Valid() bool {
	return s == StatusPotential || s == StatusActive || s == StatusChurned
}

// BasisMaxAge is how old an interaction may be to count as the basis of a status change.
const BasisMaxAge = 30 * 24 * time.Hour

// MaxReason is the longest reason for a churn or an erasure, in characters.
const MaxReason = 500

// StatusChange is one row of a customer's status history. Reports count transitions from these rows.
type StatusChange struct {
	ID            int64
	CustomerID    int64
	FromStatus    Status // "" for the row written when the customer was created
	ToStatus      Status
	InteractionID int64  // the basis; 0 for the row written at creation, and where a deal is it
	DealID        int64  // the deal that was won, where that is the basis; else 0
	Reason        string // why it churned; "" otherwise
	ChangedBy     string
	ChangedAt     time.Time
}

// StatusChanges is the kind of the row in a customer's status history. In the audit log it stands as a change of the customer.
var StatusChanges = newKind(Description{Name: "status_change", Entity: EntityCustomer}, nil,
	[]row[StatusChange]{
		field(FieldSpec{Key: FieldChangedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.column_when"}, instant(func(c *StatusChange) *time.Time { return &c.ChangedAt })),
		field(FieldSpec{Key: FieldFrom, Type: TypeChoice, Given: true, Erasure: Kept, Column: "from_status", Sheet: "sheet.column_from", Words: "status.", Choices: always(Statuses())},
			given(func(c *StatusChange) Status { return c.FromStatus })),
		field(FieldSpec{Key: FieldTo, Type: TypeChoice, Given: true, Erasure: Kept, Column: "to_status", Sheet: "sheet.column_to", Words: "status.", Choices: always(Statuses())},
			given(func(c *StatusChange) Status { return c.ToStatus })),
		field(FieldSpec{Key: FieldInteractionID, Type: TypeNumber, Given: true, Erasure: Kept, Sheet: NoColumn}, count(func(c *StatusChange) int64 { return c.InteractionID })),
		field(FieldSpec{Key: FieldReason, Type: TypeLongText, Max: MaxReason, Sensitive: true, Erasure: Erased, Sheet: "sheet.column_reason"},
			given(func(c *StatusChange) string { return c.Reason })), // a change is never changed
		field(FieldSpec{Key: FieldChangedBy, Type: TypePerson, Given: true, Erasure: Kept, Sheet: "sheet.column_by"}, given(func(c *StatusChange) string { return c.ChangedBy })),
	},
)

// StatusInput is a status change with its basis: an interaction already logged, or a new one.
type StatusInput struct {
	To             Status
	InteractionID  int64             // an interaction of the last BasisMaxAge; 0 when New is given
	NewInteraction *InteractionInput // logged in the same transaction; nil when InteractionID is given
	Reason         string            // required when To is churned
	From           Status            // that the person saw; "" for whatever is present
}

// StatusChangedError says that somebody else changed a customer's status while a person was about to. They are asked again.
type StatusChangedError struct {
	Current Customer // as it is
	By      string   // who changed it
}

// Error names the states only.
func (e *StatusChangedError) Error() string { return e.Unwrap().Error() }

// Unwrap returns it as a refusal.
func (e *StatusChangedError) Unwrap() error { return e.Refusal() }

// Refusal returns it as a refusal.
func (e *StatusChangedError) Refusal() *Error {
	return Conflict("error.status_since", "User", Person(e.By), "Status", e.Current.Status)
}

// Validate returns every broken rule at its field. That the interaction exists, belongs to the customer and is recent
// enough is for whoever can look it up.
func (in StatusInput) Validate(rules Rules) Errors {
	var errs Errors
	if !in.To.Valid() {
		errs = append(errs, Invalid(FieldStatus, "error.unknown_status", "Value", string(in.To)))
	}
	if in.InteractionID == 0 && in.NewInteraction == nil {
		errs = append(errs, Invalid(InputBasis, "error.basis_required"))
	}
	if in.NewInteraction != nil {
		errs = append(errs, in.NewInteraction.Validate(rules)...)
	}
	reason, _ := StatusChanges.Find(FieldReason)
	reason.Required = in.To == StatusChurned
	return append(errs, reason.Validate(in.Reason, true, rules)...)
}
