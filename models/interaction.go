package models

import (
	"slices"
	"time"
)

// The fields of an interaction.
const (
	FieldHappenedAt Field = "happened_at"
	FieldKind       Field = "kind"
	FieldText       Field = "text"
	FieldPermalink  Field = "permalink"
	FieldLoggedBy   Field = "logged_by"
	FieldLoggedAt   Field = "logged_at"
)

// InteractionKind is how a customer was in touch.
type InteractionKind string

// The kinds of interaction.
const (
	InteractionCall    InteractionKind = "call"
	InteractionVisit   InteractionKind = "visit"
	InteractionMeeting InteractionKind = "meeting"
	InteractionEmail   InteractionKind = "email"
	InteractionWeChat  InteractionKind = "wechat"
	InteractionChat    InteractionKind = "chat"
	InteractionOther   InteractionKind = "other"
)

// InteractionKinds lists the kinds in the order in which they are shown.
func InteractionKinds() []InteractionKind {
	return []InteractionKind{InteractionCall, InteractionVisit, InteractionMeeting, InteractionEmail, InteractionWeChat, InteractionChat, InteractionOther}
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

// Interactions is the kind of the interaction.
var Interactions = newKind(Description{Name: "interaction", Entity: EntityInteraction, Subject: FieldText}, nil,
	[]row[Interaction]{
		field(FieldSpec{Key: FieldHappenedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.column_when"}, instant(func(i *Interaction) *time.Time { return &i.HappenedAt })),
		field(FieldSpec{
			Key: FieldKind, Type: TypeChoice, Required: true, Erasure: Kept, Sheet: "sheet.column_kind",
			Words: "interaction.", Choices: always(InteractionKinds()), Unknown: unknownChoice(FieldKind, "error.unknown_interaction"),
		}, in(func(i *Interaction) *InteractionKind { return &i.Kind })),
		field(FieldSpec{Key: FieldText, Type: TypeLongText, Max: MaxInteraction, Required: true, Sensitive: true, Erasure: Erased, Sheet: "sheet.column_text"}, in(func(i *Interaction) *string { return &i.Text })),
		field(FieldSpec{Key: FieldPermalink, Type: TypeText, Given: true, Erasure: Erased, Sheet: "sheet.column_link"}, given(func(i *Interaction) string { return i.Permalink })),
		field(FieldSpec{Key: FieldLoggedBy, Type: TypePerson, Given: true, Erasure: Kept, Column: "created_by", Sheet: "sheet.column_by"}, given(func(i *Interaction) string { return i.CreatedBy })),
		field(FieldSpec{Key: FieldLoggedAt, Type: TypeInstant, Given: true, Erasure: Kept, Column: "created_at", Sheet: "sheet.column_logged_at"}, instant(func(i *Interaction) *time.Time { return &i.CreatedAt })),
	},
)

// InteractionInput is what a person says happened.
type InteractionInput struct {
	Kind      InteractionKind
	Text      string
	Permalink string
	// At is when it happened; the zero time is just now. It is never ahead.
	At time.Time
}

// Validate returns every broken rule at its field.
func (in InteractionInput) Validate(rules Rules) Errors {
	errs := Interactions.Validate(&Interaction{Kind: in.Kind, Text: in.Text}, nil, rules)
	if in.At.After(rules.Now) && !rules.Now.IsZero() {
		errs = append(errs, Invalid(FieldHappenedAt, "error.happens_later"))
	}
	return errs
}
