package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// ReportDeals returns at most limit deals behind an ID that are open or were closed in a report's span, as DealsAfter does.
func (q Queries) ReportDeals(ctx context.Context, rows models.ReportRows, after int64, limit int) (models.DealPage, error) {
	db := q.soldBy(ctx, q.session(ctx).Model(&models.Deal{}), rows.Scope.Person, rows.Scope.VisibleTo).
		Where("(deals.state = ? OR deals.closed_at >= ? AND deals.closed_at < ?)", models.DealOpen, rows.From, rows.To)
	return q.dealsBehind(ctx, db, after, limit)
}

// PlannedAfter returns at most limit planned follow-ups of a report that are due after another one, earliest first; the first ones after the zero one.
func (q Queries) PlannedAfter(ctx context.Context, rows models.ReportRows, last models.FollowUp, limit int) ([]models.DueFollowUp, error) {
	at := cursor{}
	if last.ID > 0 {
		at = cursor{Key: last.DueOn.String(), More: string(last.DueTime), ID: last.ID}
	}
	return q.readDue(ctx, models.DueQuery{Range: models.DueAll, Assignee: rows.Scope.Person, VisibleTo: rows.Scope.VisibleTo}, at, limit)
}

// DoneAfter returns at most limit follow-ups that were done in a report's span, behind another one in their order: that of when they were done. They
// are of customers that are neither archived nor erased.
func (q Queries) DoneAfter(ctx context.Context, rows models.ReportRows, last models.FollowUp, limit int) ([]models.DueFollowUp, error) {
	from := rows.From
	if last.ClosedAt != nil {
		from = *last.ClosedAt
	}
	db := listed(q.session(ctx).Model(&models.FollowUp{})).
		Select("followups.*, customers.code AS customer_code, customers.name AS customer_name, customers.kind AS customer_kind").
		Joins("JOIN customers ON customers.id = followups.customer_id").
		Where("followups.state = ? AND followups.closed_at >= ? AND followups.closed_at < ?", models.FollowUpDone, from, rows.To).
		Order("followups.closed_at, followups.due_on, followups.closed_by, followups.id").Limit(limit)
	if last.ID > 0 { // the order is that of an index
		db = db.Where("(followups.closed_at > ? OR followups.due_on > ? OR followups.due_on = ? AND (followups.closed_by > ? OR followups.closed_by = ? AND followups.id > ?))",
			from, last.DueOn, last.DueOn, last.ClosedBy, last.ClosedBy, last.ID)
	}
	if rows.Scope.Person != "" {
		db = db.Where("followups.closed_by = ?", rows.Scope.Person)
	}
	if rows.Scope.VisibleTo != "" && rows.Scope.VisibleTo != rows.Scope.Person {
		db = visible(db, rows.Scope.VisibleTo)
	}
	list := roomFor[models.DueFollowUp](limit)
	err := db.Find(&list).Error
	return list, wrap("list follow-ups that were done", err)
}

// ReportTickets returns at most limit tickets behind an ID, in the order of their IDs, of which something is left to do or that were raised,
// answered or solved in a report's span, with their customers.
func (q Queries) ReportTickets(ctx context.Context, rows models.ReportRows, after int64, limit int) (list []models.Ticket, customers map[int64]models.Customer, err error) {
	within := func(column string) string { return column + " >= ? AND " + column + " < ?" }
	list = roomFor[models.Ticket](limit)
	err = q.served(q.session(ctx).Table("tickets"), models.CountScope{Person: rows.Scope.Person, VisibleTo: rows.Scope.VisibleTo}).Select("tickets.*").
		Where("(tickets.state IN "+undoneStates+" OR "+within("tickets.raised_at")+" OR "+within("tickets.responded_at")+" OR "+within("tickets.solved_at")+")",
			rows.From, rows.To, rows.From, rows.To, rows.From, rows.To).
		Where("tickets.shelved = ? AND tickets.id > ?", false, after).Order("tickets.id").Limit(limit).Find(&list).Error
	if err != nil {
		return nil, nil, wrap("list tickets of a report", err)
	}
	customers, err = customersOf(ctx, q, list, func(t models.Ticket) int64 { return t.CustomerID })
	return list, customers, err
}
