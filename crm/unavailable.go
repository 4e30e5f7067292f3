package crm

import (
	"context"
	"errors"
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

// Bridge runs a step again while the database is away for a moment, such as during a failover, for as long as a person
// waits. Steps that change something do it under a key.
func (s *Service) Bridge(ctx context.Context, step func() error) error {
	return s.store.Patiently(ctx, step)
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
