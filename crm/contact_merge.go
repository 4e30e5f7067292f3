package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// keepPrimaries keeps the primary contacts of two customers that are merged: whom the merged record doesn't tell all of is another
// contact of it. The other contacts hang on it anyway.
// What named a primary one, by its customer before, names that contact.
func (c *change) keepPrimaries(ctx context.Context, merged models.Customer, naming map[int64][]belonging, both ...models.Customer) error {
	for _, one := range both {
		primary := one.Primary()
		if !primary.Empty() && toldBy(primary, merged) {
			continue
		}
		if !primary.Empty() {
			if err := c.addContact(ctx, merged.ID, &primary, models.ActionDemote); err != nil {
				return err
			}
		}
		if err := pointAll(ctx, naming[one.ID], primary.ID); err != nil {
			return err
		}
	}
	return nil
}

// toldBy reports whether a record tells all that is known of a contact.
func toldBy(contact models.Contact, c models.Customer) bool {
	for _, field := range models.ContactFields() {
		if value := contact.Get(field); value != "" && !models.SameValue(field, value, c.Get(field)) {
			return false
		}
	}
	return true
}

// leavePrimaries takes away whom keepPrimaries made other contacts of, but for those that were changed since, and returns them.
func (c *change) leavePrimaries(ctx context.Context, merge models.Merge) (left []models.Contact, err error) {
	entries, err := c.OperationEntries(ctx, merge.MergedBy, merge.Operation)
	if err != nil {
		return nil, err
	}
	done := map[int64]bool{}
	for _, entry := range entries {
		if entry.Entity != models.EntityContact || entry.Action != models.ActionDemote || done[entry.EntityID] {
			continue
		}
		done[entry.EntityID] = true
		found, err := c.Contact(ctx, entry.EntityID)
		switch {
		case errors.Is(err, store.ErrNotFound) || err == nil && (found.Version != entry.Version || found.Unreadable):
			continue
		case err != nil:
			return nil, err
		}
		if err := c.dropContact(ctx, found, models.ActionUndo); err != nil {
			return nil, err
		}
		left = append(left, found)
	}
	return left, nil
}
