package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// isGone reports an entry after which its contact is no record of its own any more.
func isGone(entry models.HistoryEntry) bool {
	return entry.Action == models.ActionDelete || entry.Action == models.ActionPromote
}

// sameContact refuses to take back what was done to a contact that was changed since.
func sameContact(ctx context.Context, q store.Queries, entry models.HistoryEntry) error {
	found, err := q.Contact(ctx, entry.EntityID)
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	case errors.Is(err, store.ErrNotFound) && isGone(entry), err == nil && !isGone(entry) && found.Version == entry.Version && !found.Unreadable:
		return nil
	case err == nil && found.Unreadable:
		return models.Conflict("error.undo_contact_unreadable")
	}
	return changedSince(ctx, q, entry, "error.undo_contact_since")
}

// takeContactBack reverses what an operation did to one contact: one that was added is deleted, one that was deleted is there
// again, under its ID.
func (c *change) takeContactBack(ctx context.Context, entries []models.HistoryEntry) error {
	first := entries[0]
	if isGone(first) {
		return c.restoreContact(ctx, entries)
	}
	found, err := c.Contact(ctx, first.EntityID)
	if err != nil {
		return err
	}
	if first.Action == models.ActionCreate || first.Action == models.ActionDemote {
		if err := c.replaceContact(ctx, found.CustomerID, found.ID, 0); err != nil {
			return err
		}
		return c.dropContact(ctx, found, models.ActionUndo)
	}
	back := found
	for _, entry := range entries {
		if err := back.Set(models.Field(entry.Field), entry.OldValue); err != nil {
			return err
		}
	}
	return c.saveContact(ctx, found, &back, models.ActionUndo)
}

// restoreContact inserts a contact that was deleted, with who added it and when as its first entries tell.
func (c *change) restoreContact(ctx context.Context, entries []models.HistoryEntry) error {
	last := entries[len(entries)-1]
	back := models.Contact{
		ID: last.EntityID, CustomerID: last.CustomerID, Version: last.Version + 1,
		CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedBy: c.op.Actor.ID, UpdatedAt: c.at,
	}
	log, err := c.AuditSince(ctx, models.EntityContact, back.ID, 0)
	if err != nil {
		return err
	}
	if len(log) > 0 && (log[0].Action == models.ActionCreate || log[0].Action == models.ActionDemote) { // else they were pruned
		back.CreatedBy, back.CreatedAt = log[0].Actor, log[0].At
	}
	for _, entry := range entries {
		if err := back.Set(models.Field(entry.Field), entry.OldValue); err != nil {
			return err
		}
	}
	if err := c.InsertContact(ctx, &back); err != nil {
		return err
	}
	c.noteChanges(models.EntityContact, back.ID, back.Version, models.ActionUndo, models.Contacts.Changes(&models.Contact{}, &back))
	return nil
}
