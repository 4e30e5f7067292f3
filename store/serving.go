package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// toAlert finds tickets to tell of. Its values stand in it: SQLite plans a statement a second time where the plan hangs on a parameter, and this
// one, which is asked all the time, then takes half as long again.
const toAlert = "SELECT id, customer_id, assignee FROM tickets WHERE state = '" + string(models.TicketOpen) + "' AND shelved = FALSE AND alert_at <= '%s' ORDER BY alert_at, id LIMIT %d"

// TicketsToAlert returns at most limit open tickets of which something may have to be told by an instant, those that wait longest first: their
// IDs, whose they are, and who has them.
func (q Queries) TicketsToAlert(ctx context.Context, until time.Time, limit int) ([]models.Ticket, error) {
	var list []models.Ticket
	err := q.eachRow(ctx, func(rows *sql.Rows) error {
		var t models.Ticket
		err := rows.Scan(&t.ID, &t.CustomerID, &t.Assignee)
		list = append(list, t)
		return err
	}, fmt.Sprintf(toAlert, instantText(until), limit))
	return list, wrap("look for tickets to tell of", err)
}

// TicketAssignees returns the people who have an open ticket of which a target is over before an instant, in the order of their IDs.
func (s *Store) TicketAssignees(ctx context.Context, before time.Time) (list []string, err error) {
	err = s.session(ctx).Model(&models.Ticket{}).Where("state = ? AND shelved = ? AND due_at < ? AND assignee <> ''", models.TicketOpen, false, before.UTC()).
		Distinct("assignee").Order("assignee").Pluck("assignee", &list).Error
	return list, wrap("list people with tickets that are due", err)
}

// TicketsByID returns tickets by their IDs; those that are gone are left out.
func (q Queries) TicketsByID(ctx context.Context, ids []int64) (map[int64]models.Ticket, error) {
	found := map[int64]models.Ticket{}
	for some := range slices.Chunk(ids, rowsAtOnce) {
		var list []models.Ticket
		if err := q.session(ctx).Where("id IN ?", some).Find(&list).Error; err != nil {
			return nil, wrap("read tickets", err)
		}
		for _, t := range list {
			found[t.ID] = t
		}
	}
	return found, nil
}

// TicketsToTime returns tickets by their IDs with what their times hang on and NoteAlerted writes, and nothing else; those that are gone are
// left out.
func (q Queries) TicketsToTime(ctx context.Context, ids []int64) (map[int64]*models.Ticket, error) {
	found := make(map[int64]*models.Ticket, len(ids))
	for some := range slices.Chunk(ids, rowsAtOnce) {
		err := q.eachRow(ctx, func(rows *sql.Rows) error {
			t := &models.Ticket{}
			err := rows.Scan(&t.ID, &t.CustomerID, &t.Priority, &t.State, &t.Shelved, &t.Assignee, &t.RespondedAt, &t.SolvedAt, &t.DueAt,
				&t.ResponseOverAt, &t.SolveOverAt, &t.AlertAt, &t.AlertRound, &t.Alerted, &t.UpdatedAt)
			found[t.ID] = t
			return err
		}, "SELECT id, customer_id, priority, state, shelved, assignee, responded_at, solved_at, due_at, "+
			"response_over_at, solve_over_at, alert_at, alert_round, alerted, updated_at FROM tickets WHERE id IN ?", some)
		if err != nil {
			return nil, wrap("read times of tickets", err)
		}
	}
	return found, nil
}

// TicketMovesOf returns the ways of some tickets through the states, by ticket, oldest first, without who moved them.
func (q Queries) TicketMovesOf(ctx context.Context, tickets []int64) (map[int64][]models.TicketMove, error) {
	found := make(map[int64][]models.TicketMove, len(tickets))
	for some := range slices.Chunk(tickets, rowsAtOnce) {
		err := q.eachRow(ctx, func(rows *sql.Rows) error {
			var move models.TicketMove
			err := rows.Scan(&move.TicketID, &move.FromState, &move.ToState, &move.MovedAt)
			found[move.TicketID] = append(found[move.TicketID], move)
			return err
		}, "SELECT ticket_id, from_state, to_state, moved_at FROM ticket_moves WHERE ticket_id IN ? ORDER BY id", some)
		if err != nil {
			return nil, wrap("list states of tickets", err)
		}
	}
	return found, nil
}

// alerting are the columns of tickets that NoteAlerted writes.
var alerting = []struct {
	column string
	value  func(t *models.Ticket) any
}{
	{"due_at", func(t *models.Ticket) any { return instant(t.DueAt) }},
	{"alert_at", func(t *models.Ticket) any { return instant(t.AlertAt) }},
	{"alert_round", func(t *models.Ticket) any { return t.AlertRound }},
	{"alerted", func(t *models.Ticket) any { return t.Alerted }},
	{"response_over_at", func(t *models.Ticket) any { return instantOrNone(t.ResponseOverAt) }},
	{"solve_over_at", func(t *models.Ticket) any { return instantOrNone(t.SolveOverAt) }},
}

// NoteAlerted writes until when tickets were looked at and what was told of them, and when their next targets are over: what of it is another
// than it was, as TicketsToTime has read it. Their versions stay: nobody has changed them. Their customers are locked.
func (tx *Tx) NoteAlerted(ctx context.Context, was map[int64]*models.Ticket, tickets []*models.Ticket) error {
	for some := range slices.Chunk(tickets, notedAtOnce) {
		var columns []string
		var args []any
		for _, of := range alerting {
			var cases strings.Builder
			for _, t := range some {
				if value := of.value(t); value != of.value(was[t.ID]) {
					cases.WriteString(" WHEN " + strconv.FormatInt(t.ID, 10) + " THEN ?")
					args = append(args, value)
				}
			}
			if cases.Len() > 0 {
				columns = append(columns, of.column+" = CASE id"+cases.String()+" ELSE "+of.column+" END")
			}
		}
		if len(columns) == 0 {
			continue
		}
		ids := make([]int64, len(some))
		for i, t := range some {
			ids[i] = t.ID
		}
		if err := tx.session(ctx).Exec("UPDATE tickets SET "+strings.Join(columns, ", ")+" WHERE id IN ?", append(args, ids)...).Error; err != nil {
			return wrap("note what was told of tickets", err)
		}
	}
	return nil
}

// notedAtOnce is how many tickets are written in one statement.
const notedAtOnce = 50

// HoldCustomers keeps customers from being changed, in the order of their IDs, without reading them.
func (tx *Tx) HoldCustomers(ctx context.Context, ids []int64) error {
	var held []int64
	err := tx.session(ctx).Model(&models.Customer{}).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Where("id IN ?", ids).Order("id").Pluck("id", &held).Error
	return wrap("hold customers", err)
}

// lookAtOnce is the alert_at of a ticket that is to be looked at at once: it is before every ticket, and as of those that the migration found.
func lookAtOnce() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// LookAtTickets lets all open tickets be looked at anew, since their times are others now.
func (tx *Tx) LookAtTickets(ctx context.Context) error {
	return wrap("let tickets be looked at", tx.session(ctx).Model(&models.Ticket{}).Where("state = ?", models.TicketOpen).UpdateColumn("alert_at", lookAtOnce()).Error)
}

// TellAlerts notes what somebody is to be told of tickets, in the transaction that decides it, and puts a message into the outbox that tells
// it at notBefore. Where one waits that nobody has taken, it tells this as well: it is kept from being taken until the transaction ends.
func (tx *Tx) TellAlerts(ctx context.Context, receiver string, alerts []models.TicketAlert, at, notBefore time.Time) error {
	if len(alerts) == 0 {
		return nil
	}
	key, err := tx.alertMessage(ctx, receiver)
	if err != nil {
		return err
	}
	var made []models.OutboxMessage
	if first := alerts[0]; key == "" {
		key = fmt.Sprintf("%s:%s:%d:%s:%t:%d", models.ToldBreach, receiver, first.TicketID, first.Target, first.Late, instant(at).UnixMicro())
		due := slices.MinFunc(alerts, func(a, b models.TicketAlert) int { return a.At.Compare(b.At) }).At
		made = append(made, models.OutboxMessage{
			DedupeKey: key, Kind: models.ToldBreach, Recipient: receiver, Payload: fmt.Sprintf(`{"at":%d}`, due.Unix()), State: models.OutboxPending,
			NotBefore: instant(notBefore), CreatedAt: instant(at),
		})
	}
	for i := range alerts {
		alerts[i].ID, alerts[i].Receiver, alerts[i].Message, alerts[i].At = 0, receiver, key, instant(alerts[i].At)
	}
	if err := createAll(tx.session(ctx), alerts); err != nil {
		return wrap("note what is told of tickets", err)
	}
	return tx.Enqueue(ctx, made...)
}

// alertMessage finds the message that tells somebody of tickets next; "" where none waits.
func (tx *Tx) alertMessage(ctx context.Context, receiver string) (string, error) {
	var keys []string
	err := tx.session(ctx).Model(&models.TicketAlert{}).Where("receiver = ?", receiver).Order("id DESC").Limit(1).Pluck("message", &keys).Error
	if err != nil || len(keys) == 0 {
		return "", wrap("look what somebody hears next", err)
	}
	var last []models.OutboxMessage
	if err := tx.session(ctx).Raw("SELECT * FROM outbox WHERE dedupe_key = ?"+tx.dialect.share, keys[0]).Scan(&last).Error; err != nil {
		return "", wrap("look what somebody hears next", err)
	}
	for _, m := range last {
		if m.State == models.OutboxPending && m.ClaimedUntil == nil && m.Attempts == 0 {
			return m.DedupeKey, nil
		}
	}
	return "", nil
}

// TicketAlerts returns what a message tells somebody of tickets, in the order in which it was decided.
func (q Queries) TicketAlerts(ctx context.Context, message string) (list []models.TicketAlert, err error) {
	err = q.session(ctx).Where("message = ?", message).Order("id").Find(&list).Error
	return list, wrap("read what is told of tickets", err)
}

// pruneTicketAlerts deletes at most limit alerts that are older than an instant: whoever was to hear of them has.
func (s *Store) pruneTicketAlerts(ctx context.Context, before time.Time, limit int) error {
	var ids []int64
	if err := s.session(ctx).Model(&models.TicketAlert{}).Where("at < ?", before).Order("at").Limit(limit).Pluck("id", &ids).Error; err != nil {
		return wrap("list what was told of tickets", err)
	}
	for batch := range slices.Chunk(ids, 500) {
		err := s.retry(ctx, func() error {
			return s.write.WithContext(ctx).Where("id IN ?", batch).Delete(&models.TicketAlert{}).Error
		})
		if err != nil {
			return wrap("forget what was told of tickets", err)
		}
	}
	return nil
}
