package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/guanxi-crm/guanxi/models"
)

// term is a piece of text in one kind of script, as it is compared.
type term struct {
	text   string
	dense  bool  // written without blanks between words
	begins []int // the letters of text, besides the first, at which a word may begin: of a reading, its syllables
}

// indexTerms returns the terms of a customer's texts (its code, name and company) by which a search finds it. Chinese is
// written in pinyin too, in full and by initials: every syllable may begin a word, so that "ke ji" finds 北京科技, and every
// pair of initials, so that kj does.
//
// What is kept was made by it. Whoever changes what a text is cut into adds a migration, an SQL file that may hold nothing
// but a comment, and its number to relists (fill.go): then search texts, sort keys and lists are made anew. Without that, a
// customer's old grams, which are computed again when it changes, would stay in the lists.
func indexTerms(texts ...string) []term {
	var list []term
	for _, text := range texts {
		for _, t := range terms(text) {
			list = append(list, t)
			if t.dense {
				list = append(list, pinyinTerms(t.text)...)
			}
		}
	}
	return list
}

// pinyinTerms returns a Chinese term's readings, each in full and by its initials.
func pinyinTerms(text string) []term {
	var list []term
	for _, syllables := range readings(text) {
		var full, initials strings.Builder
		var begins, each []int
		for i, syllable := range syllables {
			if i > 0 {
				begins, each = append(begins, full.Len()), append(each, i)
			}
			full.WriteString(syllable)
			initials.WriteByte(syllable[0])
		}
		list = append(list, term{text: full.String(), begins: begins}, term{text: initials.String(), begins: each})
	}
	return list
}

// word is one word of a search. It is found where all terms of one of its alternatives are.
type word struct{ any [][]term }

// queryWords returns the words of a search.
func queryWords(text string) []word {
	var words []word
	for _, t := range terms(text) {
		words = append(words, word{any: [][]term{{t}}})
	}
	return words
}

// sortKey is the form of a name by which sort:name goes, as the column sort_key has it. Whoever changes it does as at
// indexTerms.
func sortKey(name string) string { return NameKey(name) }

// terms cuts text into terms. The text is normalised, accents are removed, and everything but letters and digits
// separates terms.
func terms(text string) []term {
	var (
		list  []term
		start = -1
		dense bool
	)
	folded := foldAccents(models.NormaliseText(strings.ToValidUTF8(text, " ")))
	cut := func(end int) {
		if start >= 0 {
			list = append(list, term{text: folded[start:end], dense: dense})
			start = -1
		}
	}
	for i, r := range folded {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			cut(i)
			continue
		}
		if d := models.IsDense(r); start >= 0 && d != dense {
			cut(i)
			start, dense = i, d
		} else if start < 0 {
			start, dense = i, d
		}
	}
	cut(len(folded))
	return list
}

// foldAccents drops marks, so that jose finds José.
func foldAccents(text string) string {
	folded, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		return text
	}
	return folded
}
