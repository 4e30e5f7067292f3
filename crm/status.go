package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// ChangeStatus changes where a customer stands, on the basis of an interaction: one of the last
// models.BasisMaxAge, or a new one, logged in the same transaction.
func (s *Service) ChangeStatus(ctx context.Context, op models.Operation, customerID int64, in models.StatusInput) (models.Customer, error) {
	if err := permit(op.Actor, models.MayChangeStatus); err != nil {
		return models.Customer{}, err
	}
	in.Reason = clean(in.Reason)
	if in.NewInteraction != nil {
		cleaned := cleanInteraction(*in.NewInteraction)
		in.NewInteraction = &cleaned
	}
	if err := in.Validate(s.Rules(op.Zone)).Err(); err != nil {
		return models.Customer{}, err
	}
	if in.To != models.StatusChurned {
		in.Reason = "" // only a churn has one
	}
	var saved models.Customer
	err := s.change(ctx, op, func(c *change) error {
		current, err := c.lockCustomer(ctx, customerID)
		if err != nil {
			return err
		}
		if current.Status == in.To {
			return models.Invalid(models.FieldStatus, "error.same_status", "Status", in.To)
		}
		if in.From != "" && in.From != current.Status {
			last, err := c.StatusChanges(ctx, customerID, 1)
			if err != nil {
				return err
			}
			since := &models.StatusChangedError{Current: current}
			if len(last) > 0 {
				since.By = last[0].ChangedBy
			}
			return since
		}
		saved, err = c.changeStatus(ctx, current, in)
		return err
	})
	if err != nil {
		return models.Customer{}, err
	}
	return saved, nil
}

// changeStatus gives a customer that is locked another status, and returns it as it then is.
func (c *change) changeStatus(ctx context.Context, current models.Customer, in models.StatusInput) (models.Customer, error) {
	basis, err := c.basis(ctx, current.ID, in)
	if err != nil {
		return models.Customer{}, err
	}
	history := models.StatusChange{
		CustomerID: current.ID, FromStatus: current.Status, ToStatus: in.To, InteractionID: basis,
		Reason: in.Reason, ChangedBy: c.op.Actor.ID, ChangedAt: c.at,
	}
	if err := c.InsertStatusChange(ctx, &history); err != nil {
		return models.Customer{}, err
	}
	if in.Reason != "" {
		c.note(models.EntityCustomer, current.ID, current.Version+1, models.ActionStatus, models.FieldReason, "", in.Reason)
	}
	next := current
	next.Status = in.To
	err = c.save(ctx, current, &next, models.ActionStatus)
	return next, err
}

// basis returns the ID of the interaction that a status change is based on.
func (c *change) basis(ctx context.Context, customerID int64, in models.StatusInput) (int64, error) {
	if in.NewInteraction != nil {
		logged, err := c.log(ctx, customerID, *in.NewInteraction)
		return logged.ID, err
	}
	found, err := c.Interaction(ctx, in.InteractionID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	if err != nil || found.CustomerID != customerID || found.HappenedAt.Before(c.at.Add(-models.BasisMaxAge)) {
		return 0, models.Invalid(models.InputBasis, "error.basis_unknown")
	}
	return found.ID, nil
}
