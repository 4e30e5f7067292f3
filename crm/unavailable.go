package crm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Unavailable reports whether a use case failed because the database can't be reached: nothing was saved, and trying
// again later is the right advice.
func Unavailable(err error) bool { return errors.Is(err, store.ErrUnavailable) && !Unknown(err) }

// Unknown reports whether it isn't known what became of a use case: it may have been saved. Its key tells later.
func Unknown(err error) bool { return errors.Is(err, store.ErrUnknown) }

// OldKey reports whether nothing was saved since this process has older keys for personal data than the database.
func OldKey(err error) bool { return errors.Is(err, store.ErrOldKey) }

// KeyKept is how long the key of an operation tells for certain whether it was done.
const KeyKept = 24 * time.Hour

// hung is how long a person's request takes at least before it is given up: a database that hangs doesn't say so, and they
// are to be told within ten seconds.
const hung = 8 * time.Second

// atLeast is what is left for a request that has waited long for its turn.
const atLeast = time.Second

// Bridge runs a step again while the database is away for a moment, such as during a failover, for as long as a person
// waits, who has waited already. A step that is still waiting for an answer then is ended, and counts as one that found the
// database away. Steps that change something do it under a key.
func (s *Service) Bridge(ctx context.Context, waited time.Duration, step func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, max(max(hung, s.store.Patience())-waited, atLeast))
	defer cancel()
	err := s.store.Patiently(ctx, func() error { return step(ctx) })
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) && !Unknown(err) && !Unavailable(err) {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// Outcome is what became of an operation.
type Outcome struct {
	Done     bool
	Customer int64 // the ID of the customer that was changed; 0 when it was something else
}

// Outcome tells what became of an operation by its key. It is known for KeyKept.
func (s *Service) Outcome(ctx context.Context, key string) (Outcome, error) {
	operation, found, err := s.store.HandledBy(ctx, key)
	if err != nil || !found {
		return Outcome{}, err
	}
	customer, err := s.store.ChangedCustomer(ctx, operation)
	return Outcome{Done: true, Customer: customer}, err
}

// Delivered reports whether a delivery was remembered with what it changed.
func (s *Service) Delivered(ctx context.Context, delivery string) (bool, error) {
	_, found, err := s.store.HandledBy(ctx, delivery)
	return found, err
}

// Changed returns the customer that an operation changed, as the actor may see it: also one that was erased, of which
// only the ID is left.
func (s *Service) Changed(ctx context.Context, actor models.Actor, outcome Outcome) (models.Customer, error) {
	found, err := s.store.Customer(ctx, outcome.Customer)
	return seen(ctx, s.store.Queries, actor, found, err, "")
}
