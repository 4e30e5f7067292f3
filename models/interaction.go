package models

import (
	"slices"
	"time"
)

// InteractionKind is how a customer was in touch.
type InteractionKind string

// The kinds of interaction.
const (
	InteractionCall    InteractionKind = "call"
	InteractionVisit   InteractionKind = "visit"
	InteractionMeeting InteractionKind = "meeting"
	InteractionEmail   InteractionKind = "email"
	InteractionChat    InteractionKind = "chat"
	InteractionOther   InteractionKind = "other"
)

// InteractionKinds lists the kinds in the order in which they are shown.
func InteractionKinds() []InteractionKind {
	return []InteractionKind{InteractionCall, InteractionVisit, InteractionMeeting, InteractionEmail, InteractionChat, InteractionOther}
}

// Valid reports whether k is one of the kinds.
func (k InteractionKind) Valid() bool {
	return slices.Contains(InteractionKinds(), k)
}

// MaxInteraction is the longest text of an interaction, in characters.
const MaxInteraction = 2000

// Interaction is something that happened with a customer.
type Interaction struct {
	ID         int64
	CustomerID int64
	Kind       InteractionKind
	Text       string
	Permalink  string // the Slack message it was logged from; "" when none
	HappenedAt time.Time
	CreatedBy  string
	CreatedAt  time.Time
}

// InteractionInput is what a person says happened.
type InteractionInput struct {
	Kind      InteractionKind
	Text      string
	Permalink string
}

// Validate returns every broken rule at its field.
func (in InteractionInput) Validate(rules Rules) Errors {
	var errs Errors
	if !in.Kind.Valid() {
		errs = append(errs, Invalid(FieldKind, "error.unknown_interaction", "Value", string(in.Kind)))
	}
	return append(errs, validateText(FieldText, in.Text, textRule{max: MaxInteraction, required: true, multiline: true, sensitive: true}, rules)...)
}
