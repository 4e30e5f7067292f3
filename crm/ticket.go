package crm

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Tickets hang on a customer, which is locked before they are. Who sees the customer sees its tickets, and everybody sees those that they are
// to work on.

// Tickets returns a page of the queue of tickets, as far as the actor sees it.
func (s *Service) Tickets(ctx context.Context, actor models.Actor, query models.TicketQuery) (models.TicketPage, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.TicketPage{}, err
	}
	query.VisibleTo = actor.Sees()
	return s.store.Tickets(ctx, query)
}

// TicketsOf returns a customer with at most limit tickets of it, those with something left to do first, and how many there are.
func (s *Service) TicketsOf(ctx context.Context, actor models.Actor, customerID int64, limit int) (models.Customer, []models.Ticket, int, error) {
	customer, err := s.notErased(s.Customer(ctx, actor, customerID))
	if err != nil {
		return models.Customer{}, nil, 0, err
	}
	list, total, err := s.store.TicketsOf(ctx, customerID, limit)
	return customer, list, total, err
}

// Ticket returns a ticket with its customer.
func (s *Service) Ticket(ctx context.Context, actor models.Actor, id int64) (models.Customer, models.Ticket, error) {
	found, err := s.store.Ticket(ctx, id)
	return s.ticketFound(ctx, actor, found, err, "")
}

// TicketByCode returns the ticket with a code, with its customer.
func (s *Service) TicketByCode(ctx context.Context, actor models.Actor, code string) (models.Customer, models.Ticket, error) {
	found, err := s.store.TicketByCode(ctx, code)
	return s.ticketFound(ctx, actor, found, err, code)
}

// ticketFound returns a ticket that was just read with its customer. One of a customer that the actor doesn't see isn't there.
func (s *Service) ticketFound(ctx context.Context, actor models.Actor, found models.Ticket, err error, words string) (models.Customer, models.Ticket, error) {
	if errors.Is(err, store.ErrNotFound) {
		return models.Customer{}, models.Ticket{}, ticketNotFound(words)
	}
	if err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	customer, err := s.notErased(s.Customer(ctx, actor, found.CustomerID))
	if models.IsNotFound(err) {
		err = ticketNotFound(words)
	}
	if err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	return customer, found, nil
}

func ticketNotFound(words string) error {
	if words == "" {
		return models.NotFound("error.ticket_gone")
	}
	return models.NotFound("error.ticket_not_found", "Code", words)
}

// TicketTimes returns a ticket's times as they are now.
func (s *Service) TicketTimes(ctx context.Context, t models.Ticket) (models.TicketTimes, error) {
	moves, err := s.store.TicketMoves(ctx, t.ID)
	return s.team.Service.Times(t, moves, s.clock.Now()), err
}

// UpdateTicket changes the named fields of a ticket, as UpdateCustomer changes those of a customer; the Current of a *models.ConflictError is
// the ticket. A state among them moves it as MoveTicket does.
func (s *Service) UpdateTicket(ctx context.Context, op models.Operation, id int64, base models.EditBase, set map[models.Field]string) (models.Customer, models.Ticket, error) {
	wanted := s.kept(models.Tickets.Description, set)
	state, moves := wanted[models.FieldTicketState]
	delete(wanted, models.FieldTicketState) // which isn't set, and of which no version is merged
	if err := checkTogether(models.Tickets.Description, wanted); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	var scratch models.Ticket
	if errs := setFields(models.Tickets, &scratch, wanted); len(errs) > 0 {
		return models.Customer{}, models.Ticket{}, errs
	}
	for field := range wanted {
		wanted[field] = scratch.Get(field)
	}
	assignee := s.candidate(ctx, op.Actor, wanted[models.FieldTicketAssignee])
	return s.changeTicket(ctx, op, id, func(c *change, customer models.Customer, current models.Ticket, next *models.Ticket) error {
		apply, err := c.merge(ctx, recordOfTicket(current), base, wanted)
		if err != nil {
			return err
		}
		errs := setFields(models.Tickets, next, apply)
		if moves {
			spec, _ := models.Tickets.Find(models.FieldTicketState)
			errs, next.State = append(errs, spec.Validate(state, true, c.rules)...), models.TicketState(state)
		}
		if next.Assignee != current.Assignee {
			errs = append(append(errs, checkUser(models.FieldTicketAssignee, next.Assignee)...), checkWorker(models.FieldTicketAssignee, assignee)...)
		}
		if next.ContactID != current.ContactID {
			err := c.checkContact(ctx, models.FieldTicketContact, next.ContactID, customer)
			if refused := models.AsErrors(err); refused == nil && err != nil {
				return err
			}
			errs = append(errs, models.AsErrors(err)...)
		}
		return append(errs, next.Validate(&current, c.rules)...).Err()
	})
}

func recordOfTicket(t models.Ticket) record {
	return record{entity: models.EntityTicket, id: t.ID, version: t.Version, code: t.Code, current: &t}
}

// MoveTicket puts a ticket, of which somebody saw a version, into a state. Version 0 is whatever is present. Whoever takes up a ticket that
// nobody has has it then.
func (s *Service) MoveTicket(ctx context.Context, op models.Operation, id int64, version int, state models.TicketState) (models.Customer, models.Ticket, error) {
	return s.changeTicket(ctx, op, id, func(c *change, _ models.Customer, current models.Ticket, next *models.Ticket) error {
		spec, _ := models.Tickets.Find(models.FieldTicketState)
		if errs := spec.Validate(string(state), true, c.rules); len(errs) > 0 {
			return errs
		}
		if current.State == state {
			return models.Conflict("error.ticket_there", "Code", current.Code)
		}
		if version != 0 {
			then, last, err := c.since(ctx, recordOfTicket(current), version)
			if err != nil {
				return err
			}
			if _, moved := then[models.FieldTicketState]; moved {
				return models.Conflict("error.ticket_moved_since", "Code", current.Code, "User", models.Person(last[models.FieldTicketState].Actor))
			}
		}
		next.State = state
		return nil
	})
}

// changeTicket changes a ticket, of which alter gets a copy; where that puts it into another state, what follows from it is done here.
func (s *Service) changeTicket(ctx context.Context, op models.Operation, id int64,
	alter func(c *change, customer models.Customer, current models.Ticket, next *models.Ticket) error,
) (customer models.Customer, changed models.Ticket, err error) {
	if err := permit(op.Actor, models.MayServe); err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		found, err := c.lockTicket(ctx, id, &customer)
		if err != nil {
			return err
		}
		changed = found
		if err := alter(c, customer, found, &changed); err != nil {
			return err
		}
		return c.saveTicket(ctx, found, &changed, c.at)
	})
	if err != nil {
		return models.Customer{}, models.Ticket{}, err
	}
	return customer, changed, nil
}

// lockTicket takes a ticket's customer, which keeps the ticket from changing as well, and the ticket.
func (c *change) lockTicket(ctx context.Context, id int64, customer *models.Customer) (models.Ticket, error) {
	gone := func(err error) error {
		if errors.Is(err, store.ErrNotFound) {
			return ticketNotFound("")
		}
		return err
	}
	found, err := c.Ticket(ctx, id)
	if err != nil {
		return models.Ticket{}, gone(err)
	}
	if *customer, err = c.lockCustomer(ctx, found.CustomerID); err != nil {
		return models.Ticket{}, err
	}
	found, err = c.Ticket(ctx, id) // as it is now that it is locked
	return found, gone(err)
}

// saveTicket writes a ticket under a new version, with an audit entry for each field that changed, its times as they are now, and where its
// state changed, at an instant, a row of its way through them.
func (c *change) saveTicket(ctx context.Context, previous models.Ticket, next *models.Ticket, at time.Time) error {
	moves, err := c.TicketMoves(ctx, previous.ID)
	if err != nil {
		return err
	}
	if to := next.State; to == previous.State {
		next.Time(c.of.team.Service, moves, c.at)
	} else {
		next.State = previous.State
		move := next.Move(to, moves, at, c.op.Actor.ID)
		next.Time(c.of.team.Service, append(moves, move), c.at)
		move.Note(*next)
		if err := c.InsertTicketMove(ctx, move); err != nil {
			return err
		}
		if err := c.askSatisfaction(ctx, next); err != nil {
			return err
		}
	}
	return c.writeTicket(ctx, previous, next, models.ActionUpdate)
}

// writeTicket is saveTicket without its state and times.
func (c *change) writeTicket(ctx context.Context, previous models.Ticket, next *models.Ticket, action string) error {
	if next.Tags != previous.Tags { // also those that are taken back may be called otherwise by now
		if err := c.useTags(ctx, &next.Tags); err != nil {
			return err
		}
	}
	changes := models.Tickets.Changes(&previous, next)
	for _, field := range []models.Field{models.FieldRespondedAt, models.FieldSatisfaction, models.FieldSatisfiedBy} { // given, and still somebody's doing
		if was, is := previous.Get(field), next.Get(field); was != is {
			changes = append(changes, models.FieldChange{Field: field, Before: was, After: is})
		}
	}
	if len(changes) == 0 {
		return nil
	}
	next.Version, next.UpdatedBy, next.UpdatedAt = previous.Version+1, c.op.Actor.ID, c.at
	if at := slices.IndexFunc(changes, func(f models.FieldChange) bool { return f.Field == models.FieldRespondedAt }); at >= 0 && c.said {
		c.noteChanges(models.EntityTicket, previous.ID, next.Version, models.ActionReply, changes[at:at+1])
		changes = slices.Delete(changes, at, at+1)
	}
	c.noteChanges(models.EntityTicket, previous.ID, next.Version, action, changes)
	if err := c.UpdateTicket(ctx, previous, *next); err != nil {
		return err
	}
	if err := c.tellAssigned(ctx, previous, *next); err != nil {
		return err
	}
	if !models.Tells(previous, *next) {
		return nil
	}
	return c.answerTicket(ctx, *next)
}
