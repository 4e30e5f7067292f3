package scheduler

import (
	"context"
	"fmt"
	"time"
)

// Handled deliveries are remembered for an hour: Slack redelivers within minutes.
const (
	envelopesKept = time.Hour
	pruneEvery    = 5 * time.Minute
	pruneBatch    = 1000
	pruneBatches  = 20 // in one tick
)

// prune forgets old deliveries.
func (s *Scheduler) prune(ctx context.Context, now time.Time) error {
	if age := now.Sub(s.prunedAt); age >= 0 && age < pruneEvery {
		return nil
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
