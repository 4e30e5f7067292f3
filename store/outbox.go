package store

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

const maxLastError = 500 // characters the column takes

// Enqueue puts messages into the outbox; those whose DedupeKey is there already are skipped.
func (s *Store) Enqueue(ctx context.Context, messages ...models.OutboxMessage) error {
	return s.Tx(ctx, func(tx *Tx) error { return tx.Enqueue(ctx, messages...) })
}

// Enqueue puts messages into the outbox in the transaction that decided them.
func (tx *Tx) Enqueue(ctx context.Context, messages ...models.OutboxMessage) error {
	return enqueue(tx.session(ctx), messages)
}

func enqueue(db *gorm.DB, messages []models.OutboxMessage) error {
	if len(messages) == 0 {
		return nil
	}
	rows := make([]models.OutboxMessage, len(messages))
	for i, m := range messages {
		m.ID, m.State = 0, models.OutboxPending
		rows[i] = m
	}
	err := db.Clauses(clause.OnConflict{DoNothing: true}).CreateInBatches(rows, 200).Error
	return wrap("put messages into the outbox", err)
}

// ClaimOutbox claims at most limit messages that are due and in nobody's hands, in the order of their ids, for owner
// until now + lease. Attempts of a returned message is how often it was claimed before: above 0 it may have been
// posted already, and the sender looks into the conversation's history first. Messages someone else claimed in the
// same moment are left out, so fewer may come back than are due.
func (s *Store) ClaimOutbox(ctx context.Context, owner string, now time.Time, lease time.Duration, limit int) ([]models.OutboxMessage, error) {
	const claimable = "state = ? AND not_before <= ? AND (claimed_until IS NULL OR claimed_until <= ?)"
	var due []models.OutboxMessage
	err := s.session(ctx).Where(claimable, models.OutboxPending, now, now).Order("id").Limit(limit).Find(&due).Error
	if err != nil || len(due) == 0 {
		return nil, wrap("list due messages", err)
	}
	until := instant(now.Add(lease))
	var claimed []models.OutboxMessage
	err = s.Tx(ctx, func(tx *Tx) error {
		claimed = nil
		for _, m := range due {
			result := tx.session(ctx).Model(&models.OutboxMessage{}).
				Where("id = ? AND attempts = ? AND "+claimable, m.ID, m.Attempts, models.OutboxPending, now, now).
				UpdateColumns(map[string]any{"claimed_by": owner, "claimed_until": until, "attempts": m.Attempts + 1})
			if result.Error != nil {
				return result.Error
			}
			if result.RowsAffected == 1 {
				m.ClaimedBy, m.ClaimedUntil = owner, &until
				claimed = append(claimed, m)
			}
		}
		return nil
	})
	return claimed, wrap("claim messages", err)
}

// MarkSent records that a message was posted as m.Channel and m.TS. It holds whoever has the claim by now, since the
// message is posted. ErrLeaseLost when it isn't pending any more.
func (s *Store) MarkSent(ctx context.Context, m models.OutboxMessage, at time.Time) error {
	return s.mark(ctx, "record a sent message", map[string]any{
		"state": models.OutboxSent, "channel": m.Channel, "ts": m.TS, "sent_at": at, "last_error": "",
		"claimed_by": "", "claimed_until": nil,
	}, "id = ? AND state = ?", m.ID, models.OutboxPending)
}

// MarkRetry gives a message back to be tried again at an instant. ErrLeaseLost when the claim is no longer m's.
func (s *Store) MarkRetry(ctx context.Context, m models.OutboxMessage, notBefore time.Time, lastError string) error {
	return s.markHeld(ctx, "put a message off", m, map[string]any{"not_before": notBefore, "last_error": clip(lastError, maxLastError)})
}

// PostponeOutbox gives back a claim that was not used, to be taken up at an instant with another payload. Nothing was
// posted under it, so it doesn't count as an attempt. ErrLeaseLost when the claim is no longer m's.
func (s *Store) PostponeOutbox(ctx context.Context, m models.OutboxMessage, notBefore time.Time, payload string) error {
	return s.markHeld(ctx, "postpone a message", m, map[string]any{"attempts": m.Attempts, "not_before": notBefore, "payload": payload})
}

// DeadOutbox returns at most limit messages that were given up, the latest first.
func (q Queries) DeadOutbox(ctx context.Context, limit int) ([]models.OutboxMessage, error) {
	list := roomFor[models.OutboxMessage](limit)
	err := q.session(ctx).Where("state = ?", models.OutboxDead).Order("id DESC").Limit(limit).Find(&list).Error
	return list, wrap("list undelivered messages", err)
}

// OutboxMessage returns a message; ErrNotFound when there is none.
func (q Queries) OutboxMessage(ctx context.Context, id int64) (models.OutboxMessage, error) {
	var m models.OutboxMessage
	err := q.session(ctx).Take(&m, "id = ?", id).Error
	return m, wrap("read message", err)
}

// ReviveOutbox puts a message that was given up on its way again. Its attempts stay, so that it is looked for before it
// is posted. ErrNotFound when it isn't given up any more.
func (tx *Tx) ReviveOutbox(ctx context.Context, id int64, at time.Time) error {
	return tx.fromDead(ctx, id, map[string]any{"state": models.OutboxPending, "not_before": at, "sent_at": nil, "attempts": 1})
}

// DropOutbox takes a message that was given up off the list. ErrNotFound when it isn't given up any more.
func (tx *Tx) DropOutbox(ctx context.Context, id int64) error {
	return tx.fromDead(ctx, id, map[string]any{"state": models.OutboxDropped})
}

func (tx *Tx) fromDead(ctx context.Context, id int64, set map[string]any) error {
	result := tx.session(ctx).Model(&models.OutboxMessage{}).Where("id = ? AND state = ?", id, models.OutboxDead).UpdateColumns(set)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("take up a message", ErrNotFound)
	}
	return wrap("take up a message", result.Error)
}

// MarkDead gives a message up. ErrLeaseLost when the claim is no longer m's.
func (s *Store) MarkDead(ctx context.Context, m models.OutboxMessage, at time.Time, lastError string) error {
	return s.markHeld(ctx, "give a message up", m, map[string]any{
		"state": models.OutboxDead, "sent_at": at, "last_error": clip(lastError, maxLastError),
	})
}

// ReleaseOutbox gives back a claim that was not used: nothing was posted under it, so it doesn't count as an attempt.
// ErrLeaseLost when the claim is no longer m's.
func (s *Store) ReleaseOutbox(ctx context.Context, m models.OutboxMessage) error {
	return s.markHeld(ctx, "release a message", m, map[string]any{"attempts": m.Attempts})
}

func (s *Store) markHeld(ctx context.Context, doing string, m models.OutboxMessage, set map[string]any) error {
	set["claimed_by"], set["claimed_until"] = "", nil
	return s.mark(ctx, doing, set, "id = ? AND state = ? AND claimed_by = ? AND attempts = ?",
		m.ID, models.OutboxPending, m.ClaimedBy, m.Attempts+1)
}

func (s *Store) mark(ctx context.Context, doing string, set map[string]any, where string, args ...any) error {
	err := retry(ctx, func() error {
		result := s.write.WithContext(ctx).Model(&models.OutboxMessage{}).Where(where, args...).UpdateColumns(set)
		if result.Error == nil && result.RowsAffected == 0 {
			return ErrLeaseLost
		}
		return result.Error
	})
	return wrap(doing, err)
}

// CountOutbox counts the messages by state.
func (s *Store) CountOutbox(ctx context.Context) (map[models.OutboxState]int, error) {
	var rows []struct {
		State models.OutboxState
		Count int
	}
	err := s.session(ctx).Model(&models.OutboxMessage{}).Select("state, COUNT(*) AS count").Group("state").Find(&rows).Error
	if err != nil {
		return nil, wrap("count messages", err)
	}
	counts := make(map[models.OutboxState]int, len(rows))
	for _, row := range rows {
		counts[row.State] = row.Count
	}
	return counts, nil
}

// clip shortens text that need not be whole to what a column takes.
func clip(text string, characters int) string {
	text = strings.ToValidUTF8(text, "�")
	if runes := []rune(text); len(runes) > characters {
		return string(runes[:characters])
	}
	return text
}
