package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// countedPairs counts status changes by what they are from and to. Each pair by itself is a stretch of an index, which is counted many times
// faster than rows are grouped.
var countedPairs = sync.OnceValues(func() (statement string, pairs int) {
	var parts []string
	for _, from := range append([]models.Status{""}, models.Statuses()...) {
		for _, to := range models.Statuses() {
			parts = append(parts, fmt.Sprintf("SELECT 0 AS part, '%s' AS `from`, '%s' AS `to`, COUNT(*) AS n FROM status_changes "+
				"WHERE from_status = '%s' AND to_status = '%s' AND changed_at >= ? AND changed_at < ?", from, to, from, to))
		}
	}
	return strings.Join(parts, " UNION ALL "), len(parts)
})

// countStatusChanges counts each part of the span by itself.
func (q Queries) countStatusChanges(ctx context.Context, span models.CountSpan) (list []models.Count, err error) {
	begin := span.From
	for part, end := range append(slices.Clone(span.Cuts), span.To) {
		var rows []models.Count
		if span.By == "" && span.Scope == (models.CountScope{}) {
			rows, err = q.countPairs(ctx, begin, end)
		} else {
			const from, to = "status_changes.from_status", "status_changes.to_status"
			by := divisionOf(span.By)
			err = q.historyOf(ctx, span.Scope, begin, end, by != "").
				Where(from+" IN ? AND "+to+" IN ?", append([]models.Status{""}, models.Statuses()...), models.Statuses()). // how an index begins
				Select(by.selects(from + " AS `from`, " + to + " AS `to`, COUNT(*) AS n")).Group(by.groups(from + ", " + to)).
				Order(by.groups(from + ", " + to)).Find(&rows).Error
		}
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].Part = part
		}
		list, begin = append(list, rows...), end
	}
	return list, nil
}

func (q Queries) countPairs(ctx context.Context, from, to time.Time) (rows []models.Count, err error) {
	statement, pairs := countedPairs()
	err = q.session(ctx).Raw(statement, slices.Repeat([]any{from, to}, pairs)...).Scan(&rows).Error
	return slices.DeleteFunc(rows, func(c models.Count) bool { return c.N == 0 }), err
}

// countStanding counts where customers stood when the span ended, by their histories until then. Of everybody it goes backwards from where they stand
// now: there are fewer customers than changes, and few changes since. One statement sees both at the same moment.
func (q Queries) countStanding(ctx context.Context, span models.CountSpan) (list []models.Count, err error) {
	var rows []models.Count
	if span.Scope == (models.CountScope{}) {
		statement, pairs := countedPairs()
		err = q.session(ctx).Raw("SELECT 1 AS part, '' AS `from`, status AS `to`, COUNT(*) AS n FROM customers GROUP BY status UNION ALL "+statement,
			slices.Repeat([]any{span.To, forever}, pairs)...).Scan(&rows).Error
		for i, c := range rows {
			if c.Part == 0 { // a change since
				rows[i].N = -c.N
			}
		}
	} else {
		rows, err = q.countStatusChanges(ctx, models.CountSpan{From: time.Unix(0, 0), To: span.To, Zone: span.Zone, Scope: span.Scope})
	}
	for _, c := range rows {
		list = append(list, models.Count{To: c.To, N: c.N})
		if c.From != "" {
			list = append(list, models.Count{To: c.From, N: -c.N})
		}
	}
	return list, err
}

// countCustomers counts the customers that there were when the span ended, of everybody. Each customer stands in an index by what it has; taken off
// is who came later, and of those that were merged there are as many as their histories begin. So their histories need not be read.
func (q Queries) countCustomers(ctx context.Context, span models.CountSpan) (list []models.Count, err error) {
	by := divisionOf(span.By)
	if by == "" || span.Scope != (models.CountScope{}) {
		return q.countBegun(ctx, span, time.Unix(0, 0), span.To)
	}
	err = q.session(ctx).Table("customers").Select(by.selects("COUNT(*) AS n")).Group(string(by)).Find(&list).Error
	if err != nil {
		return nil, err
	}
	later, err := q.countBegun(ctx, span, span.To, forever)
	if err != nil {
		return nil, err
	}
	for _, c := range later {
		c.N = -c.N
		list = append(list, c)
	}
	const merged = "(SELECT id FROM customers WHERE archived_at IS NOT NULL AND merged_into <> 0 " +
		"UNION SELECT merged_into FROM customers WHERE archived_at IS NOT NULL AND merged_into <> 0) AS merged"
	const beginnings = "(SELECT COUNT(*) FROM status_changes WHERE status_changes.customer_id = customers.id AND status_changes.from_status = '')"
	var moved []models.Count
	err = q.session(ctx).Table(merged).Joins(q.dialect.thenJoin + " customers ON customers.id = merged.id").
		Select(by.selects("SUM(" + beginnings + " - 1) AS n")).Group(string(by)).Find(&moved).Error
	return append(list, moved...), err
}

// forever is after everything that was recorded.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// countBegun counts the customers whose history began from an instant until another.
func (q Queries) countBegun(ctx context.Context, span models.CountSpan, from, to time.Time) (rows []models.Count, err error) {
	by := divisionOf(span.By)
	db := q.historyOf(ctx, span.Scope, from, to, by != "").Where("status_changes.from_status = '' AND status_changes.to_status IN ?", models.Statuses())
	if by != "" {
		db = db.Group(string(by))
	}
	err = db.Select(by.selects("COUNT(*) AS n")).Find(&rows).Error
	return rows, err
}

// countCohorts goes from the changes to active, of which there are fewer than customers where many were imported, to the beginnings of their
// customers. Of several changes the first counts.
func (q Queries) countCohorts(ctx context.Context, span models.CountSpan) (rows []models.Count, err error) {
	part, of := cutAt("began.changed_at", span.Cuts)
	active, until := cutAt("status_changes.changed_at", span.Cuts)
	first := q.historyOf(ctx, span.Scope, span.From, span.To, false).
		Joins(q.dialect.thenJoin+" status_changes AS began ON began.customer_id = status_changes.customer_id AND began.from_status = '' AND began.to_status = ? "+
			"AND began.changed_at >= ? AND began.changed_at <= status_changes.changed_at", models.StatusPotential, span.From).
		Where("status_changes.from_status IN ? AND status_changes.to_status = ?", []models.Status{models.StatusPotential, models.StatusChurned}, models.StatusActive).
		Select("MIN("+part+") AS part, MIN("+active+") AS became", append(of, until...)...).Group("began.id")
	err = q.session(ctx).Table("(?) AS few", first).Select("part, became AS active, COUNT(*) AS n").Group("part, became").Order("part, became").Find(&rows).Error
	return rows, err
}

// SourcesWritten returns how sources are written, by what they are compared by: as the first customer has each.
func (q Queries) SourcesWritten(ctx context.Context, keys []string) (map[string]string, error) {
	written := make(map[string]string, len(keys))
	for _, key := range keys {
		var source []string
		err := q.session(ctx).Table("customers").Where("source_key = ?", key).Order("id").Limit(1).Pluck("source", &source).Error
		if err != nil {
			return nil, wrap("look up a source", err)
		}
		written[key] = strings.Join(source, "")
	}
	return written, nil
}
