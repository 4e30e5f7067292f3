package store

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// ClaimOutbox claims at most Limit messages that are due, those that became due first first, and of each recipient only the
// first, and that only when nobody holds another: so one recipient's messages go out in their order, and however many
// they are, they keep nobody else's waiting. Messages someone else claimed in the same moment are left out.
//
// A returned message's Attempts and Untried are those before this claim: where they differ it may have been posted already,
// and the sender looks into the conversation's history first.
func (s *Store) ClaimOutbox(ctx context.Context, c models.OutboxClaim) ([]models.OutboxMessage, error) {
	for range claimTries {
		due, err := s.claimable(ctx, c)
		if err != nil || len(due) == 0 {
			return nil, wrap("list due messages", err)
		}
		claimed, err := s.claimListed(ctx, c, due)
		if err != nil || len(claimed) > 0 {
			return claimed, wrap("claim messages", err)
		}
	}
	return nil, nil
}

// claimTries is how often messages are listed again when other processes have claimed all of them.
const claimTries = 5

func (s *Store) claimListed(ctx context.Context, c models.OutboxClaim, due []models.OutboxMessage) (claimed []models.OutboxMessage, err error) {
	until := instant(c.Now.Add(c.Lease))
	err = s.Tx(ctx, func(tx *Tx) error {
		claimed = nil
		for _, m := range due {
			result := tx.session(ctx).Model(&models.OutboxMessage{}).
				Where("id = ? AND attempts = ? AND "+claimable, m.ID, m.Attempts, models.OutboxPending, c.Now, c.Now).
				UpdateColumns(map[string]any{"claimed_by": c.Owner, "claimed_until": until, "attempts": m.Attempts + 1, "untried": m.Untried + 1})
			if result.Error != nil {
				return result.Error
			}
			if result.RowsAffected == 1 {
				m.ClaimedBy, m.ClaimedUntil = c.Owner, &until
				claimed = append(claimed, m)
			}
		}
		return nil
	})
	return claimed, err
}

const claimable = "state = ? AND not_before <= ? AND (claimed_until IS NULL OR claimed_until <= ?)"

// claimable returns the first due message of each recipient of whom no process holds a message. Usually nothing is due,
// and then it asks the database once.
func (s *Store) claimable(ctx context.Context, c models.OutboxClaim) (due []models.OutboxMessage, err error) {
	next, err := s.dueOutbox(ctx, c, c.Kinds, nil)
	if err != nil || len(next) == 0 {
		return nil, err
	}
	var busy []string
	err = s.session(ctx).Model(&models.OutboxMessage{}).Where("state = ? AND claimed_until > ?", models.OutboxPending, c.Now).Pluck("recipient", &busy).Error
	if err != nil {
		return nil, err
	}
	take := func(next []models.OutboxMessage) {
		for _, m := range next {
			if !slices.Contains(busy, m.Recipient) && len(due) < c.Limit {
				busy, due = append(busy, m.Recipient), append(due, m)
			}
		}
	}
	if c.First != "" {
		first, err := s.dueOutbox(ctx, c, []string{c.First}, busy)
		if err != nil {
			return nil, err
		}
		take(first)
	}
	for take(next); len(due) < c.Limit; take(next) {
		if next, err = s.dueOutbox(ctx, c, c.Kinds, busy); err != nil || len(next) == 0 {
			return due, err
		}
	}
	return due, nil
}

// dueOutbox lists due messages of these kinds, as many as the claim wants, of all recipients but some.
func (s *Store) dueOutbox(ctx context.Context, c models.OutboxClaim, kinds, but []string) (next []models.OutboxMessage, err error) {
	query := s.session(ctx).Where(claimable, models.OutboxPending, c.Now, c.Now)
	if len(kinds) > 0 {
		query = query.Where("kind IN ?", kinds)
	}
	if len(but) > 0 {
		query = query.Where("recipient NOT IN ?", but)
	}
	return next, query.Order("not_before, id").Limit(c.Limit).Find(&next).Error
}

// NextRecipients returns the recipients of the first due messages, at most limit, in the order of their turns. A
// recipient of several messages is listed several times.
func (s *Store) NextRecipients(ctx context.Context, now time.Time, limit int) ([]string, error) {
	var due []string
	err := s.session(ctx).Model(&models.OutboxMessage{}).Where("state = ? AND not_before <= ?", models.OutboxPending, now).
		Order("not_before, id").Limit(limit).Pluck("recipient", &due).Error
	return due, wrap("list whom messages are due to", err)
}

// HoldRecipient puts off a recipient's waiting messages until an instant, without counting an attempt: one of them has
// trouble, and the later ones keep their place behind it. Messages that wait longer are not changed.
func (s *Store) HoldRecipient(ctx context.Context, recipient string, now, until time.Time) error {
	err := s.retry(ctx, func() error {
		return s.write.WithContext(ctx).Model(&models.OutboxMessage{}).
			Where("recipient = ? AND not_before < ? AND state = ? AND (claimed_until IS NULL OR claimed_until <= ?)", recipient, until, models.OutboxPending, now).
			UpdateColumns(map[string]any{"not_before": instant(until)}).Error
	})
	return wrap("put a recipient's messages off", err)
}

// MarkTrying notes, right before the request leaves, that a message may be in Slack from now on. In the same transaction
// it renews the row of the process that holds the message. ours is false, and the message must not be posted, when the
// process was taken for dead or the claim has ended.
func (s *Store) MarkTrying(ctx context.Context, m models.OutboxMessage, now time.Time) (ours bool, err error) {
	err = s.Tx(ctx, func(tx *Tx) error {
		alive, err := beat(tx.session(ctx), m.ClaimedBy, now)
		if ours = alive; err != nil || !alive {
			return err
		}
		result := tx.session(ctx).Model(&models.OutboxMessage{}).
			Where("id = ? AND state = ? AND claimed_by = ? AND attempts = ?", m.ID, models.OutboxPending, m.ClaimedBy, m.Attempts+1).
			UpdateColumns(map[string]any{"untried": m.Untried})
		ours = result.RowsAffected == 1
		return result.Error
	})
	return ours && err == nil, wrap("note that a message is being posted", err)
}
