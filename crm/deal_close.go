package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// CloseDeal closes a deal as won or lost. Where the customer is to become active, the win is the basis of that.
func (s *Service) CloseDeal(ctx context.Context, op models.Operation, id int64, end models.DealEnd) (models.Customer, models.Deal, error) {
	end.Note = clean(end.Note)
	if end.Activate = end.Activate && end.Won; end.Activate {
		if err := permit(op.Actor, models.MayChangeStatus); err != nil {
			return models.Customer{}, models.Deal{}, err
		}
	}
	return s.changeDeal(ctx, op, id, func(c *change, customer *models.Customer, current models.Deal, next *models.Deal) error {
		kind := models.StageLost
		if end.Won {
			kind = models.StageWon
		}
		stage, known := c.rules.Pipelines.Closing(current.PipelineID, kind)
		switch {
		case !known:
			return models.Conflict("error.no_closing_stage", "Code", current.Code)
		case !current.Open():
			return models.Conflict("error.deal_closed", "Code", current.Code)
		}
		if err := c.dealUnmoved(ctx, current, end.Version); err != nil {
			return err
		}
		next.Enter(stage, c.at, c.op.Actor.ID)
		if !end.Won {
			next.LostReason, next.LostNote = end.Reason, end.Note
		}
		if errs := next.Validate(&current, c.rules); len(errs) > 0 {
			return errs
		}
		if end.Cancel {
			return c.cancelAll(ctx, customer)
		}
		return nil
	}, func(c *change, customer models.Customer, next models.Deal) (models.Customer, error) {
		if !end.Activate || customer.Status == models.StatusActive {
			return customer, nil
		}
		return c.activate(ctx, customer, next)
	})
}

// activate makes a customer that is locked active, on the basis of a deal that was won.
func (c *change) activate(ctx context.Context, customer models.Customer, won models.Deal) (models.Customer, error) {
	err := c.InsertStatusChange(ctx, &models.StatusChange{
		CustomerID: customer.ID, FromStatus: customer.Status, ToStatus: models.StatusActive, DealID: won.ID, ChangedBy: c.op.Actor.ID, ChangedAt: c.at,
	})
	if err != nil {
		return customer, err
	}
	next := customer
	next.Status = models.StatusActive
	return next, c.save(ctx, customer, &next, models.ActionStatus)
}

// cancelAll cancels the open follow-ups of a customer that is locked; who writes the customer writes what is next then.
func (c *change) cancelAll(ctx context.Context, customer *models.Customer) error {
	open, err := c.OpenFollowUps(ctx, customer.ID, maxCancelled)
	if err != nil {
		return err
	}
	for _, f := range open {
		if err := c.moveFollowUp(ctx, f, models.Due{}); err != nil {
			return err
		}
	}
	return c.readNext(ctx, customer)
}

// maxCancelled is how many follow-ups are cancelled with a deal; nobody plans more of one customer.
const maxCancelled = 200
