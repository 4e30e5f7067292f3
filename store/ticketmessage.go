package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// TicketMessageAt returns what is kept of a message of a ticket's conversation; the zero value when nothing is.
func (q Queries) TicketMessageAt(ctx context.Context, channel, ts string) (models.TicketMessage, error) {
	var m models.TicketMessage
	err := q.session(ctx).Take(&m, "channel = ? AND ts = ?", channel, ts).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.TicketMessage{}, nil
	}
	return m, wrap("read a message of a ticket", err)
}

// SaveTicketMessage writes a message of a ticket's conversation, a new one where it has no ID.
func (tx *Tx) SaveTicketMessage(ctx context.Context, m *models.TicketMessage) error {
	if m.ID == 0 {
		return wrap("insert a message of a ticket", tx.session(ctx).Create(m).Error)
	}
	return wrap("update a message of a ticket", tx.session(ctx).Select("*").Omit("ID", "TicketID", "CustomerID", "Channel", "TS").UpdateColumns(m).Error)
}

// TicketMessages returns at most limit messages of a ticket's conversation, those that were said last, in the order in which they were said,
// and how many there are.
func (q Queries) TicketMessages(ctx context.Context, ticketID int64, limit int) (list []models.TicketMessage, total int, err error) {
	list = roomFor[models.TicketMessage](limit)
	err = q.session(ctx).Where("ticket_id = ?", ticketID).Order("said_at DESC, id DESC").Limit(limit).Find(&list).Error
	if err != nil {
		return nil, 0, wrap("list messages of a ticket", err)
	}
	slices.Reverse(list)
	count := int64(len(list))
	if len(list) == limit {
		err = q.session(ctx).Model(&models.TicketMessage{}).Where("ticket_id = ?", ticketID).Count(&count).Error
	}
	return list, int(count), wrap("count messages of a ticket", err)
}

// FirstAnswer returns when the team first said something in a ticket's conversation since it was raised, and who did; nil when it hasn't.
func (q Queries) FirstAnswer(ctx context.Context, t models.Ticket) (at *time.Time, by string, err error) {
	var first []models.TicketMessage
	err = q.session(ctx).Select("author", "said_at").Where("ticket_id = ? AND side = ? AND said_at >= ?", t.ID, models.SideTeam, t.RaisedAt).Order("said_at, id").Limit(1).Find(&first).Error
	if err != nil || len(first) == 0 {
		return nil, "", wrap("look for the first answer to a ticket", err)
	}
	return &first[0].SaidAt, first[0].Author, nil
}

// AwaitsAnswer reports whether a ticket that was raised since an instant has a conversation in a channel of which it isn't known yet where it
// begins.
func (q Queries) AwaitsAnswer(ctx context.Context, channel string, since time.Time) (bool, error) {
	var ids []int64
	err := q.session(ctx).Model(&models.Ticket{}).Where("channel = ? AND thread = '' AND created_at >= ?", channel, since).Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, wrap("look for tickets that wait for their answer", err)
}

// CustomerOfRequester returns the customer of the last ticket that somebody has raised, else the only one of whom there are tickets in a
// channel; 0 where neither says.
func (q Queries) CustomerOfRequester(ctx context.Context, user, channel string) (int64, error) {
	var ids []int64
	if user != "" {
		err := q.session(ctx).Model(&models.Ticket{}).Where("requester = ? AND shelved = ?", user, false).Order("id DESC").Limit(1).Pluck("customer_id", &ids).Error
		if err != nil || len(ids) > 0 {
			return append(ids, 0)[0], wrap("look for the customer of a requester", err)
		}
	}
	err := q.session(ctx).Model(&models.Ticket{}).Where("channel = ? AND shelved = ?", channel, false).Distinct("customer_id").Limit(2).Pluck("customer_id", &ids).Error
	if len(ids) != 1 {
		return 0, wrap("look for the customer of a channel", err)
	}
	return ids[0], nil
}

// noteAnswer notes where the first answer in a ticket's conversation stands. Where it is the first message of all, its thread is the
// conversation.
func (tx *Tx) noteAnswer(ctx context.Context, m models.OutboxMessage) error {
	id, err := strconv.ParseInt(strings.Split(m.DedupeKey, ":")[1], 10, 64)
	if err != nil {
		return wrap("read the ticket of an answer", err)
	}
	err = tx.session(ctx).Exec("UPDATE tickets SET answer = ?, thread = CASE WHEN thread = '' THEN ? ELSE thread END WHERE id = ?", m.TS, m.TS, id).Error
	return wrap("note the answer in a ticket's conversation", err)
}
