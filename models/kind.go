package models

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// A kind of record is described once, as a table of its fields. What is done with any field, whatever it holds, follows from
// the table: reading and writing it as text, its rules, the form's inputs, the card, the audit log and its history, undo, the
// choice at a conflict, erasure, the data-subject export, docs/record.md. docs/decisions/013 says why.

// FieldType is what a field holds. It decides how the field is entered, read and shown.
type FieldType string

// The types of fields, with the canonical text of their values.
const (
	TypeText     FieldType = "text"      // one line
	TypeLongText FieldType = "long_text" // several lines
	TypeNumber   FieldType = "number"    // a decimal as ParseNumber writes it
	TypeChoice   FieldType = "choice"    // a key
	TypeChoices  FieldType = "choices"   // keys, joined by commas
	TypeYesNo    FieldType = "yesno"     // CustomYes or CustomNo
	TypeDate     FieldType = "date"      // YYYY-MM-DD
	TypeTime     FieldType = "time"      // HH:MM
	TypeInstant  FieldType = "instant"   // RFC 3339 in UTC
	TypeZone     FieldType = "zone"      // an IANA name
	TypePerson   FieldType = "person"    // a Slack user ID
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
	Max       int  // the longest text, in characters; 0 for what isn't typed freely
	Required  bool // not empty
	Sensitive bool // refused where it has a sensitive word
	Given     bool // given by the system: it stands in no form, and nobody sets it
	Follows   bool // follows from other records: it changes, and is taken back, with them
	Apart     bool // changes by itself, not with the others in a form: a status with its basis, an outcome when it is done
	Filter    bool // a search can ask for it
	Card      int  // its place among the rows of the customer's card, from 1, or CardText or CardIfSet; 0 for none
	Erasure   Erasure
	Of        Field // of a time: the field of its day, with which it is entered and said; "" for every other

	Words   string                                    // of a choice: how the catalogue's keys for its values begin, as "status."
	Choices func(Rules) []string                      // of a choice: the values, in the order in which they are shown
	Unknown func(value string, among []string) *Error // of a choice: the refusal of what is none of the values
	Mask    func(value string) string                 // of a field about a person: what others may see of it; nil for every other

	Column string       // the database's, where it isn't called as the field
	Sheet  string       // the catalogue's key for its column in the data-subject's sheets, or NoColumn; "" is the field's label
	Custom *CustomField // its definition, of a custom field; nil for every other
}

// Personal reports whether the field is about a person.
func (s FieldSpec) Personal() bool { return s.Mask != nil }

// ColumnName is what the field's column in the database is called.
func (s FieldSpec) ColumnName() string {
	if s.Column == "" {
		return string(s.Key)
	}
	return s.Column
}

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

// row is a field of a kind with the way to it in a record.
type row[R any] struct {
	FieldSpec
	access[R]
	hooks[R]
}

// access reads and writes a field as canonical text.
type access[R any] struct {
	get func(*R) string
	set func(*R, string) error // nil for what nobody sets
}

// hooks are what is special to a field; nil ones say that nothing is.
type hooks[R any] struct {
	check   func(r, previous *R, rules Rules) Errors // rules beyond those of FieldSpec; previous is nil for a new record
	noted   func(*R) string                          // what the audit log keeps, where it is more than the text
	replace func(*R) string                          // what takes the place of a Replaced field
}

// RecordKind is a kind of record: its description, and the way to each field of a record R. A kind never changes.
type RecordKind[R any] struct {
	Description
	rows   []row[R]
	at     map[Field]int              // of the fields in rows
	custom func(*R) *map[Field]string // the values of custom fields; nil for a kind that has none
}

func newKind[R any](d Description, custom func(*R) *map[Field]string, rows []row[R]) *RecordKind[R] {
	k := &RecordKind[R]{Description: d, rows: rows, at: make(map[Field]int, len(rows)), custom: custom}
	for i, row := range rows {
		k.Fields, k.at[row.Key] = append(k.Fields, row.FieldSpec), i
	}
	return k
}

// With returns the kind with a team's custom fields as further fields.
func (k *RecordKind[R]) With(fields *CustomFields) *RecordKind[R] {
	if k.custom == nil || len(fields.All()) == 0 {
		return k
	}
	rows := slices.Clone(k.rows)
	for _, f := range fields.All() {
		key := f.Key()
		rows = append(rows, row[R]{
			FieldSpec: f.Spec(),
			access: access[R]{
				get: func(r *R) string { return k.Get(r, key) },
				set: func(r *R, value string) error { return k.Set(r, key, value) },
			},
			hooks: hooks[R]{check: func(r, previous *R, rules Rules) Errors {
				before := ""
				if previous != nil {
					before = k.Get(previous, key)
				}
				return f.validate(k.Get(r, key), before, rules)
			}},
		})
	}
	return newKind(Description{Name: k.Name, Entity: k.Entity, Subject: k.Subject}, k.custom, rows)
}

// Get returns a field as canonical text; "" for one that the kind hasn't.
func (k *RecordKind[R]) Get(r *R, field Field) string {
	if at, known := k.at[field]; known {
		return k.rows[at].get(r)
	}
	if k.custom == nil {
		return ""
	}
	return (*k.custom(r))[field]
}

// Set puts canonical text into a field, and what is derived from it. It checks form only (a date must be a date); the rules
// are Validate's.
func (k *RecordKind[R]) Set(r *R, field Field, value string) error {
	if at, known := k.at[field]; known && k.rows[at].set != nil {
		return k.rows[at].set(r, value)
	}
	if _, custom := field.CustomID(); !custom || k.custom == nil {
		return Invalid(field, "error.read_only", "Field", field)
	}
	values := maps.Clone(*k.custom(r)) // a copy of the record may share them
	if values == nil {
		values = map[Field]string{}
	}
	if values[field] = value; value == "" {
		delete(values, field)
	}
	*k.custom(r) = values
	return nil
}

// Noted returns a field as the audit log keeps it: a time of day with its zone, everything else as Get has it.
func (k *RecordKind[R]) Noted(r *R, field Field) string {
	if at, known := k.at[field]; known && k.rows[at].noted != nil {
		return k.rows[at].noted(r)
	}
	return k.Get(r, field)
}

// Validate returns every rule that a record breaks, each at its field. previous is the record before the change, or nil for a
// new one.
func (k *RecordKind[R]) Validate(r, previous *R, rules Rules) Errors {
	var errs Errors
	for _, row := range k.rows {
		value := row.get(r)
		errs = append(errs, row.Validate(value, previous == nil || row.get(previous) != value, rules)...)
		if row.check != nil {
			errs = append(errs, row.check(r, previous, rules)...)
		}
	}
	return errs
}

// FieldChange is a field that a change of a record gave another value, as the audit log keeps it.
type FieldChange struct {
	Field         Field
	Before, After string
}

// Changes returns what can be set of a record and differs from another, in the record's order, custom fields last.
func (k *RecordKind[R]) Changes(before, after *R) []FieldChange {
	var changes []FieldChange
	add := func(field Field, was, is string) {
		if was != is {
			changes = append(changes, FieldChange{field, was, is})
		}
	}
	for _, row := range k.rows {
		if row.set != nil {
			add(row.Key, k.Noted(before, row.Key), k.Noted(after, row.Key))
		}
	}
	if k.custom != nil {
		for _, field := range customKeys(*k.custom(before), *k.custom(after)) {
			if _, known := k.at[field]; !known { // the others are rows
				add(field, k.Get(before, field), k.Get(after, field))
			}
		}
	}
	return changes
}

// Erase does to each field of a record what its Erasure says; custom fields are emptied. replace says that the customer's name
// goes as well.
func (k *RecordKind[R]) Erase(r *R, replace bool) {
	for _, row := range k.rows {
		switch {
		case row.Erasure == Kept || row.Erasure == Replaced && !replace:
		case row.Erasure == Replaced:
			_ = row.set(r, row.replace(r)) // what is kept of the record, or nothing: never refused
		default:
			_ = row.set(r, "") // nothing is never refused
		}
	}
	if k.custom != nil {
		*k.custom(r) = map[Field]string{}
	}
}

// Kinds describes the kinds of records: the customer, then what belongs to it.
func Kinds() []Description {
	return []Description{Customers.Description, Interactions.Description, FollowUps.Description, StatusChanges.Description}
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

// in is the access to a text, whatever its type, at a place of a record.
func in[R any, T ~string](at func(*R) *T) access[R] {
	return access[R]{
		get: func(r *R) string { return string(*at(r)) },
		set: func(r *R, value string) error { *at(r) = T(value); return nil },
	}
}

// derive sets what follows from a field together with it.
func derive[R any](a access[R], follow func(*R)) access[R] {
	return access[R]{get: a.get, set: func(r *R, value string) error {
		err := a.set(r, value)
		if err == nil {
			follow(r)
		}
		return err
	}}
}

// date is the access to a day; key is the field at which what is none is refused.
func date[R any](key Field, at func(*R) *Date) access[R] {
	return access[R]{
		get: func(r *R) string { return at(r).String() },
		set: func(r *R, value string) error {
			parsed, err := ParseDate(value)
			if err != nil && value != "" {
				return Invalid(key, "error.bad_date", "Value", value)
			}
			*at(r) = parsed
			return nil
		},
	}
}

// given reads a text that nobody sets.
func given[R any, T ~string](of func(*R) T) access[R] {
	return access[R]{get: func(r *R) string { return string(of(r)) }}
}

// instant reads a moment that nobody sets; nil is none.
func instant[R any](of func(*R) *time.Time) access[R] {
	return access[R]{get: func(r *R) string {
		at := of(r)
		if at == nil || at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.RFC3339Nano)
	}}
}

// count reads a number that nobody sets.
func count[R any, N int | int64](of func(*R) N) access[R] {
	return access[R]{get: func(r *R) string { return strconv.FormatInt(int64(of(r)), 10) }}
}
