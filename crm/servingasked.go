package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// Who asked for service is asked how it was when a ticket is solved: one question, and what mattered most. They may be of another company, and
// have no rights here: what they may is to answer for themselves.

// askSatisfaction lets who asked be asked how it was, where a ticket has come to be solved in this change.
func (c *change) askSatisfaction(ctx context.Context, t *models.Ticket) error {
	return c.Enqueue(ctx, t.Ask(c.at, c.op.Actor.ID)...)
}

// RateTicket keeps how it was for who has asked. The first answer counts; after the ticket was opened again there is nothing to say yet.
func (s *Service) RateTicket(ctx context.Context, op models.Operation, id int64, how models.Satisfaction) (models.Ticket, error) {
	if !slices.Contains(models.Satisfactions(), how) {
		return models.Ticket{}, models.Invalid("", "error.stale_form")
	}
	return s.rate(ctx, op, id, func(t *models.Ticket) error {
		switch t.Satisfaction {
		case "", how:
			t.Satisfaction = how
			return nil
		}
		return models.Conflict("error.satisfaction_given")
	})
}

// ExplainRating keeps what mattered most to who has answered how it was.
func (s *Service) ExplainRating(ctx context.Context, op models.Operation, id int64, reason string) (models.Ticket, error) {
	if !slices.Contains(models.SatisfactionReasons(), reason) {
		return models.Ticket{}, models.Invalid("", "error.stale_form")
	}
	return s.rate(ctx, op, id, func(t *models.Ticket) error {
		switch {
		case t.Satisfaction == "":
			return models.Invalid("", "error.stale_form")
		case t.SatisfiedBy != "" && t.SatisfiedBy != reason:
			return models.Conflict("error.satisfaction_given")
		}
		t.SatisfiedBy = reason
		return nil
	})
}

// rate changes what who has asked answers. Whoever else presses is refused, and told nothing of the ticket.
func (s *Service) rate(ctx context.Context, op models.Operation, id int64, answer func(*models.Ticket) error) (rated models.Ticket, err error) {
	op.Actor = models.Actor{ID: op.Actor.ID} // it is theirs, whatever else they see
	err = s.change(ctx, op, func(c *change) error {
		var customer models.Customer
		found, err := c.lockTicket(ctx, id, &customer)
		if models.AsErrors(err) != nil { // who is of another company isn't told what became of the customer
			return models.Invalid("", "error.stale_form")
		}
		if err != nil {
			return err
		}
		if found.Requester == "" || found.Requester != op.Actor.ID {
			return models.Forbidden("error.satisfaction_not_yours")
		}
		if found.State.Undone() {
			return models.Conflict("error.satisfaction_reopened")
		}
		rated = found
		if err := answer(&rated); err != nil {
			return err
		}
		return c.saveTicket(ctx, found, &rated, c.at)
	})
	return rated, err
}
