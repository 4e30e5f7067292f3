package models

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/guanxi-crm/guanxi/models/key"
)

// SensitiveWords finds words that must not stand in notes, opportunities and logs, also when they are written in full width, in
// capitals, in traditional characters, or with blanks and punctuation put between. It knows ordinary text from such
// writing: a word isn't found across two phrases or sentences, not in a part of a Latin word, and not where it is a part
// of a longer word that is listed as an exception. The zero value finds nothing.
type SensitiveWords struct {
	words      map[rune][]spelled // by their first character, in the order of the list
	order      map[string]int     // of a word in the list, by its key
	exceptions map[rune][]spelled
}

// spelled is a word as it is looked for.
type spelled struct {
	shown   string
	letters []letter
}

func (s spelled) key() string {
	key := make([]rune, len(s.letters))
	for i, l := range s.letters {
		key[i] = l.rune
	}
	return string(key)
}

// letter is a letter or digit of a text, and what stands in front of it.
type letter struct {
	rune  rune // in half width, small and simplified
	han   bool // of a script without blanks between words
	apart gap
	blank bool // white space stands in front of it, with whatever else
}

// gap is how far a letter stands apart from the one in front of it.
type gap int

// The gaps.
const (
	joined gap = iota
	soft       // blanks, hyphens, dots and other signs
	clause     // a comma or a bracket
	stop       // the end of a sentence or line
)

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
func IsWord(word string) bool { return len(lettersOf(word)) > 0 }

// SameWord reports whether two words are found alike.
func SameWord(a, b string) bool {
	return spelled{letters: lettersOf(a)}.key() == spelled{letters: lettersOf(b)}.key()
}

// wordExceptionsText is the built-in list of exceptions.
//
//go:embed wordexceptions.txt
var wordExceptionsText string

// WordExceptions returns the built-in list of longer words in which no sensitive word is meant.
func WordExceptions() []string {
	var words []string
	for line := range strings.Lines(wordExceptionsText) {
		line, _, _ = strings.Cut(line, "#")
		words = append(words, strings.Fields(line)...)
	}
	return words
}

// NewSensitiveWords returns a finder for the words, except where they are a part of, or run into, one of the exceptions; empty
// ones are left out.
func NewSensitiveWords(words []string, exceptions ...string) SensitiveWords {
	s := SensitiveWords{words: spell(words), exceptions: spell(exceptions), order: map[string]int{}}
	for i, word := range words {
		key := spelled{letters: lettersOf(word)}.key()
		if _, twice := s.order[key]; !twice {
			s.order[key] = i
		}
	}
	return s
}

func spell(words []string) map[rune][]spelled {
	byFirst := map[rune][]spelled{}
	for _, word := range words {
		if letters := lettersOf(word); len(letters) > 0 {
			byFirst[letters[0].rune] = append(byFirst[letters[0].rune], spelled{word, letters})
		}
	}
	return byFirst
}

// Find returns the first word of the list that the text contains.
func (s SensitiveWords) Find(text string) (word string, found bool) {
	if len(s.words) == 0 || text == "" {
		return "", false
	}
	letters := lettersOf(text)
	first := math.MaxInt
	var excepted [][2]int // found when they are first needed
	looked := false
	for at, l := range letters {
		for _, w := range s.words[l.rune] {
			rank := s.order[w.key()]
			if rank >= first || !w.at(letters, at) {
				continue
			}
			if !looked {
				excepted, looked = s.exceptedIn(letters), true
			}
			if !within(excepted, at, at+len(w.letters)) {
				word, found, first = w.shown, true, rank
			}
		}
	}
	return word, found
}

// exceptedIn returns where exceptions stand in a text.
func (s SensitiveWords) exceptedIn(letters []letter) (spans [][2]int) {
	for at, l := range letters {
		for _, e := range s.exceptions[l.rune] {
			if e.at(letters, at) {
				spans = append(spans, [2]int{at, at + len(e.letters)})
			}
		}
	}
	return spans
}

// within reports whether what stands from begin to end is a part of an exception, or shares a part with it.
func within(excepted [][2]int, begin, end int) bool {
	return slices.ContainsFunc(excepted, func(e [2]int) bool {
		return e[0] < end && begin < e[1] && (e[0] < begin || end < e[1])
	})
}

// at reports whether the word stands at a place of a text.
func (s spelled) at(text []letter, at int) bool {
	end := at + len(s.letters)
	if end > len(text) {
		return false
	}
	for i, l := range s.letters {
		if text[at+i].rune != l.rune {
			return false
		}
	}
	return !cuts(text, at) && !cuts(text, end) && s.together(text, at, end)
}

// cuts reports whether a place lies within a Latin word.
func cuts(text []letter, at int) bool {
	return at > 0 && at < len(text) && !text[at].han && !text[at-1].han && text[at].apart == joined
}

// together reports whether the letters from at to end are one word, be it with something put between, or as the word
// itself has it: they aren't two phrases of which one ends and the other begins with them.
func (s spelled) together(text []letter, at, end int) bool {
	before := at > 0 && text[at].apart == joined
	behind := end < len(text) && text[end].apart == joined
	parts := []int{1}
	for i := at + 1; i < end; i++ {
		l := text[i]
		if l.apart == joined || l.apart == s.letters[i-at].apart {
			parts[len(parts)-1]++
			continue
		}
		parts = append(parts, 1)
		latin := !l.han || !text[i-1].han
		switch {
		case l.apart == stop && (before || behind || latin), l.apart == clause && latin && l.blank, !latin && before && behind:
			return false
		}
	}
	return text[at].han || spelledOut(parts)
}

// spelledOut reports whether a Latin word is written letter by letter, or in parts that are no single letters: "k i c k" and
// "kick back", but not the "met k" of other words.
func spelledOut(parts []int) bool {
	single := slices.Contains(parts, 1)
	return len(parts) == 1 || !single || !slices.ContainsFunc(parts, func(n int) bool { return n > 1 })
}

// lettersOf takes a text apart, without what is put between letters, and with how far they stand apart.
func lettersOf(text string) []letter {
	var letters []letter
	apart, blank := joined, false
	runes := []rune(key.Simplified(strings.ToLower(norm.NFKC.String(text))))
	for i, r := range runes {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters = append(letters, letter{r, unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), apart, blank})
			apart, blank = joined, false
			continue
		}
		if unicode.In(r, unicode.Cf, unicode.Mn, unicode.Cc) && !unicode.IsSpace(r) { // invisible
			continue
		}
		blank = blank || unicode.IsSpace(r)
		apart = max(apart, gapOf(r, i+1 == len(runes) || unicode.IsSpace(runes[i+1])))
	}
	return letters
}

// gapOf is how far a sign puts letters apart; last says that a blank follows it, or nothing.
func gapOf(r rune, last bool) gap {
	switch {
	case strings.ContainsRune("。!?…\n\r", r), r == '.' && last:
		return stop
	case strings.ContainsRune(",、;:()[]{}<>《》「」『』【】“”\"", r):
		return clause
	}
	return soft
}
