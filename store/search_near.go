package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// A search that finds nothing goes on among the customers that share some grams with what was typed: northwnd and
// norhtwind find Northwind, 北京星和 finds 北京星河, and 科记, which sounds the same, finds 科技. The cost is limited: few grams
// lead it, and for each gram few customers are compared.

const (
	maxNearGrams = 8
	maxNear      = 400 // customers that are compared
)

// tolerance is by how many letters a word may differ. A number or a code may not differ at all.
func (t term) tolerance() int {
	switch length := utf8.RuneCountInString(t.text); {
	case strings.ContainsFunc(t.text, unicode.IsNumber):
		return 0
	case length >= 8:
		return 2
	case length >= 4:
		return 1
	}
	return 0
}

// nearForms returns the term itself and, for Chinese, how it sounds.
func (t term) nearForms() []term {
	forms := []term{t}
	if t.dense && utf8.RuneCountInString(t.text) > 1 {
		for _, syllables := range readings(t.text) {
			forms = append(forms, term{text: strings.Join(syllables, "")})
		}
	}
	return forms
}

// distance returns by how many letters a form differs from the nearest of a customer's words; a result above limit is
// too many. Words are compared from their beginning; Chinese, and what sounds like it, anywhere.
func (t term) distance(words []string, limit int, anywhere bool) int {
	least, letters := limit+1, []rune(t.text)
	for _, word := range words {
		if anywhere && strings.Contains(word, t.text) {
			return 0
		}
		there := []rune(word)
		if limit > 0 && t.dense == models.IsDense(there[0]) { // scripts have no letter in common
			least = min(least, apart(letters, there, t.dense))
		}
	}
	return least
}

// apart returns by how many letters a text differs from the run of a word's letters that is nearest to it: one is another,
// missing or too many, or two neighbours are exchanged. The run begins where the word does, unless it may anywhere.
func apart(text, word []rune, anywhere bool) int {
	width := len(word) + 1
	cells := make([]int, 3*width)
	two, one, now := cells[:width], cells[width:2*width], cells[2*width:]
	for j := range one {
		if !anywhere {
			one[j] = j
		}
	}
	for i, r := range text {
		now[0] = i + 1
		for j, w := range word {
			cost := 1
			if r == w {
				cost = 0
			}
			now[j+1] = min(one[j+1]+1, now[j]+1, one[j]+cost)
			if i > 0 && j > 0 && r == word[j-1] && text[i-1] == w {
				now[j+1] = min(now[j+1], two[j-1]+1)
			}
		}
		two, one, now = one, now, two
	}
	return slices.Min(one)
}

// searchNear returns customers whose words differ from those of a search by a slip, the nearest first; one page of them.
func (s *searcher) searchNear(ctx context.Context, query models.CustomerQuery) (models.CustomerPage, error) {
	q, list := s.q, searchWords(query.Words)
	if !slices.ContainsFunc(list, word.mayDiffer) { // they are found as they are, or not
		return models.CustomerPage{}, nil
	}
	ids, err := s.sharingGrams(ctx, list)
	if err == nil && len(ids) > 0 {
		ids, err = s.meeting(ctx, ids)
	}
	if err != nil || len(ids) == 0 {
		return models.CustomerPage{}, err
	}
	var near []candidate
	err = q.eachRow(ctx, func(rows *sql.Rows) error {
		var c candidate
		var text string
		if err := rows.Scan(&c.ID, &text); err != nil {
			return err
		}
		distance, ok := nearness(list, strings.Fields(text))
		if c.rank = distance; ok {
			near = append(near, c)
		}
		return nil
	}, "SELECT id, search_text FROM customers WHERE id IN ?", ids)
	if err != nil {
		return models.CustomerPage{}, wrap("search customers by likeness", err)
	}
	slices.SortFunc(near, comparisons[models.SortDefault])
	near = near[:min(len(near), pageSize(query.Limit))]
	customers, err := q.customersInOrder(ctx, near)
	return models.CustomerPage{Customers: customers, Total: len(customers), Near: len(customers) > 0}, err
}

// meeting leaves of customers those that meet the filters of the search, which found nobody.
func (s *searcher) meeting(ctx context.Context, ids []int64) ([]int64, error) {
	s.clauses = append(asAnswered(has(listedAll)), s.filters...) // an erased customer is in no list
	byEffort(s.clauses)
	s.met = map[int]*answer{}
	var blocks []int
	for _, id := range ids {
		blocks = append(blocks, blockOf(id))
	}
	slices.Sort(blocks)
	if err := s.load(ctx, slices.Compact(blocks)); err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !s.met[blockOf(id)].in.has(placeIn(id)) })
	return s.check(ctx, ids)
}

// nearness returns by how many letters the words of a search differ from a customer's; false when one of them differs by
// too many.
func nearness(list []word, words []string) (sum int, ok bool) {
	for _, w := range list {
		least := -1
		for _, terms := range w.any {
			if distance, ok := farness(terms, words); ok && (least < 0 || distance < least) {
				least = distance
			}
		}
		if least < 0 {
			return 0, false
		}
		sum += least
	}
	return sum, len(list) > 0
}

// farness is nearness for terms that must all be there.
func farness(list []term, words []string) (sum int, ok bool) {
	for _, t := range list {
		least := -1
		for i, form := range t.nearForms() {
			limit, anywhere := t.tolerance(), t.dense || utf8.RuneCountInString(t.text) >= 3
			if i > 0 {
				limit = 0 // the sound must be the same
			}
			if distance := form.distance(words, limit, anywhere); distance <= limit && (least < 0 || distance < least) {
				least = distance
			}
		}
		if least < 0 {
			return 0, false
		}
		sum += least
	}
	return sum, true
}

// mayDiffer reports that a word may differ from a customer's.
func (w word) mayDiffer() bool {
	return slices.ContainsFunc(w.any, func(terms []term) bool {
		return slices.ContainsFunc(terms, func(t term) bool { return t.dense || t.tolerance() > 0 })
	})
}

// sharingGrams returns customers that have the rarest grams of a search, those that share most of them first.
func (s *searcher) sharingGrams(ctx context.Context, list []word) ([]int64, error) {
	var grams []string
	for _, w := range list {
		for _, t := range slices.Concat(w.any...) {
			for _, form := range t.nearForms() {
				if utf8.RuneCountInString(form.text) > 1 {
					grams = append(grams, form.appendGrams(nil)...)
				}
			}
		}
	}
	grams = slices.DeleteFunc(grams, func(gram string) bool { return utf8.RuneCountInString(gram) < 2 || gram[0] == '^' && len(gram) < 3 })
	if grams = spread(grams, maxCountGrams); len(grams) == 0 {
		return nil, nil
	}
	if err := s.readSizes(ctx, grams); err != nil {
		return nil, err
	}
	grams = slices.DeleteFunc(grams, func(gram string) bool { return len(s.sizes[gram]) == 0 && len(s.notes[partWords]) == 0 })
	slices.SortStableFunc(grams, func(a, b string) int { return s.total(a) - s.total(b) })
	shared := map[int64]int{}
	err := s.oldest(ctx, grams[:min(len(grams), maxNearGrams)], maxRanked, func(id int64) { shared[id]++ })
	if err != nil {
		return nil, err
	}
	byShared := make([][]int64, maxNearGrams+1)
	for id, n := range shared {
		byShared[n] = append(byShared[n], id)
	}
	var ids []int64
	for _, some := range slices.Backward(byShared) {
		if len(ids) >= maxNear {
			break
		}
		slices.SortFunc(some, func(a, b int64) int { return cmp.Compare(b, a) })
		ids = append(ids, some...)
	}
	return ids[:min(len(ids), maxNear)], nil
}

// oldest calls a function for at most want customers with each of some listings, those that were first. What a listing's sizes
// promise is mostly there: then one statement reads the lists of all.
func (s *searcher) oldest(ctx context.Context, listings []string, want int, do func(id int64)) error {
	left := map[string]int{}
	behind := map[string][]int{} // the blocks that are to be gone through
	for _, listing := range listings {
		left[listing], behind[listing] = want, s.blocksOf(listing)
	}
	for len(behind) > 0 {
		next := map[string][]int{}
		var lacking []string
		var blocks []int
		for listing, all := range behind {
			some := 0
			for expected := 0; some < len(all) && expected < left[listing]; some++ {
				expected += s.sizes[listing][all[some]]
			}
			next[listing], behind[listing] = all[:some], all[some:]
			if s.lacks(listing, next[listing]) {
				lacking, blocks = append(lacking, listing), append(blocks, next[listing]...)
			}
		}
		slices.Sort(blocks)
		if err := s.readLists(ctx, lacking, slices.Compact(blocks)); err != nil {
			return err
		}
		for listing, some := range next {
			for _, block := range some {
				ids := s.listed(listing, block).up(block, 0, make([]int64, 0, left[listing]))
				if left[listing] -= len(ids); left[listing] == 0 {
					behind[listing] = nil
				}
				for _, id := range ids {
					do(id)
				}
			}
			if len(behind[listing]) == 0 {
				delete(behind, listing)
			}
		}
		s.forgetLists()
	}
	return nil
}

// blocksOf are the blocks in which there may be customers with a listing, the oldest first.
func (s *searcher) blocksOf(listing string) []int {
	blocks := slices.Collect(maps.Keys(s.sizes[listing]))
	for block := range s.notes[partOf(listing)] {
		if s.sizes[listing][block] == 0 {
			blocks = append(blocks, block)
		}
	}
	slices.Sort(blocks)
	return blocks
}
