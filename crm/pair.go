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
	pairs, err := s.pairsAlike(ctx, field, key)
	if err != nil {
		return models.Pair{}, false, err
	}
	for _, pair := range pairs {
		if decided, err := s.store.Decided(ctx, pair.First.ID, pair.Second.ID, s.clock.Now()); err != nil || !decided {
			return pair, err == nil, err
		}
	}
	return models.Pair{}, false, nil
}

// pairsAlike returns the pairs among the customers that share a key, the oldest first: of many the oldest few are compared.
func (s *Service) pairsAlike(ctx context.Context, field models.Field, key string) (pairs []models.Pair, err error) {
	list, err := s.store.CustomersAlike(ctx, field, key, maxAlike)
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
			if len(pair.Same) > 0 { // else a placeholder, or what can't be read
				pairs = append(pairs, pair)
			}
		}
	}
	return pairs, err
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
		return c.decidePair(ctx, one, other, later)
	})
}

// decidePair is DecidePair for customers that are locked.
func (c *change) decidePair(ctx context.Context, one, other models.Customer, later bool) error {
	if err := mergeable(one, other); err != nil {
		return err
	}
	decision := models.PairDecision{LowID: min(one.ID, other.ID), HighID: max(one.ID, other.ID), DecidedBy: c.op.Actor.ID, DecidedAt: c.at}
	if later {
		at := c.at.Add(models.PairLater)
		decision.LaterAt = &at
	} else {
		c.note(models.EntityCustomer, one.ID, one.Version, models.ActionTwo, "", one.Code, other.Code)
	}
	return c.SavePairDecision(ctx, decision)
}
