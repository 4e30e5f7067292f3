package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// RaiseTicket makes a ticket of a customer. Without a priority it has the normal one; who has it is said or chosen later. A thread is the
// conversation of one ticket.
func (s *Service) RaiseTicket(ctx context.Context, op models.Operation, customerID int64, in models.TicketInput) (models.Customer, models.Ticket, error) {
	if err := permit(op.Actor, models.MayServe); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	return s.raise(ctx, op, customerID, in, s.Rules(op.Zone))
}

// TakeIn makes a ticket of a message of a support channel: who has written it asks, and need not be one who may do anything. What they say is
// theirs, and isn't compared with the team's sensitive words. thread is what stands under it by then, where it is heard late. Of what is taken in
// already it is models.ErrAlreadyHandled.
func (s *Service) TakeIn(ctx context.Context, said models.Said, thread []models.Said, customerID int64) (models.Ticket, error) {
	rules := s.Rules("")
	rules.Warn = true
	if models.IndexOfTS(thread, said.TS) < 0 { // where it is there, it is as it is now
		thread = append([]models.Said{said}, thread...)
	}
	_, t, err := s.raise(ctx, taking(said), customerID, models.TicketInput{
		Values: said.TicketTexts(), Requester: said.Asker(), Channel: said.Channel, Thread: said.TS, RaisedAt: models.TimeOfTS(said.TS), Said: thread,
	}, rules)
	return t, err
}

// raise is RaiseTicket by some rules, whoever asks.
func (s *Service) raise(ctx context.Context, op models.Operation, customerID int64, in models.TicketInput, rules models.Rules) (customer models.Customer, raised models.Ticket, err error) {
	fresh := models.Ticket{Priority: models.PriorityNormal, State: models.TicketOpen, Requester: in.Requester, Channel: in.Channel, Thread: in.Thread, RaisedAt: in.RaisedAt}
	values := s.kept(models.Tickets.Description, in.Values)
	if err := checkTogether(models.Tickets.Description, values); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	errs := setFields(models.Tickets, &fresh, values)
	errs = append(errs, checkUser(models.FieldTicketAssignee, fresh.Assignee)...)
	errs = append(errs, checkWorker(models.FieldTicketAssignee, s.candidate(ctx, op.Actor, fresh.Assignee))...)
	if err := append(errs, fresh.Validate(nil, rules)...).Err(); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	there, err := s.agentsThere(ctx, fresh)
	if err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	sides := make([]models.Side, len(in.Said))
	for i, said := range in.Said {
		if sides[i], err = s.sideOf(ctx, fresh, said); err != nil {
			return models.Customer{}, models.Ticket{}, err
		}
	}
	err = s.change(ctx, op, func(c *change) error {
		if customer, err = c.lockCustomer(ctx, customerID); err != nil {
			return err
		}
		raised = fresh
		if err := c.checkContact(ctx, models.FieldTicketContact, raised.ContactID, customer); err != nil {
			return err
		}
		if err := c.checkThread(ctx, raised); err != nil {
			return err
		}
		if err := c.giveInTurn(ctx, &raised, there); err != nil {
			return err
		}
		if err := c.insertTicket(ctx, &raised, customer); err != nil {
			return err
		}
		for i, said := range in.Said {
			if err := c.hear(ctx, raised, said, sides[i]); err != nil {
				return err
			}
			if raised, err = c.Ticket(ctx, raised.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return customer, raised, err
}

// checkThread refuses a second ticket in one thread.
func (c *change) checkThread(ctx context.Context, t models.Ticket) error {
	if t.Thread == "" {
		return nil
	}
	other, err := c.TicketIn(ctx, t.Channel, t.Thread)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return models.Conflict("error.ticket_of_thread", "Code", other.Code)
}

// insertTicket inserts a new ticket of a customer that keeps to the rules.
func (c *change) insertTicket(ctx context.Context, t *models.Ticket, customer models.Customer) error {
	t.ID, t.CustomerID, t.Version = 0, customer.ID, 1
	t.CreatedBy, t.UpdatedBy, t.CreatedAt, t.UpdatedAt = c.op.Actor.ID, c.op.Actor.ID, c.at, c.at
	if t.RaisedAt.IsZero() || t.RaisedAt.After(c.at) {
		t.RaisedAt = c.at
	}
	t.Time(c.of.team.Service, []models.TicketMove{{ToState: t.State, MovedAt: t.RaisedAt}}, c.at)
	if err := c.useTags(ctx, &t.Tags); err != nil {
		return err
	}
	if err := c.InsertTicket(ctx, t); err != nil {
		return err
	}
	c.noteChanges(models.EntityTicket, t.ID, t.Version, models.ActionCreate, models.Tickets.Changes(&models.Ticket{}, t))
	if err := c.tellAssigned(ctx, models.Ticket{}, *t); err != nil {
		return err
	}
	if err := c.decideThread(ctx, *t, false); err != nil {
		return err
	}
	return c.answerTicket(ctx, *t)
}
