package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// looks are how long after a message was recorded it is looked for again, when it was tried more than once. A process
// that was stopped before it posted may go on late, post the message a second time, and be killed before it can take
// that back. docs/decisions/004-a-message-stands-once.md goes through the cases.
var looks = [...]time.Duration{3 * time.Minute, time.Hour, 24 * time.Hour}

const (
	looksAtOnce  = 20               // in one tick: Slack rations its history
	looksEndAt   = 48 * time.Hour   // after that it is not looked for any more, whether or not that succeeded
	removeWithin = 20 * time.Second // one message
)

// sent records where a message was posted. When another attempt has recorded a post of its own before, this post is
// withdrawn. The next page goes into the outbox with the record, so that it is neither lost nor decided twice.
func (s *Scheduler) sent(ctx context.Context, m models.OutboxMessage, told []string, now time.Time) error {
	channel, ts, err := s.Store.MarkSent(ctx, m, now, now.Add(looks[0]), append(s.nextPage(m, told, now), s.reportBook(m, now)...)...)
	if err != nil {
		return err
	}
	if channel == m.Channel && ts == m.TS {
		s.counted(m, "sent")
		return nil
	}
	removing, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeWithin)
	defer cancel()
	if err := s.withdraw(removing, m, m.Channel, m.TS); err != nil {
		s.log.Warn("doubled message not withdrawn yet", "message", m.ID, "error", err) // verify withdraws it later
	}
	return nil
}

// withdraw deletes a post of a message that was posted elsewhere, too.
func (s *Scheduler) withdraw(ctx context.Context, m models.OutboxMessage, channel, ts string) error {
	if err := s.Poster.Remove(ctx, channel, ts); err != nil {
		return err
	}
	s.counted(m, "withdrawn")
	s.log.Info("doubled message withdrawn", "message", m.ID, "kind", m.Kind)
	return nil
}

// verify looks again for messages that were tried more than once, and withdraws all but the recorded one.
func (s *Scheduler) verify(ctx context.Context) error {
	s.verifying.Lock()
	defer s.verifying.Unlock()
	now, err := s.now(ctx)
	if err != nil {
		return idle(err)
	}
	posted, err := s.Store.ClaimPosted(ctx, now, now.Add(lease), looksAtOnce)
	for _, m := range posted {
		if err := s.verifyOne(ctx, m, now); err != nil { // this message is looked for again when its claim is over; the others don't wait for it
			s.counted(m, "not looked for")
			s.log.Warn("message not looked for yet", "message", m.ID, "kind", m.Kind, "error", err)
		}
	}
	if err != nil {
		return fmt.Errorf("look for doubled messages: %w", err)
	}
	return nil
}

func (s *Scheduler) verifyOne(ctx context.Context, m models.OutboxMessage, now time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(p, "message", m.ID)
		}
	}()
	stands, err := s.Poster.FindPosted(ctx, m.Recipient, m.DedupeKey, m.CreatedAt)
	for _, found := range stands {
		if err == nil && (found.Channel != m.Channel || found.TS != m.TS) {
			err = s.withdraw(ctx, m, found.Channel, found.TS)
		}
	}
	next := nextLook(m, now)
	var refusal Refusal
	gone := errors.As(err, &refusal) && refusal.Permanent()
	if err != nil && !gone && !next.IsZero() || err != nil && !gone && m.SentAt != nil && now.Sub(*m.SentAt) < looksEndAt {
		return err
	}
	return s.Store.SettlePosted(ctx, m, next)
}

// nextLook returns when a message is looked for after now; the zero time when it was looked for often enough.
func nextLook(m models.OutboxMessage, now time.Time) time.Time {
	if m.SentAt == nil {
		return time.Time{}
	}
	i := slices.IndexFunc(looks[:], func(after time.Duration) bool { return m.SentAt.Add(after).After(now) })
	if i < 0 {
		return time.Time{}
	}
	return m.SentAt.Add(looks[i])
}
