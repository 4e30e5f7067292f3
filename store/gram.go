package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/guanxi-crm/guanxi/models"
)

// A customer is found by grams: short pieces of its code, name and company, one row each in customer_grams. Text is
// cut into terms first. In scripts written without blanks between words (Chinese, Japanese, Korean, Thai) a term is a
// run of characters, and its grams are each character and each pair. Elsewhere a term is a word, and its grams are
// its first letter and first two letters, marked with ^, and every three letters. Chinese terms are written in pinyin
// too, in full and by initials.
//
// A gram only says that a customer may match: longer terms are looked for in its search text, where every term stands
// between blanks.
//
// Whoever changes which grams a text has adds a migration that builds all anew: a customer's old grams are found by
// computing them again.

// term is a piece of text in one kind of script.
type term struct {
	text  string
	dense bool // written without blanks between words
}

const wordStart = "^"

// searchTerms returns the grams of a customer, sorted, and its search text.
func searchTerms(c models.Customer) (grams []string, text string) {
	set := map[string]bool{}
	var words []string
	for _, source := range []string{c.Code, c.Name, c.Company} {
		for _, t := range terms(source) {
			words = append(words, t.text)
			for _, gram := range t.grams() {
				set[gram] = true
			}
			if t.dense {
				words = append(words, addPinyin(set, t.text)...)
			}
		}
	}
	grams = make([]string, 0, len(set))
	for gram := range set {
		grams = append(grams, gram)
	}
	slices.Sort(grams)
	slices.Sort(words)
	return grams, " " + strings.Join(slices.Compact(words), " ") + " "
}

// addPinyin adds the grams of a Chinese term's readings and returns them as words. Every syllable may begin a word, so
// that "ke ji" finds 北京科技, and every pair of initials, so that kj does.
func addPinyin(set map[string]bool, text string) []string {
	var words []string
	for _, syllables := range readings(text) {
		var full, initials strings.Builder
		for _, syllable := range syllables {
			full.WriteString(syllable)
			initials.WriteByte(syllable[0])
			set[wordStart+syllable[:1]] = true
			set[wordStart+syllable[:min(2, len(syllable))]] = true
		}
		for _, word := range []string{full.String(), initials.String()} {
			for _, gram := range (term{text: word}).grams() {
				set[gram] = true
			}
			words = append(words, word)
		}
		for i := range len(syllables) - 1 {
			set[wordStart+initials.String()[i:i+2]] = true
		}
	}
	return words
}

// grams returns what a term is indexed by.
func (t term) grams() []string {
	letters := []rune(t.text)
	var list []string
	if t.dense {
		for i := range letters {
			list = append(list, string(letters[i]))
		}
		return append(list, windows(letters, 2)...)
	}
	list = append(list, wordStart+string(letters[:1]))
	if len(letters) > 1 {
		list = append(list, wordStart+string(letters[:2]))
	}
	return append(list, windows(letters, 3)...)
}

// lookup returns the grams that every customer with the term has. sure says that a customer with all of them has the
// term.
func (t term) lookup() (grams []string, sure bool) {
	letters := []rune(t.text)
	size := 3
	if t.dense {
		size = 2
	}
	switch {
	case len(letters) >= size:
		return windows(letters, size), len(letters) == size
	case t.dense:
		return []string{t.text}, true
	default:
		return []string{wordStart + t.text}, true
	}
}

// windows returns every run of size letters.
func windows(letters []rune, size int) []string {
	var list []string
	for i := 0; i+size <= len(letters); i++ {
		list = append(list, string(letters[i:i+size]))
	}
	return list
}

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
