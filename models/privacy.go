package models

import (
	"slices"
	"strings"
)

// PrivacyMode is how a team keeps personal data.
type PrivacyMode string

// The privacy modes.
const (
	PrivacyPlaceholder PrivacyMode = "placeholder" // real-looking phones and emails are refused, contacts stored masked
	PrivacyProtected   PrivacyMode = "protected"   // sealed in the database, shown masked, revealed to some
	PrivacyOpen        PrivacyMode = "open"        // plain
)

// Masked returns the customer with its personal fields masked, some custom fields among them, as most people see it in
// the protected mode.
func (c Customer) Masked(custom ...CustomField) Customer {
	for _, f := range custom {
		if value := c.Get(f.Key()); value != "" {
			_ = c.Set(f.Key(), f.Mask(value)) // takes any text
		}
	}
	for _, field := range PersonalFields() {
		_ = c.Set(field, Mask(field, c.Get(field))) // text is never refused
	}
	return c
}

// PublicName is a customer's name as a channel reads it: a consumer's own name is about a person, and masked. In private
// answers members see it: it is what they know the customer by.
func (c Customer) PublicName() string { return publicName(c.Kind, c.Name) }

func publicName(kind CustomerKind, name string) string {
	if kind == KindConsumer {
		return MaskName(name)
	}
	return name
}

// madeUpPhone reports a number that nobody has: the placeholder, one digit again and again, and North America's numbers
// for films, 555-0100 to 555-0199.
func madeUpPhone(number string) bool {
	digits := onlyDigits(number)
	if digits == placeholderPhone || digits != "" && strings.Trim(digits, digits[:1]) == "" {
		return true
	}
	digits = strings.TrimPrefix(digits, "1")
	return (len(digits) == 7 || len(digits) == 10) && digits[len(digits)-7:len(digits)-2] == "55501"
}

// madeUpDomains are reserved for examples (RFC 2606).
var madeUpDomains = []string{"example.com", "example.org", "example.net", "example", "test", "invalid"}

func madeUpEmail(address string) bool {
	domain := address[strings.LastIndexByte(address, '@')+1:]
	return slices.ContainsFunc(madeUpDomains, func(reserved string) bool {
		return domain == reserved || strings.HasSuffix(domain, "."+reserved)
	})
}
