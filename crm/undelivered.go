package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// maxUndelivered is how many messages that were given up are listed.
const maxUndelivered = 20

// Undelivered returns the messages that were given up, the latest first, at most 20.
func (s *Service) Undelivered(ctx context.Context, actor models.Actor) ([]models.OutboxMessage, error) {
	if err := permit(actor, models.MayOperate); err != nil {
		return nil, err
	}
	return s.store.DeadOutbox(ctx, maxUndelivered)
}

// Redeliver tries a message again that was given up.
func (s *Service) Redeliver(ctx context.Context, op models.Operation, id int64) error {
	return s.changeUndelivered(ctx, op, id, models.ActionRedeliver, func(c *change) error { return c.ReviveOutbox(ctx, id, c.at) })
}

// Dismiss takes a message that was given up off the list.
func (s *Service) Dismiss(ctx context.Context, op models.Operation, id int64) error {
	return s.changeUndelivered(ctx, op, id, models.ActionDismiss, func(c *change) error { return c.DropOutbox(ctx, id) })
}

func (s *Service) changeUndelivered(ctx context.Context, op models.Operation, id int64, action string, do func(*change) error) error {
	if err := permit(op.Actor, models.MayOperate); err != nil {
		return err
	}
	return s.change(ctx, op, func(c *change) error {
		if err := do(c); errors.Is(err, store.ErrNotFound) {
			return models.NotFound("error.undelivered_gone")
		} else if err != nil {
			return err
		}
		c.note(models.EntityMessage, id, 0, action, "", "", "")
		return nil
	})
}
