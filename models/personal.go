package models

import (
	"fmt"
	"log/slog"
)

// Personal is text about a person (a name, number or address). Printing, logging or marshalling it shows a mask,
// so that a careless line can't leak it; whoever may show it calls Plain.
type Personal string

const personalMask = "•••"

// Plain returns the text itself.
func (p Personal) Plain() string { return string(p) }

// String returns a mask, or "" when there is nothing.
func (p Personal) String() string {
	if p == "" {
		return ""
	}
	return personalMask
}

// Format masks under every verb, %#v and %x included.
func (p Personal) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, p.String()) }

// LogValue masks in structured logs.
func (p Personal) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText masks in JSON and every other encoding.
func (p Personal) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// IsPersonal reports whether a field is one of PersonalFields.
func IsPersonal(field Field) bool {
	spec, known := Customers.Find(field)
	return known && spec.Personal()
}
