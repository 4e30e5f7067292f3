package store

import (
	"context"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// CannedReplies returns at most limit canned replies, by name.
func (q Queries) CannedReplies(ctx context.Context, limit int) ([]models.CannedReply, error) {
	list := roomFor[models.CannedReply](limit)
	err := q.session(ctx).Order("name_key").Limit(limit).Find(&list).Error
	return list, wrap("list canned replies", err)
}

// CannedReply returns a canned reply; ErrNotFound when there is none.
func (q Queries) CannedReply(ctx context.Context, id int64) (models.CannedReply, error) {
	var found models.CannedReply
	err := q.session(ctx).Take(&found, "id = ?", id).Error
	return found, wrap("read canned reply", err)
}

// InsertCannedReply inserts a canned reply and gives it its ID. ErrStale when another one has its name by now.
func (tx *Tx) InsertCannedReply(ctx context.Context, r *models.CannedReply) error {
	r.ID = 0
	err := tx.session(ctx).Create(r).Error
	if duplicate(err) {
		err = ErrStale
	}
	return wrap("insert canned reply", err)
}

// UpdateCannedReply writes a canned reply. ErrStale when the stored version isn't previous.Version any more, or another one has its name by now.
func (tx *Tx) UpdateCannedReply(ctx context.Context, previous, r models.CannedReply) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).Select("*").Omit("ID", "CreatedAt").UpdateColumns(&r)
	if result.Error == nil && result.RowsAffected == 0 || duplicate(result.Error) {
		return wrap("update canned reply", ErrStale)
	}
	return wrap("update canned reply", result.Error)
}

// DeleteCannedReply deletes a canned reply. ErrStale when the stored version isn't r.Version any more.
func (tx *Tx) DeleteCannedReply(ctx context.Context, r models.CannedReply) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", r.ID, r.Version).Delete(&models.CannedReply{})
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("delete canned reply", ErrStale)
	}
	return wrap("delete canned reply", result.Error)
}

// TicketMessage returns a message of a ticket's conversation; ErrNotFound when there is none.
func (q Queries) TicketMessage(ctx context.Context, id int64) (models.TicketMessage, error) {
	var m models.TicketMessage
	err := q.session(ctx).Take(&m, "id = ?", id).Error
	return m, wrap("read a message of a ticket", err)
}

// noteReply notes where the team's answer stands that a message has told.
func (tx *Tx) noteReply(ctx context.Context, m models.OutboxMessage) error {
	id, err := strconv.ParseInt(strings.Split(m.DedupeKey, ":")[2], 10, 64)
	if err != nil {
		return wrap("read which answer it is", err)
	}
	return wrap("note where an answer stands", tx.session(ctx).Exec("UPDATE ticket_messages SET ts = ? WHERE id = ?", m.TS, id).Error)
}
