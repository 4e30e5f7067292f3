package store

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// InsertDeals gives new deals their IDs and codes, the next in the row, and inserts them with the first row of their way through the
// stages. The sequence stays locked until the transaction ends.
func (tx *Tx) InsertDeals(ctx context.Context, list []*models.Deal) error {
	if len(list) == 0 {
		return nil
	}
	first, err := tx.next(ctx, "deal", len(list))
	if err != nil {
		return err
	}
	rows, into := make([]models.Deal, len(list)), make(map[string]*int64, len(list))
	for i, d := range list {
		d.ID, d.Code, d.SourceKey = 0, models.DealCode(first+int64(i)), SourceKey(d.Source)
		rows[i], into[d.Code] = *d, &d.ID
	}
	if err := createAll(tx.session(ctx), rows); err != nil {
		return wrap("insert deals", err)
	}
	if err := tx.idsOf(ctx, "deals", into); err != nil {
		return wrap("look up inserted deals", err)
	}
	moves := make([]models.StageMove, len(list))
	for i, d := range list {
		moves[i] = models.StageMove{DealID: d.ID, CustomerID: d.CustomerID, ToStage: d.StageID, MovedBy: d.CreatedBy, MovedAt: d.StageSince}
	}
	return wrap("insert stages of deals", createAll(tx.session(ctx), moves))
}

// UpdateDeal writes every field of a deal but its code, whose it is, who created it and when. ErrStale when the stored version isn't
// previous.Version any more; d.Version should be greater.
func (tx *Tx) UpdateDeal(ctx context.Context, previous, d models.Deal) error {
	d.SourceKey = SourceKey(d.Source)
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "Code", "CustomerID", "CreatedBy", "CreatedAt").UpdateColumns(&d)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update deal", ErrStale)
	}
	return wrap("update deal", result.Error)
}

// DeleteDeal deletes a deal with its way through the stages. The audit log keeps what it was; its code isn't given again.
func (tx *Tx) DeleteDeal(ctx context.Context, id int64) error {
	if err := tx.session(ctx).Delete(&models.StageMove{}, "deal_id = ?", id).Error; err != nil {
		return wrap("delete stages of a deal", err)
	}
	return wrap("delete deal", tx.session(ctx).Delete(&models.Deal{}, "id = ?", id).Error)
}

// InsertStageMove adds a row to a deal's way through the stages.
func (tx *Tx) InsertStageMove(ctx context.Context, move models.StageMove) error {
	move.ID = 0
	return wrap("insert stage of a deal", tx.session(ctx).Create(&move).Error)
}

// TakeStageMoveBack deletes the last row of a deal's way through the stages, and returns the one before it.
func (tx *Tx) TakeStageMoveBack(ctx context.Context, dealID int64) (before models.StageMove, err error) {
	var last []models.StageMove
	err = tx.session(ctx).Where("deal_id = ?", dealID).Order("moved_at DESC, id DESC").Limit(2).Find(&last).Error
	if err == nil && len(last) < 2 {
		err = ErrNotFound
	}
	if err != nil {
		return before, wrap("read the last stages of a deal", err)
	}
	return last[1], wrap("delete stage of a deal", tx.session(ctx).Delete(&models.StageMove{}, "id = ?", last[0].ID).Error)
}

// Deal returns a deal; ErrNotFound when there is none.
func (q Queries) Deal(ctx context.Context, id int64) (models.Deal, error) {
	var d models.Deal
	err := q.session(ctx).Take(&d, "id = ?", id).Error
	return d, wrap("read deal", err)
}

// DealByCode returns the deal with a code; ErrNotFound when there is none.
func (q Queries) DealByCode(ctx context.Context, code string) (models.Deal, error) {
	var d models.Deal
	err := q.session(ctx).Take(&d, "code = ?", code).Error
	return d, wrap("read deal", err)
}

// DealsOf returns at most limit deals of a customer, and how many there are in all: first the open ones, the nearest close date before
// those that come later and those that have none, then those that were closed, the latest first.
func (q Queries) DealsOf(ctx context.Context, customerID int64, limit int) (list []models.Deal, total int, err error) {
	list = roomFor[models.Deal](limit)
	err = q.session(ctx).Where("customer_id = ?", customerID).
		Order("CASE WHEN state IN ('open', 'shelved') THEN 0 ELSE 1 END, " + nearestClose + ", closed_at DESC, id").Limit(limit).Find(&list).Error
	if err != nil {
		return nil, 0, wrap("list deals of a customer", err)
	}
	count := int64(len(list))
	if len(list) == limit {
		err = q.session(ctx).Model(&models.Deal{}).Where("customer_id = ?", customerID).Count(&count).Error
	}
	return list, int(count), wrap("count deals of a customer", err)
}

// DealsByCodes returns the deals that have one of some codes, in no order.
func (q Queries) DealsByCodes(ctx context.Context, codes []string) (list []models.Deal, err error) {
	if len(codes) == 0 {
		return nil, nil
	}
	err = q.session(ctx).Where("code IN ?", codes).Find(&list).Error
	return list, wrap("look up deals", err)
}

// DealsOfAll returns all deals of some customers, in the order of their IDs.
func (q Queries) DealsOfAll(ctx context.Context, customerIDs []int64) (list []models.Deal, err error) {
	if len(customerIDs) == 0 {
		return nil, nil
	}
	err = q.session(ctx).Where("customer_id IN ?", customerIDs).Order("id").Find(&list).Error
	return list, wrap("list deals of customers", err)
}

// OpenDeals returns at most limit open deals of a customer, the nearest close date first, and how many are open.
func (q Queries) OpenDeals(ctx context.Context, customerID int64, limit int) (list []models.Deal, total int, err error) {
	list = roomFor[models.Deal](limit)
	of := func() *gorm.DB {
		return q.session(ctx).Model(&models.Deal{}).Where("customer_id = ? AND state IN ?", customerID, []models.DealState{models.DealOpen, models.DealShelved})
	}
	if err = of().Order(nearestClose + ", id").Limit(limit).Find(&list).Error; err != nil {
		return nil, 0, wrap("list open deals of a customer", err)
	}
	count := int64(len(list))
	if len(list) == limit {
		err = of().Count(&count).Error
	}
	return list, int(count), wrap("count open deals of a customer", err)
}

// nearestClose orders deals by their close dates; those that have none come last. NULLS LAST isn't known to every engine.
const nearestClose = "CASE WHEN expected_close IS NULL THEN 1 ELSE 0 END, expected_close"

// NearestDeal returns the open deal of a customer with the nearest close date, the oldest of several; ErrNotFound when none is open.
func (q Queries) NearestDeal(ctx context.Context, customerID int64) (models.Deal, error) {
	var d models.Deal
	err := q.session(ctx).Where("customer_id = ? AND state = ?", customerID, models.DealOpen).Order(nearestClose + ", id").Take(&d).Error
	return d, wrap("read the nearest deal of a customer", err)
}

// NearestDeals is NearestDeal of some customers, by their IDs; those of which no deal is open have none.
func (q Queries) NearestDeals(ctx context.Context, customerIDs []int64) (map[int64]models.Deal, error) {
	of := make(map[int64]models.Deal, len(customerIDs))
	for chunk := range slices.Chunk(customerIDs, 500) {
		var list []models.Deal
		err := q.session(ctx).Where("customer_id IN ? AND state = ?", chunk, models.DealOpen).Order("customer_id, " + nearestClose + ", id").Find(&list).Error
		if err != nil {
			return nil, wrap("read the nearest deals of customers", err)
		}
		for _, d := range list {
			if _, nearer := of[d.CustomerID]; !nearer {
				of[d.CustomerID] = d
			}
		}
	}
	return of, nil
}

// DealsAfter returns at most limit deals behind an ID, of customers that somebody sees, "" for all, with these, in the order of their IDs.
func (q Queries) DealsAfter(ctx context.Context, after int64, visibleTo string, limit int) (models.DealPage, error) {
	return q.dealsBehind(ctx, q.soldBy(ctx, q.session(ctx).Model(&models.Deal{}), "", visibleTo), after, limit)
}

// dealsBehind is a page of deals by their IDs, with their customers.
func (q Queries) dealsBehind(ctx context.Context, db *gorm.DB, after int64, limit int) (page models.DealPage, err error) {
	if err := db.Where("deals.id > ?", after).Order("deals.id").Limit(limit).Find(&page.Deals).Error; err != nil {
		return page, wrap("list deals", err)
	}
	page.Customers, err = customersOf(ctx, q, page.Deals, func(d models.Deal) int64 { return d.CustomerID })
	return page, err
}

// StageMoves returns the way of a deal through the stages, oldest first.
func (q Queries) StageMoves(ctx context.Context, dealID int64) ([]models.StageMove, error) {
	var list []models.StageMove
	err := q.session(ctx).Where("deal_id = ?", dealID).Order("moved_at, id").Find(&list).Error
	return list, wrap("list stages of a deal", err)
}
