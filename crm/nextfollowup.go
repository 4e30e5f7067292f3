package crm

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// A customer's next follow-up is its earliest open one. It is kept beside the customer, so that lists sort by it, and
// brought up to date in every transaction that changes a follow-up.

// followNext carries a new next follow-up of a customer out: the earliest open follow-up is moved, planned or
// cancelled. next then shows what really is next.
func (c *change) followNext(ctx context.Context, current models.Customer, next *models.Customer) error {
	if next.NextFollowUp == current.NextFollowUp && next.NextFollowUpTime == current.NextFollowUpTime {
		return nil
	}
	open, err := c.OpenFollowUps(ctx, current.ID, 1)
	if err != nil {
		return err
	}
	switch {
	case len(open) > 0:
		err = c.moveFollowUp(ctx, open[0], next.NextFollowUp, next.NextFollowUpTime)
	case !next.NextFollowUp.IsZero():
		_, err = c.plan(ctx, *next, models.FollowUpInput{DueOn: next.NextFollowUp, DueTime: next.NextFollowUpTime})
	}
	if err != nil {
		return err
	}
	return c.readNext(ctx, next)
}

// moveFollowUp moves an open follow-up to a day and time; without a day it is cancelled.
func (c *change) moveFollowUp(ctx context.Context, found models.FollowUp, day models.Date, at models.TimeOfDay) error {
	moved := found
	moved.Version, moved.UpdatedAt = found.Version+1, c.at
	if day.IsZero() {
		c.cancel(&moved)
		return c.UpdateFollowUp(ctx, found, moved)
	}
	moved.DueOn, moved.DueTime = day, at
	if at != found.DueTime {
		moved.Zone = c.zone.String() // the time is meant where it was said
	}
	setDueAt(&moved, c.named(moved.Zone))
	if day != found.DueOn {
		c.note(models.EntityFollowUp, found.ID, moved.Version, models.ActionUpdate, models.FieldDueOn, found.DueOn.String(), day.String())
	}
	if at != found.DueTime {
		c.note(models.EntityFollowUp, found.ID, moved.Version, models.ActionUpdate, models.FieldDueTime, string(found.DueTime), string(at))
	}
	if moved.Zone != found.Zone {
		c.note(models.EntityFollowUp, found.ID, moved.Version, models.ActionUpdate, models.FieldZone, found.Zone, moved.Zone)
	}
	return c.UpdateFollowUp(ctx, found, moved)
}

// refreshNext brings a customer's next follow-up up to date after one of its follow-ups changed.
func (c *change) refreshNext(ctx context.Context, current models.Customer) error {
	next := current
	if err := c.readNext(ctx, &next); err != nil {
		return err
	}
	return c.save(ctx, current, &next, models.ActionUpdate)
}

func (c *change) readNext(ctx context.Context, customer *models.Customer) error {
	open, err := c.OpenFollowUps(ctx, customer.ID, 1)
	if err != nil {
		return err
	}
	customer.NextFollowUp, customer.NextFollowUpTime = models.Date{}, ""
	if len(open) > 0 {
		customer.NextFollowUp, customer.NextFollowUpTime = open[0].DueOn, open[0].DueTime
	}
	return nil
}

// setDueAt computes the instant a follow-up is due at, which only those with a time have.
func setDueAt(f *models.FollowUp, zone *time.Location) {
	f.DueAt = nil
	if f.DueTime != "" && !f.DueOn.IsZero() {
		at := f.DueOn.At(f.DueTime, zone).UTC()
		f.DueAt = &at
	}
}
