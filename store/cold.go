package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

const orderCold = "cold"

// ColdCustomers returns one page of cold customers: first those with whom nobody was in touch for too long, by how long, then those who only
// have no next step. A rule's list goes by an index; what the second leaves out, since the first had it, was on the pages before.
func (q Queries) ColdCustomers(ctx context.Context, query models.ColdQuery) (models.ColdPage, error) {
	at, total := cursor{}, -1
	if query.After != "" {
		var err error
		if at, err = decodeCursor(query.After, orderCold); err != nil {
			return models.ColdPage{}, err
		}
		if _, known := query.Cut[models.ColdRule(at.More)]; !known {
			return models.ColdPage{}, models.Invalid("", "error.bad_page") // the rule was turned off since
		}
		total = at.Total
	}
	size := pageSize(query.Limit)
	list, err := q.coldest(ctx, query, at, size+1)
	if err != nil {
		return models.ColdPage{}, err
	}
	switch {
	case total >= 0:
	case len(list) <= size:
		total = len(list)
	default:
		if total, err = q.countCold(ctx, query); err != nil {
			return models.ColdPage{}, err
		}
	}
	page := models.ColdPage{Total: total}
	if len(list) > size {
		last := list[size-1]
		page.Next = cursor{Order: orderCold, Key: last.Since.UTC().Format(time.RFC3339Nano), More: string(last.Rule), ID: last.CustomerID, Total: total}.encode()
		list = list[:size]
	}
	page.Customers, err = q.coldOf(ctx, query.Cut, list)
	return page, err
}

// coldest reads the silences that put customers on a page.
func (q Queries) coldest(ctx context.Context, query models.ColdQuery, at cursor, limit int) (list []models.Silence, err error) {
	for _, rule := range models.ColdRuleNames() {
		if _, on := query.Cut[rule]; !on || len(list) == limit || at.More == string(models.ColdStep) && rule == models.ColdContact {
			continue
		}
		db := q.cold(ctx, query, rule).Select("silences.*").Order("silences.since, silences.customer_id").Limit(limit - len(list))
		if at.More == string(rule) {
			since, err := time.Parse(time.RFC3339Nano, at.Key)
			if err != nil {
				return nil, models.Invalid("", "error.bad_page")
			}
			since = since.UTC()
			db = db.Where("silences.since >= ? AND (silences.since > ? OR silences.customer_id > ?)", since, since, at.ID)
		}
		var some []models.Silence
		if err := db.Find(&some).Error; err != nil {
			return nil, wrap("list cold customers", err)
		}
		list = append(list, some...)
	}
	return list, nil
}

// cold selects the silences of a rule that are too long, and that no rule before it has listed.
func (q Queries) cold(ctx context.Context, query models.ColdQuery, rule models.ColdRule) *gorm.DB {
	db := q.session(ctx).Model(&models.Silence{}).Where("silences.rule = ? AND silences.since < ?", rule, query.Cut[rule])
	if query.Owner != "" {
		db = db.Where("silences.owner = ?", query.Owner)
	}
	if before, on := query.Cut[models.ColdContact]; on && rule != models.ColdContact {
		db = db.Where("NOT EXISTS (SELECT 1 FROM silences AS o WHERE o.customer_id = silences.customer_id AND o.rule = ? AND o.since < ?)", models.ColdContact, before)
	}
	if query.VisibleTo != "" && query.VisibleTo != query.Owner {
		db = visible(db.Joins("JOIN customers ON customers.id = silences.customer_id"), query.VisibleTo)
	}
	return db
}

// countCold counts up to models.MaxCounted.
func (q Queries) countCold(ctx context.Context, query models.ColdQuery) (total int, err error) {
	for _, rule := range models.ColdRuleNames() {
		if _, on := query.Cut[rule]; !on || total >= models.MaxCounted {
			continue
		}
		var n int64
		few := q.cold(ctx, query, rule).Select("1").Limit(models.MaxCounted + 1)
		if err := q.session(ctx).Table("(?) AS few", few).Count(&n).Error; err != nil {
			return 0, wrap("count cold customers", err)
		}
		total += int(n)
	}
	return min(total, models.MaxCounted), nil
}

// coldOf reads the customers of silences, in their order, each with all silences that are too long.
func (q Queries) coldOf(ctx context.Context, cut models.ColdCut, list []models.Silence) ([]models.ColdCustomer, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(list))
	for i, silence := range list {
		ids[i] = silence.CustomerID
	}
	found, err := q.CustomersByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var all []models.Silence
	if err := q.session(ctx).Where("customer_id IN ?", ids).Find(&all).Error; err != nil {
		return nil, wrap("read silences", err)
	}
	cold := make([]models.ColdCustomer, 0, len(ids))
	for _, id := range ids {
		one := models.ColdCustomer{Customer: found[id]}
		for _, rule := range models.ColdRuleNames() {
			for _, silence := range all {
				if before, on := cut[rule]; on && silence.CustomerID == id && silence.Rule == rule && silence.Since.Before(before) {
					one.Silences = append(one.Silences, silence)
				}
			}
		}
		cold = append(cold, one)
	}
	return cold, nil
}

// ToldCold returns at most limit customers, and how many there are, of whose silences a batch tells, or since an instant the messages to
// their owner: as far as they go on. owner is "" for every owner's.
func (q Queries) ToldCold(ctx context.Context, batch, owner string, since time.Time, limit int) (models.ColdPage, error) {
	db := q.session(ctx).Model(&models.Silence{}).
		Joins("JOIN silences_told AS t ON t.customer_id = silences.customer_id AND t.rule = silences.rule AND t.since = silences.since")
	if batch != "" {
		db = db.Where("t.batch = ?", batch)
	} else {
		db = db.Where("t.audience = ? AND t.told_at >= ? AND silences.rule IN ?", audienceOwner, since, models.ColdRuleNames())
	}
	if owner != "" {
		db = db.Where("silences.owner = ?", owner)
	}
	var list []models.Silence
	if err := db.Select("silences.*").Order("silences.since, silences.customer_id").Find(&list).Error; err != nil {
		return models.ColdPage{}, wrap("read which silences are told", err)
	}
	slices.SortStableFunc(list, func(a, b models.Silence) int {
		return slices.Index(models.ColdRuleNames(), a.Rule) - slices.Index(models.ColdRuleNames(), b.Rule)
	})
	var page models.ColdPage
	at := map[int64]int{}
	for _, silence := range list {
		i, known := at[silence.CustomerID]
		if !known {
			i = len(page.Customers)
			at[silence.CustomerID] = i
			page.Customers = append(page.Customers, models.ColdCustomer{Customer: models.Customer{ID: silence.CustomerID}})
		}
		page.Customers[i].Silences = append(page.Customers[i].Silences, silence)
	}
	page.Total = len(page.Customers)
	page.Customers = page.Customers[:min(len(page.Customers), limit)]
	ids := make([]int64, len(page.Customers))
	for i, c := range page.Customers {
		ids[i] = c.Customer.ID
	}
	found, err := q.CustomersByID(ctx, ids)
	for i, id := range ids {
		page.Customers[i].Customer = found[id]
	}
	return page, err
}
