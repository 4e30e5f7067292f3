package models

import (
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models/key"
)

// NormaliseText returns the form in which any text is compared, as key.Fold has it. It is for comparison only, never shown.
func NormaliseText(s string) string { return key.Fold(s) }

// NormaliseName returns what names are compared by, as key.Name has it: without signs and blanks.
func NormaliseName(s string) string { return key.Name(s) }

// NormaliseStem returns a name without what says only what kind of company it is, as key.Stem has it: two names that agree in
// it are likely the same customer.
func NormaliseStem(s string) string { return key.Stem(s) }

// Shorten cuts text that need not be whole to a number of characters. What is no UTF-8 in it becomes U+FFFD.
func Shorten(text string, characters int) string {
	if len(text) <= characters && utf8.ValidString(text) { // no text has more characters than bytes
		return text
	}
	runes := []rune(strings.ToValidUTF8(text, "�"))
	return string(runes[:min(characters, len(runes))])
}

// IsDense reports a letter of a script that is written without blanks between words.
func IsDense(r rune) bool { return key.IsDense(r) }
