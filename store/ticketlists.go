package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// ticketRowsOf are the rows of the lists of tickets behind a report.
func (q Queries) ticketRowsOf() map[models.ReportList]reportRows {
	within := func(column, more string) func(*gorm.DB, models.ReportListQuery) *gorm.DB {
		return func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			return db.Where(column+" >= ? AND "+column+" < ?"+more, query.Span.From, query.Span.To)
		}
	}
	tickets := func(key, more string) reportRows {
		return reportRows{table: "tickets", key: key, latest: true, person: "tickets.assignee", where: within("tickets."+key, more)}
	}
	moves := func(kind, more string) reportRows {
		return reportRows{table: "ticket_moves", key: "moved_at", latest: true, person: "tickets.assignee", where: func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			db = db.Joins(q.dialect.thenJoin + " tickets ON tickets.id = ticket_moves.ticket_id" + more)
			return lastMoves(db, kind, query.Span.From, query.Span.To)
		}}
	}
	open := func(late bool) reportRows {
		return reportRows{table: "tickets", key: "raised_at", person: "tickets.assignee", where: func(db *gorm.DB, query models.ReportListQuery) *gorm.DB {
			return openThen(db, query.Span, late)
		}}
	}
	return map[models.ReportList]reportRows{
		models.ListRaised:       tickets("raised_at", ""),
		models.ListAnswered:     tickets("responded_at", ""),
		models.ListAnsweredLate: tickets("responded_at", " AND tickets.response_late"),
		models.ListRated:        tickets("asked_at", " AND tickets.satisfaction <> ''"),
		models.ListSolved:       moves(solves, ""),
		models.ListSolvedLate:   moves(solves, " AND COALESCE(ticket_moves.late, tickets.solve_late)"),
		models.ListReopened:     moves(reopens, ""),
		models.ListOpen:         open(false),
		models.ListOpenLate:     open(true),
	}
}

// openThen limits tickets to those that countTicketsOpen counts, or of these to those that were late.
func openThen(db *gorm.DB, span models.CountSpan, late bool) *gorm.DB {
	at := span.To
	if db = db.Where("tickets.shelved = ?", false); span.Running {
		at, db = span.Now, db.Where("tickets.state IN "+undoneStates)
	} else {
		db = db.Where("(tickets.state IN "+undoneStates+" OR tickets.id IN (SELECT ticket_id FROM ticket_moves WHERE moved_at >= ?)) AND COALESCE("+firstSince+", tickets.state) IN "+undoneStates, at, at)
	}
	if late {
		db = db.Where(lateThen, at, at, at)
	}
	return db
}

// readTickets reads the rows of a list of tickets.
func (q Queries) readTickets(ctx context.Context, db *gorm.DB, rows reportRows) (entries []reportEntry, err error) {
	var list []models.Ticket
	if rows.table == "tickets" {
		if err = db.Find(&list).Error; err != nil {
			return nil, err
		}
		for i, t := range list {
			at := t.RaisedAt
			switch {
			case rows.key == "responded_at" && t.RespondedAt != nil:
				at = *t.RespondedAt
			case rows.key == "asked_at" && t.AskedAt != nil:
				at = *t.AskedAt
			}
			entries = append(entries, reportEntry{models.ReportEntry{Ticket: &list[i]}, t.CustomerID, t.ID, instantKey(at)})
		}
		return entries, nil
	}
	var moves []models.TicketMove
	if err = db.Find(&moves).Error; err != nil {
		return nil, err
	}
	ids := make([]int64, len(moves))
	for i, m := range moves {
		ids[i] = m.TicketID
	}
	found, err := q.TicketsByID(ctx, ids)
	for i, m := range moves {
		t := found[m.TicketID]
		entries = append(entries, reportEntry{models.ReportEntry{Ticket: &t, TicketMove: &moves[i]}, m.CustomerID, m.ID, instantKey(m.MovedAt)})
	}
	return entries, err
}
