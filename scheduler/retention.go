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
	for range pruneBatches {
		n, err := s.Store.PruneEnvelopes(ctx, now.Add(-envelopesKept), pruneBatch)
		if err != nil {
			return fmt.Errorf("forget deliveries: %w", err)
		}
		if n < pruneBatch {
			s.prunedAt = now
			break
		}
	}
	return nil
}
