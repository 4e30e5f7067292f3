package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// sameDeal refuses to take back what was done to a deal that was changed since.
func sameDeal(ctx context.Context, q store.Queries, entry models.HistoryEntry) error {
	found, err := q.Deal(ctx, entry.EntityID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err == nil && found.Version == entry.Version {
		return nil
	}
	return changedSince(ctx, q, entry, "error.undo_deal_since")
}

// takeDealBack reverses what an operation did to one deal: one that it opened is deleted, the audit log keeps what it was; one that it
// moved was never moved: it is in its stage since when it was before.
func (c *change) takeDealBack(ctx context.Context, entries []models.HistoryEntry) error {
	first := entries[0]
	found, err := c.Deal(ctx, first.EntityID)
	if err != nil {
		return err
	}
	if first.Action == models.ActionCreate {
		c.noteChanges(models.EntityDeal, found.ID, found.Version+1, models.ActionUndo, models.Deals.Changes(&found, &models.Deal{}))
		return c.DeleteDeal(ctx, found.ID)
	}
	back := found
	for _, entry := range entries {
		if models.Field(entry.Field) != models.FieldStage {
			continue
		}
		stage, known := c.rules.Pipelines.StageOf(entry.OldValue)
		if !known {
			return models.Conflict("error.undo_deal_since", "User", models.Person(""))
		}
		before, err := c.TakeStageMoveBack(ctx, found.ID)
		if err != nil {
			return err
		}
		back.Enter(stage, before.MovedAt, before.MovedBy)
	}
	for _, entry := range entries {
		if field := models.Field(entry.Field); field != models.FieldStage {
			if err := back.Set(field, entry.OldValue); err != nil {
				return err
			}
		}
	}
	return c.writeDeal(ctx, found, &back, models.ActionUndo)
}
