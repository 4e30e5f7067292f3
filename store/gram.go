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
	texts := []string{c.Code, c.Name, c.Company}
	if c.Company == c.Name { // what is cut once is cut
		texts = texts[:2]
	}
	var words []string
	for _, t := range indexTerms(texts...) {
		words = append(words, t.text)
		grams = t.appendGrams(grams)
	}
	slices.Sort(grams)
	slices.Sort(words)
	return slices.Compact(grams), " " + strings.Join(slices.Compact(words), " ") + " "
}

// appendGrams appends what a term is indexed by.
func (t term) appendGrams(list []string) []string {
	if t.dense {
		return appendWindows(appendWindows(list, t.text, 1), t.text, 2)
	}
	letters := []rune(t.text)
	for at := range len(t.begins) + 1 {
		begin := 0
		if at > 0 {
			begin = t.begins[at-1]
		}
		list = append(list, wordStart+string(letters[begin:begin+1]))
		if begin+1 < len(letters) {
			list = append(list, wordStart+string(letters[begin:begin+2]))
		}
	}
	return appendWindows(list, t.text, 3)
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
func windows(letters []rune, size int) []string { return appendWindows(nil, string(letters), size) }

// appendWindows appends every run of size letters of a text.
func appendWindows(list []string, text string, size int) []string {
	begins := make([]int, 0, len(text)+1)
	for at := range text {
		begins = append(begins, at)
	}
	begins = append(begins, len(text))
	for i := 0; i+size < len(begins); i++ {
		list = append(list, text[begins[i]:begins[i+size]])
	}
	return list
}
