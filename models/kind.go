package models

import (
	"cmp"
	"slices"

	"github.com/guanxi-crm/guanxi/models/key"
)

// A kind of record is described once, as a table of its fields. What is done with any field, whatever it holds, follows from
// the table: reading and writing it as text, its rules, the form's inputs, the card, the audit log and its history, undo, the
// choice at a conflict, erasure, the data-subject export, docs/record.md. docs/decisions/013 says why.

// Field is the key of a field that a kind of record has. In a form, the field stands under the same key.
type Field string

// FieldType is what a field holds. It decides how the field is entered, read and shown.
type FieldType string

// The types of fields, with the canonical text of their values.
const (
	TypeText     FieldType = "text"      // one line
	TypeLongText FieldType = "long_text" // several lines
	TypeNumber   FieldType = "number"    // a decimal as ParseNumber writes it
	TypeChoice   FieldType = "choice"    // a key
	TypeChoices  FieldType = "choices"   // keys, joined by commas
	TypeTags     FieldType = "tags"      // names, joined by commas
	TypeMoney    FieldType = "money"     // as Money.String writes it
	TypeYesNo    FieldType = "yesno"     // CustomYes or CustomNo
	TypeDate     FieldType = "date"      // YYYY-MM-DD
	TypeTime     FieldType = "time"      // HH:MM
	TypeInstant  FieldType = "instant"   // RFC 3339 in UTC
	TypeZone     FieldType = "zone"      // an IANA name
	TypePerson   FieldType = "person"    // a Slack user ID
	TypeContact  FieldType = "contact"   // the ID of a customer's contact, or "primary"
	TypeSearch   FieldType = "search"    // the ID of a saved search of the team
)

// Erasure is what becomes of a field when the customer's data is erased. There is no default: a test refuses a field that
// doesn't say it, and Erase empties it.
type Erasure string

// What becomes of an erased customer's fields.
const (
	Erased   Erasure = "erase"   // it is emptied
	Kept     Erasure = "keep"    // it stays, since it is counted or says who did what
	Replaced Erasure = "replace" // it stays unless the customer's name is erased as well; then something else takes its place
)

// FilterBy is how a search asks for what a text field holds. Whether there is anything is asked of every field that is a
// filter; how fields of other types are asked for follows from the type.
type FilterBy string

// The ways in which texts are asked for.
const (
	FilterPresence FilterBy = ""      // only whether there is one
	FilterValue    FilterBy = "value" // by the whole text, as it is compared
	FilterWords    FilterBy = "words" // by words of it
	FilterPlace    FilterBy = "place" // by places that an address shows: see PlaceFields
	FilterNever    FilterBy = "-"     // of any type: the field is no filter
)

// The places of fields on the customer's card that are none of its numbered rows. They stand there where they aren't empty.
const (
	CardText  = -1 // as a paragraph below the rows
	CardIfSet = -2 // among the further rows, with the custom fields
)

// NoColumn is the FieldSpec.Sheet of a field that has no column in the data-subject's sheets.
const NoColumn = "-"

// FieldSpec describes a field of a kind of record.
type FieldSpec struct {
	Key       Field
	Type      FieldType
	Max       int      // the longest text, in characters; 0 for what isn't typed freely
	Required  bool     // not empty
	Sensitive bool     // refused where it has a sensitive word
	Given     bool     // given by the system: it stands in no form, and nobody types it
	Follows   bool     // follows from other records: it changes, and is taken back, with them
	Apart     bool     // changes by itself, not with the others in a form: a status with its basis, an outcome when it is done
	Card      int      // its place among the rows of the customer's card, from 1, or CardText or CardIfSet; 0 for none
	Filter    FilterBy // how a search asks for a text
	Erasure   Erasure
	Of        Field // of a time: the field of its day, with which it is entered and said; "" for every other

	Words   string                                    // of a choice: how the catalogue's keys for its values begin, as "status."
	Choices func(Rules) []string                      // of a choice: the values, in the order in which they are shown
	Unknown func(value string, among []string) *Error // of a choice that people make: the refusal of what is none of the values
	Mask    func(value string) string                 // of a field about a person: what others may see of it; nil for every other

	Clean  func(typed string) string // what is kept of what somebody typed, where key.Clean isn't all that is done to it
	Column string                    // the database's, where it isn't called as the field
	Keys   []string                  // further columns of the database, with what the field is compared or found by
	Alike  string                    // the column by which near-duplicates are found that agree in the field; "" where none are
	Sheet  string                    // the catalogue's key for its column in the data-subject's sheets, or NoColumn; "" is the field's label
	Custom *CustomField              // its definition, of a custom field; nil for every other
	Names  map[string]string         // of a field that names other records: what these are called, masked; nil where nobody looked them up
}

// Cleaned returns what is kept of a value that somebody typed or pasted.
func (s FieldSpec) Cleaned(typed string) string {
	if s.Clean != nil {
		return s.Clean(typed)
	}
	return key.Clean(typed)
}

// Filters reports whether a search can ask for the field.
func (s FieldSpec) Filters() bool { return s.Filter != FilterNever }

// ByValue reports whether a search asks for one of the values that the field can have, or for a text as a whole.
func (s FieldSpec) ByValue() bool {
	switch s.Type {
	case TypeChoice, TypeChoices, TypeTags, TypeYesNo, TypePerson:
		return true
	case TypeText, TypeLongText:
		return s.Filter == FilterValue || s.Filter == FilterPlace
	}
	return false
}

// Retired reports a custom field that is out of use.
func (s FieldSpec) Retired() bool { return s.Custom != nil && s.Custom.Retired() }

// Personal reports whether the field is about a person.
func (s FieldSpec) Personal() bool { return s.Mask != nil }

// ColumnName is what the field's column in the database is called.
func (s FieldSpec) ColumnName() string {
	if s.Column == "" {
		return string(s.Key)
	}
	return s.Column
}

// Columns are the field's columns in the database: its own, then what it is compared or found by.
func (s FieldSpec) Columns() []string { return append([]string{s.ColumnName()}, s.Keys...) }

func (s FieldSpec) rule() textRule {
	return textRule{max: s.Max, required: s.Required, multiline: s.Type == TypeLongText, sensitive: s.Sensitive}
}

// Validate returns what is wrong with a value. changed says that it is new: a sensitive word that stands there already stays.
func (s FieldSpec) Validate(value string, changed bool, rules Rules) Errors {
	rule := s.rule()
	rule.sensitive = rule.sensitive && changed
	switch {
	case s.Custom != nil: // its definition has rules of its own, for each kind of value
	case s.Type == TypeChoice:
		if among := s.Choices(rules); (value != "" || s.Required) && !slices.Contains(among, value) {
			return Errors{s.Unknown(value, among)}
		}
	case s.Type == TypeTags:
		return validateTags(s.Key, value, rule, rules)
	case s.Max > 0:
		return validateText(s.Key, value, rule, rules)
	case s.Required && value == "":
		return Errors{Invalid(s.Key, "error.required", "Field", s.Key)}
	}
	return nil
}

// unknownChoice is the FieldSpec.Unknown of a choice whose refusal names the value only.
func unknownChoice(field Field, key string) func(string, []string) *Error {
	return func(value string, _ []string) *Error { return Invalid(field, key, "Value", value) }
}

// always is the FieldSpec.Choices of values that no configuration changes.
func always[T ~string](values []T) func(Rules) []string {
	list := make([]string, len(values))
	for i, value := range values {
		list[i] = string(value)
	}
	return func(Rules) []string { return list }
}

// Description is what is known of a kind of record without one at hand.
type Description struct {
	Name    string      // of the kind
	Entity  string      // under which the audit log has its changes: one of the Entity constants
	Subject Field       // the field that says in a history what a record is about; "" for what has no entries of its own, and the customer
	Fields  []FieldSpec // in the record's order
}

// Find returns the field with a key.
func (d Description) Find(key Field) (FieldSpec, bool) {
	at := slices.IndexFunc(d.Fields, func(s FieldSpec) bool { return s.Key == key })
	if at < 0 {
		return FieldSpec{}, false
	}
	return d.Fields[at], true
}

// Compare orders fields as the record has them; custom fields come after the others, by their IDs.
func (d Description) Compare(a, b Field) int {
	place := func(key Field) int {
		if at := slices.IndexFunc(d.Fields, func(s FieldSpec) bool { return s.Key == key }); at >= 0 {
			return at
		}
		return len(d.Fields)
	}
	return cmp.Or(place(a)-place(b), CompareCustom(a, b), cmp.Compare(a, b))
}

// keys are the keys of the fields that fit.
func (d Description) keys(fits func(FieldSpec) bool) []Field {
	var keys []Field
	for _, s := range d.Fields {
		if fits(s) {
			keys = append(keys, s.Key)
		}
	}
	return keys
}

// Kinds describes the kinds of records: the customer, what belongs to it, and the campaigns, which are no customer's.
func Kinds() []Description {
	return []Description{
		Customers.Description, Contacts.Description, Interactions.Description, FollowUps.Description, StatusChanges.Description, Deals.Description, Tickets.Description,
		CampaignMembers.Description, Campaigns.Description,
	}
}

// Describe returns the field that an entry of the audit log is about; ok is false where it is about no field of a record, as a
// setting, or about a custom field, whose definition the caller has.
func Describe(entity string, field Field) (spec FieldSpec, ok bool) {
	for _, kind := range Kinds() {
		if kind.Entity != entity {
			continue
		}
		if spec, ok = kind.Find(field); ok {
			return spec, true
		}
	}
	return FieldSpec{}, false
}

// SubjectOf returns the field that says what a record is about, by the audit log's entity; known is false where the kind has none.
func SubjectOf(entity string) (subject FieldSpec, known bool) {
	for _, kind := range Kinds() {
		if kind.Entity == entity && kind.Subject != "" {
			return kind.Find(kind.Subject)
		}
	}
	return FieldSpec{}, false
}
