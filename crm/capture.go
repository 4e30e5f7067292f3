package crm

import (
	"cmp"
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// Capture saves what a person has confirmed of a sentence, all of it or nothing, as one operation that is taken back as one. A customer
// that is created with it is an operation of its own, as a new customer is not taken back. known are the customers that the person has seen it may be the
// same as: of others *models.DuplicateError comes back.
func (s *Service) Capture(ctx context.Context, op models.Operation, in models.Capture, known []int64) (models.Captured, error) {
	plan, err := s.prepareCapture(ctx, op, &in)
	if err != nil {
		return models.Captured{}, err
	}
	look := s.lookalikes(known)
	var saved models.Captured
	err = s.change(ctx, op, func(c *change) error {
		saved, c.idle = models.Captured{}, plan.idle
		customer, err := plan.customer(ctx, c, in, look)
		if err != nil {
			return err
		}
		if in.Interaction != nil {
			logged, err := c.log(ctx, customer.ID, *in.Interaction)
			if err != nil {
				return err
			}
			saved.Interaction = &logged
		}
		if in.Deal != nil {
			opened := plan.deal
			if err := c.insertDeal(ctx, &opened, customer); err != nil {
				return err
			}
			if customer, err = c.refreshOpportunity(ctx, customer); err != nil {
				return err
			}
			saved.Deal = &opened
		}
		if in.FollowUp != nil {
			planned, err := plan.followUp(ctx, c, customer, *in.FollowUp)
			if err != nil {
				return err
			}
			saved.FollowUp = &planned
		}
		saved.Created = in.Customer == 0
		saved.Customer, err = c.Customer(ctx, customer.ID)
		return err
	})
	if err = look.settle(ctx, op, err); err != nil {
		return models.Captured{}, err
	}
	return saved, nil
}

// capturing is what is known of a sentence before its transaction.
type capturing struct {
	service *Service
	fresh   models.Customer // the one that is to be created
	deal    models.Deal
	idle    string // the customer's owner, where they can't be given work
}

// prepareCapture checks who may, and every part by its own rules, and brings the parts into the form in which they are kept.
func (s *Service) prepareCapture(ctx context.Context, op models.Operation, in *models.Capture) (capturing, error) {
	plan := capturing{service: s}
	if in.Interaction == nil && in.FollowUp == nil && in.Deal == nil {
		return plan, models.Invalid("", "error.capture_nothing")
	}
	var errs models.Errors
	for need, wanted := range map[models.Permission]bool{models.MayLog: in.Interaction != nil, models.MayFollowUp: in.FollowUp != nil, models.MayCreate: in.Customer == 0, models.MayEdit: in.Deal != nil} {
		if err := permit(op.Actor, need); wanted && err != nil {
			return plan, err
		}
	}
	rules := s.Rules(op.Zone)
	if in.Customer == 0 {
		var more models.Errors
		plan.fresh, more = s.prepare(op, models.Customer{Name: in.Name})
		errs = slices.Concat(errs, more, checkWorker(models.FieldOwner, s.candidate(ctx, op.Actor, plan.fresh.Owner)), plan.fresh.Validate(nil, rules))
	}
	if in.Interaction != nil {
		cleaned := cleanInteraction(*in.Interaction)
		in.Interaction = &cleaned
		errs = append(errs, cleaned.Validate(rules)...)
	}
	if in.Deal != nil {
		var more models.Errors
		plan.deal, more = s.newDeal(in.Deal)
		errs = slices.Concat(errs, more, plan.deal.Validate(nil, rules))
		if in.Customer != 0 {
			plan.idle = s.idleOwner(ctx, op.Actor, in.Customer)
		}
	}
	if in.FollowUp != nil {
		checked, err := s.checkPlan(op, *in.FollowUp, s.Rules(cmp.Or(in.FollowUp.Zone, op.Zone)))
		if more := models.AsErrors(err); more != nil {
			errs = append(errs, more...)
		} else if err != nil {
			return plan, err
		}
		in.FollowUp = &checked
		errs = append(errs, checkWorker(models.FieldAssignee, s.candidate(ctx, op.Actor, checked.Assignee))...)
	}
	return plan, errs.Err()
}

// customer locks the customer, or creates it.
func (p capturing) customer(ctx context.Context, c *change, in models.Capture, look *lookalikes) (models.Customer, error) {
	if in.Customer != 0 {
		return c.lockCustomer(ctx, in.Customer)
	}
	if err := look.guard(ctx, c, models.Customer{}, p.fresh); err != nil {
		return models.Customer{}, err
	}
	id := c.id
	added := newcomer{Customer: p.fresh, apart: true}
	if err := c.insertNew(ctx, []*newcomer{&added}); err != nil {
		return models.Customer{}, err
	}
	if err := c.writeAudit(ctx); err != nil {
		return models.Customer{}, err
	}
	c.id, c.customer = id, added.ID
	return added.Customer, nil
}

// followUp plans what is to be done.
func (p capturing) followUp(ctx context.Context, c *change, customer models.Customer, in models.FollowUpInput) (models.FollowUp, error) {
	zone := c.zone
	if in.Zone != "" {
		c.zone = p.service.zone(in.Zone)
	}
	planned, err := c.plan(ctx, customer, in.Due(c.zone), in)
	if err == nil {
		err = c.refreshNext(ctx, customer)
	}
	c.zone = zone
	return planned, err
}
