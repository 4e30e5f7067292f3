package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// CountCampaigns counts what came of campaigns over a scope, by what models.CampaignCounted says of it. What came of no campaign isn't among it.
func (q Queries) CountCampaigns(ctx context.Context, what models.CampaignCounted, scope models.CampaignScope) (list []models.CampaignCount, err error) {
	count := map[models.CampaignCounted]func(context.Context, models.CampaignScope) (*gorm.DB, error){
		models.CampaignBrought:   q.brought,
		models.CampaignConverted: q.converted,
		models.CampaignWon:       q.wonOf,
	}[what]
	if count == nil {
		return nil, fmt.Errorf("count %s: the store has no such count", what)
	}
	kept, err := q.asKept(ctx, scope.CountScope)
	if err != nil {
		return nil, err
	}
	scope.CountScope = kept
	few, err := count(ctx, scope)
	if err != nil {
		return nil, wrap("count "+string(what), err)
	}
	db := q.session(ctx).Table("(?) AS few", few).Select("campaign_id, part, currency, COUNT(*) AS count, SUM(amount) AS amount")
	if len(scope.Campaigns) > 0 {
		db = db.Where("campaign_id IN ?", scope.Campaigns)
	} else {
		db = db.Where("campaign_id <> 0")
	}
	err = db.Group("campaign_id, part, currency").Order("campaign_id, part, currency").Find(&list).Error
	return list, wrap("count "+string(what), err)
}

const (
	// named is the campaign that a source names by its key: names that it had before are among its keys.
	named = "(SELECT source_of.campaign_id FROM campaign_names AS source_of WHERE source_of.name_key = %s)"
	// touched is the campaign whose member a customer was when it answered or attended: first or last, as an order says. What is aside has no campaign.
	touched = "(SELECT touch.campaign_id FROM campaign_touches AS touch WHERE touch.customer_id = customers.id AND touch.campaign_id > 0 AND touch.to_state IN ('answered', 'attended') %s LIMIT 1)"
	// activated is the instant at which a customer became active first.
	activated = "(SELECT MIN(became.changed_at) FROM status_changes AS became WHERE became.customer_id = customers.id AND became.from_status = 'potential' AND became.to_status = 'active')"
)

// touchUntil is SQL for the campaign that touched a customer until an instant: first or last. What came before a touch didn't come of it.
func touchUntil(rule models.TouchRule, instant string) string {
	order := "touch.moved_at, touch.id"
	if rule == models.LastTouch {
		order = "touch.moved_at DESC, touch.id DESC"
	}
	return fmt.Sprintf(touched, "AND touch.moved_at <= "+instant+" ORDER BY "+order)
}

// customerTouch is SQL for the campaign that a customer counts for.
func customerTouch(rule models.TouchRule) string {
	by := touchUntil(rule, "COALESCE("+activated+", '9999-12-31 00:00:00')")
	source := fmt.Sprintf(named, "customers.source_key")
	if rule == models.LastTouch {
		return "COALESCE(" + by + ", " + source + ", 0)"
	}
	return "CASE WHEN customers.source_key <> '' THEN COALESCE(" + source + ", 0) ELSE COALESCE(" + by + ", 0) END"
}

// dealTouch is SQL for the campaign that a deal counts for.
func dealTouch(rule models.TouchRule) string {
	by := "COALESCE(" + touchUntil(rule, "deals.created_at") + ", " + fmt.Sprintf(named, "deals.source_key") + ", 0)"
	if rule == models.LastTouch {
		return by
	}
	return "CASE WHEN customers.source_key <> '' THEN COALESCE(" + fmt.Sprintf(named, "customers.source_key") + ", 0) ELSE " + by + " END"
}

// reached are the rows of a table that names customers, "customers" itself among them, with their customers. Where campaigns are named, it goes from the
// customers that may count for one of them, by the indexes that lead to these; deals says that a deal's own source leads to its customer as well.
func (q Queries) reached(ctx context.Context, table string, campaigns []int64, deals bool) (*gorm.DB, error) {
	if len(campaigns) == 0 {
		db := q.session(ctx).Table(table)
		if table != "customers" {
			db = db.Joins(q.dialect.thenJoin + " customers ON customers.id = " + table + ".customer_id")
		}
		return db, nil
	}
	keys := []string{}
	if err := q.session(ctx).Model(&nameRow{}).Where("campaign_id IN ?", campaigns).Pluck("name_key", &keys).Error; err != nil {
		return nil, err
	}
	union, args := "SELECT customer_id AS id FROM campaign_touches WHERE campaign_id IN ?", []any{campaigns}
	if len(keys) > 0 {
		union, args = union+" UNION SELECT id FROM customers WHERE source_key IN ?", append(args, keys)
	}
	if len(keys) > 0 && deals {
		union, args = union+" UNION SELECT customer_id FROM deals WHERE source_key IN ?", append(args, keys)
	}
	db := q.session(ctx).Table("("+union+") AS reached", args...).Joins(q.dialect.thenJoin + " customers ON customers.id = reached.id")
	if table != "customers" {
		db = db.Joins(q.dialect.thenJoin + " " + table + " ON " + table + ".customer_id = customers.id")
	}
	return db, nil
}

// brought are the customers that were created in the span, but for those that are archived.
func (q Queries) brought(ctx context.Context, scope models.CampaignScope) (*gorm.DB, error) {
	db, err := q.reached(ctx, "customers", scope.Campaigns, false)
	if err != nil {
		return nil, err
	}
	part, args := cutAt("customers.created_at", scope.Cuts)
	return owned(having(visible(db, scope.VisibleTo), scope.CountScope), scope.Person).
		Where("customers.archived_at IS NULL AND customers.created_at >= ? AND customers.created_at < ?", scope.From, scope.To).
		Select(customerTouch(scope.Touch)+" AS campaign_id, "+part+" AS part, '' AS currency, 0 AS amount", args...), nil
}

// converted are the customers, but for those that are archived, that became active first in the span.
func (q Queries) converted(ctx context.Context, scope models.CampaignScope) (*gorm.DB, error) {
	const first = "NOT EXISTS (SELECT 1 FROM status_changes AS earlier WHERE earlier.customer_id = status_changes.customer_id AND earlier.from_status = 'potential' AND earlier.to_status = 'active' " +
		"AND (earlier.changed_at < status_changes.changed_at OR earlier.changed_at = status_changes.changed_at AND earlier.id < status_changes.id))"
	db, err := q.reached(ctx, "status_changes", scope.Campaigns, false)
	if err != nil {
		return nil, err
	}
	part, args := cutAt("status_changes.changed_at", scope.Cuts)
	return owned(having(visible(db, scope.VisibleTo), scope.CountScope), scope.Person).
		Where("customers.archived_at IS NULL AND status_changes.from_status = ? AND status_changes.to_status = ?", models.StatusPotential, models.StatusActive).
		Where("status_changes.changed_at >= ? AND status_changes.changed_at < ? AND "+first, scope.From, scope.To).
		Select(customerTouch(scope.Touch)+" AS campaign_id, "+part+" AS part, '' AS currency, 0 AS amount", args...), nil
}

// wonOf are the deals that were won in the span.
func (q Queries) wonOf(ctx context.Context, scope models.CampaignScope) (*gorm.DB, error) {
	db, err := q.reached(ctx, "deals", scope.Campaigns, true)
	if err != nil {
		return nil, err
	}
	part, args := cutAt("deals.closed_at", scope.Cuts)
	return having(q.soldBy(ctx, db, scope.Person, scope.VisibleTo), scope.CountScope).
		Where("deals.state = ? AND deals.closed_at >= ? AND deals.closed_at < ?", models.DealWon, scope.From, scope.To).
		Select(dealTouch(scope.Touch)+" AS campaign_id, "+part+" AS part, deals.currency AS currency, deals.amount AS amount", args...), nil
}
