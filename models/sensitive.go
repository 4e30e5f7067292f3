package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SensitiveWords finds words that must not stand in notes, opportunities and logs, also when they are written in
// full width, in capitals, or with blanks and punctuation put between. The zero value finds nothing.
type SensitiveWords struct {
	words []sensitiveWord
}

type sensitiveWord struct{ shown, key string }

// WordMode is what happens when a sensitive word is written.
type WordMode string

// The modes.
const (
	WordsBlock WordMode = "block" // it is refused
	WordsWarn  WordMode = "warn"  // it is saved, and the person is told
)

// Valid reports whether m is one of the modes.
func (m WordMode) Valid() bool { return m == WordsBlock || m == WordsWarn }

// IsWord reports whether there is something in a word that can be found.
func IsWord(word string) bool { return squeeze(word) != "" }

// SameWord reports whether two words are found alike.
func SameWord(a, b string) bool { return squeeze(a) == squeeze(b) }

// NewSensitiveWords returns a finder for the words; empty ones are left out.
func NewSensitiveWords(words []string) SensitiveWords {
	var s SensitiveWords
	for _, word := range words {
		if key := squeeze(word); key != "" {
			s.words = append(s.words, sensitiveWord{word, key})
		}
	}
	return s
}

// Find returns the first listed word that the text contains.
func (s SensitiveWords) Find(text string) (word string, found bool) {
	if len(s.words) == 0 || text == "" {
		return "", false
	}
	squeezed := squeeze(text)
	for _, word := range s.words {
		if strings.Contains(squeezed, word.key) {
			return word.shown, true
		}
	}
	return "", false
}

// squeeze folds width and case and drops everything put between letters to hide a word.
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(text)))
}
