package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// The orders of a search, as cursors name them.
const (
	orderRank    = "rank"
	orderNewest  = "newest"
	orderName    = "name"
	orderDue     = "due"
	orderUndated = "undated" // the rest of orderDue: customers without a next follow-up
)

// ordersOf lists the orders in which a sorted search may go on.
func ordersOf(sort models.CustomerSort) []string {
	switch sort {
	case models.SortName:
		return []string{orderName}
	case models.SortDue:
		return []string{orderDue, orderUndated}
	case models.SortNewest:
		return []string{orderNewest}
	default:
		return []string{orderNewest, orderRank}
	}
}

// page returns one page of a search. Where at most maxRanked customers match words, the matches are ranked; where there are
// more the newest come first. What is asked for in another order is sorted where there are few matches; else it is read
// bucket by bucket.
func (s *searcher) page(ctx context.Context, query models.CustomerQuery) (models.CustomerPage, error) {
	orders, at := ordersOf(query.Sort), cursor{Total: -1}
	if query.After != "" {
		var err error
		if at, err = decodeCursor(query.After, orders...); err != nil {
			return models.CustomerPage{}, err
		}
	}
	size, byNewest := pageSize(query.Limit), orders[0] == orderNewest
	switch {
	case at.Order == orderNewest: // which it goes on in, however many there are by now
		return s.newestPage(ctx, at, size)
	case !byNewest && (at.Least || at.Total >= 0 && !s.sortsHere(at.Total, size)):
		return s.bucketPage(ctx, at, orders[0], size)
	}
	switch {
	case !byNewest:
		s.few = maxSorted
	case query.Sort == models.SortDefault && strings.TrimSpace(query.Words) != "":
		s.few = maxRanked
	}
	s.keeps = s.few > 0 && !byNewest
	found, all, err := s.newest(ctx, 0, models.MaxCounted+1, size+1)
	if err != nil {
		return models.CustomerPage{}, err
	}
	if at.Total < 0 {
		at.Total, at.Least = counted(len(found), all)
	}
	switch {
	case !byNewest && (!all || !s.sortsHere(len(found), size)):
		return s.bucketPage(ctx, at, orders[0], size)
	case byNewest && at.Order == orderRank && (!all || len(found) > maxRanked): // they have become so many between two pages
		return s.newestPage(ctx, at, size)
	case byNewest && (s.few == 0 || !all || len(found) > maxRanked):
		return s.pageOf(ctx, asCandidates(found), orderNewest, at, size)
	}
	return s.sortedHere(ctx, query, at, found, size)
}

// counted is the number that is shown of matches that were found; least says that there may be more. It is a round number
// then, but for the fewest.
func counted(found int, all bool) (total int, least bool) {
	switch {
	case all:
		return found, false
	case found < 20:
		return found, true
	case found < 100:
		return found / 10 * 10, true
	}
	return min(found/100*100, models.MaxCounted), true
}

// sortsHere says whether to read and sort so many matches takes less than to read the buckets that a page of them is in.
func (s *searcher) sortsHere(matches, size int) bool {
	return matches <= maxSorted && (matches <= size || matches <= s.bucketsToRead(size+1, matches))
}

// newestPage reads the page behind a customer, the newest first.
func (s *searcher) newestPage(ctx context.Context, at cursor, size int) (models.CustomerPage, error) {
	found, _, err := s.newest(ctx, at.ID, size+1, size+1)
	if err != nil {
		return models.CustomerPage{}, err
	}
	return s.pageOf(ctx, asCandidates(found), orderNewest, at, size)
}

// bucketPage reads the page behind a place in an order of keys.
func (s *searcher) bucketPage(ctx context.Context, at cursor, order string, size int) (models.CustomerPage, error) {
	at.Order = cmp.Or(at.Order, order)
	list, err := s.sortedPage(ctx, at, size+1)
	if err != nil {
		return models.CustomerPage{}, err
	}
	return s.pageOf(ctx, list, order, at, size)
}

// asCandidates makes candidates of customers that only their IDs sort.
func asCandidates(ids []int64) []candidate {
	list := make([]candidate, len(ids))
	for i, id := range ids {
		list[i] = candidate{Customer: models.Customer{ID: id}}
	}
	return list
}

// pageOf reads the customers of a page; at has their number. list may go on beyond the page.
func (s *searcher) pageOf(ctx context.Context, list []candidate, order string, at cursor, size int) (page models.CustomerPage, err error) {
	page = models.CustomerPage{Total: at.Total, AtLeast: at.Least}
	if len(list) > size {
		list = list[:size]
		next := list[size-1].cursor(order, at.Total)
		next.Least = at.Least
		page.Next = next.encode()
	}
	page.Customers, err = s.q.customersInOrder(ctx, list)
	return page, err
}

// sortedHere sorts all matches here, where ranking can be as fine as it likes, and reads the customers of one page.
func (s *searcher) sortedHere(ctx context.Context, query models.CustomerQuery, at cursor, found []int64, size int) (models.CustomerPage, error) {
	compare, given := comparisons[query.Sort], NameKey(query.Words)
	if at.ID == 0 && len(found) <= size {
		return s.onePage(ctx, found, given, compare)
	}
	list, err := s.candidates(ctx, query.Sort, found, given)
	if err != nil {
		return models.CustomerPage{}, err
	}
	if at.ID > 0 {
		last := candidateAt(at)
		list = slices.DeleteFunc(list, func(c candidate) bool { return compare(c, last) <= 0 })
	}
	slices.SortFunc(list, compare)
	order := ordersOf(query.Sort)[0]
	if query.Sort == models.SortDefault {
		order = orderRank
	}
	return s.pageOf(ctx, list, order, cursor{Total: len(found)}, size)
}

// onePage reads the customers of a page that has all matches, and sorts them.
func (s *searcher) onePage(ctx context.Context, found []int64, given string, compare func(a, b candidate) int) (models.CustomerPage, error) {
	customers, err := s.q.customersInOrder(ctx, asCandidates(found))
	if err != nil {
		return models.CustomerPage{}, err
	}
	list := make([]candidate, len(customers))
	for i, c := range customers {
		list[i] = candidate{Customer: c, sortKey: strings.TrimSpace(cleanKey(sortKey(c.Name))), rank: rankOf(c, given)}
	}
	slices.SortFunc(list, compare)
	for i, c := range list {
		customers[i] = c.Customer
	}
	return models.CustomerPage{Customers: customers, Total: len(found)}, nil
}

// candidates are customers with what decides their places in an order.
func (s *searcher) candidates(ctx context.Context, order models.CustomerSort, found []int64, given string) ([]candidate, error) {
	if order == models.SortDefault {
		if ranks, few, err := s.q.namedLike(ctx, given); few || err != nil {
			list := asCandidates(found)
			for i, c := range list {
				rank, like := ranks[c.ID]
				if list[i].rank = rankElse; like {
					list[i].rank = rank
				}
			}
			return list, err
		}
	}
	rows, err := s.sortRows(ctx, found)
	list := make([]candidate, len(rows))
	for i, row := range rows {
		list[i] = row.candidate(given)
	}
	return list, err
}

// namedLike returns the ranks of the customers whose code or whole name was typed, or whose name begins so, out of the index of
// names; false where there are so many that it is cheaper to read those that were found.
func (q Queries) namedLike(ctx context.Context, given string) (ranks map[int64]int, few bool, err error) {
	if given == "" {
		return nil, false, nil
	}
	const text = "SELECT * FROM (SELECT id, name_key FROM customers WHERE name_key >= ? AND name_key < ? ORDER BY name_key, id LIMIT ?) AS named"
	args, code := []any{given, given + lastKey, maxRanked + 1}, ""
	if _, isCode := models.ParseCode(given); isCode {
		code = " UNION ALL SELECT id, '' FROM customers WHERE code = ?"
		args = append(args, strings.ToUpper(given))
	}
	ranks = map[int64]int{}
	read := 0
	err = q.eachRow(ctx, func(rows *sql.Rows) error {
		var id int64
		var key string
		err := rows.Scan(&id, &key)
		read++
		rank := rankBeginning
		switch key {
		case "":
			rank = rankCode
		case given:
			rank = rankName
		}
		if other, known := ranks[id]; !known || rank < other {
			ranks[id] = rank
		}
		return err
	}, text+code, args...)
	return ranks, read <= maxRanked, wrap("rank customers", err)
}

// candidate is what of a customer decides its place among the matches.
type candidate struct {
	models.Customer // ID, Code, NameKey and NextFollowUp only
	sortKey         string
	rank            int
}

var comparisons = map[models.CustomerSort]func(a, b candidate) int{
	models.SortDefault: func(a, b candidate) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.ID, a.ID)) },
	models.SortNewest:  func(a, b candidate) int { return cmp.Compare(b.ID, a.ID) },
	models.SortName: func(a, b candidate) int {
		return cmp.Or(strings.Compare(a.sortKey, b.sortKey), cmp.Compare(a.ID, b.ID))
	},
	models.SortDue: func(a, b candidate) int {
		if undated := a.NextFollowUp.IsZero(); undated != b.NextFollowUp.IsZero() {
			if undated {
				return 1
			}
			return -1
		}
		return cmp.Or(a.NextFollowUp.Compare(b.NextFollowUp), cmp.Compare(a.ID, b.ID))
	},
}

// How well a customer matches what was typed, best first: its code, its name, how its name begins, else.
const (
	rankCode = iota
	rankName
	rankBeginning
	rankElse
)

func rankOf(c models.Customer, given string) int {
	switch {
	case strings.EqualFold(c.Code, given):
		return rankCode
	case c.NameKey == given:
		return rankName
	case strings.HasPrefix(c.NameKey, given):
		return rankBeginning
	}
	return rankElse
}

// cursor is the place of a candidate in an order.
func (c candidate) cursor(order string, total int) cursor {
	at := cursor{Order: order, ID: c.ID, Total: total}
	switch order {
	case orderRank:
		at.Key = strconv.Itoa(c.rank)
	case orderName:
		at.Key = c.sortKey
	case orderDue:
		at.Key = c.NextFollowUp.String()
		if c.NextFollowUp.IsZero() {
			at.Order = orderUndated
		}
	}
	return at
}

// candidateAt is the place that a cursor names.
func candidateAt(at cursor) candidate {
	c := candidate{Customer: models.Customer{ID: at.ID}}
	switch at.Order {
	case orderRank:
		c.rank, _ = strconv.Atoi(at.Key) // what is no number ranks first
	case orderName:
		c.sortKey = at.Key
	case orderDue:
		c.NextFollowUp, _ = models.ParseDate(at.Key) // decodeCursor has parsed it
	}
	return c
}

func (q Queries) customersInOrder(ctx context.Context, page []candidate) ([]models.Customer, error) {
	if len(page) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(page))
	for i, c := range page {
		ids[i] = c.ID
	}
	list, err := q.findCustomers(q.session(ctx).Where("id IN ?", ids), len(ids))
	if err != nil {
		return nil, wrap("read customers", err)
	}
	slices.SortFunc(list, func(a, b models.Customer) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return list, nil
}
