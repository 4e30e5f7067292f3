package crm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// erasedError refuses what can't be done with a customer whose data was erased; zone decides which day that was.
func erasedError(c models.Customer, zone *time.Location) error {
	return models.Gone("error.erased", "Code", c.Code, "Date", models.DateOf(c.ErasedAt.In(zone)))
}

// notErased refuses a customer whose data was erased, where it is to be shown.
func (s *Service) notErased(c models.Customer, err error) (models.Customer, error) {
	if err == nil && c.Erased() {
		return models.Customer{}, erasedError(c, s.team.Zone)
	}
	return c, err
}

// listed refuses a customer that is archived or whose data was erased, where it is to be changed or worked with.
func (s *Service) listed(ctx context.Context) func(models.Customer, error) (models.Customer, error) {
	return func(c models.Customer, err error) (models.Customer, error) {
		c, err = s.notErased(c, err)
		if err == nil && c.Archived() {
			return models.Customer{}, goneError(ctx, s.store.Queries, c, s.team.Zone)
		}
		return c, err
	}
}

// ExportSubject returns all that the database has of a customer, plain, for the actor to hand to the person it is about, and
// notes in the audit log that it was taken. An erased customer has little left, which may be shown.
func (s *Service) ExportSubject(ctx context.Context, op models.Operation, id int64) (models.Subject, error) {
	if err := permit(op.Actor, models.MayExportSubject); err != nil {
		return models.Subject{}, err
	}
	var at time.Time
	err := s.change(ctx, op, func(c *change) error {
		found, err := c.lockAny(ctx, id)
		if err != nil {
			return err
		}
		at = c.at
		c.note(models.EntityCustomer, id, found.Version, models.ActionExport, "", "", "")
		return nil
	})
	if err != nil {
		return models.Subject{}, err
	}
	// What follows is read outside of the transaction, in which others would wait for it. The log only grows meanwhile.
	all, err := s.store.Subject(ctx, id)
	if err != nil {
		return models.Subject{}, err
	}
	all.At = at
	if all.Customer, err = s.store.Customer(ctx, id); err != nil {
		return models.Subject{}, err
	}
	if all.Customer, err = s.WithFields(ctx, all.Customer); err != nil {
		return models.Subject{}, err
	}
	merged, err := s.store.MergedInto(ctx, id)
	if err != nil {
		return models.Subject{}, err
	}
	for _, other := range merged {
		c, err := s.store.Customer(ctx, other)
		if err == nil {
			c, err = s.WithFields(ctx, c)
		}
		if err != nil {
			return models.Subject{}, err
		}
		all.Merged = append(all.Merged, c)
	}
	all.Fields = s.AllFields().All()
	return all, nil
}

// ErasureOf returns a customer and how much the database has of it, for somebody who is asked whether to erase it.
func (s *Service) ErasureOf(ctx context.Context, actor models.Actor, id int64) (models.Customer, models.SubjectCounts, error) {
	if err := permit(actor, models.MayErase); err != nil {
		return models.Customer{}, models.SubjectCounts{}, err
	}
	customer, err := s.notErased(s.Customer(ctx, actor, id))
	if err != nil {
		return models.Customer{}, models.SubjectCounts{}, err
	}
	counts, err := s.store.SubjectCounts(ctx, id)
	return customer, counts, err
}

// SubjectCounts counts what the database has of a customer, erased or not.
func (s *Service) SubjectCounts(ctx context.Context, actor models.Actor, id int64) (models.SubjectCounts, error) {
	if _, err := s.Customer(ctx, actor, id); err != nil {
		return models.SubjectCounts{}, err
	}
	return s.store.SubjectCounts(ctx, id)
}

// EraseSubject erases what the database has of a customer, for good: its data, what belongs to it, and the old and new values in
// the audit log. What is counted stays. It returns the customer as it then is. scrubbed is false where parts of the
// database's file could not be rewritten yet; the scheduler makes up for it.
func (s *Service) EraseSubject(ctx context.Context, op models.Operation, id int64, in models.ErasureInput) (erased models.Customer, scrubbed bool, err error) {
	if err := permit(op.Actor, models.MayErase); err != nil {
		return models.Customer{}, false, err
	}
	in.Reason = clean(in.Reason)
	invalid := in.Validate(s.Rules(op.Zone))
	err = s.change(ctx, op, func(c *change) error {
		current, err := c.lockHeld(ctx, id)
		if err != nil {
			return err
		}
		errs := invalid
		if code, ok := models.ParseCode(clean(in.Code)); !ok || code != current.Code {
			errs = append(models.Errors{models.Invalid(models.FieldCode, "error.erasure_code", "Code", current.Code)}, errs...)
		}
		if err := errs.Err(); err != nil {
			return err
		}
		erased, err = c.eraseAll(ctx, current, in)
		return err
	})
	if err != nil {
		return models.Customer{}, false, err
	}
	scrubbed, scrubErr := s.store.Scrub(ctx)
	return erased, scrubbed && scrubErr == nil, nil
}

// eraseAll erases a customer that is locked, and those that were merged into it: they are the same person.
func (c *change) eraseAll(ctx context.Context, current models.Customer, in models.ErasureInput) (models.Customer, error) {
	merged, err := c.MergedInto(ctx, current.ID)
	if err != nil {
		return models.Customer{}, err
	}
	for _, id := range merged {
		other, err := c.LockCustomer(ctx, id)
		if err == nil && !other.Erased() {
			_, err = c.erase(ctx, other, in)
		}
		if err != nil {
			return models.Customer{}, err
		}
	}
	return c.erase(ctx, current, in)
}

// erase empties a customer that is locked, and all that belongs to it. The only text that the audit log has of it
// afterwards is why.
func (c *change) erase(ctx context.Context, current models.Customer, in models.ErasureInput) (models.Customer, error) {
	erased := current
	erased.Erase(c.at, in.Name)
	erased.Version, erased.UpdatedBy, erased.UpdatedAt = current.Version+1, c.op.Actor.ID, c.at
	sources, err := c.sourcesOf(ctx, current)
	if err != nil {
		return models.Customer{}, err
	}
	if err := c.EraseCustomer(ctx, current, &erased, c.op.Actor.ID); err != nil {
		return models.Customer{}, err
	}
	if err := c.forgetSources(ctx, sources); err != nil {
		return models.Customer{}, err
	}
	c.note(models.EntityCustomer, erased.ID, erased.Version, models.ActionErase, "", "", in.Reason)
	return erased, nil
}

// retentionPage is how many churned customers are looked at between two signs of life.
const retentionPage = 200

// EraseSilent erases the churned customers that nothing has happened with since an instant, each in a transaction of its
// own: a follow-up or an interaction that comes meanwhile keeps its customer. mayGoOn is asked between them, and ends
// the work with its error. One that can't be erased keeps none of the others. It returns how many it has erased, also when it fails.
func (s *Service) EraseSilent(ctx context.Context, since time.Time, mayGoOn func(context.Context) error) (erased int, err error) {
	var failed []error
	for after := int64(0); ; {
		silent, last, err := s.store.SilentCustomers(ctx, since, after, retentionPage)
		if err == nil {
			err = mayGoOn(ctx)
		}
		if err != nil || last == 0 {
			return erased, errors.Join(append(failed, err)...)
		}
		after = last
		for _, id := range silent {
			if err := mayGoOn(ctx); err != nil {
				return erased, errors.Join(append(failed, err)...)
			}
			gone, err := s.eraseSilent(ctx, id, since)
			if err != nil {
				failed = append(failed, fmt.Errorf("erase customer %d: %w", id, err))
			}
			if gone {
				erased++
			}
		}
	}
}

func (s *Service) eraseSilent(ctx context.Context, id int64, since time.Time) (gone bool, err error) {
	op := models.Operation{Actor: models.System(), Source: "retention"}
	err = s.change(ctx, op, func(c *change) error {
		gone = false
		current, err := c.lockAny(ctx, id)
		if err != nil {
			return err
		}
		silent, err := c.SilentSince(ctx, current, since)
		if err != nil || !silent {
			return err
		}
		_, err = c.eraseAll(ctx, current, models.ErasureInput{Name: isPerson(current)})
		gone = err == nil
		return err
	})
	if errors.Is(err, store.ErrNotFound) || models.AsErrors(err) != nil { // gone meanwhile
		return false, nil
	}
	return gone, err
}

// isPerson decides whether the name and company of a customer that is erased by the clock go as well: a company's name
// is nobody's personal data, a consumer's is.
func isPerson(c models.Customer) bool { return c.Kind == models.KindConsumer }

// lockAny is lockCustomer for what may be done with erased customers too.
func (c *change) lockAny(ctx context.Context, id int64) (models.Customer, error) {
	c.customer = id
	found, err := c.lock(ctx, id)
	return seen(ctx, c.Queries, c.op.Actor, found, err, "")
}
