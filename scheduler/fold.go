package scheduler

import (
	"context"
	"fmt"
	"time"
)

// What changed since the lists of the search were written is read beside them by every search. So it is brought into them
// before it is much.
const (
	foldEvery = 2 * time.Second
	foldLeast = 128 // changed parts of customers
)

// fold brings what has changed into the lists of the search.
func (s *Scheduler) fold(ctx context.Context) error {
	if _, err := s.Store.FoldSearch(ctx, s.Clock, foldLeast); err != nil {
		return fmt.Errorf("bring changes into the lists of the search: %w", err)
	}
	return nil
}
