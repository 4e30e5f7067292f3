package store

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Count counts one kind of thing over a span, for a report, by what models.Counted says of it. Several rows may have the
// same labels: their numbers are to be added. The error wraps ErrUnavailable when the database is away.
func (q Queries) Count(ctx context.Context, what models.Counted, span models.CountSpan) ([]models.Count, error) {
	count := map[models.Counted]func(context.Context, models.CountSpan) ([]models.Count, error){
		models.CountedNew:           q.countNew,
		models.CountedStatusChanges: q.countStatusChanges,
		models.CountedInteractions:  q.countInteractions,
		models.CountedDone:          q.countDone,
		models.CountedOverdue:       q.countOverdue,
		models.CountedDeals:         q.countDeals,
	}[what]
	if count == nil {
		return nil, fmt.Errorf("count %s: the store has no such count", what)
	}
	rows, err := count(ctx, span)
	return rows, wrap("count "+string(what), err)
}

func (q Queries) countStatusChanges(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	err = q.session(ctx).Model(&models.StatusChange{}).
		Select("from_status AS `from`, to_status AS `to`, COUNT(*) AS n").
		Where("changed_at >= ? AND changed_at < ?", span.From, span.To).
		Group("from_status, to_status").Order("from_status, to_status").Find(&rows).Error
	return rows, err
}

func (q Queries) countNew(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	err = q.session(ctx).Model(&models.StatusChange{}).Select("customers.owner AS person, COUNT(*) AS n").
		Joins("JOIN customers ON customers.id = status_changes.customer_id").
		Where("changed_at >= ? AND changed_at < ? AND from_status = ''", span.From, span.To).
		Group("customers.owner").Find(&rows).Error
	return rows, err
}

func (q Queries) countInteractions(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	err = q.session(ctx).Model(&models.Interaction{}).Select("created_by AS person, COUNT(*) AS n").
		Where("happened_at >= ? AND happened_at < ?", span.From, span.To).Group("created_by").Find(&rows).Error
	return rows, err
}

func (q Queries) countDeals(ctx context.Context, span models.CountSpan) (list []models.Count, err error) {
	closed, err := q.countClosed(ctx, models.DealScope{From: span.From, To: span.To})
	for _, c := range closed {
		list = append(list, models.Count{Person: c.Owner, Won: c.State == models.DealWon, N: c.Count})
	}
	return list, err
}

// countDone compares the day of doing, in the span's zone, with the day it was due. The due day of a follow-up with a
// time is the day of its moment in the same zone.
func (q Queries) countDone(ctx context.Context, span models.CountSpan) ([]models.Count, error) {
	var list []models.Count
	for _, part := range offsets(span.From, span.To, span.Zone) {
		late := fmt.Sprintf("CASE WHEN %s <= CASE WHEN due_at IS NULL THEN due_on ELSE %s END THEN 0 ELSE 1 END",
			q.dialect.localDay("closed_at", part.seconds), q.dialect.localDay("due_at", part.seconds))
		var rows []models.Count
		err := q.session(ctx).Model(&models.FollowUp{}).
			Select("closed_by AS person, "+late+" AS late, COUNT(*) AS n").
			Where("state = ? AND closed_at >= ? AND closed_at < ?", models.FollowUpDone, part.from, part.to).
			Group("person, late").Order("person, late").Find(&rows).Error
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// countOverdue uses the due day that a follow-up has now, also for a span that has ended.
func (q Queries) countOverdue(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	if span.Running {
		open := q.session(ctx).Model(&models.FollowUp{}).Where("followups.state = ?", models.FollowUpPlanned)
		err = dueThrough(open, span.DueBefore.AddDays(-1), span.Zone).Select("assignee AS person, COUNT(*) AS n").Group("assignee").Find(&rows).Error
		return rows, err
	}
	const counted = `SELECT assignee AS person, COUNT(*) AS n FROM (
		SELECT assignee FROM followups WHERE state = 'planned' AND due_on < ? AND (due_on < ? AND due_at IS NULL OR due_at < ?) AND created_at < ?
		UNION ALL
		SELECT assignee FROM followups WHERE state IN ('done', 'cancelled') AND closed_at >= ? AND (due_on < ? AND due_at IS NULL OR due_at < ?) AND created_at < ?
	) AS open_then GROUP BY assignee`
	before, end, moment := span.DueBefore, span.To, span.DueBefore.In(span.Zone).UTC()
	err = q.session(ctx).Raw(counted, before.AddDays(zonesApart(before, span.Zone)), before, moment, end, end, before, moment, end).Scan(&rows).Error
	return rows, err
}

// offsetPart is a stretch of time during which a zone keeps one offset from UTC.
type offsetPart struct {
	from, to time.Time
	seconds  int // east of UTC
}

// offsets cuts a range of instants where daylight saving begins or ends, so that each part's days follow from adding
// a number: engines don't know our zones.
func offsets(from, to time.Time, zone *time.Location) []offsetPart {
	var parts []offsetPart
	for from.Before(to) {
		local := from.In(zone)
		_, seconds := local.Zone()
		_, end := local.ZoneBounds()
		if end.IsZero() || end.After(to) {
			end = to
		}
		parts = append(parts, offsetPart{from: from, to: end, seconds: seconds})
		from = end
	}
	return parts
}
