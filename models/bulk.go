package models

import (
	"encoding/json"
	"slices"
	"time"
)

// MaxBulk is how many customers one bulk change is made to at most.
const MaxBulk = 100_000

// BulkPreviewAge is how old a preview of a bulk change may be to be carried out.
const BulkPreviewAge = 24 * time.Hour

// MaxPerDay is how many customers' next follow-ups a bulk change puts on one day at most, where it spreads them.
const MaxPerDay = 1000

// BulkChange is what is made of many customers at once. What is empty stays as it is with each of them.
type BulkChange struct {
	Owner string `json:"owner,omitempty"` // a Slack user ID

	Status Status          `json:"status,omitempty"`
	Basis  InteractionKind `json:"basis,omitempty"` // of what is logged with each customer whose status changes: its basis
	Text   string          `json:"text,omitempty"`
	Reason string          `json:"reason,omitempty"` // of a churn

	Add    []string `json:"add,omitempty"` // tags
	Remove []string `json:"remove,omitempty"`
	Source string   `json:"source,omitempty"`

	// Campaign is the ID of a campaign to which the customers are added, in the state Member. Those that are its members already come into that
	// state, where one is said.
	Campaign int64       `json:"campaign,omitempty"`
	Member   MemberState `json:"member,omitempty"`
	Called   string      `json:"called,omitempty"` // the campaign, by its code and name as they were

	// Next is the day of the next follow-up. With PerDay so many customers at most get that day or, where it isn't one, the
	// first workday after it; the others get the workdays behind it.
	Next   Date `json:"next,omitzero"`
	PerDay int  `json:"per_day,omitempty"`

	Archive bool `json:"archive,omitempty"`
	Restore bool `json:"restore,omitempty"` // from the archive
}

// Fields lists what of the record is changed, in its order.
func (b BulkChange) Fields() []Field {
	var fields []Field
	for _, field := range []struct {
		key Field
		set bool
	}{
		{FieldStatus, b.Status != ""},
		{FieldNextFollowUp, !b.Next.IsZero()},
		{FieldOwner, b.Owner != ""},
		{FieldSource, b.Source != ""},
		{FieldTags, len(b.Add)+len(b.Remove) > 0},
		{FieldMemberCampaign, b.Campaign != 0},
		{FieldArchivedAt, b.Archive || b.Restore},
	} {
		if field.set {
			fields = append(fields, field.key)
		}
	}
	return fields
}

// Membership reports a change of whom a campaign addresses, and of nothing of the customers.
func (b BulkChange) Membership() bool { return slices.Equal(b.Fields(), []Field{FieldMemberCampaign}) }

// StatusInput is the change of a customer's status, with what is logged as its basis.
func (b BulkChange) StatusInput() StatusInput {
	return StatusInput{To: b.Status, Reason: b.Reason, NewInteraction: &InteractionInput{Kind: b.Basis, Text: b.Text}}
}

// Validate returns every rule that the change breaks by itself, at its input.
func (b BulkChange) Validate(rules Rules) Errors {
	var errs Errors
	if b.Status != "" {
		errs = append(errs, b.StatusInput().Validate(rules)...)
	} else if b.Text != "" || b.Reason != "" {
		errs = append(errs, Invalid(FieldStatus, "error.bulk_basis_alone"))
	}
	for _, field := range []struct {
		key   Field
		input Input
		value string
	}{{FieldTags, InputTagsAdd, JoinTags(b.Add)}, {FieldSource, FieldSource.Input(), b.Source}} {
		spec, _ := Customers.Find(field.key)
		for _, e := range spec.Validate(field.value, true, rules) {
			e.Input = field.input
			errs = append(errs, e)
		}
	}
	if b.Member != "" && (b.Campaign == 0 || !slices.Contains(MemberStates(), b.Member)) {
		errs = append(errs, Invalid(FieldMemberState, "error.unknown_member_state", "Value", Shorten(string(b.Member), 20)))
	}
	if both := slices.IndexFunc(b.Add, func(tag string) bool { return slices.Contains(TagKeys(b.Remove), TagKey(tag)) }); both >= 0 {
		errs = append(errs, Invalid(InputTagsRemove, "error.bulk_tag_twice", "Tag", b.Add[both]))
	}
	errs = append(errs, validateFuture(FieldNextFollowUp, b.Next, rules)...)
	switch {
	case b.PerDay != 0 && b.Next.IsZero():
		errs = append(errs, Invalid(FieldNextFollowUp, "error.bulk_from_missing"))
	case b.PerDay < 0 || b.PerDay > MaxPerDay:
		errs = append(errs, Invalid(InputPerDay, "error.bulk_per_day", "Max", MaxPerDay))
	}
	if fields := b.Fields(); len(fields) == 0 && len(errs) == 0 {
		errs = append(errs, Invalid("", "error.bulk_nothing"))
	} else if b.Archive && len(fields) > 1 {
		errs = append(errs, Invalid(InputArchive, "error.bulk_archive_alone"))
	}
	return errs
}

// TagKeys is TagKey of each of some tags.
func TagKeys(tags []string) []string {
	keys := make([]string, len(tags))
	for i, tag := range tags {
		keys[i] = TagKey(tag)
	}
	return keys
}

// BulkScope says of which customers a bulk change is: those of a search, those whose follow-ups a list of due ones shows, or the
// archived ones.
type BulkScope struct {
	Query    CustomerQuery
	Due      *DueQuery    // nil for the search
	Members  *MemberQuery // those that are members of a campaign; nil for the search
	IDs      []int64      // of the customers; nil for the search
	Archived bool
}

// BulkArgs is Task.Args of a bulk change. Which customers it is of says the ledger of its preview.
type BulkArgs struct {
	Change BulkChange `json:"change"`
	Retag  *Retag     `json:"retag,omitempty"` // instead: a tag that is called otherwise now
	// Resource is, instead, a campaign that is called otherwise now.
	Resource *Resource `json:"resource,omitempty"`
}

// WithoutTexts are the arguments of a bulk change without what somebody typed about customers: the basis of a change of status, and the reason.
// Arguments of other tasks, and damaged ones, stay as they are.
func WithoutTexts(args string) string {
	var bulk BulkArgs
	if json.Unmarshal([]byte(args), &bulk) != nil || bulk.Change.Text == "" && bulk.Change.Reason == "" {
		return args
	}
	bulk.Change.Text, bulk.Change.Reason = "", ""
	text, err := json.Marshal(bulk)
	if err != nil {
		return args
	}
	return string(text)
}

// Retag is a tag that was renamed, for the customers that have it by a former name.
type Retag struct {
	Keys []string `json:"keys"` // TagKey of each former name
	Name string   `json:"name"`
}

// BulkPreview is what a bulk change would do, as it was when somebody looked.
type BulkPreview struct {
	Task    Task // carried out by its ID
	Change  BulkChange
	Counts  TaskCounts // Updated: whom it would change
	Samples []BulkSample
	LeftOut []BulkReason // the commonest first
	Last    Date         // the last day that a spread follow-up gets; zero where none is spread
}

// BulkSample is what would become of one customer.
type BulkSample struct {
	Before, After Customer
	Joins         bool // it becomes a member of a campaign, or gets another state in it
}

// BulkReason is why customers are left out.
type BulkReason struct {
	Why   *Error // of the first
	Count int
	Codes []string // of the first few
}
