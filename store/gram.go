package store

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// A customer is found by grams: short pieces of its code, name and company, for each of which lists hold the customers that
// have it (listing.go). Text is cut into terms first (terms.go). In scripts written without blanks between words (Chinese, Japanese, Korean, Thai) a
// term's grams are each character and each pair. Elsewhere they are its first letter and first two letters, and those
// of every other place where a word may begin, marked with ^, and every three letters.
//
// A gram only says that a customer may match: longer terms are looked for in its search text, where every term stands
// between blanks.

const wordStart = "^"

// searchTerms returns the grams of a customer, sorted, and its search text.
func searchTerms(c models.Customer) (grams []string, text string) {
	set := map[string]bool{}
	var words []string
	for _, t := range indexTerms(c.Code, c.Name, c.Company) {
		words = append(words, t.text)
		for _, gram := range t.grams() {
			set[gram] = true
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
	for _, begin := range append([]int{0}, t.begins...) {
		list = append(list, wordStart+string(letters[begin:begin+1]))
		if begin+1 < len(letters) {
			list = append(list, wordStart+string(letters[begin:begin+2]))
		}
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
