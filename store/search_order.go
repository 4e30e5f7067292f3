package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

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

// ordering is one order in SQL.
type ordering struct {
	by    string
	only  string // a condition, "" for none
	after func(*gorm.DB, cursor) *gorm.DB
}

// Keys are compared column by column: servers don't use an index for (a, b) > (?, ?).
var orderings = map[string]ordering{
	orderNewest: {
		by:    "customers.id DESC",
		after: func(db *gorm.DB, c cursor) *gorm.DB { return db.Where("customers.id < ?", c.ID) },
	},
	orderName: {
		by: "customers.name_key, customers.id",
		after: func(db *gorm.DB, c cursor) *gorm.DB {
			return db.Where("customers.name_key >= ? AND (customers.name_key > ? OR customers.id > ?)", c.Key, c.Key, c.ID)
		},
	},
	orderDue: {
		by:   "customers.next_follow_up, customers.id",
		only: "customers.next_follow_up IS NOT NULL",
		after: func(db *gorm.DB, c cursor) *gorm.DB {
			return db.Where("customers.next_follow_up >= ? AND (customers.next_follow_up > ? OR customers.id > ?)", c.Key, c.Key, c.ID)
		},
	},
	orderUndated: {
		by:    "customers.id",
		only:  "customers.next_follow_up IS NULL",
		after: func(db *gorm.DB, c cursor) *gorm.DB { return db.Where("customers.id > ?", c.ID) },
	},
}

// newestLed is orderNewest among the customers that have a gram: its index has them in this order.
var newestLed = ordering{
	by:    "first_gram.customer_id DESC",
	after: func(db *gorm.DB, c cursor) *gorm.DB { return db.Where("first_gram.customer_id < ?", c.ID) },
}

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

// searchOrdered reads a page in an order that an index has.
func (q Queries) searchOrdered(ctx context.Context, query models.CustomerQuery, words wordPlan) (models.CustomerPage, error) {
	orders := ordersOf(query.Sort)
	at, total := cursor{Order: orders[0]}, -1
	if query.After != "" {
		var err error
		if at, err = decodeCursor(query.After, orders...); err != nil {
			return models.CustomerPage{}, err
		}
		total = at.Total
		if at.Order == orderRank { // the words became common between two pages
			at = cursor{Order: orderNewest, ID: at.ID}
		}
	}
	size := pageSize(query.Limit)
	list, err := q.readOrdered(ctx, query, words, at, size+1)
	if err != nil {
		return models.CustomerPage{}, err
	}
	switch {
	case total >= 0:
	case len(list) <= size:
		total = len(list)
	default:
		if total, err = q.countMatches(ctx, query, words); err != nil {
			return models.CustomerPage{}, err
		}
	}
	page := models.CustomerPage{Customers: list, Total: total}
	if len(list) > size {
		page.Customers = list[:size]
		page.Next = placeOf(at.Order, list[size-1], total).encode()
	}
	return page, nil
}

func (q Queries) readOrdered(ctx context.Context, query models.CustomerQuery, words wordPlan, at cursor, limit int) ([]models.Customer, error) {
	order, db := orderings[at.Order], q.matching(ctx, query, words)
	if at.Order == orderNewest && words.lead != "" && unfiltered(query) {
		order, db = newestLed, q.led(ctx, query, words)
	}
	db = db.Order(order.by).Limit(limit)
	if order.only != "" {
		db = db.Where(order.only)
	}
	if at.ID > 0 {
		db = order.after(db, at)
	}
	list, err := q.findCustomers(db, limit)
	if err != nil {
		return nil, wrap("search customers", err)
	}
	byDay := !query.DueFrom.IsZero() || !query.DueTo.IsZero()
	if at.Order != orderDue || len(list) >= limit || byDay {
		return list, nil
	}
	rest, err := q.readOrdered(ctx, query, words, cursor{Order: orderUndated}, limit-len(list))
	return append(list, rest...), err
}

// placeOf returns the cursor after a customer.
func placeOf(order string, c models.Customer, total int) cursor {
	at := cursor{Order: order, ID: c.ID, Total: total}
	switch order {
	case orderName:
		at.Key = c.NameKey
	case orderDue, orderUndated:
		at.Order, at.Key = orderDue, c.NextFollowUp.String()
		if c.NextFollowUp.IsZero() {
			at.Order = orderUndated
		}
	}
	return at
}

// candidate is what of a customer decides its place among the matches.
type candidate struct {
	models.Customer // ID, Code, NameKey and NextFollowUp only
	rank            int
}

// searchRanked reads the few matches of rare words, sorts them here, where ranking can be as fine as it likes, and
// then reads the customers of one page.
func (q Queries) searchRanked(ctx context.Context, query models.CustomerQuery, words wordPlan) (models.CustomerPage, error) {
	db := q.matching(ctx, query, words)
	if words.rare {
		db = q.led(ctx, query, words)
	}
	var found []models.Customer
	err := db.Select("customers.id, customers.code, customers.name_key, customers.next_follow_up").Find(&found).Error
	if err != nil {
		return models.CustomerPage{}, wrap("search customers", err)
	}
	compare := comparisons[query.Sort]
	list := make([]candidate, len(found))
	for i, c := range found {
		list[i] = candidate{Customer: c, rank: rankOf(c, words.given)}
	}
	slices.SortFunc(list, compare)
	start := 0
	if query.After != "" {
		at, err := decodeCursor(query.After, ordersOf(query.Sort)...)
		if err != nil {
			return models.CustomerPage{}, err
		}
		last := candidateAt(at)
		if start = slices.IndexFunc(list, func(c candidate) bool { return compare(c, last) > 0 }); start < 0 {
			start = len(list)
		}
	}
	end := min(len(list), start+pageSize(query.Limit))
	page := models.CustomerPage{Total: len(list)}
	if end < len(list) {
		page.Next = list[end-1].cursor(query.Sort, len(list)).encode()
	}
	page.Customers, err = q.customersInOrder(ctx, list[start:end])
	return page, err
}

var comparisons = map[models.CustomerSort]func(a, b candidate) int{
	models.SortDefault: func(a, b candidate) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.ID, a.ID)) },
	models.SortNewest:  func(a, b candidate) int { return cmp.Compare(b.ID, a.ID) },
	models.SortName: func(a, b candidate) int {
		return cmp.Or(strings.Compare(a.NameKey, b.NameKey), cmp.Compare(a.ID, b.ID))
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

// rankOf says how well a customer matches what was typed, best first: its code, its name, how its name begins, else.
func rankOf(c models.Customer, given string) int {
	switch {
	case strings.EqualFold(c.Code, given):
		return 0
	case c.NameKey == given:
		return 1
	case strings.HasPrefix(c.NameKey, given):
		return 2
	}
	return 3
}

func (c candidate) cursor(sort models.CustomerSort, total int) cursor {
	order := ordersOf(sort)[0]
	if sort == models.SortDefault {
		order = orderRank
	}
	at := placeOf(order, c.Customer, total)
	if order == orderRank {
		at.Key = strconv.Itoa(c.rank)
	}
	return at
}

// candidateAt is the place that a cursor names. A cursor of the newest first, from before the words became rare, goes
// on among the least of the ranked.
func candidateAt(at cursor) candidate {
	c := candidate{Customer: models.Customer{ID: at.ID, NameKey: at.Key}, rank: 3}
	if rank, err := strconv.Atoi(at.Key); err == nil {
		c.rank = rank
	}
	if day, err := models.ParseDate(at.Key); err == nil {
		c.NextFollowUp = day
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
