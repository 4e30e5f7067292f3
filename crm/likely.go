package crm

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// likeness is what a search for the beginning of a text found.
type likeness struct {
	customers []models.Customer // those with whose names the text goes on the longest
	at        int               // the beginning that says it; -1 when there are none
	companies []models.Customer // those with a company of exactly this name
	exact     int               // the beginning that is it; -1 when there is none
}

// maxSearches is how many searches are made, each for one word more, while they find more than can be compared.
const maxSearches = 3

// likely searches for the first word of a text, or the first two characters of one without blanks, and compares with how
// much of the text the names that it finds go on. Behind a whole name, which one of the beginnings is, only what goes on
// beyond it is looked for.
func (s *Service) likely(ctx context.Context, actor models.Actor, beginnings []models.Beginning, whole int) (likeness, error) {
	like := likeness{at: -1, exact: -1}
	list := seeds(beginnings)
	if whole >= 0 {
		list = beyond(beginnings, whole)
	}
	var found []models.Customer
	for _, seed := range list {
		query := models.CustomerQuery{Words: beginnings[seed].Text, Strictly: true, Limit: maxNamed}
		page, err := s.SearchCustomers(ctx, actor, query)
		if err != nil {
			return like, err
		}
		if len(page.Customers) == 0 {
			break
		}
		found = page.Customers
		if page.Next == "" {
			break
		}
	}
	if len(found) == 0 {
		return like, nil
	}
	texts, said := make([]string, len(beginnings)), make([][]string, len(beginnings)) // once, not for every customer
	for i, b := range beginnings {
		texts[i], said[i] = models.NormaliseName(b.Text), nameWords(b.Text)
	}
	for _, c := range found {
		company := models.NormaliseName(c.Company)
		for at := len(texts) - 1; at > like.exact; at-- {
			if c.Company != "" && company == texts[at] {
				like.companies, like.exact = nil, at
			}
		}
		if like.exact >= 0 && c.Company != "" && company == texts[like.exact] {
			like.companies = append(like.companies, c)
		}
		at := max(goesOn(beginnings, said, c.Name), goesOn(beginnings, said, c.Company))
		if at > like.at {
			like.customers, like.at = nil, at
		}
		if at >= 0 && at == like.at {
			like.customers = append(like.customers, c)
		}
	}
	return like, nil
}

// seeds returns the beginnings that are searched for, one after the other: of one word, two and three; within a run of
// Chinese of two characters, four and six.
func seeds(beginnings []models.Beginning) []int {
	var list []int
	letters := 0
	for i, b := range beginnings {
		count := utf8.RuneCountInString(strings.TrimSpace(b.Text))
		if b.Glued && count < letters+minGlued && !endsLatin(b.Text) {
			continue
		}
		letters = count
		if list = append(list, i); len(list) == maxSearches {
			break
		}
	}
	return list
}

// beyond returns the next longer beginning that says more than a whole name.
func beyond(beginnings []models.Beginning, whole int) []int {
	if whole >= len(beginnings) { // it goes on beyond the sign that ends others
		return nil
	}
	said := len(nameWords(beginnings[whole].Text))
	for i := whole + 1; i < len(beginnings); i++ {
		if beginnings[i].Glued || beginnings[whole].Glued || len(nameWords(beginnings[i].Text)) > said {
			return []int{i}
		}
	}
	return nil
}

func endsLatin(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return !models.IsDense(last)
}

// goesOn returns the longest of the beginnings of a text, whose words are said, that a name has in it: its words in their
// order, or a run of its characters where they are written without blanks; -1 when there is none. The first word, which was searched for, may
// stand for it by a piece of it or its pinyin.
func goesOn(beginnings []models.Beginning, said [][]string, name string) int {
	words, first := nameWords(name), firstWord(beginnings)
	joined := strings.Join(words, " ")
	longest := -1
	for i, b := range beginnings {
		given := said[i]
		inRun := b.Glued || first > 0 && i <= first
		switch {
		case len(given) == 0:
		case inRun && utf8.RuneCountInString(b.Text) >= minGlued && strings.Contains(joined, strings.Join(given, " ")):
			longest = i
		case !inRun && (i == first && name != "" || hasInRow(words, given) || begins(words, strings.Join(given, ""))):
			longest = i
		}
	}
	return longest
}

// hasInRow reports that words have others among them one behind the other; of the first a piece is enough.
func hasInRow(words, given []string) bool {
	for start := range words {
		if start+len(given) > len(words) {
			return false
		}
		if strings.Contains(words[start], given[0]) && slices.Equal(words[start+1:start+len(given)], given[1:]) {
			return true
		}
	}
	return false
}

// begins reports that a run of letters is the first of some words, written together: coca cola of CocaCola Beijing.
func begins(words []string, run string) bool {
	together := ""
	for _, word := range words {
		if together += word; together == run {
			return true
		}
	}
	return false
}

// nameWords takes a name apart into its words, as names are compared.
func nameWords(name string) []string {
	return strings.FieldsFunc(models.NormaliseText(name), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
}
