package store

import (
	"context"
	"slices"
	"strconv"
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
	var err error
	if query.Custom, err = q.sealedFilters(ctx, query.Custom); err != nil {
		return models.CustomerPage{}, err
	}
	if unfindable(query) {
		return models.CustomerPage{}, nil
	}
	s := &searcher{q: q, sizes: map[string]map[int]int{}, met: map[int]*answer{}, rows: map[int64]foundRow{}}
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

// unfindable reports a name, address or number with nothing left to compare. As a filter it would select everything.
func unfindable(query models.CustomerQuery) bool {
	return query.Contact != "" && models.NormaliseName(query.Contact) == "" ||
		query.Source != "" && NameKey(query.Source) == "" ||
		query.Email != "" && models.NormaliseEmail(query.Email) == "" ||
		query.Phone != "" && models.NormalisePhone(query.Phone) == ""
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
	if err := s.readNotes(ctx); err != nil {
		return false, err
	}
	words := searchWords(query.Words)
	if len(words) == 0 && strings.TrimSpace(query.Words) != "" {
		return false, nil
	}
	for _, w := range words {
		s.words = append(s.words, planWord(w))
	}
	s.planFields(query)
	if err := s.readSizes(ctx, s.looked()); err != nil {
		return false, err
	}
	for i, word := range s.words {
		s.words[i] = s.rarest(word)
		s.clauses = append(s.clauses, s.words[i])
	}
	for _, plan := range []func(context.Context, models.CustomerQuery) error{s.planPersonal, s.planCustom, s.planDue, s.planVisible} {
		if err := plan(ctx, query); err != nil {
			return false, err
		}
	}
	if len(s.clauses) == 0 {
		s.clauses = []criterion{has(listedAll)}
	}
	s.findBlocks()
	return len(s.blocks) > 0, nil
}

// looked are the listings of which the sizes are looked up.
func (s *searcher) looked() []string {
	list := []string{listedAll}
	for _, word := range s.words {
		list = append(list, word.listings()...)
	}
	for _, c := range s.clauses {
		list = append(list, c.listings()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
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
func (s *searcher) rarest(ways wordClause) wordClause {
	for _, way := range ways {
		if len(way.texts) > 0 {
			s.texts = true
			may := way.grams[way.must:]
			slices.SortStableFunc(may, func(a, b has) int { return s.total(string(a)) - s.total(string(b)) })
			way.grams = way.grams[:way.must+min(len(may), maxJoinGrams)]
		}
		if len(ways) > 1 {
			way.met = map[int]*members{}
		}
	}
	return ways
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

// planFields adds the filters on fields that are searched for by their whole value.
func (s *searcher) planFields(query models.CustomerQuery) {
	for _, filter := range []struct{ sign, value string }{
		{listedIndustry, query.Industry},
		{listedStatus, string(query.Status)},
		{listedOwner, query.Owner},
		{listedKind, string(query.Kind)},
		{listedSource, NameKey(query.Source)},
	} {
		if filter.value != "" {
			s.clauses = append(s.clauses, has(listingOf(filter.sign, filter.value)))
		}
	}
}

// planPersonal adds the filters on personal data. It stands in no list: indexes lead to it.
func (s *searcher) planPersonal(ctx context.Context, query models.CustomerQuery) error {
	personal, err := s.q.personalFilters(ctx, query)
	for _, filter := range personal {
		c, err := planIndexed("customers.id", func() *gorm.DB {
			return s.q.session(ctx).Table("customers").Where("customers."+filter.column+" IN ?", filter.forms)
		})
		if err != nil {
			return err
		}
		s.clauses = append(s.clauses, c)
	}
	return err
}

// planVisible adds what the person sees.
func (s *searcher) planVisible(ctx context.Context, query models.CustomerQuery) error {
	if query.VisibleTo == "" {
		return nil
	}
	assigned, err := planIndexed("customer_id", func() *gorm.DB {
		return s.q.session(ctx).Table("followups").Where("assignee = ? AND state = 'planned'", query.VisibleTo)
	})
	c := visibleClause{has(listingOf(listedOwner, query.VisibleTo)), has(listingOf(listedOwner, "")), assigned}
	s.clauses = append(s.clauses, c)
	if err != nil {
		return err
	}
	return s.readSizes(ctx, c.listings())
}

// planDue adds the days between which the next follow-up is due.
func (s *searcher) planDue(ctx context.Context, query models.CustomerQuery) error {
	if query.DueFrom.IsZero() && query.DueTo.IsZero() {
		return nil
	}
	from, to, near, until := "", lastKey, "", lastKey
	zone := dueZone(query)
	if !query.DueFrom.IsZero() {
		from, near = query.DueFrom.String(), query.DueFrom.AddDays(-zonesApart(query.DueFrom, zone)).String()
	}
	if !query.DueTo.IsZero() {
		to, until = query.DueTo.String(), query.DueTo.AddDays(zonesApart(query.DueTo, zone)).String()
	}
	days, few, err := s.planSpan(ctx, sortedDue, from, to)
	if err != nil {
		return err
	}
	around, fewAround, err := s.planSpan(ctx, sortedDue, near, until)
	s.rest = append(s.rest, func(db *gorm.DB) *gorm.DB { return nextDue(db, query) })
	if few && fewAround {
		s.clauses = append(s.clauses, dueClause{days, around})
		return err
	}
	s.unsure = true
	return err
}

// planCustom adds the filters on custom fields.
func (s *searcher) planCustom(ctx context.Context, query models.CustomerQuery) error {
	for _, f := range query.Custom {
		field := strconv.FormatInt(f.FieldID, 10)
		if f.Key != "" && !f.Begins && len(f.Forms) == 0 {
			c := has(listingOf(customSign(f.FieldID), f.Key))
			s.clauses = append(s.clauses, c)
			if err := s.readSizes(ctx, c.listings()); err != nil {
				return err
			}
			continue
		}
		index := func() (*indexed, error) {
			return planIndexed("v.customer_id", func() *gorm.DB { return valued(s.q.session(ctx).Table("custom_values AS v"), f) })
		}
		if len(f.Forms) > 0 { // what is personal stands in no list, and is asked of none
			c, err := index()
			if err != nil {
				return err
			}
			s.clauses = append(s.clauses, c)
			continue
		}
		sorted, from, to := sortedText+field, f.Key, f.Key+lastKey
		if f.Key == "" {
			sorted, from, to = sortedNumber+field, numberKey(f.From), numberKey(f.To)
		}
		span, few, err := s.planSpan(ctx, sorted, from, to)
		if err != nil {
			return err
		}
		if few && len(span.alone) == 0 && span.buckets <= 3 { // few have it: an index knows whom, a bucket only whom it may be
			c, err := index()
			if err != nil {
				return err
			}
			if c.ids != nil {
				s.clauses = append(s.clauses, c)
				continue
			}
		}
		s.values = append(s.values, f)
		if few {
			s.clauses = append(s.clauses, span)
		} else {
			s.unsure = true
		}
	}
	return nil
}
