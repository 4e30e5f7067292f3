package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// CountTickets counts one kind of thing over a scope, for the figures of service, by what models.TicketCounted says of it. Each row has labels of
// its own, but for tickets that were open then: their numbers are to be added.
func (q Queries) CountTickets(ctx context.Context, what models.TicketCounted, scope models.TicketScope) ([]models.TicketCount, error) {
	count := map[models.TicketCounted]func(context.Context, models.TicketScope) ([]models.TicketCount, error){
		models.TicketsRaised:   q.countRaised,
		models.TicketsAnswered: q.countAnswered,
		models.TicketsSolved:   q.countSolved,
		models.TicketsReopened: q.countReopened,
		models.TicketsOpenAt:   q.countTicketsOpen,
		models.TicketsAsked:    q.countAsked,
	}[what]
	if count == nil {
		return nil, fmt.Errorf("count %s: the store has no such count", what)
	}
	kept, err := q.asKept(ctx, scope.CountScope)
	if err != nil {
		return nil, err
	}
	scope.CountScope = kept
	rows, err := count(ctx, scope)
	return rows, wrap("count "+string(what), err)
}

// served limits a query of tickets to a scope.
func (q Queries) served(db *gorm.DB, scope models.CountScope) *gorm.DB {
	if scope.Person != "" {
		db = db.Where("tickets.assignee = ?", scope.Person)
	}
	return q.inScope(db, "tickets", scope, false)
}

// ticketsIn are the tickets of a scope of which an instant is in its span.
func (q Queries) ticketsIn(ctx context.Context, column string, scope models.TicketScope) *gorm.DB {
	return q.served(q.session(ctx).Table("tickets"), scope.CountScope).Where(column+" >= ? AND "+column+" < ?", scope.From, scope.To)
}

// byTicketLabels are the labels of all counts of tickets. An index begins with the assignee: were they first, SQLite would walk all tickets by it.
const byTicketLabels = "tickets.priority, tickets.assignee"

func (q Queries) countRaised(ctx context.Context, scope models.TicketScope) (rows []models.TicketCount, err error) {
	err = q.ticketsIn(ctx, "tickets.raised_at", scope).Select(byTicketLabels + ", COUNT(*) AS count").Group(byTicketLabels).Find(&rows).Error
	return rows, err
}

func (q Queries) countAsked(ctx context.Context, scope models.TicketScope) (rows []models.TicketCount, err error) {
	err = q.ticketsIn(ctx, "tickets.asked_at", scope).
		Select(byTicketLabels+", COUNT(*) AS count, SUM(CASE WHEN tickets.satisfaction <> '' THEN 1 ELSE 0 END) AS rated, SUM(CASE WHEN tickets.satisfaction = ? THEN 1 ELSE 0 END) AS good", models.SatisfactionGood).
		Group(byTicketLabels).Find(&rows).Error
	return rows, err
}

func (q Queries) countAnswered(ctx context.Context, scope models.TicketScope) ([]models.TicketCount, error) {
	return q.eachTook(q.ticketsIn(ctx, "tickets.responded_at", scope).Select(byTicketLabels + ", tickets.response_used AS seconds, tickets.response_late AS late"))
}

// ticketStates are states for which nothing, or something, is left to do, as SQL has them.
const (
	doneStates   = "('solved', 'closed')"
	undoneStates = "('open', 'waiting')"
)

// Moves by which a ticket came to be done, and by which one that was done was opened again.
const (
	solves  = "%[1]s.to_state IN " + doneStates + " AND (%[1]s.from_state IN " + undoneStates + " OR %[1]s.from_state = '')"
	reopens = "%[1]s.to_state IN " + undoneStates + " AND %[1]s.from_state IN " + doneStates
)

// lastMoves limits moves to those of a kind in a span, of each ticket the last one.
func lastMoves(db *gorm.DB, kind string, from, to time.Time) *gorm.DB {
	later := fmt.Sprintf("NOT EXISTS (SELECT 1 FROM ticket_moves AS later WHERE later.ticket_id = ticket_moves.ticket_id AND later.moved_at >= ticket_moves.moved_at AND later.moved_at < ? "+
		"AND (later.moved_at > ticket_moves.moved_at OR later.id > ticket_moves.id) AND "+kind+")", "later")
	return db.Where("ticket_moves.moved_at >= ? AND ticket_moves.moved_at < ? AND "+fmt.Sprintf(kind, "ticket_moves"), from, to).Where(later, to)
}

// movesIn are the last moves of a kind of each ticket of a scope in its span.
func (q Queries) movesIn(ctx context.Context, kind string, scope models.TicketScope) *gorm.DB {
	db := q.session(ctx).Table("ticket_moves").Joins(q.dialect.thenJoin + " tickets ON tickets.id = ticket_moves.ticket_id")
	return lastMoves(q.served(db, scope.CountScope), kind, scope.From, scope.To)
}

func (q Queries) countSolved(ctx context.Context, scope models.TicketScope) ([]models.TicketCount, error) {
	return q.eachTook(q.movesIn(ctx, solves, scope).
		Select(byTicketLabels + ", COALESCE(ticket_moves.used, tickets.solve_used) AS seconds, COALESCE(ticket_moves.late, tickets.solve_late) AS late"))
}

func (q Queries) countReopened(ctx context.Context, scope models.TicketScope) (rows []models.TicketCount, err error) {
	err = q.movesIn(ctx, reopens, scope).Select(byTicketLabels + ", COUNT(*) AS count").Group(byTicketLabels).Find(&rows).Error
	return rows, err
}

// eachTook reads tickets with how many seconds each took and whether that was late, by their labels. Engines know no median: it is found among them.
func (q Queries) eachTook(took *gorm.DB) (list []models.TicketCount, err error) {
	rows, err := took.Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	type labels struct {
		assignee string
		priority models.Priority
	}
	at := map[labels]int{}
	for rows.Next() {
		var of labels
		var seconds int64
		var late bool
		if err := rows.Scan(&of.priority, &of.assignee, &seconds, &late); err != nil {
			return nil, err
		}
		i, known := at[of]
		if !known {
			i = len(list)
			at[of], list = i, append(list, models.TicketCount{Assignee: of.assignee, Priority: of.priority})
		}
		list[i].Count++
		list[i].Took = append(list[i].Took, seconds)
		if late {
			list[i].Late++
		}
	}
	return list, rows.Err()
}

// firstSince is what state a ticket was in at an instant, if it has moved since: that from which its first move since then went.
const firstSince = "(SELECT since.from_state FROM ticket_moves AS since WHERE since.ticket_id = tickets.id AND since.moved_at >= ? ORDER BY since.moved_at, since.id LIMIT 1)"

// lateThen is SQL for whether a target of a ticket was over at an instant at which something was left to do; there are three instants in it, the same.
const lateThen = "(tickets.solve_over_at <= ? OR tickets.response_over_at <= ? AND (tickets.responded_at IS NULL OR tickets.responded_at >= ?))"

// countTicketsOpen counts the tickets of which something was left to do when the span ended: those of which it still is, and that haven't moved
// since, and those whose first move since then began there.
func (q Queries) countTicketsOpen(ctx context.Context, scope models.TicketScope) (list []models.TicketCount, err error) {
	at := scope.To
	count := func(db *gorm.DB) error {
		var rows []models.TicketCount
		err := q.served(db, scope.CountScope).Where("tickets.shelved = ?", false).
			Select(byTicketLabels+", COUNT(*) AS count, SUM(CASE WHEN "+lateThen+" THEN 1 ELSE 0 END) AS late", at, at, at).Group(byTicketLabels).Find(&rows).Error
		list = append(list, rows...)
		return err
	}
	now := q.session(ctx).Table("tickets").Where("tickets.state IN " + undoneStates)
	if scope.Running {
		return list, count(now)
	}
	err = count(now.Where("NOT EXISTS (SELECT 1 FROM ticket_moves AS since WHERE since.ticket_id = tickets.id AND since.moved_at >= ?)", at))
	if err == nil {
		const first = "NOT EXISTS (SELECT 1 FROM ticket_moves AS before_it WHERE before_it.ticket_id = ticket_moves.ticket_id AND before_it.moved_at >= ? " +
			"AND (before_it.moved_at < ticket_moves.moved_at OR before_it.moved_at = ticket_moves.moved_at AND before_it.id < ticket_moves.id))"
		err = count(q.session(ctx).Table("ticket_moves").Joins(q.dialect.thenJoin+" tickets ON tickets.id = ticket_moves.ticket_id").
			Where("ticket_moves.moved_at >= ? AND ticket_moves.from_state IN "+undoneStates, at).Where(first, at))
	}
	return list, err
}
