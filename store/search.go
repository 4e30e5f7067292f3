package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// SearchCustomers returns one page of the customers that match words and filters. What it reads doesn't grow with how many
// customers there are, but for short lists of which each tells of some ten thousand of them: docs/decisions/016. Where no
// customer has the words, those that are near are found: one page of them. All of it is read as it stood at one moment: what
// is noted, lists and buckets change together.
func (s *Store) SearchCustomers(ctx context.Context, query models.CustomerQuery) (page models.CustomerPage, err error) {
	err = s.Snapshot(ctx, func(read Queries) (err error) {
		page, err = read.searchCustomers(ctx, query)
		return err
	})
	return page, err
}

func (q Queries) searchCustomers(ctx context.Context, query models.CustomerQuery) (models.CustomerPage, error) {
	s := newSearcher(q)
	defer s.release()
	page, err := s.searchExactly(ctx, query)
	if err != nil || len(page.Customers) > 0 || query.After != "" || query.Strictly || strings.TrimSpace(query.Words) == "" {
		return page, err
	}
	return s.searchNear(ctx, query)
}

func (s *searcher) searchExactly(ctx context.Context, query models.CustomerQuery) (models.CustomerPage, error) {
	if _, known := comparisons[query.Sort]; !known {
		query.Sort = models.SortDefault
	}
	possible, err := s.plan(ctx, query)
	if err != nil || !possible {
		return models.CustomerPage{}, err
	}
	return s.page(ctx, query)
}

// Limits of what one search looks up, however long the pasted text is.
const (
	maxTerms      = 8
	maxTermLength = 40
	maxCountGrams = 10
	maxJoinGrams  = 3   // of those that search texts are compared for
	maxFew        = 300 // customers that are read from an index before anything is known
	maxRanked     = 300 // matches that are ranked
	maxSorted     = 300 // matches that are sorted without going through buckets
)

// plan finds out what answers a search; false when nothing can match.
func (s *searcher) plan(ctx context.Context, query models.CustomerQuery) (possible bool, err error) {
	if err := s.planFilters(ctx, query); err != nil {
		return false, err
	}
	s.clauses = slices.Clone(s.filters)
	if strings.TrimSpace(query.Words) != "" {
		s.clauses = append(s.planWords(query.Words), s.filters...)
	}
	if len(s.clauses) == 0 {
		s.clauses = asAnswered(has(listedAll))
	}
	switch query.Sort {
	case models.SortName:
		s.parts[partOf(keyListing(sortedName, ""))] = true
	case models.SortDue:
		s.parts[partOf(keyListing(sortedDue, ""))] = true
	}
	if err := s.readBeginning(ctx, s.looked()); err != nil {
		return false, err
	}
	for _, word := range s.words {
		s.rarest(word)
	}
	byEffort(s.clauses)
	s.findBlocks()
	return len(s.blocks) > 0, nil
}

// byEffort sorts criteria by when they are answered.
func byEffort(list []answered) {
	slices.SortStableFunc(list, func(a, b answered) int { return a.effort() - b.effort() })
}

// planFilters finds out what answers all that is asked for besides words.
func (s *searcher) planFilters(ctx context.Context, query models.CustomerQuery) error {
	for _, f := range query.Filters {
		c, err := s.planFilter(ctx, f, query)
		if err != nil {
			return err
		}
		s.filters = append(s.filters, asAnswered(c)...)
	}
	return s.planVisible(ctx, query)
}

// looked are the listings of which the sizes are looked up: not those of buckets.
func (s *searcher) looked() []string {
	list := append(listingsOf(s.clauses), listedAll)
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(listing string) bool { return strings.HasPrefix(listing, "#") })
}

// planWords returns the clauses of words that a customer has to have; what has nothing to compare is met by nobody.
func (s *searcher) planWords(text string) []answered {
	var clauses []criterion
	for _, w := range searchWords(text) {
		planned := planWord(w)
		s.words, clauses = append(s.words, planned), append(clauses, planned)
	}
	if len(clauses) == 0 {
		clauses = []criterion{nobody{}}
	}
	return asAnswered(clauses...)
}

// searchWords returns the words of a search, few and short enough to be looked up.
func searchWords(text string) []word {
	words := queryWords(models.Shorten(text, maxTerms*maxTermLength))
	words = words[:min(len(words), maxTerms)]
	for _, w := range words {
		for _, terms := range w.any {
			for i := range terms {
				terms[i].text = models.Shorten(terms[i].text, maxTermLength)
			}
		}
	}
	return words
}

// planWord returns the ways in which a word is found, with all grams that may be looked up for it.
func planWord(w word) wordClause {
	var ways wordClause
	for _, terms := range w.any {
		var must, may []string
		found := &way{}
		for _, t := range terms {
			grams, sure := t.lookup()
			if sure {
				must = append(must, grams...)
				continue
			}
			may, found.texts = append(may, grams...), append(found.texts, t.text)
		}
		slices.Sort(must)
		must = slices.Compact(must)
		for _, gram := range slices.Concat(must, spread(may, maxCountGrams)) {
			found.grams = append(found.grams, has(gram))
		}
		found.must = len(must)
		if len(found.grams) > 0 {
			ways = append(ways, found)
		}
	}
	return ways
}

// rarest leaves of a word's grams those that it must be looked up by, and of those of texts that are compared the rarest.
func (s *searcher) rarest(ways wordClause) {
	for _, way := range ways {
		if len(way.texts) > 0 {
			may := way.grams[way.must:]
			slices.SortStableFunc(may, func(a, b has) int { return s.total(string(a)) - s.total(string(b)) })
			way.grams = way.grams[:way.must+min(len(may), maxJoinGrams)]
		}
		if len(ways) > 1 {
			way.met = map[int]*members{}
		}
	}
}

// spread keeps at most n of a list, evenly.
func spread(list []string, n int) []string {
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) <= n {
		return list
	}
	kept := make([]string, n)
	for i := range kept {
		kept[i] = list[i*len(list)/n]
	}
	return kept
}

// planVisible adds what the person sees.
func (s *searcher) planVisible(ctx context.Context, query models.CustomerQuery) error {
	if query.VisibleTo == "" {
		return nil
	}
	clause := visibleClause{owned: has(listingOf(listedOwner, query.VisibleTo)), nobodys: has(listingOf(listedOwner, ""))}
	for _, work := range [][2]string{
		{"followups", "assignee = ? AND state = 'planned'"}, {"deals", "owner = ?"}, {"tickets", "assignee = ? AND state IN ('open', 'waiting')"},
	} {
		by, err := planIndexed("customer_id", func() *gorm.DB { return s.q.session(ctx).Table(work[0]).Where(work[1], query.VisibleTo) })
		if err != nil {
			return err
		}
		clause.works = append(clause.works, by)
	}
	s.filters = append(s.filters, asAnswered(clause)...)
	return nil
}
