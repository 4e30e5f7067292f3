package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

const maxLastError = 500 // characters the column takes

// Enqueue puts messages into the outbox. Messages whose DedupeKey exists are skipped.
func (s *Store) Enqueue(ctx context.Context, messages ...models.OutboxMessage) error {
	return s.Tx(ctx, func(tx *Tx) error { return tx.Enqueue(ctx, messages...) })
}

// Enqueue puts messages into the outbox in the transaction that decided them.
func (tx *Tx) Enqueue(ctx context.Context, messages ...models.OutboxMessage) error {
	return enqueue(tx.session(ctx), messages)
}

// keepFirst skips a message whose key is there, also earlier in the same statement. What DoNothing does instead on a
// server, id = id, is refused by MySQL where it meets an id that the statement itself has given.
var keepFirst = clause.OnConflict{
	Columns: []clause.Column{{Name: "dedupe_key"}}, DoUpdates: clause.AssignmentColumns([]string{"dedupe_key"}),
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
	if err := forgetAhead(db, rows); err != nil {
		return wrap("look for messages of a clock that was ahead", err)
	}
	err := db.Clauses(keepFirst).CreateInBatches(rows, 200).Error
	return wrap("put messages into the outbox", err)
}

// forgetAhead deletes messages under the same keys that were decided by a clock ahead of these messages' time.
func forgetAhead(db *gorm.DB, rows []models.OutboxMessage) error {
	for batch := range slices.Chunk(rows, 200) {
		keys := make([]string, len(batch))
		wanted := make(map[string]models.OutboxMessage, len(batch))
		for i, m := range batch {
			keys[i], wanted[m.DedupeKey] = m.DedupeKey, m
		}
		var stand []models.OutboxMessage
		if err := db.Select("id", "dedupe_key", "created_at").Where("dedupe_key IN ?", keys).Find(&stand).Error; err != nil {
			return err
		}
		for _, m := range stand {
			by := wanted[m.DedupeKey]
			if !m.CreatedAt.After(by.CreatedAt.Add(cmp.Or(by.Anew, finishedAhead))) {
				continue
			}
			if err := db.Where("id = ? AND created_at = ?", m.ID, m.CreatedAt).Delete(&models.OutboxMessage{}).Error; err != nil {
				return err
			}
		}
	}
	return nil
}

// MarkSent records that a message stands in Slack as m.Channel and m.TS, with its payload, and returns where it stands by the record. The
// first who records it is right, whoever has the claim by now and also when it was given up meanwhile: when channel and
// ts are others than m's, another attempt was first, and m's own message is one too many. A message that was tried
// more than once becomes posted, to be looked for again at lookAgain; others are sent. next, a further page of the message, is
// put into the outbox with the record, by whoever is first. The answer in a ticket's
// conversation is noted at the ticket.
func (s *Store) MarkSent(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time, next ...models.OutboxMessage) (channel, ts string, err error) {
	set := map[string]any{
		"state":      gorm.Expr("CASE WHEN attempts - untried > 1 THEN ? ELSE ? END", models.OutboxPosted, models.OutboxSent),
		"not_before": gorm.Expr("CASE WHEN attempts - untried > 1 THEN ? ELSE not_before END", instant(lookAgain)),
		"channel":    m.Channel, "ts": m.TS, "payload": m.Payload, "sent_at": at, "last_error": "", "claimed_by": "", "claimed_until": nil,
	}
	record := func(db *gorm.DB) error {
		result := db.Model(&models.OutboxMessage{}).
			Where("id = ? AND state IN ?", m.ID, []models.OutboxState{models.OutboxPending, models.OutboxDead, models.OutboxDropped}).UpdateColumns(set)
		if result.Error == nil && result.RowsAffected == 0 {
			return ErrLeaseLost
		}
		return result.Error
	}
	if len(next) == 0 && m.Kind != models.ToldTicket && m.Kind != models.ToldReply {
		err = s.retry(ctx, func() error { return record(s.write.WithContext(ctx)) })
	} else {
		err = s.Tx(ctx, func(tx *Tx) error {
			if err := record(tx.session(ctx)); err != nil {
				return err
			}
			switch m.Kind {
			case models.ToldTicket:
				if err := tx.noteAnswer(ctx, m); err != nil {
					return err
				}
			case models.ToldReply:
				if err := tx.noteReply(ctx, m); err != nil {
					return err
				}
			}
			return enqueue(tx.session(ctx), next)
		})
	}
	if !errors.Is(err, ErrLeaseLost) {
		return m.Channel, m.TS, wrap("record a sent message", err)
	}
	stands, err := s.OutboxMessage(ctx, m.ID)
	return stands.Channel, stands.TS, err
}

// MarkNothingToSay ends a message without posting it, since there was nothing to say. When it was tried before it is
// looked for again at lookAgain, as in MarkSent. It returns ErrLeaseLost when the claim is no longer m's.
func (s *Store) MarkNothingToSay(ctx context.Context, m models.OutboxMessage, at, lookAgain time.Time) error {
	set := map[string]any{"state": models.OutboxSent, "sent_at": at, "last_error": ""}
	if m.MayStand() {
		set["state"], set["not_before"] = models.OutboxPosted, lookAgain
	}
	return s.markHeld(ctx, "end a message", m, set)
}

// ClaimPosted returns at most limit posted messages that must be looked for again by now, those that have waited longest
// first. It puts each off until an instant, so that nobody else looks for it meanwhile.
func (s *Store) ClaimPosted(ctx context.Context, now, until time.Time, limit int) ([]models.OutboxMessage, error) {
	var due, claimed []models.OutboxMessage
	const lookable = "state = ? AND not_before <= ?"
	err := s.session(ctx).Where(lookable, models.OutboxPosted, now).Order("not_before, id").Limit(limit).Find(&due).Error
	if err != nil {
		return nil, wrap("list posted messages", err)
	}
	for _, m := range due {
		err := s.mark(ctx, "claim a posted message", map[string]any{"not_before": until}, "id = ? AND "+lookable, m.ID, models.OutboxPosted, now)
		switch {
		case err == nil:
			claimed = append(claimed, m)
		case !errors.Is(err, ErrLeaseLost):
			return claimed, err
		}
	}
	return claimed, nil
}

// SettlePosted notes that a posted message was looked for: it is looked for again at next, or never when next is zero.
func (s *Store) SettlePosted(ctx context.Context, m models.OutboxMessage, next time.Time) error {
	set := map[string]any{"state": models.OutboxSent}
	if !next.IsZero() {
		set = map[string]any{"not_before": next}
	}
	return s.mark(ctx, "settle a posted message", set, "id = ? AND state = ?", m.ID, models.OutboxPosted)
}

// MarkRetry gives a message back to be tried again at an instant. ErrLeaseLost when the claim is no longer m's.
func (s *Store) MarkRetry(ctx context.Context, m models.OutboxMessage, notBefore time.Time, lastError string) error {
	return s.markHeld(ctx, "put a message off", m, map[string]any{"not_before": notBefore, "last_error": models.Shorten(lastError, maxLastError)})
}

// PostponeOutbox gives back a claim that was not used. The message waits until an instant and gets another payload.
// Nothing was posted, so it doesn't count as an attempt. It returns ErrLeaseLost when the claim is no longer m's.
func (s *Store) PostponeOutbox(ctx context.Context, m models.OutboxMessage, notBefore time.Time, payload string) error {
	return s.markHeld(ctx, "postpone a message", m, map[string]any{"attempts": m.Attempts, "untried": m.Untried, "not_before": notBefore, "payload": payload})
}

// WaitsInOutbox reports whether a message of a kind waits for a recipient, and no process holds it at an instant.
func (q Queries) WaitsInOutbox(ctx context.Context, kind, recipient string, now time.Time) (bool, error) {
	var ids []int64
	err := q.session(ctx).Model(&models.OutboxMessage{}).
		Where("state = ? AND recipient = ? AND kind = ? AND (claimed_until IS NULL OR claimed_until <= ?)", models.OutboxPending, recipient, kind, now).
		Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, wrap("look for a message that waits", err)
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

// OutboxByKeys returns the messages that have one of these dedupe keys, in no order.
func (q Queries) OutboxByKeys(ctx context.Context, keys ...string) ([]models.OutboxMessage, error) {
	var list []models.OutboxMessage
	err := q.session(ctx).Where("dedupe_key IN ?", keys).Find(&list).Error
	return list, wrap("read messages by their keys", err)
}

// ReviveOutbox sends a message that was given up again. It counts as tried once, so that it is looked for before it is
// posted. It returns ErrNotFound when it isn't given up any more.
func (tx *Tx) ReviveOutbox(ctx context.Context, id int64, at time.Time) error {
	return tx.fromDead(ctx, id, map[string]any{"state": models.OutboxPending, "not_before": at, "sent_at": nil, "attempts": 1, "untried": 0})
}

// DropOutbox removes a message from those that were given up. It returns ErrNotFound when it isn't given up any more.
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
		"state": models.OutboxDead, "sent_at": at, "last_error": models.Shorten(lastError, maxLastError),
	})
}

// ReleaseOutbox gives back a claim that was not used: nothing was posted under it, so it doesn't count as an attempt.
// ErrLeaseLost when the claim is no longer m's.
func (s *Store) ReleaseOutbox(ctx context.Context, m models.OutboxMessage) error {
	return s.markHeld(ctx, "release a message", m, map[string]any{"attempts": m.Attempts, "untried": m.Untried})
}

func (s *Store) markHeld(ctx context.Context, doing string, m models.OutboxMessage, set map[string]any) error {
	set["claimed_by"], set["claimed_until"] = "", nil
	return s.mark(ctx, doing, set, "id = ? AND state = ? AND claimed_by = ? AND attempts = ?",
		m.ID, models.OutboxPending, m.ClaimedBy, m.Attempts+1)
}

func (s *Store) mark(ctx context.Context, doing string, set map[string]any, where string, args ...any) error {
	err := s.retry(ctx, func() error {
		result := s.write.WithContext(ctx).Model(&models.OutboxMessage{}).Where(where, args...).UpdateColumns(set)
		if result.Error == nil && result.RowsAffected == 0 {
			return ErrLeaseLost
		}
		return result.Error
	})
	return wrap(doing, err)
}

// ExpireOutbox gives up the messages that were decided before an instant and are still not posted, whatever the reason,
// such as a kind that no process knows. reason is kept in LastError. It leaves out messages that a process holds, and
// those whose time comes after at.
func (s *Store) ExpireOutbox(ctx context.Context, before, at time.Time, reason string) (expired int, err error) {
	err = s.retry(ctx, func() error {
		result := s.write.WithContext(ctx).Model(&models.OutboxMessage{}).
			Where("state = ? AND created_at < ? AND not_before <= ? AND (claimed_until IS NULL OR claimed_until <= ?)", models.OutboxPending, before, at, at).
			UpdateColumns(map[string]any{"state": models.OutboxDead, "sent_at": at, "last_error": models.Shorten(reason, maxLastError)})
		expired = int(result.RowsAffected)
		return result.Error
	})
	return expired, wrap("give up old messages", err)
}

// PruneOutbox deletes at most limit messages that were posted, given up or dropped before an instant, and returns how
// many.
func (s *Store) PruneOutbox(ctx context.Context, before time.Time, limit int) (int, error) {
	deleted := 0
	for _, state := range []models.OutboxState{models.OutboxSent, models.OutboxDropped, models.OutboxDead} {
		var ids []int64
		err := s.session(ctx).Model(&models.OutboxMessage{}).Where("state = ? AND sent_at < ?", state, before).Order("sent_at").Limit(limit-deleted).Pluck("id", &ids).Error
		if err != nil {
			return deleted, wrap("list old messages", err)
		}
		for batch := range slices.Chunk(ids, 500) {
			err := s.retry(ctx, func() error {
				return s.write.WithContext(ctx).Where("id IN ? AND state = ?", batch, state).Delete(&models.OutboxMessage{}).Error
			})
			if err != nil {
				return deleted, wrap("forget old messages", err)
			}
			deleted += len(batch)
		}
		if deleted >= limit {
			break
		}
	}
	return deleted, errors.Join(s.pruneDealNews(ctx, before, limit), s.pruneTicketAlerts(ctx, before, limit))
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

// OutboxBacklog counts the messages that wait, that must be looked for again, and that were given up. It reads no other
// rows.
func (s *Store) OutboxBacklog(ctx context.Context, now time.Time) (models.OutboxBacklog, error) {
	var rows []struct {
		State models.OutboxState
		Count int
	}
	open := []models.OutboxState{models.OutboxPending, models.OutboxPosted, models.OutboxDead}
	err := s.session(ctx).Model(&models.OutboxMessage{}).Select("state, COUNT(*) AS count").
		Where("state IN ?", open).Group("state").Find(&rows).Error
	if err != nil {
		return models.OutboxBacklog{}, wrap("count open messages", err)
	}
	counts := map[models.OutboxState]int{}
	for _, row := range rows {
		counts[row.State] = row.Count
	}
	backlog := models.OutboxBacklog{Pending: counts[models.OutboxPending], Posted: counts[models.OutboxPosted], Dead: counts[models.OutboxDead]}
	var oldest []models.OutboxMessage
	err = s.session(ctx).Where("state = ? AND (not_before <= ? OR attempts > 0)", models.OutboxPending, now).
		Order("id").Limit(1).Find(&oldest).Error
	if err == nil && len(oldest) == 1 {
		backlog.Oldest = oldest[0].CreatedAt
	}
	return backlog, wrap("find the oldest message", err)
}
