package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// Count counts one kind of thing over a span, for a report, by what models.Counted says of it. Several rows may have the
// same labels: their numbers are to be added. The error wraps ErrUnavailable when the database is away.
func (q Queries) Count(ctx context.Context, what models.Counted, span models.CountSpan) ([]models.Count, error) {
	count := map[models.Counted]func(context.Context, models.CountSpan) ([]models.Count, error){
		models.CountedNew:           q.countNew,
		models.CountedCustomers:     q.countCustomers,
		models.CountedStanding:      q.countStanding,
		models.CountedStatusChanges: q.countStatusChanges,
		models.CountedCohorts:       q.countCohorts,
		models.CountedInteractions:  q.countInteractions,
		models.CountedDone:          q.countDone,
		models.CountedOverdue:       q.countOverdue,
		models.CountedDeals:         q.countDeals,
	}[what]
	if count == nil {
		return nil, fmt.Errorf("count %s: the store has no such count", what)
	}
	scope, err := q.asKept(ctx, span.Scope)
	if err != nil {
		return nil, err
	}
	span.Scope = scope
	rows, err := count(ctx, span)
	return rows, wrap("count "+string(what), err)
}

func (q Queries) countNew(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	err = q.historyOf(ctx, span.Scope, span.From, span.To, true).Where("status_changes.from_status = ''").
		Select("customers.owner AS person, COUNT(*) AS n").Group("customers.owner").Find(&rows).Error
	return rows, err
}

func (q Queries) countInteractions(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	db := q.inScope(q.session(ctx).Model(&models.Interaction{}), "interactions", span.Scope, false).
		Where("interactions.happened_at >= ? AND interactions.happened_at < ?", span.From, span.To)
	if span.Scope.Person != "" {
		db = db.Where("interactions.created_by = ?", span.Scope.Person)
	}
	err = db.Select("interactions.created_by AS person, COUNT(*) AS n").Group("interactions.created_by").Find(&rows).Error
	return rows, err
}

func (q Queries) countDeals(ctx context.Context, span models.CountSpan) (list []models.Count, err error) {
	closed, err := q.countClosed(ctx, models.DealScope{CountScope: span.Scope, From: span.From, To: span.To})
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
		late := fmt.Sprintf("CASE WHEN %s <= CASE WHEN followups.due_at IS NULL THEN followups.due_on ELSE %s END THEN 0 ELSE 1 END",
			q.dialect.localDay("followups.closed_at", part.seconds), q.dialect.localDay("followups.due_at", part.seconds))
		db := q.inScope(q.session(ctx).Model(&models.FollowUp{}), "followups", span.Scope, false).
			Where("followups.state = ? AND followups.closed_at >= ? AND followups.closed_at < ?", models.FollowUpDone, part.from, part.to)
		if span.Scope.Person != "" {
			db = db.Where("followups.closed_by = ?", span.Scope.Person)
		}
		var rows []models.Count
		err := db.Select("followups.closed_by AS person, " + late + " AS late, COUNT(*) AS n").Group("person, late").Order("person, late").Find(&rows).Error
		if err != nil {
			return nil, err
		}
		list = append(list, rows...)
	}
	return list, nil
}

// countOverdue uses the due day that a follow-up has now, also for a span that has ended. Each way in which a follow-up can have been open then
// is asked for by itself, since each has an index.
func (q Queries) countOverdue(ctx context.Context, span models.CountSpan) (list []models.Count, err error) {
	before, moment := span.DueBefore, span.DueBefore.In(span.Zone).UTC()
	count := func(limit func(*gorm.DB) *gorm.DB) error {
		db := limit(q.inScope(q.session(ctx).Model(&models.FollowUp{}), "followups", span.Scope, false))
		if span.Scope.Person != "" {
			db = db.Where("followups.assignee = ?", span.Scope.Person)
		}
		var rows []models.Count
		err := db.Select("followups.assignee AS person, COUNT(*) AS n").Group("followups.assignee").Find(&rows).Error
		list = append(list, rows...)
		return err
	}
	if span.Running {
		err = count(func(db *gorm.DB) *gorm.DB {
			return dueThrough(db.Where("followups.state = ?", models.FollowUpPlanned), before.AddDays(-1), span.Zone)
		})
		return list, err
	}
	due := func(db *gorm.DB) *gorm.DB {
		return db.Where("(followups.due_on < ? AND followups.due_at IS NULL OR followups.due_at < ?) AND followups.created_at < ?", before, moment, span.To)
	}
	err = count(func(db *gorm.DB) *gorm.DB {
		return due(db.Where("followups.state = ? AND followups.due_on < ?", models.FollowUpPlanned, before.AddDays(zonesApart(before, span.Zone))))
	})
	if err == nil {
		err = count(func(db *gorm.DB) *gorm.DB {
			return due(db.Where("followups.state IN ? AND followups.closed_at >= ?", []models.FollowUpState{models.FollowUpDone, models.FollowUpCancelled}, span.To))
		})
	}
	return list, err
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
