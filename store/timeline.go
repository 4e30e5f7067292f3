package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

const orderTimeline = "timeline"

// eventPlace is where an event stands in a timeline, which goes by time, then by kind, then by ID: later times and higher IDs first.
type eventPlace struct {
	at   time.Time
	rank int
	id   int64
}

func placeOf(e models.TimelineEvent) eventPlace { return eventPlace{e.At, e.Kind.Rank(), e.ID} }

// before orders events as a timeline shows them.
func (p eventPlace) before(other eventPlace) int {
	return cmp.Or(other.at.Compare(p.at), cmp.Compare(p.rank, other.rank), cmp.Compare(other.id, p.id))
}

func (p eventPlace) cursor() string {
	return cursor{Order: orderTimeline, Key: p.at.UTC().Format(time.RFC3339Nano), ID: p.id, Total: p.rank}.encode()
}

// placeAt reads where a page ended; nil is the top.
func placeAt(after string) (*eventPlace, error) {
	if after == "" {
		return nil, nil
	}
	c, err := decodeCursor(after, orderTimeline)
	if err != nil {
		return nil, err
	}
	at, err := time.Parse(time.RFC3339Nano, c.Key)
	if err != nil || c.Total < 0 || c.Total >= len(models.EventKinds()) {
		return nil, models.Invalid("", "error.bad_page")
	}
	return &eventPlace{at.UTC(), c.Total, c.ID}, nil
}

// behind limits a query to events of a kind that stand behind a place, and puts them in order, the first of them only.
func (p *eventPlace) behind(db *gorm.DB, kind models.EventKind, instant, id string, limit int) *gorm.DB {
	switch {
	case p == nil:
	case kind.Rank() > p.rank:
		db = db.Where(instant+" <= ?", p.at)
	case kind.Rank() < p.rank:
		db = db.Where(instant+" < ?", p.at)
	default:
		db = db.Where(instant+" <= ? AND ("+instant+" < ? OR "+id+" < ?)", p.at, p.at, p.id)
	}
	return db.Order(instant + " DESC, " + id + " DESC").Limit(limit)
}

// eventSource reads the first events of a kind with a customer behind a place. What more is told of them is read once it is known which
// of them stand on the page.
type eventSource func(ctx context.Context, q Queries, query models.TimelineQuery, kind models.EventKind, behind *eventPlace, limit int) ([]models.TimelineEvent, error)

// ownSources are the kinds of events that have a table of their own; all others stand in the audit log.
var ownSources = map[models.EventKind]eventSource{models.EventInteraction: interactionEvents, models.EventStatus: statusEvents}

// Timeline returns one page of what happened with a customer, newest first. Each event is on one page only, also when others come between
// two pages. It runs a statement for each kind of event, and some more for what the page tells of them.
func (q Queries) Timeline(ctx context.Context, query models.TimelineQuery) (models.TimelinePage, error) {
	behind, err := placeAt(query.After)
	if err != nil {
		return models.TimelinePage{}, err
	}
	size := pageSize(query.Limit)
	var events []models.TimelineEvent
	for _, kind := range query.Kinds {
		read := ownSources[kind]
		if read == nil {
			read = loggedEvents
		}
		some, err := read(ctx, q, query, kind, behind, size+1)
		if err != nil {
			return models.TimelinePage{}, wrap("read "+string(kind)+" events", err)
		}
		events = append(events, some...)
	}
	slices.SortFunc(events, func(a, b models.TimelineEvent) int { return placeOf(a).before(placeOf(b)) })
	page := models.TimelinePage{Events: events}
	if len(events) > size {
		page.Events = events[:size]
		page.Next = placeOf(events[size-1]).cursor()
	}
	return page, q.tellEvents(ctx, query.CustomerID, page.Events)
}

// interactionEvents leaves out, where a timeline has the status too, what was logged with a change of status as its basis: the status tells
// of it.
func interactionEvents(ctx context.Context, q Queries, query models.TimelineQuery, kind models.EventKind, behind *eventPlace, limit int) ([]models.TimelineEvent, error) {
	const alone = "NOT EXISTS (SELECT 1 FROM status_changes AS s WHERE s.customer_id = interactions.customer_id AND s.changed_at = interactions.created_at" +
		" AND s.changed_at = interactions.happened_at AND s.interaction_id = interactions.id)"
	var rows []models.Interaction
	db := q.session(ctx).Where("customer_id = ?", query.CustomerID)
	if slices.Contains(query.Kinds, models.EventStatus) {
		db = db.Where(alone)
	}
	if err := behind.behind(db, kind, "happened_at", "id", limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	events := make([]models.TimelineEvent, len(rows))
	for i := range rows {
		events[i] = models.TimelineEvent{Kind: kind, ID: rows[i].ID, At: rows[i].HappenedAt, By: rows[i].CreatedBy, Interaction: &rows[i]}
	}
	return events, nil
}

// statusEvents are the changes of status, without the row that stands there since the customer was created.
func statusEvents(ctx context.Context, q Queries, query models.TimelineQuery, kind models.EventKind, behind *eventPlace, limit int) ([]models.TimelineEvent, error) {
	var rows []models.StatusChange
	db := q.session(ctx).Where("customer_id = ? AND from_status <> ''", query.CustomerID)
	if err := behind.behind(db, kind, "changed_at", "id", limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	events := make([]models.TimelineEvent, len(rows))
	for i := range rows {
		events[i] = models.TimelineEvent{Kind: kind, ID: rows[i].ID, At: rows[i].ChangedAt, By: rows[i].ChangedBy, Change: &rows[i]}
	}
	return events, nil
}

// loggedEvents are the events of a kind that the audit log tells of: those of every kind of record that has a line in models.eventEntities.
func loggedEvents(ctx context.Context, q Queries, query models.TimelineQuery, kind models.EventKind, behind *eventPlace, limit int) ([]models.TimelineEvent, error) {
	var rows []models.AuditEntry
	db := q.session(ctx).Select("id, at, actor, entity, entity_id, operation").Where("customer_id = ? AND event = ?", query.CustomerID, kind)
	if err := behind.behind(db, kind, "at", "id", limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	events := make([]models.TimelineEvent, len(rows))
	for i, row := range rows {
		events[i] = models.TimelineEvent{Kind: kind, ID: row.ID, At: row.At, By: row.Actor, Entries: []models.HistoryEntry{{AuditEntry: row}}}
	}
	return events, nil
}

// tellEvents reads what is told of the events of a page.
func (q Queries) tellEvents(ctx context.Context, customerID int64, events []models.TimelineEvent) error {
	var bases []int64
	leads, operations := []int64{0}, []string{}
	for _, e := range events {
		if e.Change != nil && e.Change.InteractionID != 0 {
			bases = append(bases, e.Change.InteractionID)
		}
		if len(e.Entries) > 0 {
			leads = append(leads, e.ID)
			if operation := e.Entries[0].Operation; operation != "" && !slices.Contains(operations, operation) {
				operations = append(operations, operation)
			}
		}
	}
	if err := q.tellBases(ctx, events, bases); err != nil {
		return err
	}
	if len(leads) == 1 {
		return nil
	}
	if err := q.tellEntries(ctx, customerID, events, leads, operations); err != nil {
		return err
	}
	return q.tellTasks(ctx, events, operations)
}

// tellBases reads the interactions that changes of status are based on.
func (q Queries) tellBases(ctx context.Context, events []models.TimelineEvent, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	var list []models.Interaction
	if err := q.session(ctx).Where("id IN ?", ids).Find(&list).Error; err != nil {
		return wrap("read what statuses are based on", err)
	}
	for i := range events {
		for j := range list {
			if change := events[i].Change; change != nil && change.InteractionID == list[j].ID {
				events[i].Interaction = &list[j]
			}
		}
	}
	return nil
}

// tellEntries reads the entries that belong to those that lead events.
func (q Queries) tellEntries(ctx context.Context, customerID int64, events []models.TimelineEvent, leads []int64, operations []string) error {
	found := map[string][]models.HistoryEntry{} // by what they are about, and what they were changed with
	about := func(e models.AuditEntry) string {
		if e.Operation == "" {
			return fmt.Sprint(e.ID)
		}
		return fmt.Sprint(e.Entity, " ", e.EntityID, " ", e.Operation)
	}
	for condition, values := range map[string]any{"audit_entries.id IN ? AND audit_entries.operation = ''": leads, "audit_entries.operation IN ?": operations} {
		if values, named := values.([]string); named && len(values) == 0 {
			continue
		}
		var rows []historyRow
		err := q.entries(ctx).Where("audit_entries.customer_id = ? AND "+condition, customerID, values).Order("audit_entries.id").Find(&rows).Error
		if err != nil {
			return wrap("read the entries of events", err)
		}
		list, err := q.privacy.openHistory(rows)
		if err != nil {
			return wrap("read the entries of events", err)
		}
		for _, e := range list {
			if e.Event() != "" {
				found[about(e.AuditEntry)] = append(found[about(e.AuditEntry)], e)
			}
		}
	}
	for i := range events {
		if len(events[i].Entries) > 0 {
			events[i].Entries = found[about(events[i].Entries[0].AuditEntry)]
		}
	}
	return nil
}

// tellTasks reads which imports and bulk changes did what the events tell of.
func (q Queries) tellTasks(ctx context.Context, events []models.TimelineEvent, operations []string) error {
	var rows []struct {
		Operation string
		ID        int64
		Kind      models.TaskKind
		Title     string
	}
	err := q.session(ctx).Table("task_rows").Select("task_rows.operation, tasks.id, tasks.kind, tasks.title").
		Joins("JOIN tasks ON tasks.id = task_rows.task_id").Where("task_rows.operation IN ?", operations).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return wrap("read which tasks did it", err)
	}
	for i := range events {
		for _, row := range rows {
			if len(events[i].Entries) > 0 && events[i].Entries[0].Operation == row.Operation {
				events[i].Task = models.Task{ID: row.ID, Kind: row.Kind, Title: strings.TrimSpace(row.Title)}
			}
		}
	}
	return nil
}
