package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

const orderDeals = "deals"

// DealSums adds up the open deals that a query asks for, by stage, currency and probability. Its pages are passed over.
func (q Queries) DealSums(ctx context.Context, query models.DealQuery) ([]models.DealSum, error) {
	var sums []models.DealSum
	err := q.openDealsOf(ctx, query).Select("stage_id, currency, probability, COUNT(*) AS count, SUM(amount) AS amount").
		Group("stage_id, currency, probability").Find(&sums).Error
	return sums, wrap("add up deals", err)
}

// openDealsOf adds the conditions of a query of open deals.
func (q Queries) openDealsOf(ctx context.Context, query models.DealQuery) *gorm.DB {
	db := q.session(ctx).Model(&models.Deal{}).Where("deals.pipeline_id = ? AND deals.state = ?", query.PipelineID, models.DealOpen)
	db = q.soldBy(ctx, db, query.Owner, query.VisibleTo)
	if !query.From.IsZero() {
		db = db.Where("deals.expected_close >= ?", query.From)
	}
	if !query.To.IsZero() {
		db = db.Where("deals.expected_close <= ?", query.To)
	}
	if query.Mark != "" {
		db = q.marked(db, query, query.Mark)
	}
	return db
}

// DealPage returns a page of open deals with their customers, the nearest close date first; those without one come last.
func (q Queries) DealPage(ctx context.Context, query models.DealQuery) (page models.DealPage, err error) {
	at, size := cursor{}, pageSize(query.Limit)
	if query.After != "" {
		if at, err = decodeCursor(query.After, orderDeals); err != nil {
			return page, err
		}
	}
	deals := roomFor[models.Deal](size + 1)
	if at.ID == 0 || at.Key != "" {
		dated := q.openDealsOf(ctx, query).Where("deals.expected_close IS NOT NULL").Order("deals.expected_close, deals.id").Limit(size + 1)
		if at.ID > 0 {
			dated = dated.Where("deals.expected_close >= ? AND (deals.expected_close > ? OR deals.id > ?)", at.Key, at.Key, at.ID)
		}
		if err := dated.Find(&deals).Error; err != nil {
			return page, wrap("list deals", err)
		}
	}
	if len(deals) <= size && query.From.IsZero() && query.To.IsZero() {
		undated := q.openDealsOf(ctx, query).Where("deals.expected_close IS NULL").Order("deals.id").Limit(size + 1 - len(deals))
		if at.ID > 0 && at.Key == "" {
			undated = undated.Where("deals.id > ?", at.ID)
		}
		var more []models.Deal
		if err := undated.Find(&more).Error; err != nil {
			return page, wrap("list deals", err)
		}
		deals = append(deals, more...)
	}
	if len(deals) > size {
		deals = deals[:size]
		last := deals[size-1]
		page.Next = cursor{Order: orderDeals, Key: last.ExpectedClose.String(), ID: last.ID}.encode()
	}
	var ids []int64
	for _, d := range deals {
		ids = append(ids, d.CustomerID)
	}
	page.Deals = deals
	page.Customers, err = q.CustomersByID(ctx, ids)
	return page, err
}
