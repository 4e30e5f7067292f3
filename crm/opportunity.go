package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// The opportunity of a customer's record is the title of its open deal with the nearest close date. It is kept beside the customer, so
// that lists and files have it, and brought up to date in every transaction that changes a deal.

// followOpportunity carries a new opportunity of a customer out: it renames the deal whose title it is, or opens one. next then shows
// what the opportunity really is.
func (c *change) followOpportunity(ctx context.Context, current models.Customer, next *models.Customer) error {
	if next.Opportunity == current.Opportunity {
		return nil
	}
	nearest, err := c.NearestDeal(ctx, current.ID)
	none := errors.Is(err, store.ErrNotFound)
	switch {
	case err != nil && !none:
		return err
	case none && next.Opportunity == "":
		return nil
	case none:
		stage, err := c.entry(ctx)
		if err != nil {
			return err
		}
		deal := models.Deal{Title: next.Opportunity, StageID: stage.ID}
		return c.insertDeal(ctx, &deal, *next)
	case next.Opportunity == "":
		return models.Invalid(models.FieldOpportunity, "error.opportunity_open", "Code", nearest.Code)
	}
	renamed := nearest
	renamed.Title = next.Opportunity
	return c.saveDeal(ctx, nearest, &renamed)
}

// entry is the stage in which deals begin that are opened as opportunities. A process that has read no settings yet reads the pipelines.
func (c *change) entry(ctx context.Context) (models.Stage, error) {
	if c.rules.Pipelines == nil {
		pipelines, err := c.Pipelines(ctx)
		if err != nil {
			return models.Stage{}, err
		}
		c.rules.Pipelines = pipelines
	}
	stage, known := c.rules.Pipelines.Entry()
	if !known {
		return models.Stage{}, models.Invalid(models.FieldOpportunity, "error.no_stages")
	}
	return stage, nil
}

// readOpportunity puts the opportunity into a customer as its deals tell.
func (c *change) readOpportunity(ctx context.Context, customer *models.Customer) error {
	nearest, err := c.NearestDeal(ctx, customer.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	customer.Opportunity = nearest.Title // none, where there is none
	return nil
}

// refreshOpportunity brings the opportunity, and what else was put into a customer that is locked, up to date after one of its deals
// changed.
func (c *change) refreshOpportunity(ctx context.Context, changed models.Customer) (models.Customer, error) {
	stored, err := c.Customer(ctx, changed.ID)
	if err != nil {
		return changed, err
	}
	next := changed
	if err := c.readOpportunity(ctx, &next); err != nil {
		return changed, err
	}
	return next, c.save(ctx, stored, &next, models.ActionUpdate)
}
