package crm

import (
	"cmp"
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// A customer's next follow-up is its earliest open one. It is kept beside the customer, so that lists sort by it, and
// brought up to date in every transaction that changes a follow-up.

// nextDue returns when a customer's next follow-up is to be after some of its values were changed, which are meant on the
// clock of the actor. A day alone leaves the time of day what it is on the clock by which it was planned.
func (c *change) nextDue(current models.Customer, apply map[models.Field]string) (models.Due, error) {
	due := current.NextDue()
	to := due.In(c.zone)
	day, dayNamed := apply[models.FieldNextFollowUp]
	clock, timeNamed := apply[models.FieldNextFollowUpTime]
	var err error
	if dayNamed {
		to.Day = models.Date{}
		if day != "" {
			to.Day, err = models.ParseDate(day)
		}
	}
	if timeNamed && err == nil {
		to.Time, err = models.ParseTimeOfDay(clock)
	}
	switch {
	case err != nil || to.Day.IsZero():
		return models.Due{}, err
	case !timeNamed && dayNamed && !due.IsZero():
		return due.On(to.Day, c.zone), nil
	}
	return due.Moved(to, c.zone), nil
}

// setNext puts the values of the next follow-up among those that were changed into a customer.
func (c *change) setNext(current models.Customer, next *models.Customer, apply map[models.Field]string) {
	_, dayNamed := apply[models.FieldNextFollowUp]
	_, timeNamed := apply[models.FieldNextFollowUpTime]
	due, err := c.nextDue(current, apply)
	if !dayNamed && !timeNamed || err != nil || due.IsZero() { // what can't be set, or not without a day, is for the rules to refuse
		return
	}
	next.SetNextDue(due)
}

// followNext carries a new next follow-up of a customer out: the earliest open follow-up is moved, planned or
// cancelled. next then shows what really is next.
func (c *change) followNext(ctx context.Context, current models.Customer, next *models.Customer) error {
	due := next.NextDue()
	if due.Same(current.NextDue()) {
		next.SetNextDue(current.NextDue())
		return nil
	}
	first, err := c.earliest(ctx, current.ID)
	if err != nil {
		return err
	}
	switch {
	case first.ID != 0:
		err = c.moveFollowUp(ctx, first, due)
	case !due.IsZero():
		_, err = c.plan(ctx, *next, due, models.FollowUpInput{})
	}
	if err != nil {
		return err
	}
	return c.readNext(ctx, next)
}

// moveFollowUp moves an open follow-up; to never it is cancelled.
func (c *change) moveFollowUp(ctx context.Context, found models.FollowUp, due models.Due) error {
	moved := found
	moved.Version, moved.UpdatedAt = found.Version+1, c.at
	if due.IsZero() {
		c.cancel(&moved)
		return c.UpdateFollowUp(ctx, found, moved)
	}
	moved.SetDue(due)
	c.noteFollowUp(found, moved, models.ActionUpdate)
	return c.UpdateFollowUp(ctx, found, moved)
}

// noteFollowUp notes what of a follow-up has become another: when it is due, what is to be done, and by whom.
func (c *change) noteFollowUp(before, after models.FollowUp, action string) {
	c.noteChanges(models.EntityFollowUp, after.ID, after.Version, action, models.FollowUps.Changes(&before, &after))
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
	first, err := c.earliest(ctx, customer.ID)
	if err == nil {
		customer.SetNextDue(first.Due()) // never, where there is none
	}
	return err
}

// earliestAmong is among how many follow-ups, by the days for which they were planned, the earliest moment is looked for:
// only those planned around one day in several zones can change places.
const earliestAmong = 20

// earliest returns a customer's earliest open follow-up; the zero FollowUp where there is none. Days and moments are compared
// on the team's clock.
func (c *change) earliest(ctx context.Context, customerID int64) (models.FollowUp, error) {
	open, err := c.OpenFollowUps(ctx, customerID, earliestAmong)
	if err != nil || len(open) == 0 {
		return models.FollowUp{}, err
	}
	zone := c.named("")
	return slices.MinFunc(open, func(a, b models.FollowUp) int { return models.CompareDue(a.Due(), b.Due(), zone) }), nil
}

// thenOnClock puts what the next follow-up was, as far as it changed since, on the clock of the actor.
func (c *change) thenOnClock(current models.Customer, then map[models.Field]string) map[models.Field]string {
	day, dayChanged := then[models.FieldNextFollowUp]
	note, timeChanged := then[models.FieldNextFollowUpTime]
	if !dayChanged && !timeChanged {
		return then
	}
	was := current
	if dayChanged {
		_ = was.Set(models.FieldNextFollowUp, day) // it was kept before
	}
	if clock, zone, err := models.ParseTimeNote(note); timeChanged && err == nil {
		_ = was.Set(models.FieldNextFollowUpTime, string(clock))
		was.NextFollowUpZone = cmp.Or(zone, was.NextFollowUpZone)
	}
	was = was.On(c.zone)
	then[models.FieldNextFollowUp], then[models.FieldNextFollowUpTime] = was.Get(models.FieldNextFollowUp), was.Get(models.FieldNextFollowUpTime)
	return then
}
