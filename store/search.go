package store

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// SearchCustomers returns one page of the customers that match words and filters. Every query it makes is led by an
// index. Where the words are rare (at most maxRanked customers have the rarest gram) the matches are ranked; where they
// are common the newest come first, since walking them in that order soon finds a page. Where no customer has them, those
// that are near are found: one page of them.
func (q Queries) SearchCustomers(ctx context.Context, query models.CustomerQuery) (models.CustomerPage, error) {
	var err error
	if query.Custom, err = q.sealedFilters(ctx, query.Custom); err != nil {
		return models.CustomerPage{}, err
	}
	page, err := q.searchExactly(ctx, query)
	if err != nil || len(page.Customers) > 0 || query.After != "" || query.Strictly || strings.TrimSpace(query.Words) == "" || unfindable(query) {
		return page, err
	}
	return q.searchNear(ctx, query)
}

func (q Queries) searchExactly(ctx context.Context, query models.CustomerQuery) (models.CustomerPage, error) {
	if _, known := comparisons[query.Sort]; !known {
		query.Sort = models.SortDefault
	}
	if unfindable(query) {
		return models.CustomerPage{}, nil
	}
	words, err := q.planWords(ctx, query.Words)
	if err == nil {
		words.personal, err = q.planPersonal(ctx, query)
	}
	if err == nil && !words.nothing {
		err = q.planFilters(ctx, query.Custom, &words)
	}
	if err != nil || words.nothing {
		return models.CustomerPage{}, err
	}
	if words.rare || len(words.among) > 0 {
		return q.searchRanked(ctx, query, words)
	}
	return q.searchOrdered(ctx, query, words)
}

// unfindable reports a name, address or number with nothing left to compare. As a filter it would select everything.
func unfindable(query models.CustomerQuery) bool {
	return query.Contact != "" && models.NormaliseName(query.Contact) == "" ||
		query.Source != "" && NameKey(query.Source) == "" ||
		query.Email != "" && models.NormaliseEmail(query.Email) == "" ||
		query.Phone != "" && models.NormalisePhone(query.Phone) == ""
}

// wordPlan says how the words of a search, and its filters on custom fields, are looked up.
type wordPlan struct {
	given   string                // normalised
	nothing bool                  // there are words, but nothing can match them
	lead    string                // the rarest gram; "" when there are no words
	rare    bool                  // few customers have the rarest gram
	grams   []string              // other grams that a match must have
	texts   []string              // terms that must stand in the search text
	either  [][]wordPlan          // words with several alternatives: a match has the grams and texts of one of each
	among   [][]int64             // the customers that filters on custom fields leave, a list for each that few fit
	filters []models.CustomFilter // those that many fit

	personal []personalFilter
}

// personalFilter is a filter on personal data, in the forms in which a column may hold it.
type personalFilter struct {
	column string
	forms  []string
}

// planPersonal turns personal filters into what the columns may hold.
func (q Queries) planPersonal(ctx context.Context, query models.CustomerQuery) (planned []personalFilter, err error) {
	for _, filter := range []struct{ column, kind, value string }{
		{"contact_key", kindContact, contactKey(models.Personal(query.Contact))},
		{"email_key", kindEmail, models.NormaliseEmail(query.Email)},
		{"phone_key", kindPhone, models.NormalisePhone(query.Phone)},
	} {
		if filter.value == "" {
			continue
		}
		plain, err := q.mayBePlain(ctx)
		if err != nil {
			return nil, err
		}
		forms, err := q.privacy.forms(filter.kind, strings.ToValidUTF8(filter.value, "�"), plain)
		if err != nil {
			return nil, wrap("look for personal data", err)
		}
		planned = append(planned, personalFilter{filter.column, forms})
	}
	return planned, nil
}

// Limits of what one search looks up, however long the pasted text is.
const (
	maxTerms      = 8
	maxTermLength = 40
	maxCountGrams = 16
	maxJoinGrams  = 3
	maxRanked     = 300 // customers that are read to be ranked
)

func (q Queries) planWords(ctx context.Context, text string) (wordPlan, error) {
	if strings.TrimSpace(text) == "" {
		return wordPlan{}, nil
	}
	plan := wordPlan{given: NameKey(text)}
	words := searchWords(text)
	if len(words) == 0 {
		plan.nothing = true
		return plan, nil
	}
	var must, may []string
	for _, w := range words {
		if len(w.any) == 1 {
			alone, possible, texts := lookups(w.any[0])
			must, may, plan.texts = append(must, alone...), append(may, possible...), append(plan.texts, texts...)
			continue
		}
		if err := q.planEither(ctx, w, &plan); err != nil || plan.nothing {
			return plan, err
		}
	}
	if len(must)+len(may) == 0 {
		return plan, nil
	}
	return plan, q.chooseGrams(ctx, &plan, must, may)
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

// lookups returns the grams that a customer with some terms must have, those that it has too, but that are looked up only
// where it helps, since their terms stand in its search text, and these terms.
func lookups(terms []term) (must, may, texts []string) {
	for _, t := range terms {
		grams, sure := t.lookup()
		if sure {
			must = append(must, grams...)
			continue
		}
		may, texts = append(may, grams...), append(texts, t.text)
	}
	return must, may, texts
}

// planEither plans a word that is found in several ways. Where each way has few customers, their IDs are read.
func (q Queries) planEither(ctx context.Context, w word, plan *wordPlan) error {
	var (
		ways []wordPlan
		ids  []int64
		few  = true
	)
	for _, terms := range w.any {
		must, may, texts := lookups(terms)
		way := wordPlan{texts: texts}
		if err := q.chooseGrams(ctx, &way, must, may); err != nil {
			return err
		}
		if way.nothing {
			continue
		}
		way.grams, ways, few = append(way.grams, way.lead), append(ways, way), few && way.rare
		if !few {
			continue
		}
		var found []int64
		if err := q.session(ctx).Table("customer_grams").Where("gram = ?", way.lead).Pluck("customer_id", &found).Error; err != nil {
			return wrap("look up grams", err)
		}
		ids = append(ids, found...)
	}
	plan.nothing = len(ways) == 0
	plan.either = append(plan.either, ways)
	if few {
		plan.among = append(plan.among, ids)
	}
	return nil
}

// chooseGrams counts the grams, chooses the rarest to lead, and chooses which others to look up: those that no search
// text is compared for, and a few rare ones.
func (q Queries) chooseGrams(ctx context.Context, plan *wordPlan, must, may []string) error {
	slices.Sort(must)
	must = slices.Compact(must)
	may = spread(may, maxCountGrams-min(len(must), maxCountGrams-1))
	counts, err := q.countGrams(ctx, append(slices.Clone(must), may...))
	if err != nil {
		return err
	}
	all := append(slices.Clone(must), may...)
	slices.SortStableFunc(all, func(a, b string) int { return counts[a] - counts[b] })
	if counts[all[0]] == 0 {
		plan.nothing = true
		return nil
	}
	plan.lead, plan.rare = all[0], counts[all[0]] <= maxRanked
	for i, gram := range all {
		if i > 0 && (i < maxJoinGrams || slices.Contains(must, gram)) {
			plan.grams = append(plan.grams, gram)
		}
	}
	return nil
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

// countGrams counts how many customers have each gram, up to one more than maxRanked.
func (q Queries) countGrams(ctx context.Context, grams []string) (map[string]int, error) {
	const one = "SELECT ? AS gram, COUNT(*) AS count FROM (SELECT 1 FROM customer_grams WHERE gram = ? LIMIT ?) AS few"
	var (
		parts []string
		args  []any
		rows  []struct {
			Gram  string
			Count int
		}
	)
	for _, gram := range grams {
		parts = append(parts, one)
		args = append(args, gram, gram, maxRanked+1)
	}
	err := q.session(ctx).Raw(strings.Join(parts, " UNION ALL "), args...).Scan(&rows).Error
	counts := make(map[string]int, len(rows))
	for _, row := range rows {
		counts[row.Gram] = row.Count
	}
	return counts, wrap("count search grams", err)
}

// matching begins a query for the customers that a search is for. Servers choose where it begins.
func (q Queries) matching(ctx context.Context, query models.CustomerQuery, words wordPlan) *gorm.DB {
	db := q.session(ctx).Model(&keptCustomer{})
	if words.lead != "" {
		db = db.Where(hasGram, words.lead)
	}
	for _, ids := range words.among {
		db = db.Where("customers.id IN ?", ids)
	}
	return q.having(db, query, words)
}

// led is matching that begins at the customers with the rarest gram, in the order of their IDs. A server that chooses by
// itself sometimes prefers an index of customers, and then reads most of it.
func (q Queries) led(ctx context.Context, query models.CustomerQuery, words wordPlan) *gorm.DB {
	db := q.session(ctx).Table("customer_grams AS first_gram").Select("customers.*").
		Joins(q.dialect.thenJoin+" customers ON customers.id = first_gram.customer_id").
		Where("first_gram.gram = ?", words.lead)
	for _, ids := range words.among {
		db = db.Where("customers.id IN ?", ids)
	}
	return q.having(db, query, words)
}

// unfiltered reports a search that only words, custom fields and the person's own view narrow down: no index of
// customers leads to fewer.
func unfiltered(query models.CustomerQuery) bool {
	query.Words, query.Strictly, query.Custom, query.VisibleTo, query.Zone, query.DueZone, query.Sort, query.After, query.Limit = "", false, nil, "", "", nil, "", "", 0
	return reflect.ValueOf(query).IsZero()
}

const (
	hasGram = "EXISTS (SELECT 1 FROM customer_grams AS g WHERE g.gram = ? AND g.customer_id = customers.id)"
	hasText = "customers.search_text LIKE ? ESCAPE '!'"
)

// havingWords adds the conditions that customers have the grams and texts of some words.
func havingWords(db *gorm.DB, words wordPlan) *gorm.DB {
	for _, gram := range words.grams {
		db = db.Where(hasGram, gram)
	}
	for _, text := range words.texts {
		db = db.Where(hasText, "%"+escapeLike(text)+"%")
	}
	for _, ways := range words.either {
		fresh := db.Session(&gorm.Session{NewDB: true})
		either := fresh
		for _, way := range ways {
			either = either.Or(havingWords(fresh, way))
		}
		db = db.Where(either)
	}
	return db
}

// having adds the conditions of a search: grams, words and filters.
func (q Queries) having(db *gorm.DB, query models.CustomerQuery, words wordPlan) *gorm.DB {
	db = havingWords(db, words)
	db = havingValues(db, words.filters)
	for _, filter := range []struct{ column, value string }{
		{"industry", query.Industry},
		{"status", string(query.Status)},
		{"owner", query.Owner},
		{"kind", string(query.Kind)},
		{"source_key", NameKey(query.Source)},
	} {
		if filter.value != "" {
			db = db.Where("customers."+filter.column+" = ?", strings.ToValidUTF8(filter.value, "�"))
		}
	}
	for _, filter := range words.personal {
		db = db.Where("customers."+filter.column+" IN ?", filter.forms)
	}
	db = notErased(visible(db, query.VisibleTo))
	return nextDue(db, query)
}

// nextDue adds the days between which the next follow-up is due: days by their date, moments by the clock of the person
// who asks.
func nextDue(db *gorm.DB, query models.CustomerQuery) *gorm.DB {
	zone := query.DueZone
	if zone == nil {
		zone = time.UTC
	}
	var day, moment []string
	var days, moments []any
	if !query.DueFrom.IsZero() {
		db = db.Where("customers.next_follow_up >= ?", query.DueFrom.AddDays(-zonesApart(query.DueFrom, zone)))
		day, days = append(day, "customers.next_follow_up >= ?"), append(days, query.DueFrom)
		moment, moments = append(moment, "f.due_at >= ?"), append(moments, query.DueFrom.In(zone).UTC())
	}
	if !query.DueTo.IsZero() {
		db = db.Where("customers.next_follow_up <= ?", query.DueTo.AddDays(zonesApart(query.DueTo, zone)))
		day, days = append(day, "customers.next_follow_up <= ?"), append(days, query.DueTo)
		moment, moments = append(moment, "f.due_at < ?"), append(moments, query.DueTo.AddDays(1).In(zone).UTC())
	}
	if day == nil {
		return db
	}
	return db.Where("(customers.next_follow_up_time = '' AND "+strings.Join(day, " AND ")+
		" OR customers.next_follow_up_time <> '' AND EXISTS (SELECT 1 FROM followups AS f WHERE f.customer_id = customers.id AND f.state = 'planned'"+
		" AND f.due_on = customers.next_follow_up AND f.due_time = customers.next_follow_up_time AND "+strings.Join(moment, " AND ")+"))",
		append(days, moments...)...)
}

var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// escapeLike makes every character of a text stand for itself in LIKE … ESCAPE '!'.
func escapeLike(text string) string { return likeEscape.Replace(text) }

// countMatches counts a search's answer up to models.MaxCounted, led by the rarest gram, or a custom field, where nothing
// else could lead it.
func (q Queries) countMatches(ctx context.Context, query models.CustomerQuery, words wordPlan) (int, error) {
	few := q.matching(ctx, query, words)
	switch {
	case !unfiltered(query):
	case words.lead != "":
		few = q.led(ctx, query, words)
	case len(words.filters) > 0:
		first, rest := words.filters[0], words
		rest.filters = words.filters[1:]
		few = valued(q.session(ctx).Table("custom_values AS v"), first).
			Joins(q.dialect.thenJoin + " customers ON customers.id = v.customer_id")
		few = q.having(few, query, rest)
	}
	var total int64
	err := q.session(ctx).Table("(?) AS few", few.Select("1").Limit(models.MaxCounted+1)).Count(&total).Error
	return int(min(total, models.MaxCounted)), wrap("count customers", err)
}
