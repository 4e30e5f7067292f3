package store

import (
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
)

// term is a piece of text in one kind of script, as it is compared.
type term struct {
	text   string
	dense  bool  // written without blanks between words
	begins []int // the letters of text, besides the first, at which a word may begin: of a reading, its syllables
}

// indexTerms returns the terms of a customer's texts (its code, name and company) by which a search finds it. Chinese is
// written in pinyin too, in full and by initials: every syllable may begin a word, so that "ke ji" finds 北京科技, and every
// pair of initials, so that kj does. A surname at a text's beginning is read as surnames are.
//
// What is kept was made by it. Whoever changes what a text is cut into adds a migration, an SQL file that may hold nothing
// but a comment, and makes it the lastRelist (fill.go): then search texts, sort keys and lists are made anew. Without that, a
// customer's old grams, which are computed again when it changes, would stay in the lists.
func indexTerms(texts ...string) []term {
	var list []term
	for _, text := range texts {
		for i, w := range key.Words(text) {
			list = append(list, term{text: w.Text, dense: w.Dense, begins: w.Begins})
			for _, part := range w.Parts { // its grams are the word's; it is compared with where a slip of the finger is looked for
				list = append(list, term{text: part})
			}
			if w.Dense {
				list = append(list, pinyinTerms(w.Text, i == 0)...)
			}
		}
	}
	return list
}

// pinyinTerms returns a Chinese term's readings, each in full and by its initials; first says that a text begins with it.
func pinyinTerms(text string, first bool) []term {
	var list []term
	for _, syllables := range readAt(text, first) {
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
	for _, asked := range key.Asks(text) {
		var w word
		for _, way := range asked.Ways {
			var terms []term
			for _, one := range way {
				terms = append(terms, term{text: one.Text, dense: one.Dense})
			}
			w.any = append(w.any, terms)
		}
		words = append(words, w)
	}
	return words
}

// sortKey is the form of a name by which sort:name goes: Chinese by its pinyin, everything else as it is compared, so that all
// of it stands in one alphabet. The column sort_key has it. Whoever changes it does as at indexTerms.
func sortKey(name string) string { return models.Shorten(inPinyin(name), maxNameKey) }
