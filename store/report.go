package store

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// The figures of reports, counted from the histories. Ranges of instants are half-open.

// TransitionCount is how often customers went from one status to another; From is "" for new customers.
type TransitionCount struct {
	From, To models.Status
	Count    int
}

// OwnerCount is a number of something by a person; Owner is "" for nobody.
type OwnerCount struct {
	Owner string
	Count int
}

// DoneCount is how many follow-ups a person did by their day, and after it.
type DoneCount struct {
	Owner        string
	OnTime, Late int
}

// CountTransitions counts the status history between two instants; the rows of new customers are among them.
func (q Queries) CountTransitions(ctx context.Context, from, to time.Time) ([]TransitionCount, error) {
	var rows []TransitionCount
	err := q.session(ctx).Model(&models.StatusChange{}).
		Select("from_status AS `from`, to_status AS `to`, COUNT(*) AS count").
		Where("changed_at >= ? AND changed_at < ?", from, to).
		Group("from_status, to_status").Order("from_status, to_status").Find(&rows).Error
	return rows, wrap("count status changes", err)
}

// CountNew counts the customers that came between two instants by who owns them now.
func (q Queries) CountNew(ctx context.Context, from, to time.Time) ([]OwnerCount, error) {
	var rows []OwnerCount
	err := q.session(ctx).Model(&models.StatusChange{}).Select("customers.owner AS owner, COUNT(*) AS count").
		Joins("JOIN customers ON customers.id = status_changes.customer_id").
		Where("changed_at >= ? AND changed_at < ? AND from_status = ''", from, to).
		Group("customers.owner").Find(&rows).Error
	return rows, wrap("count new customers", err)
}

// CountInteractions counts what happened between two instants by who logged it.
func (q Queries) CountInteractions(ctx context.Context, from, to time.Time) ([]OwnerCount, error) {
	var rows []OwnerCount
	err := q.session(ctx).Model(&models.Interaction{}).Select("created_by AS owner, COUNT(*) AS count").
		Where("happened_at >= ? AND happened_at < ?", from, to).Group("created_by").Find(&rows).Error
	return rows, wrap("count interactions", err)
}

// CountDone counts the follow-ups done between two instants by who did them. On time means that the calendar day of
// doing, in zone, isn't after the day it was due: that of a time of day is the one in zone, too.
func (q Queries) CountDone(ctx context.Context, from, to time.Time, zone *time.Location) ([]DoneCount, error) {
	sum := map[string]*DoneCount{}
	var order []string
	for _, part := range offsets(from, to, zone) {
		onTime := fmt.Sprintf("CASE WHEN %s <= CASE WHEN due_at IS NULL THEN due_on ELSE %s END THEN 1 ELSE 0 END",
			q.dialect.localDay("closed_at", part.seconds), q.dialect.localDay("due_at", part.seconds))
		var rows []struct {
			Owner       string
			All, OnTime int
		}
		err := q.session(ctx).Model(&models.FollowUp{}).
			Select("closed_by AS owner, COUNT(*) AS `all`, SUM("+onTime+") AS on_time").
			Where("state = ? AND closed_at >= ? AND closed_at < ?", models.FollowUpDone, part.from, part.to).
			Group("closed_by").Order("closed_by").Find(&rows).Error
		if err != nil {
			return nil, wrap("count follow-ups done", err)
		}
		for _, row := range rows {
			if sum[row.Owner] == nil {
				sum[row.Owner] = &DoneCount{Owner: row.Owner}
				order = append(order, row.Owner)
			}
			sum[row.Owner].OnTime += row.OnTime
			sum[row.Owner].Late += row.All - row.OnTime
		}
	}
	list := make([]DoneCount, len(order))
	for i, owner := range order {
		list[i] = *sum[owner]
	}
	return list, nil
}

// CountOverdue counts, by assignee, the follow-ups that are open now and were due before a day in zone.
func (q Queries) CountOverdue(ctx context.Context, before models.Date, zone *time.Location) ([]OwnerCount, error) {
	var rows []OwnerCount
	open := q.session(ctx).Model(&models.FollowUp{}).Where("followups.state = ?", models.FollowUpPlanned)
	err := dueThrough(open, before.AddDays(-1), zone).Select("assignee AS owner, COUNT(*) AS count").Group("assignee").Find(&rows).Error
	return rows, wrap("count overdue follow-ups", err)
}

// CountOverdueAt counts, by assignee, the follow-ups due before a day in zone that were planned before an instant and not yet
// closed at it. The due day is the one they have now.
func (q Queries) CountOverdueAt(ctx context.Context, before models.Date, at time.Time, zone *time.Location) ([]OwnerCount, error) {
	const counted = `SELECT assignee AS owner, COUNT(*) AS count FROM (
		SELECT assignee FROM followups WHERE state = 'planned' AND due_on < ? AND (due_on < ? AND due_at IS NULL OR due_at < ?) AND created_at < ?
		UNION ALL
		SELECT assignee FROM followups WHERE state IN ('done', 'cancelled') AND closed_at >= ? AND (due_on < ? AND due_at IS NULL OR due_at < ?) AND created_at < ?
	) AS open_then GROUP BY assignee`
	var rows []OwnerCount
	moment := before.In(zone).UTC()
	err := q.session(ctx).Raw(counted, before.AddDays(zonesApart(before, zone)), before, moment, at, at, before, moment, at).Scan(&rows).Error
	return rows, wrap("count follow-ups overdue then", err)
}

// CountByStatus counts how many customers stood at each status at an instant: those that came to it less those that
// left it, by the history before.
func (q Queries) CountByStatus(ctx context.Context, at time.Time) (map[models.Status]int, error) {
	transitions, err := q.CountTransitions(ctx, time.Unix(0, 0), at)
	counts := map[models.Status]int{}
	for _, t := range transitions {
		counts[t.To] += t.Count
		if t.From != "" {
			counts[t.From] -= t.Count
		}
	}
	return counts, err
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
