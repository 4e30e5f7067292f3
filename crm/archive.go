package crm

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// goneError refuses what can't be done with an archived customer, or says into which it was merged; zone decides which day that was.
func goneError(ctx context.Context, q store.Queries, c models.Customer, zone *time.Location) error {
	day := models.DateOf(c.ArchivedAt.In(zone))
	if c.MergedInto == 0 {
		return models.Gone("error.archived", "Code", c.Code, "Date", day)
	}
	kept, err := q.Customer(ctx, c.MergedInto)
	if err != nil {
		return err
	}
	return models.Gone("error.merged", "Code", c.Code, "Kept", kept.Code, "Date", day)
}

// byCode returns the customer that a code leads to: where it was merged into another, that one.
func (s *Service) byCode(ctx context.Context, code string) (models.Customer, error) {
	found, err := s.store.CustomerByCode(ctx, code)
	for err == nil && found.MergedInto != 0 {
		found, err = s.store.Customer(ctx, found.MergedInto)
	}
	return found, err
}

// ArchiveCustomer takes a customer out of lists, searches and figures of what is open, or with archived false puts it back: its
// open follow-ups remind nobody meanwhile. Managers may at any time, who entered it within models.MaxArchiveOwn.
func (s *Service) ArchiveCustomer(ctx context.Context, op models.Operation, id int64, archived bool) (models.Customer, error) {
	var saved models.Customer
	err := s.change(ctx, op, func(c *change) error {
		current, err := c.lockHeld(ctx, id)
		if err != nil {
			return err
		}
		switch {
		case !op.Actor.MayArchive(current, c.at):
			return models.Forbidden("error.archive_not_permitted", "Code", current.Code)
		case current.Archived() && archived, current.MergedInto != 0:
			return goneError(ctx, c.Queries, current, c.zone)
		case !current.Archived() && !archived:
			return models.Conflict("error.not_archived", "Code", current.Code)
		}
		action := models.ActionArchive
		if !archived {
			action = models.ActionRestore
		}
		saved, err = c.archive(ctx, current, archived)
		c.noteArchived(action, current, saved)
		return err
	})
	if err != nil {
		return models.Customer{}, err
	}
	return saved, nil
}

// maxArchived is how many archived customers are listed.
const maxArchived = 20

// ArchivedCustomers returns the customers that were archived last, latest first.
func (s *Service) ArchivedCustomers(ctx context.Context, actor models.Actor) ([]models.Customer, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	return s.store.ArchivedCustomers(ctx, actor.Sees(), maxArchived)
}

// archive archives or restores a customer that is locked.
func (c *change) archive(ctx context.Context, current models.Customer, archived bool) (models.Customer, error) {
	next := current
	next.Version, next.UpdatedBy, next.UpdatedAt = current.Version+1, c.op.Actor.ID, c.at
	if next.ArchivedAt = nil; archived {
		next.ArchivedAt = &c.at
	}
	if !archived { // its tags may be called otherwise by now
		if err := c.useTags(ctx, &next.Tags); err != nil {
			return next, err
		}
		if next.Tags != current.Tags {
			c.note(models.EntityCustomer, next.ID, next.Version, models.ActionUpdate, models.FieldTags, current.Tags, next.Tags)
		}
		if err := c.useSources(ctx, &next.Source); err != nil {
			return next, err
		}
		if next.Source != current.Source {
			c.note(models.EntityCustomer, next.ID, next.Version, models.ActionUpdate, models.FieldSource, current.Source, next.Source)
		}
	}
	err := c.ArchiveCustomer(ctx, current, &next)
	return next, err
}

// noteArchived tells the audit log that a customer was archived or restored.
func (c *change) noteArchived(action string, before, after models.Customer) {
	c.note(models.EntityCustomer, before.ID, after.Version, action, models.FieldArchivedAt, before.Get(models.FieldArchivedAt), after.Get(models.FieldArchivedAt))
}

// archiving returns whether an operation archived a customer or restored it; found is false where it did neither.
func archiving(entries []models.HistoryEntry) (archived, found bool) {
	for _, entry := range entries {
		if models.Field(entry.Field) == models.FieldArchivedAt && entry.Entity == models.EntityCustomer {
			return entry.NewValue != "", true
		}
	}
	return false, false
}
