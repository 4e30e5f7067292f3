package crm

import (
	"cmp"
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// PlanFollowUp plans to get in touch with a customer. Without an assignee it is the actor's.
func (s *Service) PlanFollowUp(ctx context.Context, op models.Operation, customerID int64, in models.FollowUpInput) (models.FollowUp, error) {
	if err := permit(op.Actor, models.MayFollowUp); err != nil {
		return models.FollowUp{}, err
	}
	in, err := s.checkPlan(op, in, s.Rules(cmp.Or(in.Zone, op.Zone)))
	if err == nil {
		err = checkWorker(models.FieldAssignee, s.candidate(ctx, op.Actor, in.Assignee)).Err()
	}
	if err != nil {
		return models.FollowUp{}, err
	}
	var planned models.FollowUp
	err = s.change(ctx, op, func(c *change) error {
		customer, err := c.lockCustomer(ctx, customerID)
		if err != nil {
			return err
		}
		if in.Zone != "" {
			c.zone = s.zone(in.Zone)
		}
		if planned, err = c.plan(ctx, customer, in.Due(c.zone), in); err != nil {
			return err
		}
		return c.refreshNext(ctx, customer)
	})
	if err != nil {
		return models.FollowUp{}, err
	}
	return planned, nil
}

// checkPlan returns what is to be planned in the form in which it is kept, or every rule it breaks.
func (s *Service) checkPlan(op models.Operation, in models.FollowUpInput, rules models.Rules) (models.FollowUpInput, error) {
	in.Title, in.Assignee = clean(in.Title), clean(in.Assignee)
	errs := checkUser(models.FieldAssignee, in.Assignee)
	clock, err := models.ParseTimeOfDay(string(in.DueTime))
	if err != nil {
		errs = append(errs, models.Invalid(models.FieldDueTime, "error.bad_time", "Value", models.Shorten(string(in.DueTime), 50)))
	}
	in.DueTime = clock
	if err := append(in.Validate(rules), errs...).Err(); err != nil {
		return in, err
	}
	if in.Assignee == "" && models.IsUser(op.Actor.ID) {
		in.Assignee = op.Actor.ID
	}
	return in, nil
}

// FollowUp returns a follow-up with what a list shows of its customer.
func (s *Service) FollowUp(ctx context.Context, actor models.Actor, id int64) (models.DueFollowUp, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.DueFollowUp{}, err
	}
	found, err := s.store.FollowUp(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return models.DueFollowUp{}, followUpNotFound()
	}
	if err != nil {
		return models.DueFollowUp{}, err
	}
	customer, err := s.store.Customer(ctx, found.CustomerID)
	if customer, err = seen(ctx, s.store.Queries, actor, customer, err, ""); models.AsErrors(err) != nil {
		return models.DueFollowUp{}, followUpNotFound()
	}
	if customer, err = s.listed(ctx)(customer, err); err != nil {
		return models.DueFollowUp{}, err
	}
	return models.DueFollowUp{FollowUp: found, CustomerCode: customer.Code, CustomerName: customer.Name}, nil
}

// CompleteFollowUp marks a follow-up done, with what came of it, which may be empty, and plans what comes next in the
// same transaction.
func (s *Service) CompleteFollowUp(ctx context.Context, op models.Operation, id int64, outcome string, next ...models.FollowUpInput) (models.DueFollowUp, error) {
	if err := permit(op.Actor, models.MayFollowUp); err != nil {
		return models.DueFollowUp{}, err
	}
	outcome = clean(outcome)
	errs := models.ValidateOutcome(outcome, s.Rules(op.Zone))
	for i, in := range next {
		checked, err := s.checkPlan(op, in, s.Rules(cmp.Or(in.Zone, op.Zone)))
		errs = append(errs, models.AsErrors(err)...)
		next[i] = checked
	}
	if err := errs.Err(); err != nil {
		return models.DueFollowUp{}, err
	}
	return s.changeFollowUp(ctx, op, id, func(c *change, f *models.FollowUp) error {
		c.close(f, models.FollowUpDone)
		f.Outcome = outcome
		c.note(models.EntityFollowUp, f.ID, f.Version, models.ActionDone, models.FieldOutcome, "", outcome)
		return nil
	}, next...)
}

// SnoozeFollowUp puts a follow-up, of which somebody saw a version, off to another day of the actor, at the same time of day
// by the clock by which it was planned.
func (s *Service) SnoozeFollowUp(ctx context.Context, op models.Operation, id int64, version int, to models.Date) (models.DueFollowUp, error) {
	rules := s.Rules(op.Zone)
	if err := (models.FollowUpInput{DueOn: to}).Validate(rules).Err(); err != nil {
		return models.DueFollowUp{}, err
	}
	return s.changeFollowUp(ctx, op, id, func(c *change, f *models.FollowUp) error {
		if f.Version-1 != version {
			return models.Conflict("error.followup_changed")
		}
		before, due := *f, f.Due().On(to, c.zone)
		if err := models.ValidateDue(models.FieldDueOn, models.FieldDueTime, due, rules).Err(); err != nil {
			return err
		}
		f.SetDue(due)
		f.SnoozedCount++
		if c.noteFollowUp(before, *f, models.ActionSnooze); f.DueOn == before.DueOn { // it counts all the same
			c.note(models.EntityFollowUp, f.ID, f.Version, models.ActionSnooze, models.FieldDueOn, before.DueOn.String(), f.DueOn.String())
		}
		return nil
	})
}

// EditFollowUp changes an open follow-up of which somebody saw a version: its day, time, title, and whose it is.
// Without an assignee it stays with whom it is. Day and time are as a clock in the zone of in shows them, or the actor's:
// where it shows just that already, the follow-up isn't moved, and may be past, since what is overdue can be given to
// somebody else as it is.
func (s *Service) EditFollowUp(ctx context.Context, op models.Operation, id int64, version int, in models.FollowUpInput) (models.DueFollowUp, error) {
	if err := permit(op.Actor, models.MayFollowUp); err != nil {
		return models.DueFollowUp{}, err
	}
	keeps := in.Assignee == ""
	rules := s.Rules(cmp.Or(in.Zone, op.Zone))
	timeless := rules
	timeless.Today = models.Date{}
	in, err := s.checkPlan(op, in, timeless)
	if err != nil {
		return models.DueFollowUp{}, err
	}
	assignee := s.candidate(ctx, op.Actor, in.Assignee)
	return s.changeFollowUp(ctx, op, id, func(c *change, f *models.FollowUp) error {
		if f.Version-1 != version {
			return models.Conflict("error.followup_changed")
		}
		if err := checkWorker(models.FieldAssignee, assignee).Err(); err != nil && in.Assignee != f.Assignee {
			return err
		}
		before, due := *f, f.Due().Moved(in.Moment(), rules.Now.Location())
		if !due.Same(f.Due()) {
			if err := in.ValidateDue(rules).Err(); err != nil {
				return err
			}
		}
		if keeps {
			in.Assignee = f.Assignee
		}
		f.SetDue(due)
		f.Title, f.Assignee = in.Title, in.Assignee
		c.noteFollowUp(before, *f, models.ActionUpdate)
		return nil
	})
}

// CancelFollowUp marks a follow-up as not to be done any more.
func (s *Service) CancelFollowUp(ctx context.Context, op models.Operation, id int64) (models.DueFollowUp, error) {
	return s.changeFollowUp(ctx, op, id, func(c *change, f *models.FollowUp) error { c.cancel(f); return nil })
}

// changeFollowUp changes an open follow-up, of which alter gets a copy under its next version, plans those that come
// after it, and brings its customer's next follow-up up to date.
func (s *Service) changeFollowUp(ctx context.Context, op models.Operation, id int64, alter func(*change, *models.FollowUp) error, after ...models.FollowUpInput) (models.DueFollowUp, error) {
	if err := permit(op.Actor, models.MayFollowUp); err != nil {
		return models.DueFollowUp{}, err
	}
	var changed models.DueFollowUp
	err := s.change(ctx, op, func(c *change) error {
		found, err := c.FollowUp(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return followUpNotFound()
		}
		if err != nil {
			return err
		}
		// Customers are locked before their follow-ups, everywhere; who had the lock may have changed this one.
		customer, err := c.lockCustomer(ctx, found.CustomerID)
		if err != nil {
			return err
		}
		if found, err = c.FollowUp(ctx, id); err != nil {
			return err
		}
		if found.State != models.FollowUpPlanned {
			return models.Conflict("error.followup_closed", "Code", customer.Code, "Name", customer.Name, "State", string(found.State))
		}
		next := found
		next.Version, next.UpdatedAt = found.Version+1, c.at
		if err := alter(c, &next); err != nil {
			return err
		}
		if err := c.UpdateFollowUp(ctx, found, next); err != nil {
			return err
		}
		for _, in := range after {
			if _, err := c.plan(ctx, customer, in.Due(c.zone), in); err != nil {
				return err
			}
		}
		changed = models.DueFollowUp{FollowUp: next, CustomerCode: customer.Code, CustomerName: customer.Name}
		return c.refreshNext(ctx, customer)
	})
	if err != nil {
		return models.DueFollowUp{}, err
	}
	return changed, nil
}

func followUpNotFound() error {
	return models.NotFound("error.followup_not_found")
}

// plan inserts a follow-up of what in says otherwise. Where nobody is named it is for the customer's owner, if they can be
// given work, else for the actor.
func (c *change) plan(ctx context.Context, customer models.Customer, due models.Due, in models.FollowUpInput) (models.FollowUp, error) {
	planned := c.planned(customer, due, in)
	if err := c.InsertFollowUp(ctx, &planned); err != nil {
		return models.FollowUp{}, err
	}
	c.notePlanned(planned)
	return planned, nil
}

// planned is a follow-up that is to be planned.
func (c *change) planned(customer models.Customer, due models.Due, in models.FollowUpInput) models.FollowUp {
	owner := customer.Owner
	if owner == c.idle {
		owner = ""
	}
	planned := models.FollowUp{
		CustomerID: customer.ID, Title: in.Title,
		Assignee: cmp.Or(in.Assignee, owner), State: models.FollowUpPlanned,
		CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedAt: c.at, Version: 1,
	}
	if planned.Assignee == "" && models.IsUser(c.op.Actor.ID) {
		planned.Assignee = c.op.Actor.ID
	}
	planned.SetDue(due)
	return planned
}

// notePlanned tells the audit log of a new follow-up.
func (c *change) notePlanned(planned models.FollowUp) {
	c.note(models.EntityFollowUp, planned.ID, planned.Version, models.ActionCreate, models.FieldDueOn, "", planned.DueOn.String())
}

func (c *change) close(f *models.FollowUp, state models.FollowUpState) {
	at := c.at
	f.State, f.ClosedAt, f.ClosedBy = state, &at, c.op.Actor.ID
}

func (c *change) cancel(f *models.FollowUp) {
	c.close(f, models.FollowUpCancelled)
	c.note(models.EntityFollowUp, f.ID, f.Version, models.ActionCancel, "", "", "")
}
