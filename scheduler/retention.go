package scheduler

import (
	"context"
	"fmt"
	"time"
)

// Handled deliveries are remembered for an hour: Slack redelivers within minutes. What somebody looked at is of interest
// for some weeks.
const (
	envelopesKept = time.Hour
	sightingsKept = 60 * 24 * time.Hour
	messagesKept  = 90 * 24 * time.Hour // posted ones: nobody acts on a digest of last season
	pruneEvery    = 5 * time.Minute
	pruneBatch    = 1000
	pruneBatches  = 20 // in one tick
)

// prune forgets old deliveries and sightings.
func (s *Scheduler) prune(ctx context.Context, now time.Time) error {
	if age := now.Sub(s.prunedAt); age >= 0 && age < pruneEvery {
		return nil
	}
	if err := s.Store.PruneSightings(ctx, now.Add(-sightingsKept)); err != nil {
		return fmt.Errorf("forget what was seen: %w", err)
	}
	envelopes, err := inBatches(ctx, now.Add(-envelopesKept), s.Store.PruneEnvelopes)
	if err != nil {
		return fmt.Errorf("forget deliveries: %w", err)
	}
	messages, err := inBatches(ctx, now.Add(-messagesKept), s.Store.PruneOutbox)
	if err != nil {
		return fmt.Errorf("forget messages: %w", err)
	}
	if envelopes && messages {
		s.prunedAt = now
	}
	return nil
}

// inBatches forgets what is older than an instant, as much as one tick may; done says that nothing is left of it.
func inBatches(ctx context.Context, before time.Time, forget func(context.Context, time.Time, int) (int, error)) (done bool, err error) {
	for range pruneBatches {
		n, err := forget(ctx, before, pruneBatch)
		if err != nil {
			return false, err
		}
		if n < pruneBatch {
			return true, nil
		}
	}
	return false, nil
}
