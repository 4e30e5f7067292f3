package models

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// CustomKind says what a custom field holds.
type CustomKind string

// The kinds of custom fields. Their values are text in one canonical form each.
const (
	CustomText    CustomKind = "text"    // as typed
	CustomNumber  CustomKind = "number"  // a decimal as ParseNumber writes it
	CustomDate    CustomKind = "date"    // YYYY-MM-DD
	CustomChoice  CustomKind = "choice"  // an option's key
	CustomChoices CustomKind = "choices" // options' keys, joined by commas, in the options' order
	CustomYesNo   CustomKind = "yesno"   // CustomYes or CustomNo
	CustomUser    CustomKind = "user"    // a Slack user ID
)

// The values of a yes/no field.
const (
	CustomYes = "yes"
	CustomNo  = "no"
)

// CustomKinds lists the kinds in the order in which they are offered.
func CustomKinds() []CustomKind {
	return []CustomKind{CustomText, CustomNumber, CustomDate, CustomChoice, CustomChoices, CustomYesNo, CustomUser}
}

// customRule is what a kind's values obey.
type customRule struct {
	// canonical returns the form in which a value is kept; what isn't one comes back as it was, for refuse.
	canonical func(f CustomField, value string) string
	// refuse says what is wrong with a canonical value; before is the one that it takes the place of.
	refuse func(f CustomField, value, before string, rules Rules) Errors
	// number returns what a value is compared by, where it has an order.
	number func(value string) (int64, bool)
}

var customRules = map[CustomKind]customRule{
	CustomText:    {canonical: asItIs, refuse: refuseText},
	CustomNumber:  {canonical: canonicalNumber, refuse: refuseNumber, number: numberKey},
	CustomDate:    {canonical: asItIs, refuse: refuseDate, number: DateKey},
	CustomChoice:  {canonical: asItIs, refuse: refuseChoice},
	CustomChoices: {canonical: canonicalChoices, refuse: refuseChoices},
	CustomYesNo:   {canonical: asItIs, refuse: refuseYesNo},
	CustomUser:    {canonical: asItIs, refuse: refuseUser},
}

// Ordered reports whether the field's values can be compared as greater and less.
func (f CustomField) Ordered() bool { return customRules[f.Kind].number != nil }

// Canonical returns a value in the form in which it is kept, so that 10,000 isn't taken for another number than 10000.
// What isn't a value of the field comes back as it was, for the rules to refuse.
func (f CustomField) Canonical(value string) string {
	rule, known := customRules[f.Kind]
	if !known || value == "" {
		return value
	}
	return rule.canonical(f, value)
}

// validate returns what is wrong with a new value, at the field.
func (f CustomField) validate(value, before string, rules Rules) Errors {
	switch {
	case value == before || value == "":
		return nil
	case f.Retired():
		return Errors{Invalid(f.Key(), "error.field_retired", "Field", f.Key())}
	}
	return customRules[f.Kind].refuse(f, value, before, rules)
}

func asItIs(_ CustomField, value string) string { return value }

func refuseText(f CustomField, value, _ string, rules Rules) Errors {
	return validateText(f.Key(), value, textRule{max: MaxCustomText, multiline: true, sensitive: true}, rules)
}

func canonicalNumber(_ CustomField, value string) string {
	if number, err := ParseNumber(value); err == nil {
		return number
	}
	return value
}

func refuseNumber(f CustomField, value, _ string, _ Rules) Errors {
	if _, err := ParseNumber(value); err != nil {
		err.Input = f.Key().Input()
		return Errors{err}
	}
	return nil
}

func refuseDate(f CustomField, value, _ string, _ Rules) Errors {
	if _, err := ParseDate(value); err != nil {
		return Errors{Invalid(f.Key(), "error.bad_date", "Value", value)}
	}
	return nil
}

func refuseYesNo(f CustomField, value, _ string, _ Rules) Errors {
	if value != CustomYes && value != CustomNo {
		return Errors{Invalid(f.Key(), "error.not_yes_no", "Field", f.Key(), "Value", value)}
	}
	return nil
}

func refuseUser(f CustomField, value, _ string, _ Rules) Errors {
	if !IsUser(value) {
		return Errors{Invalid(f.Key(), "error.unknown_user", "Value", value)}
	}
	return nil
}

func refuseChoice(f CustomField, value, before string, _ Rules) Errors {
	option, known := f.Option(value)
	switch {
	case !known:
		return Errors{f.UnknownOption(value)}
	case option.Retired && !slices.Contains(strings.Split(before, ","), value):
		return Errors{Invalid(f.Key(), "error.option_retired", "Option", option)}
	}
	return nil
}

// UnknownOption is the refusal of what is none of the field's options; it names those that there are.
func (f CustomField) UnknownOption(value string) *Error {
	return Invalid(f.Key(), "error.unknown_option", "Field", f.Key(), "Value", value, "Options", f.Offered(""))
}

func canonicalChoices(f CustomField, value string) string {
	chosen := strings.Split(value, ",")
	place := func(key string) int {
		return slices.IndexFunc(f.Options, func(o Option) bool { return o.Key == key })
	}
	slices.SortStableFunc(chosen, func(a, b string) int { return place(a) - place(b) })
	return strings.Join(slices.Compact(chosen), ",")
}

func refuseChoices(f CustomField, value, before string, rules Rules) Errors {
	chosen := strings.Split(value, ",")
	if len(chosen) > MaxCustomChoices {
		return Errors{Invalid(f.Key(), "error.too_many_choices", "Field", f.Key(), "Max", MaxCustomChoices, "Got", len(chosen))}
	}
	for _, key := range chosen {
		if errs := refuseChoice(f, key, before, rules); len(errs) > 0 {
			return errs
		}
	}
	return nil
}

// IsUser reports whether an ID is one that Slack gives to people.
func IsUser(id string) bool {
	if len(id) < 3 || len(id) > 21 || (id[0] != 'U' && id[0] != 'W') {
		return false
	}
	return strings.Trim(id[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// DateKey returns a day as a number that grows with it, 20261201 for 2026-12-01: what dates are compared by.
func DateKey(value string) (key int64, ok bool) {
	day, err := ParseDate(value)
	if err != nil || day.IsZero() {
		return 0, false
	}
	key, err = strconv.ParseInt(strings.ReplaceAll(day.String(), "-", ""), 10, 64)
	return key, err == nil
}

// dayOfKey is the day of which DateKey made a number.
func dayOfKey(key int64) Date {
	return NewDate(int(key/10_000), time.Month(key/100%100), int(key%100))
}

// CustomValue is a value as it is kept for searching: one row, or one for each option chosen of several.
type CustomValue struct {
	CustomerID int64 `gorm:"primaryKey;autoIncrement:false"`
	FieldID    int64 `gorm:"primaryKey;autoIncrement:false"`
	Place      int   `gorm:"primaryKey;autoIncrement:false"` // of the row among those of the value, from 0
	Value      string
	ValueKey   string // what it is found by: CustomKey(Value)
	Number     *int64 // what it is compared by where its kind has an order
}

// CustomKey returns the form in which a text is found by: normalised, its first 100 characters.
func CustomKey(value string) string {
	key := NormaliseText(strings.ToValidUTF8(value, "�"))
	if utf8.RuneCountInString(key) > maxCustomKey {
		key = string([]rune(key)[:maxCustomKey])
	}
	return key
}

// Rows returns the rows in which a value is kept; "" has none.
func (f CustomField) Rows(customerID int64, value string) []CustomValue {
	if value == "" {
		return nil
	}
	parts := []string{value}
	if f.Kind == CustomChoices {
		parts = strings.Split(value, ",")
	}
	rows := make([]CustomValue, len(parts))
	for i, part := range parts {
		rows[i] = CustomValue{CustomerID: customerID, FieldID: f.ID, Place: i, Value: part, ValueKey: CustomKey(part)}
		if number := customRules[f.Kind].number; number != nil {
			if n, ok := number(part); ok {
				rows[i].Number = &n
			}
		}
	}
	return rows
}

// CustomFields are a team's fields at one moment. They never change: a change makes others. A nil one has no fields.
type CustomFields struct {
	all    []CustomField
	active []CustomField
	byKey  map[Field]CustomField
}

// NewCustomFields returns the fields, given in their order.
func NewCustomFields(list []CustomField) *CustomFields {
	fields := &CustomFields{all: list, byKey: make(map[Field]CustomField, len(list))}
	for _, field := range list {
		fields.byKey[field.Key()] = field
		if !field.Retired() {
			fields.active = append(fields.active, field)
		}
	}
	return fields
}

// Of returns those of a kind of record, by the audit log's name of it.
func (fs *CustomFields) Of(entity string) *CustomFields {
	return NewCustomFields(slices.DeleteFunc(slices.Clone(fs.All()), func(f CustomField) bool { return f.Of() != entity }))
}

// Active returns the fields in use, in their order.
func (fs *CustomFields) Active() []CustomField {
	if fs == nil {
		return nil
	}
	return fs.active
}

// All returns every field, the retired ones too, in their order.
func (fs *CustomFields) All() []CustomField {
	if fs == nil {
		return nil
	}
	return fs.all
}

// Find returns the field of a key, also a retired one.
func (fs *CustomFields) Find(key Field) (CustomField, bool) {
	if fs == nil {
		return CustomField{}, false
	}
	field, found := fs.byKey[key]
	return field, found
}

// CustomKeys returns the keys of the custom fields of which customers have values, in the order of the IDs.
func CustomKeys(customers ...*Customer) []Field {
	values := make([]map[Field]string, len(customers))
	for i, c := range customers {
		values[i] = c.Custom
	}
	return customKeys(values...)
}

func customKeys(records ...map[Field]string) []Field {
	keys := map[Field]bool{}
	for _, values := range records {
		for field := range values {
			keys[field] = true
		}
	}
	return slices.SortedFunc(maps.Keys(keys), CompareCustom)
}

// CompareCustom orders the keys of custom fields by their IDs, after all others.
func CompareCustom(a, b Field) int {
	first, _ := a.CustomID()
	second, _ := b.CustomID()
	return int(first - second)
}
