package models

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Rules is what the domain's checks depend on besides the record itself.
type Rules struct {
	Industries []string      // configured keys, in order
	Custom     *CustomFields // the team's custom fields of customers
	Further    *CustomFields // those of all kinds of records
	Pipelines  *Pipelines    // with the stages that deals can be in
	// LostReasons are the keys of the reasons for which deals are lost, in order.
	LostReasons []string
	Channels    []string       // the keys of the channels of campaigns, in order
	Sensitive   SensitiveWords // zero value: nothing is refused
	Warn        bool           // sensitive words are not refused: the person is told
	// WordsUnknown says that the list of sensitive words can't be read: no text is accepted that would be compared with it.
	WordsUnknown bool
	Placeholder  bool      // PrivacyPlaceholder: no phone or email that could be a real person's
	Today        Date      // in the zone of the person who asks; zero: dates are not compared with today
	Now          time.Time // the moment it is there, in that zone
}

type textRule struct {
	max       int // characters, not bytes
	required  bool
	multiline bool
	sensitive bool
}

// MaxLength returns the longest text a customer field takes, in characters; 0 for fields that aren't free text.
func MaxLength(field Field) int {
	spec, _ := Customers.Find(field)
	return spec.Max
}

// Validate returns every rule of PRODUCT.md section 1 that the record breaks, each at its field. previous is the record
// before the change, or nil for a new one: a past next follow-up, a sensitive word, a phone, an email and a custom field's
// value are refused only when they were written by this change.
func (c *Customer) Validate(previous *Customer, rules Rules) Errors {
	return Customers.check(c, previous, rules.Custom, rules)
}

func validateText[K FormKey](field K, text string, rule textRule, rules Rules) Errors {
	switch {
	case rule.required && strings.IndexFunc(text, visible) < 0:
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

// visible reports a character that leaves something on the screen: a name of zero-width spaces is none.
func visible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !strings.ContainsRune(blanks, r)
}

// blanks look like spaces and count as letters or symbols: fillers of Hangul, the empty Braille cell.
const blanks = "\u115f\u1160\u2800\u3164\uffa0"

// UnknownIndustry is the refusal of what is none of the industries; it names those that there are.
func UnknownIndustry(value string, known []string) *Error {
	return Invalid(FieldIndustry, "error.unknown_industry", "Value", value, "Industries", Industries(known))
}

// hasControl reports control characters, and those of a direction with which a text can pose as another.
func hasControl(text string, multiline bool) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		if multiline && (r == '\n' || r == '\t' || r == '\r') {
			return false
		}
		return unicode.IsControl(r)
	}) || key.Misdirects(text)
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
