package models

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Rules is what the domain's checks depend on besides the record itself.
type Rules struct {
	Industries []string       // configured keys, in order
	Custom     *CustomFields  // the team's own fields
	Sensitive  SensitiveWords // zero value: nothing is refused
	Warn       bool           // sensitive words are not refused: the person is told
	// WordsUnknown says that the list of sensitive words can't be read: no text is accepted that would be compared with it.
	WordsUnknown bool
	Placeholder  bool      // PrivacyPlaceholder: no phone or email that could be a real person's
	Today        Date      // in the zone of the person who asks; zero: dates are not held against today
	Now          time.Time // the moment it is there, in that zone
}

type textRule struct {
	max       int // characters, not bytes
	required  bool
	multiline bool
	sensitive bool
}

var customerText = []struct {
	field Field
	rule  textRule
}{
	{FieldName, textRule{max: 100, required: true}},
	{FieldContactName, textRule{max: 50}},
	{FieldContactTitle, textRule{max: 50}},
	{FieldCompany, textRule{max: 100}},
	{FieldPhone, textRule{max: 30}},
	{FieldEmail, textRule{max: 254}},
	{FieldAddress, textRule{max: 200}},
	{FieldOpportunity, textRule{max: 200, sensitive: true}},
	{FieldNotes, textRule{max: 2000, multiline: true, sensitive: true}},
	{FieldSource, textRule{max: 100}},
}

// MaxLength returns the longest text a customer field takes, in characters; 0 for fields that aren't free text.
func MaxLength(field Field) int {
	for _, row := range customerText {
		if row.field == field {
			return row.rule.max
		}
	}
	return 0
}

// Validate returns every rule of PRODUCT.md section 1 that the record breaks, each at its field. previous is the record
// before the change, or nil for a new one: a past next follow-up, a sensitive word, a phone and an email are refused only
// when they were written by this change.
func (c *Customer) Validate(previous *Customer, rules Rules) Errors {
	var errs Errors
	for _, row := range customerText {
		rule := row.rule
		rule.sensitive = rule.sensitive && (previous == nil || previous.Get(row.field) != c.Get(row.field))
		errs = append(errs, validateText(row.field, c.Get(row.field), rule, rules)...)
	}
	if c.Industry != "" && !slices.Contains(rules.Industries, c.Industry) {
		errs = append(errs, UnknownIndustry(c.Industry, rules.Industries))
	}
	if !c.Status.Valid() {
		errs = append(errs, Invalid(FieldStatus, "error.unknown_status", "Value", string(c.Status)))
	}
	if !c.Kind.Valid() {
		errs = append(errs, Invalid(FieldCustomerKind, "error.unknown_customer_kind", "Value", string(c.Kind)))
	}
	if previous == nil || previous.Phone != c.Phone {
		errs = append(errs, validatePhone(c.Phone, c.PhoneKey)...)
	}
	if previous == nil || previous.Email != c.Email {
		errs = append(errs, validateEmail(c.Email.Plain())...)
	}
	if rules.Placeholder && len(errs) == 0 {
		errs = append(errs, c.placeholderOnly(previous)...)
	}
	if due := c.NextDue(); previous == nil || !due.Same(previous.NextDue()) {
		errs = append(errs, ValidateDue(FieldNextFollowUp, FieldNextFollowUpTime, due, rules)...)
	}
	if c.NextFollowUp.IsZero() && c.NextFollowUpTime != "" {
		errs = append(errs, Invalid(FieldNextFollowUp, "error.time_without_date"))
	}
	return append(errs, c.validateCustom(previous, rules)...)
}

// validateCustom checks the values of the team's own fields that changed: what was saved under older rules may stay.
func (c *Customer) validateCustom(previous *Customer, rules Rules) Errors {
	var errs Errors
	for _, key := range CustomKeys(c) {
		field, known := rules.Custom.Find(key)
		before := ""
		if previous != nil {
			before = previous.Get(key)
		}
		if !known && c.Get(key) != before {
			errs = append(errs, Invalid("", "error.unknown_field", "Word", string(key)))
		}
		if known {
			errs = append(errs, field.validate(c.Get(key), before, rules)...)
		}
	}
	return errs
}

func validateText[K FormKey](field K, text string, rule textRule, rules Rules) Errors {
	switch {
	case rule.required && strings.IndexFunc(text, seen) < 0:
		return Errors{Invalid(field, "error.required", "Field", field)}
	case !utf8.ValidString(text):
		return Errors{Invalid(field, "error.control_characters", "Field", field)}
	case utf8.RuneCountInString(text) > rule.max:
		return Errors{Invalid(field, "error.too_long", "Field", field, "Max", rule.max, "Got", utf8.RuneCountInString(text))}
	case hasControl(text, rule.multiline):
		return Errors{Invalid(field, "error.control_characters", "Field", field)}
	}
	if rule.sensitive && rules.WordsUnknown && text != "" {
		return Errors{Invalid(field, "error.words_unknown", "Field", field)}
	}
	if word, found := rules.Sensitive.Find(text); rule.sensitive && found && !rules.Warn {
		return Errors{Invalid(field, "error.sensitive_word", "Field", field, "Word", word)}
	}
	return nil
}

// seen reports a character that leaves something on the screen: a name of zero-width spaces is none.
func seen(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !strings.ContainsRune(blanks, r)
}

// blanks look like spaces and count as letters or symbols: fillers of Hangul, the empty Braille cell.
const blanks = "\u115f\u1160\u2800\u3164\uffa0"

// UnknownIndustry is the refusal of what is none of the industries; it names those that there are.
func UnknownIndustry(value string, known []string) *Error {
	return Invalid(FieldIndustry, "error.unknown_industry", "Value", value, "Industries", Industries(known))
}

// hasControl reports control characters, and the direction overrides with which a text can pose as another.
func hasControl(text string, multiline bool) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		if multiline && (r == '\n' || r == '\t' || r == '\r') {
			return false
		}
		return unicode.IsControl(r) || (r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069)
	})
}

// phoneCharacters are what stands in phone numbers; keyboards put several dashes between the digits.
const phoneCharacters = "0123456789+-‐‒–—―− ()./#extx转"

// maxSlashed is how many digits a number with a slash in it may have, as in 030/1234567: with more they are two numbers.
const maxSlashed = 13

func validatePhone(phone, key Personal) Errors {
	if phone == "" {
		return nil
	}
	text, digits := NormaliseText(phone.Plain()), len(strings.TrimPrefix(key.Plain(), "+"))
	foreign := strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(phoneCharacters, r) })
	if foreign || digits < 5 || digits > 20 || strings.Contains(text, "/") && digits > maxSlashed {
		return Errors{Invalid(FieldPhone, "error.bad_phone")}
	}
	return nil
}

func validateEmail(email string) Errors {
	if email == "" {
		return nil
	}
	address, err := mail.ParseAddress(email)
	if err != nil || address.Address != email || !isDomain(email[strings.LastIndexByte(email, '@')+1:]) {
		return Errors{Invalid(FieldEmail, "error.bad_email")}
	}
	return nil
}

// isDomain reports labels of letters, in any script, digits and hyphens, at least two.
func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	return len(labels) > 1 && !slices.ContainsFunc(labels, func(label string) bool {
		return label == "" || strings.ContainsFunc(label, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '-'
		})
	})
}

func validateFuture(field Field, d Date, rules Rules) Errors {
	switch {
	case d.IsZero() || rules.Today.IsZero():
		return nil
	case d.Before(rules.Today):
		return Errors{Invalid(field, "error.past_date", "Date", d)}
	case d.After(rules.Today.AddMonths(12 * maxYearsAhead)):
		return Errors{Invalid(field, "error.far_date", "Date", d, "Years", maxYearsAhead)}
	}
	return nil
}

// ValidateDue refuses, at the field of the day or that of the time, what is over for the person who asks, since nobody would
// be reminded, and what is too far ahead to be meant.
func ValidateDue(day, clock Field, due Due, rules Rules) Errors {
	if rules.Today.IsZero() {
		return nil
	}
	moment := due.In(rules.Now.Location())
	errs := validateFuture(day, moment.Day, rules)
	if len(errs) == 0 && due.Timed() && due.at.Before(rules.Now.Truncate(time.Minute)) {
		errs = append(errs, Invalid(clock, "error.past_moment", "Moments", []Moment{moment}))
	}
	return errs
}

// maxYearsAhead catches a mistyped year: nobody plans a call further ahead.
const maxYearsAhead = 10
