package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// The lists of what is cold, by their cursors.
const (
	orderCold      = "cold"
	orderColdDeals = "cold_deals"
)

// ColdCustomers returns one page of cold customers: first those with whom nobody was in touch for too long, by how long, then those who only
// have no next step. A rule's list goes by an index; what the second leaves out, since the first had it, was on the pages before.
func (q Queries) ColdCustomers(ctx context.Context, query models.ColdQuery) (page models.ColdPage, err error) {
	page.Total, page.Next, err = q.coldPage(ctx, &page, customerSilences(), orderCold, query)
	return page, err
}

// ColdDeals is ColdCustomers of open deals: first those that are stuck, by how long, then those that only should have closed.
func (q Queries) ColdDeals(ctx context.Context, query models.ColdQuery) (page models.ColdPage, err error) {
	page.DealTotal, page.Next, err = q.coldPage(ctx, &page, q.dialect.dealSilences(), orderColdDeals, query)
	return page, err
}

// coldPage puts a page of what is cold into page, and returns how much there is, and where the next page begins.
func (q Queries) coldPage(ctx context.Context, page *models.ColdPage, kind silentKind, order string, query models.ColdQuery) (total int, next string, err error) {
	at, total := cursor{}, -1
	if query.After != "" {
		if at, err = decodeCursor(query.After, order); err != nil {
			return 0, "", err
		}
		if _, known := query.Cut[models.ColdRule(at.More)]; !known || !slices.Contains(kind.rules, models.ColdRule(at.More)) {
			return 0, "", models.Invalid("", "error.bad_page") // the rule was turned off since
		}
		total = at.Total
	}
	size := pageSize(query.Limit)
	list, err := q.coldest(ctx, kind, query, at, size+1)
	if err != nil {
		return 0, "", err
	}
	switch {
	case total >= 0:
	case len(list) <= size:
		total = len(list)
	default:
		if total, err = q.countCold(ctx, kind, query); err != nil {
			return 0, "", err
		}
	}
	if len(list) > size {
		last := list[size-1]
		next = cursor{Order: order, Key: last.Since.UTC().Format(time.RFC3339Nano), More: string(last.Rule), ID: kind.id(last), Total: total}.encode()
		list = list[:size]
	}
	ids := make([]int64, len(list))
	for i, silence := range list {
		ids[i] = kind.id(silence)
	}
	var all []models.Silence
	if len(ids) > 0 {
		if err := q.session(ctx).Table(kind.table).Where(kind.key+" IN ?", ids).Find(&all).Error; err != nil {
			return 0, "", wrap("read silences", err)
		}
	}
	all = slices.DeleteFunc(all, func(s models.Silence) bool {
		before, on := query.Cut[s.Rule]
		return !on || !s.Since.Before(before)
	})
	return total, next, q.coldRecords(ctx, page, kind, ids, all)
}

// coldest reads the silences that put records on a page.
func (q Queries) coldest(ctx context.Context, kind silentKind, query models.ColdQuery, at cursor, limit int) (list []models.Silence, err error) {
	begun := at.More == ""
	for _, rule := range kind.rules {
		begun = begun || at.More == string(rule)
		if _, on := query.Cut[rule]; !on || len(list) == limit || !begun {
			continue
		}
		db, err := q.cold(ctx, kind, query, rule)
		if err != nil {
			return nil, err
		}
		db = db.Select("s.*").Order("s.since, s." + kind.key).Limit(limit - len(list))
		if at.More == string(rule) {
			since, err := time.Parse(time.RFC3339Nano, at.Key)
			if err != nil {
				return nil, models.Invalid("", "error.bad_page")
			}
			since = since.UTC()
			db = db.Where("s.since >= ? AND (s.since > ? OR s."+kind.key+" > ?)", since, since, at.ID)
		}
		var some []models.Silence
		if err := db.Find(&some).Error; err != nil {
			return nil, wrap("list what is cold", err)
		}
		list = append(list, some...)
	}
	return list, nil
}

// cold selects the silences s of a rule that are too long, and whose records no rule before it has listed.
func (q Queries) cold(ctx context.Context, kind silentKind, query models.ColdQuery, rule models.ColdRule) (*gorm.DB, error) {
	db := q.session(ctx).Table(kind.table+" AS s").Where("s.rule = ? AND s.since < ?", rule, query.Cut[rule])
	if query.Owner != "" {
		db = db.Where("s.owner = ?", query.Owner)
	}
	for _, earlier := range kind.rules[:slices.Index(kind.rules, rule)] {
		if before, on := query.Cut[earlier]; on {
			db = db.Where("NOT EXISTS (SELECT 1 FROM "+kind.table+" AS o WHERE o."+kind.key+" = s."+kind.key+" AND o.rule = ? AND o.since < ?)", earlier, before)
		}
	}
	of := query.Of.Industry+query.Of.Source+query.Of.Tag != ""
	limited := query.VisibleTo != "" && query.VisibleTo != query.Owner
	if of || limited {
		db = db.Joins("JOIN customers ON customers.id = s.customer_id")
	}
	if limited {
		db = visible(db, query.VisibleTo)
	}
	if of {
		scope, err := q.asKept(ctx, query.Of)
		return having(db, scope), err
	}
	return db, nil
}

// countCold counts up to models.MaxCounted.
func (q Queries) countCold(ctx context.Context, kind silentKind, query models.ColdQuery) (total int, err error) {
	for _, rule := range kind.rules {
		if _, on := query.Cut[rule]; !on || total >= models.MaxCounted {
			continue
		}
		var n int64
		few, err := q.cold(ctx, kind, query, rule)
		if err != nil {
			return 0, err
		}
		few = few.Select("1").Limit(models.MaxCounted + 1)
		if err := q.session(ctx).Table("(?) AS few", few).Count(&n).Error; err != nil {
			return 0, wrap("count what is cold", err)
		}
		total += int(n)
	}
	return min(total, models.MaxCounted), nil
}

// id is the record of a silence.
func (k silentKind) id(s models.Silence) int64 {
	if k.key == "customer_id" {
		return s.CustomerID
	}
	return s.DealID
}

// coldRecords puts records onto a page, each with its silences in the order of the rules.
func (q Queries) coldRecords(ctx context.Context, page *models.ColdPage, kind silentKind, ids []int64, all []models.Silence) error {
	if len(ids) == 0 {
		return nil
	}
	of := func(id int64) (list []models.Silence) {
		for _, rule := range kind.rules {
			for _, silence := range all {
				if kind.id(silence) == id && silence.Rule == rule {
					list = append(list, silence)
				}
			}
		}
		return list
	}
	if kind.key == "customer_id" {
		found, err := q.CustomersByID(ctx, ids)
		for _, id := range ids {
			page.Customers = append(page.Customers, models.ColdCustomer{Customer: found[id], Silences: of(id)})
		}
		return err
	}
	deals, err := q.DealsByID(ctx, ids)
	if err != nil {
		return err
	}
	customers := make([]int64, 0, len(deals))
	for _, d := range deals {
		customers = append(customers, d.CustomerID)
	}
	found, err := q.CustomersByID(ctx, customers)
	for _, id := range ids {
		page.Deals = append(page.Deals, models.ColdDeal{Deal: deals[id], Customer: found[deals[id].CustomerID], Silences: of(id)})
	}
	return err
}

// ToldCold returns at most limit customers and as many deals, and how many there are, of whose silences a batch tells, or since an instant
// the messages to their owner: as far as they go on. owner is "" for every owner's.
func (q Queries) ToldCold(ctx context.Context, batch, owner string, since time.Time, limit int) (page models.ColdPage, err error) {
	for _, kind := range q.dialect.silentKinds() {
		list, err := q.toldSilences(ctx, kind, batch, owner, since)
		if err != nil {
			return models.ColdPage{}, err
		}
		var ids []int64
		for _, silence := range list {
			if !slices.Contains(ids, kind.id(silence)) {
				ids = append(ids, kind.id(silence))
			}
		}
		if kind.key == "customer_id" {
			page.Total = len(ids)
		} else {
			page.DealTotal = len(ids)
		}
		if err := q.coldRecords(ctx, &page, kind, ids[:min(len(ids), limit)], list); err != nil {
			return models.ColdPage{}, err
		}
	}
	return page, nil
}

// toldSilences reads the silences of a kind that ToldCold asks for, by rule, the longest first.
func (q Queries) toldSilences(ctx context.Context, kind silentKind, batch, owner string, since time.Time) (list []models.Silence, err error) {
	db := q.session(ctx).Table(kind.table + " AS s").
		Joins("JOIN " + kind.told + " AS t ON t." + kind.key + " = s." + kind.key + " AND t.rule = s.rule AND t.since = s.since")
	if batch != "" {
		db = db.Where("t.batch = ?", batch)
	} else {
		db = db.Where("t.audience = ? AND t.told_at >= ? AND s.rule IN ?", audienceOwner, since, kind.rules)
	}
	if owner != "" {
		db = db.Where("s.owner = ?", owner)
	}
	err = db.Select("s.*").Order("s.since, s." + kind.key).Find(&list).Error
	slices.SortStableFunc(list, func(a, b models.Silence) int {
		return slices.Index(kind.rules, a.Rule) - slices.Index(kind.rules, b.Rule)
	})
	return list, wrap("read which silences are told", err)
}
