package models

import (
	_ "embed"
	"strings"
	"sync"
)

// simplifiedText is the table of traditional characters.
//
//go:embed simplified.txt
var simplifiedText string

var simplifications = sync.OnceValue(func() map[rune]rune {
	pairs := map[rune]rune{}
	for line := range strings.Lines(simplifiedText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, pair := range strings.Fields(line) {
			letters := []rune(pair)
			pairs[letters[0]] = letters[1]
		}
	}
	return pairs
})

// Simplified returns a text with its traditional characters in their simplified form, as many characters as before.
func Simplified(text string) string {
	return strings.Map(func(r rune) rune {
		if s, known := simplifications()[r]; known {
			return s
		}
		return r
	}, text)
}
