package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// orderReport are the lists behind a report, each by its own name.
const orderReport = "report_"

// reportRows are the rows of a list behind a report, and the column by which they are listed.
type reportRows struct {
	table  string
	key    string // of the table
	days   bool   // the key is a day, else an instant
	latest bool   // the latest first, else the earliest
	person string // the column that says whose a row is
	where  func(db *gorm.DB, q models.ReportListQuery) *gorm.DB
}

// reportRowsOf are the rows of each list.
func (q Queries) reportRowsOf(list models.ReportList) (reportRows, error) {
	within := func(column string) func(*gorm.DB, models.ReportListQuery) *gorm.DB {
		return func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			return db.Where(column+" >= ? AND "+column+" < ?", query.Span.From, query.Span.To)
		}
	}
	closed := func(states ...models.DealState) reportRows {
		return reportRows{table: "deals", key: "closed_at", latest: true, person: "deals.owner", where: func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			return within("deals.closed_at")(db.Where("deals.state IN ?", states), query)
		}}
	}
	rows, known := map[models.ReportList]reportRows{
		models.ListNew: {table: "status_changes", key: "changed_at", latest: true, person: "customers.owner", where: func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			return within("status_changes.changed_at")(db.Where("status_changes.from_status = ''"), query)
		}},
		models.ListChanges:      {table: "status_changes", key: "changed_at", latest: true, person: "customers.owner", where: changesOf(within("status_changes.changed_at"))},
		models.ListInteractions: {table: "interactions", key: "happened_at", latest: true, person: "interactions.created_by", where: within("interactions.happened_at")},
		models.ListDone:         {table: "followups", key: "closed_at", latest: true, person: "followups.closed_by", where: q.doneIn},
		models.ListOverdue:      {table: "followups", key: "due_on", days: true, person: "followups.assignee", where: overdueIn},
		models.ListWon:          closed(models.DealWon),
		models.ListLost:         closed(models.DealLost),
		models.ListClosed:       closed(models.DealWon, models.DealLost),
		models.ListSlipped: {table: "deals", key: "expected_close", days: true, person: "deals.owner", where: func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			return db.Where("deals.state = ? AND deals.expected_close < ?", models.DealOpen, query.Span.DueBefore)
		}},
	}[list]
	if list.OfTickets() {
		rows, known = q.ticketRowsOf()[list]
	}
	if !known {
		return reportRows{}, fmt.Errorf("list %s behind a report: the store has no such list", list)
	}
	return rows, nil
}

// changesOf selects changes from one status to another; a customer created with a status is none.
func changesOf(within func(*gorm.DB, models.ReportListQuery) *gorm.DB) func(*gorm.DB, models.ReportListQuery) *gorm.DB {
	return func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
		db = within(db, query)
		if query.From == "" {
			db = db.Where("status_changes.from_status <> ''")
		} else {
			db = db.Where("status_changes.from_status = ?", query.From)
		}
		if query.To != "" {
			db = db.Where("status_changes.to_status = ?", query.To)
		}
		return db
	}
}

// doneIn selects follow-ups done in a span, and of them those that were done on time, or late, by the calendar of its zone.
func (q Queries) doneIn(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
	db = db.Where("followups.state = ? AND followups.closed_at >= ? AND followups.closed_at < ?", models.FollowUpDone, query.Span.From, query.Span.To)
	if query.Punctual == "" {
		return db
	}
	var parts []string
	var args []any
	for _, part := range offsets(query.Span.From, query.Span.To, query.Span.Zone) {
		compared := map[string]string{models.OnTime: "<=", models.Late: ">"}[query.Punctual]
		parts = append(parts, fmt.Sprintf("followups.closed_at >= ? AND followups.closed_at < ? AND %s %s CASE WHEN followups.due_at IS NULL THEN followups.due_on ELSE %s END",
			q.dialect.localDay("followups.closed_at", part.seconds), compared, q.dialect.localDay("followups.due_at", part.seconds)))
		args = append(args, part.from, part.to)
	}
	return db.Where("("+strings.Join(parts, " OR ")+")", args...)
}

// overdueIn selects the follow-ups that countOverdue counts.
func overdueIn(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
	span := query.Span
	if span.Running {
		return dueThrough(db.Where("followups.state = ?", models.FollowUpPlanned), span.DueBefore.AddDays(-1), span.Zone)
	}
	before := span.DueBefore
	return db.Where("(followups.state = ? OR followups.state IN ? AND followups.closed_at >= ?)", models.FollowUpPlanned, []models.FollowUpState{models.FollowUpDone, models.FollowUpCancelled}, span.To).
		Where("(followups.due_on < ? AND followups.due_at IS NULL OR followups.due_at < ?) AND followups.created_at < ?", before, before.In(span.Zone).UTC(), span.To)
}

// reportRows selects the rows of a list that are in a scope.
func (q Queries) reportRows(ctx context.Context, rows reportRows, query models.ReportListQuery) (*gorm.DB, error) {
	scope, err := q.asKept(ctx, query.Scope)
	if err != nil {
		return nil, err
	}
	db := rows.where(q.session(ctx).Table(rows.table), query)
	if scope.Person != "" {
		db = db.Where(rows.person+" = ?", scope.Person)
	}
	return q.inScope(db, rows.table, scope, scope.Person != "" && strings.HasPrefix(rows.person, "customers.")), nil
}

// ReportList returns a page of the records that a figure of a report counts, with their customers. The error wraps ErrUnavailable when the
// database is away.
func (q Queries) ReportList(ctx context.Context, query models.ReportListQuery) (page models.ReportListPage, err error) {
	rows, err := q.reportRowsOf(query.List)
	if err != nil {
		return page, err
	}
	db, err := q.reportRows(ctx, rows, query)
	if err != nil {
		return page, err
	}
	total, at := -1, cursor{}
	if query.After != "" {
		if at, err = decodeCursor(query.After, orderReport+string(query.List)); err != nil {
			return page, err
		}
		total = at.Total
	}
	if total < 0 {
		var n int64
		if err := db.Session(&gorm.Session{}).Count(&n).Error; err != nil {
			return page, wrap("count what a report lists", err)
		}
		total = int(n)
	}
	page.Total = total
	if db, err = rows.after(db, at); err != nil {
		return page, err
	}
	size := pageSize(query.Limit)
	db = db.Session(&gorm.Session{}).Select(rows.table + ".*").Limit(size + 1)
	read := func() ([]reportEntry, error) { return readEntries(db, query.List) }
	if query.List.OfTickets() {
		read = func() ([]reportEntry, error) { return q.readTickets(ctx, db, rows) }
	}
	entries, err := read()
	if err != nil {
		return page, wrap("list what a report counts", err)
	}
	if len(entries) > size {
		entries = entries[:size]
		last := entries[size-1]
		page.Next = cursor{Order: orderReport + string(query.List), Key: last.key, ID: last.id, Total: total}.encode()
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.customer
	}
	customers, err := q.CustomersByID(ctx, ids)
	for _, e := range entries {
		e.Customer = customers[e.customer]
		page.Entries = append(page.Entries, e.ReportEntry)
	}
	return page, err
}

// after orders the rows, and leaves out those of the pages before.
func (r reportRows) after(db *gorm.DB, at cursor) (*gorm.DB, error) {
	key, id := r.table+"."+r.key, r.table+".id"
	order, beyond := key+", "+id, ">"
	if r.latest {
		order, beyond = key+" DESC, "+id+" DESC", "<"
	}
	db = db.Order(order)
	if at.ID == 0 {
		return db, nil
	}
	var last any
	if r.days {
		day, err := models.ParseDate(at.Key)
		if err != nil {
			return nil, models.Invalid("", "error.bad_page")
		}
		last = day
	} else {
		instant, err := time.Parse(time.RFC3339Nano, at.Key)
		if err != nil {
			return nil, models.Invalid("", "error.bad_page")
		}
		last = instant.UTC()
	}
	return db.Where(fmt.Sprintf("%s %s= ? AND (%s %s ? OR %s %s ?)", key, beyond, key, beyond, id, beyond), last, last, at.ID), nil
}

// reportEntry is an entry with what its place in the list is known by.
type reportEntry struct {
	models.ReportEntry
	customer, id int64
	key          string
}

// instantKey is an instant as a cursor has it.
func instantKey(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// readEntries reads the rows of a list.
func readEntries(db *gorm.DB, list models.ReportList) (entries []reportEntry, err error) {
	at := instantKey
	switch list {
	case models.ListNew, models.ListChanges:
		var rows []models.StatusChange
		err = db.Find(&rows).Error
		for i, r := range rows {
			entries = append(entries, reportEntry{models.ReportEntry{Change: &rows[i]}, r.CustomerID, r.ID, at(r.ChangedAt)})
		}
	case models.ListInteractions:
		var rows []models.Interaction
		err = db.Find(&rows).Error
		for i, r := range rows {
			entries = append(entries, reportEntry{models.ReportEntry{Interaction: &rows[i]}, r.CustomerID, r.ID, at(r.HappenedAt)})
		}
	case models.ListDone, models.ListOverdue:
		var rows []models.FollowUp
		err = db.Find(&rows).Error
		for i, r := range rows {
			key := r.DueOn.String()
			if list == models.ListDone {
				key = at(*r.ClosedAt)
			}
			entries = append(entries, reportEntry{models.ReportEntry{FollowUp: &rows[i]}, r.CustomerID, r.ID, key})
		}
	case models.ListWon, models.ListLost, models.ListClosed, models.ListSlipped:
		var rows []models.Deal
		err = db.Find(&rows).Error
		for i, r := range rows {
			key := r.ExpectedClose.String()
			if list != models.ListSlipped {
				key = at(*r.ClosedAt)
			}
			entries = append(entries, reportEntry{models.ReportEntry{Deal: &rows[i]}, r.CustomerID, r.ID, key})
		}
	}
	return entries, err
}

// TallyDeals adds up the deals of a list of deals, by currency and reason.
func (q Queries) TallyDeals(ctx context.Context, query models.ReportListQuery) (tallies []models.DealTally, err error) {
	db, err := q.listedDeals(ctx, query)
	if err != nil {
		return nil, err
	}
	err = db.Select("deals.currency, deals.lost_reason AS reason, COUNT(*) AS count, SUM(deals.amount) AS amount").
		Group("deals.currency, deals.lost_reason").Order("deals.currency, deals.lost_reason").Find(&tallies).Error
	return tallies, wrap("add up deals", err)
}

// WorthiestDeals returns at most query.Limit deals of a list of deals in a currency, the most worth first; "" is those without an amount.
func (q Queries) WorthiestDeals(ctx context.Context, query models.ReportListQuery, currency string) (deals []models.Deal, err error) {
	db, err := q.listedDeals(ctx, query)
	if err != nil {
		return nil, err
	}
	err = db.Select("deals.*").Where("deals.currency = ?", currency).Order("deals.amount DESC, deals.id").Limit(pageSize(query.Limit)).Find(&deals).Error
	return deals, wrap("list deals by their worth", err)
}

// listedDeals selects the deals of a list of deals.
func (q Queries) listedDeals(ctx context.Context, query models.ReportListQuery) (*gorm.DB, error) {
	rows, err := q.reportRowsOf(query.List)
	if err != nil {
		return nil, err
	}
	return q.reportRows(ctx, rows, query)
}
