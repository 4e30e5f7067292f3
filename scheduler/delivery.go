package scheduler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
)

// How messages are delivered.
const (
	bulkWorkers   = 4               // messages on their way at the same time, reminders first
	urgentWorkers = 1               // and one more that takes nothing but reminders
	heldAtMost    = 5 * time.Minute // how long one message's trouble keeps those after it waiting
)

// workers send messages, each worker one after the other. There is one worker while there is nothing to do but look, and
// as many as allowed while there are messages.
type workers struct {
	of    *Scheduler
	claim models.OutboxClaim // what they take
	group errgroup.Group
	done  atomic.Int64 // messages they have worked on
}

// pools returns the workers that take every message, and those that take only reminders.
func (s *Scheduler) pools() []*workers {
	known := slices.Sorted(maps.Keys(s.tellers)) // a newer process sends the other kinds
	kept := &workers{of: s, claim: models.OutboxClaim{Kinds: []string{models.ToldReminder}}}
	kept.group.SetLimit(s.urgent)
	bulk := &workers{of: s, claim: models.OutboxClaim{Kinds: known, First: models.ToldReminder}}
	bulk.group.SetLimit(s.bulk)
	return []*workers{kept, bulk}
}

// wake starts one more worker unless all are at work.
func (w *workers) wake(ctx context.Context) {
	w.group.TryGo(func() error { return w.work(ctx) })
}

// work sends what there is to send.
func (w *workers) work(ctx context.Context) error {
	for ctx.Err() == nil {
		m, found, err := w.of.next(ctx, w.claim)
		if err == nil && found {
			w.wake(ctx) // there may be more
			err = w.of.serve(ctx, m)
			w.done.Add(1)
		}
		if err != nil {
			w.of.log.Warn("delivery stops until the database answers", "error", err)
			return fmt.Errorf("outbox: %w", err)
		}
		if !found {
			return nil
		}
	}
	return nil
}

// deliver sends what the outbox holds, and returns when nothing is left that can be sent now.
func (s *Scheduler) deliver(ctx context.Context) error {
	var failed []error
	pools := s.pools()
	for worked := true; worked && errors.Join(failed...) == nil && ctx.Err() == nil; {
		worked = false // one message of a recipient kept the others from seeing the next
		for _, pool := range pools {
			pool.done.Store(0)
			pool.wake(ctx)
		}
		for _, pool := range pools {
			failed = append(failed, pool.group.Wait())
			worked = worked || pool.done.Load() > 0
		}
	}
	return errors.Join(failed...)
}

// next claims the message that is sent next.
func (s *Scheduler) next(ctx context.Context, claim models.OutboxClaim) (m models.OutboxMessage, found bool, err error) {
	s.claiming.Lock() // the workers of one process need not race for the same messages
	defer s.claiming.Unlock()
	now, err := s.now(ctx)
	if err != nil {
		return m, false, idle(err)
	}
	claim.Owner, claim.Now, claim.Lease, claim.Limit = s.self.name(), now, lease, 1
	claimed, err := s.Store.ClaimOutbox(ctx, claim)
	if err != nil || len(claimed) == 0 {
		return m, false, err
	}
	return claimed[0], true, nil
}

// serve sends a message, unless its recipient must not be disturbed now.
func (s *Scheduler) serve(ctx context.Context, m models.OutboxMessage) error {
	if until := s.peace(ctx, m); until.After(s.Clock.Now()) {
		return s.postpone(ctx, m, until)
	}
	return s.send(ctx, m)
}

// hold keeps the place of a recipient's other messages behind one that has to wait, but not for as long as that one may
// wait itself. It runs before the message is given back, since until then nobody takes another message of the same
// recipient.
func (s *Scheduler) hold(ctx context.Context, recipient string, now, until time.Time) error {
	if latest := now.Add(heldAtMost); until.After(latest) {
		until = latest
	}
	return s.Store.HoldRecipient(ctx, recipient, now, until)
}
