package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

const (
	keysAtOnce = 50 // how many keys that several customers share are looked at together
	maxAlike   = 8  // how many of those who share one are compared
)

// NextPair returns the next two customers that may be the same and of which nobody has decided, from a place on; found is false when
// there are none. Pairs are found by what they agree in, never by comparing all.
func (s *Service) NextPair(ctx context.Context, actor models.Actor, from models.PairPlace) (pair models.Pair, found bool, err error) {
	if err := permit(actor, models.MayMerge); err != nil {
		return models.Pair{}, false, err
	}
	fields, key := models.PairFields(), ""
	if at := slices.Index(fields, from.Field); at >= 0 {
		fields = fields[at:]
		if key, err = s.store.PairKey(ctx, from); err != nil {
			return models.Pair{}, false, err
		}
	}
	for _, field := range fields {
		for behind, more := false, true; more; {
			keys, err := s.store.SharedKeys(ctx, field, key, behind, keysAtOnce)
			if err != nil {
				return models.Pair{}, false, err
			}
			for _, key := range keys {
				if pair, found, err = s.pairOf(ctx, field, key); err != nil || found {
					return pair, found, err
				}
			}
			if more = len(keys) == keysAtOnce; more {
				key, behind = keys[len(keys)-1], true
			}
		}
		key = ""
	}
	return models.Pair{}, false, nil
}

// pairOf returns the first undecided pair among the customers that share a key.
func (s *Service) pairOf(ctx context.Context, field models.Field, key string) (models.Pair, bool, error) {
	list, err := s.store.CustomersAlike(ctx, field, key, maxAlike)
	if err != nil {
		return models.Pair{}, false, err
	}
	for i, first := range list {
		for _, second := range list[i+1:] {
			pair := models.Pair{First: first, Second: second, Place: models.PairPlace{Field: field, ID: first.ID}}
			for _, other := range models.DuplicateFields() {
				if like := first.Likeness(other); like != "" && like == second.Likeness(other) {
					pair.Same = append(pair.Same, other)
				}
			}
			if store.SoundAlike(first.Name, second.Name) {
				pair.Same = append(pair.Same, models.FieldSound)
			}
			if len(pair.Same) == 0 { // a placeholder, or what can't be read
				continue
			}
			if decided, err := s.store.Decided(ctx, first.ID, second.ID, s.clock.Now()); err != nil || !decided {
				return pair, err == nil, err
			}
		}
	}
	return models.Pair{}, false, nil
}

// DecidePair remembers that two customers are two, or with later that it is decided after models.PairLater.
func (s *Service) DecidePair(ctx context.Context, op models.Operation, first, second int64, later bool) error {
	if err := permit(op.Actor, models.MayMerge); err != nil {
		return err
	}
	return s.change(ctx, op, func(c *change) error {
		one, other, err := c.lockPair(ctx, first, second, (*change).lockCustomer)
		if err != nil {
			return err
		}
		if err := mergeable(one, other); err != nil {
			return err
		}
		decision := models.PairDecision{LowID: min(first, second), HighID: max(first, second), DecidedBy: op.Actor.ID, DecidedAt: c.at}
		if later {
			at := c.at.Add(models.PairLater)
			decision.LaterAt = &at
		} else {
			c.note(models.EntityCustomer, one.ID, one.Version, models.ActionTwo, "", one.Code, other.Code)
		}
		return c.SavePairDecision(ctx, decision)
	})
}
