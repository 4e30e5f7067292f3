package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Masks reports whether personal data is shown masked, but to those who reveal it.
func (s *Service) Masks() bool { return s.team.Privacy == models.PrivacyProtected }

// Shown returns a customer as forms show it: with its personal data masked where that is the team's privacy mode.
func (s *Service) Shown(c models.Customer) models.Customer {
	if s.Masks() {
		return c.Masked()
	}
	return c
}

// mayReveal reports whether somebody may see a customer's personal data: its owner, and who leads.
func mayReveal(actor models.Actor, c models.Customer) bool {
	return actor.May(models.MayReveal) || actor.May(models.MayView) && c.Owner == actor.ID
}

// Reveal returns a customer with its personal data, for the actor's eyes only, and notes in the same transaction that
// it was looked at. It changes nothing, so Undo passes over it.
func (s *Service) Reveal(ctx context.Context, op models.Operation, id int64) (models.Customer, error) {
	var revealed models.Customer
	err := s.change(ctx, op, func(c *change) error {
		found, err := c.lockCustomer(ctx, id)
		if err != nil {
			return err
		}
		if !mayReveal(op.Actor, found) {
			return Refused(op.Actor, models.MayReveal)
		}
		revealed = found
		c.note(models.EntityCustomer, id, found.Version, models.ActionReveal, "", "", "")
		return nil
	})
	if err != nil {
		return models.Customer{}, err
	}
	return revealed, nil
}

// stored returns a value as the privacy mode lets it be kept.
func (s *Service) stored(field models.Field, value string) string {
	if field == models.FieldContactName && s.team.Privacy == models.PrivacyPlaceholder {
		return models.MaskName(value)
	}
	return value
}

// before returns the values of the fields that changed since somebody saw a version of a customer, as they were seen.
// The audit log tells them.
func before(ctx context.Context, q store.Queries, current models.Customer, seen int) (map[models.Field]string, error) {
	then := map[models.Field]string{}
	if seen == current.Version {
		return then, nil
	}
	entries, err := q.AuditSince(ctx, models.EntityCustomer, current.ID, seen)
	for _, entry := range entries {
		if _, known := then[models.Field(entry.Field)]; !known {
			then[models.Field(entry.Field)] = entry.OldValue
		}
	}
	return then, err
}

// masked reports a value that stands in a form because the field was masked there, as it was or as it is, and nobody
// typed over it.
func masked(field models.Field, value string, current models.Customer, then map[models.Field]string) bool {
	if value == "" || !models.IsPersonal(field) {
		return false // emptied, unless it was empty
	}
	return value == models.Mask(field, current.Get(field)) || value == models.Mask(field, then[field])
}

// Retyped returns a customer as its form shows it now, and the same with what was typed into the form of an older
// version: what was left alone there is as it is now.
func (s *Service) Retyped(ctx context.Context, actor models.Actor, id int64, version int, typed map[models.Field]string) (current, mine models.Customer, err error) {
	if current, err = s.Customer(ctx, actor, id); err != nil {
		return current, mine, err
	}
	then, err := before(ctx, s.store.Queries, current, version)
	mine = s.Shown(current)
	for field, value := range typed {
		was, changed := then[field]
		if s.Masks() && masked(field, value, current, then) || changed && canonical(field, clean(value)) == was {
			continue
		}
		_ = mine.Set(field, value) // a value that can't be set was refused before the form is shown again
	}
	return s.Shown(current), mine, err
}
