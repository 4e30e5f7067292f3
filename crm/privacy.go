package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// Masks reports whether personal data is shown masked, but to those who reveal it.
func (s *Service) Masks() bool { return s.team.Privacy == models.PrivacyProtected }

// Shown returns a customer as forms show it: with its personal data masked where that is the team's privacy mode.
func (s *Service) Shown(c models.Customer) models.Customer {
	if s.Masks() {
		return c.Masked(s.Fields().All()...)
	}
	return c
}

// mayReveal reports whether somebody may see a customer's personal data: its owner, and who leads.
func mayReveal(actor models.Actor, c models.Customer) bool {
	return actor.May(models.MayReveal) || actor.May(models.MayView) && c.Owner == actor.ID
}

// Reveal returns a customer with its personal data and its further contacts, for the actor's eyes only, and notes in the same
// transaction that they were looked at. It changes nothing, so Undo passes over it.
func (s *Service) Reveal(ctx context.Context, op models.Operation, id int64) (revealed models.Customer, contacts []models.Contact, err error) {
	err = s.change(ctx, op, func(c *change) error {
		found, err := c.lockCustomer(ctx, id)
		if err != nil {
			return err
		}
		if !mayReveal(op.Actor, found) {
			return Refused(op.Actor, models.MayReveal)
		}
		if err := c.readCustom(ctx, &found); err != nil {
			return err
		}
		if contacts, _, err = c.Contacts(ctx, id, models.MaxContacts); err != nil {
			return err
		}
		revealed = found
		c.note(models.EntityCustomer, id, found.Version, models.ActionReveal, "", "", "")
		return nil
	})
	if err != nil {
		return models.Customer{}, nil, err
	}
	return revealed, contacts, nil
}

// stored returns a value as the privacy mode lets it be kept.
func (s *Service) stored(field models.Field, value string) string {
	if s.team.Privacy != models.PrivacyPlaceholder || field != models.FieldContactName && field != models.FieldWeChat { // of these nobody can tell whether they are made up
		return value
	}
	return models.Mask(field, value)
}

// maskOf reports a value that is the mask of a field, as it is or as it was: it stands in a form because the field was
// masked there, and blanks that were typed beside it change nothing. How a value looks says nothing. "" is no mask.
func (c *change) maskOf(field models.Field, value, is, was string) bool {
	mask := func(value string) string { return models.Mask(field, value) }
	if own, found := c.rules.Custom.Find(field); found {
		if mask = own.Mask; !own.Personal {
			return false
		}
	} else if !models.IsPersonal(field) {
		return false
	}
	return models.SameMask(value, mask(is)) || models.SameMask(value, mask(was))
}

// withoutMasks drops from what somebody wants to set the fields that they gave the mask of what stands there.
func (c *change) withoutMasks(of record, wanted map[models.Field]string) map[models.Field]string {
	apply := make(map[models.Field]string, len(wanted))
	for field, value := range wanted {
		if is := of.current.Get(field); of.customer == nil || !c.masks || !c.maskOf(field, value, is, is) {
			apply[field] = value
		}
	}
	return apply
}

// MayReveal reports whether somebody may see a customer's personal data, and that of its contacts, by Reveal.
func (s *Service) MayReveal(actor models.Actor, c models.Customer) bool { return mayReveal(actor, c) }
