package models

import (
	"strconv"
	"time"
)

// The fields of a deal. docs/decisions/030 says what it has to do with the record's opportunity.
const (
	FieldDealCode      Field = "deal_code"
	FieldDealTitle     Field = "deal_title"
	FieldStage         Field = "stage"
	FieldAmount        Field = "amount"
	FieldProbability   Field = "probability"
	FieldExpectedClose Field = "expected_close"
	FieldDealContact   Field = "deal_contact"
	FieldLostReason    Field = "lost_reason"
	FieldLostNote      Field = "lost_note"
	FieldDealState     Field = "deal_state"
	FieldStageSince    Field = "stage_since"
)

// MaxDealTitle is the longest title of a deal, and MaxLostNote the longest text on why one was lost, in characters.
const (
	MaxDealTitle = 200
	MaxLostNote  = 500
)

// DealState says whether a deal is open. It follows from the deal's stage.
type DealState string

// The states of a deal.
const (
	DealOpen    DealState = "open"
	DealWon     DealState = "won"
	DealLost    DealState = "lost"
	DealShelved DealState = "shelved" // open, of a customer that is archived or whose data was erased: nothing counts it
)

// DealStates lists the states, the open one first.
func DealStates() []DealState { return []DealState{DealOpen, DealWon, DealLost, DealShelved} }

// stateOf is the state of a deal in a stage of a kind.
func stateOf(kind StageKind) DealState {
	switch kind {
	case StageWon:
		return DealWon
	case StageLost:
		return DealLost
	}
	return DealOpen
}

// Deal is an opportunity to sell something to a customer.
type Deal struct {
	ID            int64
	Code          string // D001 … D999, D1000; unique, ascending, never reused
	CustomerID    int64
	Title         string
	PipelineID    int64
	StageID       int64
	State         DealState
	StageSince    time.Time // when it came into its stage
	Amount        Money     `gorm:"embedded"`
	Probability   *int      // percent; nil is its stage's
	ExpectedClose Date
	Owner         string // Slack user ID
	ContactID     int64  // one of its customer's contacts: 0 is none, PrimaryContact the primary one
	Source        string // the name of the campaign that brought it
	SourceKey     string // what that is compared by; the store sets it
	Tags          string // as JoinTags writes them
	LostReason    string // key of one of the team's reasons
	LostNote      string
	Custom        map[Field]string `gorm:"serializer:json"` // the values of custom fields
	ClosedAt      *time.Time       // when it was won or lost
	ClosedBy      string
	CreatedBy     string
	CreatedAt     time.Time
	UpdatedBy     string
	UpdatedAt     time.Time
	Version       int // grows by one with every change
}

// Deals is the kind of the deal.
var Deals = newKind(Description{Name: "deal", Entity: EntityDeal, Subject: FieldDealTitle}, func(d *Deal) *map[Field]string { return &d.Custom },
	[]row[Deal]{
		field(FieldSpec{Key: FieldDealCode, Type: TypeText, Given: true, Erasure: Kept, Column: "code"}, given(func(d *Deal) string { return d.Code })),
		field(FieldSpec{Key: FieldDealTitle, Type: TypeText, Max: MaxDealTitle, Required: true, Sensitive: true, Erasure: Erased, Column: "title"}, in(func(d *Deal) *string { return &d.Title })),
		field(FieldSpec{
			Key: FieldStage, Type: TypeChoice, Required: true, Erasure: Kept, Column: "stage_id",
			Words: "stage.", Choices: func(rules Rules) []string { return rules.Pipelines.Keys() }, Unknown: unknownChoice(FieldStage, "error.unknown_stage"),
		}, access[Deal]{get: func(d *Deal) string { return idText(d.StageID) }, set: setStage}),
		field(FieldSpec{Key: FieldAmount, Type: TypeMoney, Erasure: Kept, Keys: []string{"currency"}}, money(FieldAmount, func(d *Deal) *Money { return &d.Amount })),
		field(FieldSpec{Key: FieldProbability, Type: TypeNumber, Erasure: Kept}, access[Deal]{get: getProbability, set: setProbability}),
		field(FieldSpec{Key: FieldExpectedClose, Type: TypeDate, Erasure: Kept}, date(FieldExpectedClose, func(d *Deal) *Date { return &d.ExpectedClose }), hooks[Deal]{check: checkExpectedClose}),
		field(FieldSpec{Key: FieldOwner, Type: TypePerson, Erasure: Kept}, in(func(d *Deal) *string { return &d.Owner })),
		field(FieldSpec{Key: FieldDealContact, Type: TypeContact, Erasure: Kept, Column: "contact_id"}, contactOf(FieldDealContact, func(d *Deal) *int64 { return &d.ContactID })),
		field(FieldSpec{Key: FieldSource, Type: TypeText, Max: MaxCampaignName, Keys: []string{"source_key"}, Erasure: Erased}, in(func(d *Deal) *string { return &d.Source })),
		field(FieldSpec{Key: FieldTags, Type: TypeTags, Sensitive: true, Erasure: Erased}, derive(in(func(d *Deal) *string { return &d.Tags }), func(d *Deal) { d.Tags = JoinTags(ParseTags(d.Tags)) })),
		field(FieldSpec{
			Key: FieldLostReason, Type: TypeChoice, Apart: true, Erasure: Kept,
			Words: "lost_reason.", Choices: func(rules Rules) []string { return rules.LostReasons }, Unknown: unknownChoice(FieldLostReason, "error.unknown_lost_reason"),
		}, in(func(d *Deal) *string { return &d.LostReason }), hooks[Deal]{check: checkLostReason}),
		field(FieldSpec{Key: FieldLostNote, Type: TypeLongText, Max: MaxLostNote, Apart: true, Sensitive: true, Erasure: Erased}, in(func(d *Deal) *string { return &d.LostNote })),
		field(FieldSpec{Key: FieldDealState, Type: TypeChoice, Given: true, Erasure: Kept, Column: "state", Words: "deal_state.", Choices: always(DealStates())}, given(func(d *Deal) DealState { return d.State })),
		field(FieldSpec{Key: FieldStageSince, Type: TypeInstant, Given: true, Erasure: Kept}, instant(func(d *Deal) *time.Time { return &d.StageSince })),
		field(FieldSpec{Key: FieldClosedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.column_closed_at"}, instant(func(d *Deal) *time.Time { return d.ClosedAt })),
		field(FieldSpec{Key: FieldClosedBy, Type: TypePerson, Given: true, Erasure: Kept, Sheet: "sheet.column_closed_by"}, given(func(d *Deal) string { return d.ClosedBy })),
		field(noted(FieldCreatedAt), instant(func(d *Deal) *time.Time { return &d.CreatedAt })),
		field(noted(FieldCreatedBy), given(func(d *Deal) string { return d.CreatedBy })),
		field(noted(FieldUpdatedAt), instant(func(d *Deal) *time.Time { return &d.UpdatedAt })),
		field(noted(FieldUpdatedBy), given(func(d *Deal) string { return d.UpdatedBy })),
	},
)

// idText is the ID of another record as a field has it; "" for none.
func idText(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// setStage sets the stage alone: Deal.Enter sets what follows from it.
func setStage(d *Deal, value string) error {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil && value != "" {
		return Invalid(FieldStage, "error.unknown_stage", "Value", Shorten(value, 60))
	}
	d.StageID = id
	return nil
}

func getProbability(d *Deal) string {
	if d.Probability == nil {
		return ""
	}
	return strconv.Itoa(*d.Probability)
}

func setProbability(d *Deal, value string) error {
	if value == "" {
		d.Probability = nil
		return nil
	}
	percent, err := strconv.Atoi(value)
	if err != nil || percent < 0 || percent > 100 {
		return Invalid(FieldProbability, "error.probability", "Value", Shorten(value, 20))
	}
	d.Probability = &percent
	return nil
}

// checkExpectedClose refuses a day of a new deal that is too far ahead to be meant. One that has passed may be set: what slipped is
// written down as it was.
func checkExpectedClose(d, previous *Deal, rules Rules) Errors {
	if previous != nil && previous.ExpectedClose == d.ExpectedClose || d.ExpectedClose.IsZero() || rules.Today.IsZero() || !d.ExpectedClose.After(rules.Today) {
		return nil
	}
	return validateFuture(FieldExpectedClose, d.ExpectedClose, rules)
}

// checkLostReason wants to know why a deal is lost.
func checkLostReason(d, previous *Deal, _ Rules) Errors {
	if d.State != DealLost || d.LostReason != "" || previous != nil && previous.State == DealLost {
		return nil
	}
	return Errors{Invalid(FieldLostReason, "error.unknown_lost_reason")}
}

// money is the access to an amount; key is the field at which what is none is refused.
func money[R any](key Field, at func(*R) *Money) access[R] {
	return access[R]{
		get: func(r *R) string { return at(r).String() },
		set: func(r *R, value string) error {
			parsed, err := ParseMoney(value, "")
			if err != nil {
				return &Error{Kind: err.Kind, Input: key.Input(), Key: err.Key, Args: err.Args}
			}
			*at(r) = parsed
			return nil
		},
	}
}

// Get returns a field as canonical text.
func (d *Deal) Get(field Field) string { return Deals.Get(d, field) }

// Set puts canonical text into a field. Deal.Enter follows where that is the stage.
func (d *Deal) Set(field Field, value string) error { return Deals.Set(d, field, value) }

// DealFields lists the fields of a deal that people set together in its form, in the order of it.
func DealFields() []Field { return Deals.keys(func(s FieldSpec) bool { return !s.Given && !s.Apart }) }

// Enter puts a deal into a stage at an instant, with what follows from that: its pipeline, whether it is open, and when and by whom it
// was closed.
func (d *Deal) Enter(stage Stage, at time.Time, by string) {
	state := stateOf(stage.Kind)
	d.PipelineID, d.StageID, d.StageSince = stage.PipelineID, stage.ID, at
	switch {
	case state == DealOpen:
		d.ClosedAt, d.ClosedBy, d.LostReason, d.LostNote = nil, "", "", ""
	case d.State != state:
		d.ClosedAt, d.ClosedBy = &at, by
	}
	if state != DealLost {
		d.LostReason, d.LostNote = "", ""
	}
	d.State = state
}

// Open reports whether the deal is neither won nor lost. One of an archived customer is.
func (d Deal) Open() bool { return d.State == DealOpen || d.State == DealShelved }

// Chance is how likely the deal is won, in percent: its own probability, else its stage's.
func (d Deal) Chance(pipelines *Pipelines) int {
	if d.Probability != nil && d.Open() {
		return *d.Probability
	}
	stage, _ := pipelines.Stage(d.StageID)
	return stage.Probability
}

// Validate returns every rule that a deal breaks, each at its field; previous is the deal before the change, nil for a new one.
func (d *Deal) Validate(previous *Deal, rules Rules) Errors {
	return Deals.check(d, previous, rules.Further, rules)
}

// StageMove is one row of a deal's way through its stages. Figures of time and conversion count these rows.
type StageMove struct {
	ID         int64
	DealID     int64
	CustomerID int64
	FromStage  int64 // 0 for the row written when the deal was created
	ToStage    int64
	MovedBy    string
	MovedAt    time.Time
}

// DealEnd is what somebody says who closes a deal.
type DealEnd struct {
	Won      bool
	Reason   string // key, where it is lost
	Note     string // in words, where it is lost
	Activate bool   // the customer becomes active, with the win as its basis
	Cancel   bool   // the customer's open follow-ups are cancelled
	Version  int    // of the deal that the person saw; 0 for whatever is present
}

// DealCode returns the code of the n-th deal: D001, D999, D1000.
func DealCode(n int64) string { return dealCodes.of(n) }

var dealCodes = codesOf("D", `商机 ?|deal `)

// ParseDealCode returns the code that a text is another spelling of: d1, D0001, Ｄ００１, #D001, 商机D001.
func ParseDealCode(text string) (code string, ok bool) { return dealCodes.parse(text) }

// FirstLostReasons are the reasons for which deals are lost before a team has its own.
func FirstLostReasons() []Option {
	return []Option{
		{Key: "price", EN: "Price", ZH: "价格"},
		{Key: "competitor", EN: "Competitor", ZH: "选择了竞争对手"},
		{Key: "budget", EN: "No budget", ZH: "没有预算"},
		{Key: "timing", EN: "Bad timing", ZH: "时机不合适"},
		{Key: "needs", EN: "Doesn't meet the needs", ZH: "不满足需求"},
		{Key: "silent", EN: "No response", ZH: "没有回应"},
		{Key: "other", EN: "Other", ZH: "其他"},
	}
}

// ValidateReasons returns every rule that the reasons for which deals are lost break. No two may be taken for the same, and one is in use.
func ValidateReasons(reasons []Option) (errs Errors) {
	inUse := 0
	for i, reason := range reasons {
		errs = append(errs, validateLabels(reason.Labels())...)
		for _, other := range reasons[:i] {
			errs = append(errs, SameLabels(reason.Labels(), other.Labels())...)
		}
		if !reason.Retired {
			inUse++
		}
	}
	if inUse == 0 {
		errs = append(errs, Invalid("", "error.last_reason"))
	}
	if len(reasons) > MaxLostReasons {
		errs = append(errs, &Error{Kind: KindLimit, Key: "error.too_many_reasons", Args: map[string]any{"Max": MaxLostReasons}})
	}
	return errs
}

// OptionKeys are the keys of options, retired ones too.
func OptionKeys(options []Option) []string {
	keys := make([]string, len(options))
	for i, o := range options {
		keys[i] = o.Key
	}
	return keys
}
