package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// sameTicket refuses to take back what was done to a ticket that was changed since.
func sameTicket(ctx context.Context, q store.Queries, entry models.HistoryEntry) error {
	found, err := q.Ticket(ctx, entry.EntityID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err == nil && found.Version == entry.Version {
		return nil
	}
	return changedSince(ctx, q, entry, "error.undo_ticket_since")
}

// takeTicketBack reverses what an operation did to one ticket: one that it raised is deleted, the audit log keeps what it was; one whose state
// it changed was always in the one before.
func (c *change) takeTicketBack(ctx context.Context, entries []models.HistoryEntry) error {
	first := entries[0]
	found, err := c.Ticket(ctx, first.EntityID)
	if err != nil {
		return err
	}
	if first.Action == models.ActionCreate {
		c.noteChanges(models.EntityTicket, found.ID, found.Version+1, models.ActionUndo, models.Tickets.Changes(&found, &models.Ticket{}))
		if err := c.decideThread(ctx, found, true); err != nil {
			return err
		}
		if err := c.tell(ctx, models.TicketGone(found)...); err != nil {
			return err
		}
		return c.DeleteTicket(ctx, found.ID)
	}
	back := found
	for _, entry := range entries {
		switch models.Field(entry.Field) {
		case models.FieldTicketState:
			if err := c.TakeTicketMoveBack(ctx, found.ID); err != nil {
				return err
			}
		case models.FieldRespondedAt:
			if back.RespondedAt, back.RespondedBy, err = c.FirstAnswer(ctx, found); err != nil {
				return err
			}
		case models.FieldSatisfaction:
			back.Satisfaction = models.Satisfaction(entry.OldValue)
		case models.FieldSatisfiedBy:
			back.SatisfiedBy = entry.OldValue
		default:
			if err := back.Set(models.Field(entry.Field), entry.OldValue); err != nil {
				return err
			}
		}
	}
	moves, err := c.TicketMoves(ctx, found.ID)
	if err != nil {
		return err
	}
	back.Follow(moves)
	back.Unask(c.at)
	back.Time(c.of.team.Service, moves, c.at)
	return c.writeTicket(ctx, found, &back, models.ActionUndo)
}
