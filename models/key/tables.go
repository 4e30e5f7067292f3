package key

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:generate ../../scripts/characters.sh

//go:embed radicals.txt
var radicalsText string

//go:embed simplified.txt
var simplifiedText string

// radicals and simplifications are made when they are first asked for.
var (
	radicals        = sync.OnceValue(func() map[rune]rune { return pairsOf(radicalsText) })
	simplifications = sync.OnceValue(func() map[rune]rune { return pairsOf(simplifiedText) })
)

// pairsOf reads a table in which each character is followed by the one that stands for it.
func pairsOf(table string) map[rune]rune {
	pairs := map[rune]rune{}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, pair := range strings.Fields(line) {
			letters := []rune(pair)
			pairs[letters[0]] = letters[1]
		}
	}
	return pairs
}

// unified returns the character that a radical looks like; of every other the character itself.
func unified(r rune) rune {
	if r < 0x2E80 || r > 0x2FDF {
		return r
	}
	if u, known := radicals()[r]; known {
		return u
	}
	return r
}

// Simplified returns a text with its traditional characters in their simplified form, as many characters as before.
func Simplified(text string) string { return strings.Map(simplified, text) }

func simplified(r rune) rune {
	if r < 0x3400 {
		return r
	}
	if s, known := simplifications()[r]; known {
		return s
	}
	return r
}

// digit returns a digit of any script as the ASCII digit of its value, and other characters as they are.
func digit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	for _, span := range unicode.Nd.R16 {
		if r >= rune(span.Lo) && r <= rune(span.Hi) {
			return '0' + (r-rune(span.Lo))%10
		}
	}
	for _, span := range unicode.Nd.R32 {
		if first := rune(span.Lo); r >= first && r <= rune(span.Hi) { //nolint:gosec // Unicode ends at U+10FFFF
			return '0' + (r-first)%10
		}
	}
	return r
}
