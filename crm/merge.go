package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// ToMerge returns two customers side by side, for somebody who is asked how to merge them.
func (s *Service) ToMerge(ctx context.Context, actor models.Actor, kept, other int64) (models.MergePair, error) {
	if err := permit(actor, models.MayMerge); err != nil {
		return models.MergePair{}, err
	}
	var pair models.MergePair
	for _, one := range []struct {
		id   int64
		into *models.Customer
	}{{kept, &pair.Kept}, {other, &pair.Other}} {
		found, err := s.listed(ctx)(s.Customer(ctx, actor, one.id))
		if err == nil {
			*one.into, err = s.WithFields(ctx, found)
		}
		if err != nil {
			return models.MergePair{}, err
		}
	}
	if err := mergeable(pair.Kept, pair.Other); err != nil {
		return models.MergePair{}, err
	}
	pair.Fields = models.MergeFields(models.Customers.With(s.Fields()), &pair.Kept, &pair.Other)
	return pair, nil
}

// mergeable refuses two customers that can't be merged.
func mergeable(kept, other models.Customer) error {
	switch {
	case kept.ID == other.ID:
		return models.Conflict("error.merge_itself", "Code", kept.Code)
	case kept.Unreadable || other.Unreadable: // what nobody can read, nobody can choose
		return models.Conflict("error.merge_unreadable", "Code", kept.Code, "Other", other.Code)
	}
	return nil
}

// MergeCustomers lets two customers be one: the kept one takes the fields that were chosen of the other, and all that hangs on the
// other hangs on it. The other's code leads to it from now on. It returns the kept one as it then is, and the merge's ID.
func (s *Service) MergeCustomers(ctx context.Context, op models.Operation, in models.MergeInput) (models.Customer, int64, error) {
	if err := permit(op.Actor, models.MayMerge); err != nil {
		return models.Customer{}, 0, err
	}
	var saved models.Customer
	var merge models.Merge
	err := s.change(ctx, op, func(c *change) error {
		kept, other, err := c.lockPair(ctx, in.Kept, in.Other, (*change).lockCustomer)
		if err != nil {
			return err
		}
		if err := mergeable(kept, other); err != nil {
			return err
		}
		if kept.Version != in.KeptVersion || other.Version != in.OtherVersion {
			return models.Conflict("error.merge_changed", "Code", kept.Code, "Other", other.Code)
		}
		merge = models.Merge{KeptID: kept.ID, OtherID: other.ID, MergedAt: c.at, MergedBy: op.Actor.ID, Operation: c.id, Version: kept.Version + 1}
		saved, err = c.mergeInto(ctx, kept, other, in, &merge)
		return err
	})
	if err != nil {
		return models.Customer{}, 0, err
	}
	return saved, merge.ID, nil
}

// lockPair locks two customers, always in the same order, so that two people who merge the same ones wait for each other. What is
// noted from now on belongs to the kept one.
func (c *change) lockPair(ctx context.Context, keptID, otherID int64, lock func(*change, context.Context, int64) (models.Customer, error)) (kept, other models.Customer, err error) {
	locked := map[int64]models.Customer{}
	for _, id := range []int64{min(keptID, otherID), max(keptID, otherID)} {
		found, err := lock(c, ctx, id)
		if err == nil {
			err = c.readCustom(ctx, &found)
		}
		if err != nil {
			return kept, other, err
		}
		locked[id] = found
	}
	c.customer = keptID
	return locked[keptID], locked[otherID], nil
}

// mergeInto merges a customer into another; both are locked.
func (c *change) mergeInto(ctx context.Context, kept, other models.Customer, in models.MergeInput, merge *models.Merge) (models.Customer, error) {
	next := kept
	for _, spec := range models.MergeFields(models.Customers.With(c.rules.Custom), &kept, &other) {
		value := other.Get(spec.Key)
		if slices.Contains(in.Both, spec.Key) && models.MayKeepBoth(spec, kept.Get(spec.Key), value) {
			value = models.KeepBoth(kept.Get(spec.Key), value)
		} else if !slices.Contains(in.Take, spec.Key) {
			continue
		}
		if err := next.Set(spec.Key, value); err != nil {
			return next, err
		}
	}
	if next.Status != kept.Status {
		err := c.InsertStatusChange(ctx, &models.StatusChange{CustomerID: kept.ID, FromStatus: kept.Status, ToStatus: next.Status, ChangedBy: c.op.Actor.ID, ChangedAt: c.at})
		if err != nil {
			return next, err
		}
	}
	naming, err := c.namingPrimary(ctx, kept, other)
	if err != nil {
		return next, err
	}
	if err := c.Merge(ctx, merge); err != nil {
		return next, err
	}
	if err := c.keepPrimaries(ctx, next, naming, kept, other); err != nil {
		return next, err
	}
	if err := c.readNext(ctx, &next); err != nil {
		return next, err
	}
	if err := c.readOpportunity(ctx, &next); err != nil {
		return next, err
	}
	c.noteMerge(models.ActionMerge, kept, other)
	if err := c.write(ctx, kept, &next, models.ActionMerge); err != nil {
		return next, err
	}
	gone := other
	gone.MergedInto = kept.ID
	_, err = c.archive(ctx, gone, true)
	return next, err
}

// noteMerge tells the audit log of both customers that one was merged into the other, or that this was taken back.
func (c *change) noteMerge(action string, kept, other models.Customer) {
	for _, of := range []models.Customer{kept, other} {
		c.customer = of.ID
		c.note(models.EntityCustomer, of.ID, of.Version+1, action, models.FieldMergedInto, other.Code, kept.Code)
	}
	c.customer = kept.ID
}

// maxMerges is how many merges are listed.
const maxMerges = 20

// MergesToUndo returns the merges that can be taken back, the latest first, each with both customers.
func (s *Service) MergesToUndo(ctx context.Context, actor models.Actor) ([]models.Merge, []models.MergePair, error) {
	if err := permit(actor, models.MayMerge); err != nil {
		return nil, nil, err
	}
	list, err := s.store.Merges(ctx, s.clock.Now().Add(-models.MaxMergeAge), maxMerges)
	if err != nil {
		return nil, nil, err
	}
	var ids []int64
	for _, merge := range list {
		ids = append(ids, merge.KeptID, merge.OtherID)
	}
	found, err := s.store.CustomersByID(ctx, ids)
	pairs := make([]models.MergePair, len(list))
	for i, merge := range list {
		pairs[i] = models.MergePair{Kept: found[merge.KeptID], Other: found[merge.OtherID]}
	}
	return list, pairs, err
}

// Unmerge takes a merge back within models.MaxMergeAge: the other customer is as it was, with all that hung on it, and the kept one
// has its own values again where nobody has changed them since.
func (s *Service) Unmerge(ctx context.Context, op models.Operation, id int64) (models.Unmerged, error) {
	if err := permit(op.Actor, models.MayMerge); err != nil {
		return models.Unmerged{}, err
	}
	var undone models.Unmerged
	err := s.change(ctx, op, func(c *change) error {
		merge, err := c.MergeByID(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return models.NotFound("error.merge_gone")
		}
		if err != nil {
			return err
		}
		kept, other, err := c.lockPair(ctx, merge.KeptID, merge.OtherID, (*change).lockHeld)
		if err != nil {
			return err
		}
		if merge, err = c.MergeByID(ctx, id); err != nil { // as it is now that both are locked
			return err
		}
		switch {
		case merge.UndoneAt != nil:
			return models.Conflict("error.merge_undone", "Code", kept.Code, "Other", other.Code)
		case c.at.Sub(merge.MergedAt) > models.MaxMergeAge:
			return models.Conflict("error.merge_too_old", "Code", kept.Code, "Other", other.Code)
		case kept.Archived(): // it was merged into a third, or archived: that is taken back first
			return goneError(ctx, c.Queries, kept, c.zone)
		}
		undone, err = c.unmerge(ctx, kept, other, merge)
		return err
	})
	if err != nil {
		return models.Unmerged{}, err
	}
	return undone, nil
}

// unmerge takes a merge of two customers back, which are locked.
func (c *change) unmerge(ctx context.Context, kept, other models.Customer, merge models.Merge) (models.Unmerged, error) {
	undone := models.Unmerged{Kept: kept}
	taken, since, err := c.takenBy(ctx, kept, merge)
	if err != nil {
		return undone, err
	}
	for _, entry := range taken {
		field := models.Field(entry.Field)
		if since[field] {
			undone.Stays = append(undone.Stays, field)
			continue
		}
		if err := c.takeFieldBack(ctx, &undone.Kept, models.HistoryEntry{AuditEntry: entry}); err != nil {
			return undone, err
		}
	}
	left, err := c.leavePrimaries(ctx, merge)
	if err != nil {
		return undone, err
	}
	if err := c.Unmerge(ctx, merge, c.at); err != nil {
		return undone, err
	}
	if err := c.settleContacts(ctx, left, undone.Kept, other); err != nil {
		return undone, err
	}
	if err := c.readNext(ctx, &undone.Kept); err != nil {
		return undone, err
	}
	if err := c.readOpportunity(ctx, &undone.Kept); err != nil {
		return undone, err
	}
	c.noteMerge(models.ActionUndo, kept, other)
	if err := c.write(ctx, kept, &undone.Kept, models.ActionUndo); err != nil {
		return undone, err
	}
	back := other
	back.MergedInto = 0
	undone.Other, err = c.archive(ctx, back, false)
	return undone, err
}

// takenBy returns what a merge changed of the kept customer, and which fields were changed since.
func (c *change) takenBy(ctx context.Context, kept models.Customer, merge models.Merge) (taken []models.AuditEntry, since map[models.Field]bool, err error) {
	entries, err := c.AuditSince(ctx, models.EntityCustomer, kept.ID, merge.Version-1)
	since = map[models.Field]bool{}
	for _, entry := range entries {
		if entry.Version > merge.Version {
			since[models.Field(entry.Field)] = true
		} else if isCustomerField(models.HistoryEntry{AuditEntry: entry}) {
			taken = append(taken, entry)
		}
	}
	return taken, since, err
}
