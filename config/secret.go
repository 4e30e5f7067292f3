package config

import (
	"fmt"
	"log/slog"
)

// Secret is text that must not be seen. Printed, logged or marshalled it is a mask. Plain returns the text.
type Secret string

const secretMask = "******"

// Plain returns the text itself.
func (s Secret) Plain() string { return string(s) }

// String returns a mask, or "" when there is nothing.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return secretMask
}

// Format masks under every verb, %#v and %x included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, s.String()) }

// LogValue masks in structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText masks in JSON, YAML and every other encoding.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
