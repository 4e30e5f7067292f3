package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// The contact of a deal or a ticket is one of its customer's. The primary contact is no record of its own (docs/decisions/020): who becomes it,
// or was it, is followed by what hangs on the customer in the same transaction, with entries of its own in the audit log, so that a change is
// taken back with them.

// checkContact refuses, at a field, a contact that isn't the customer's.
func (c *change) checkContact(ctx context.Context, field models.Field, contactID int64, customer models.Customer) error {
	switch primary := customer.Primary(); {
	case contactID == 0, contactID == models.PrimaryContact && !primary.Empty():
		return nil
	case contactID > 0:
		found, err := c.Contact(ctx, contactID)
		if err == nil && found.CustomerID == customer.ID {
			return nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return models.Invalid(field, "error.unknown_contact", "Value", "")
}

// replaceContact gives what hangs on a customer that is locked and names one contact another, 0 for none.
func (c *change) replaceContact(ctx context.Context, customerID, from, to int64) error {
	list, err := c.belongings(ctx, store.Belongings{CustomerID: customerID, Contact: from})
	if err != nil {
		return err
	}
	return pointAll(ctx, list, to)
}

// namingPrimary is what hangs on some customers and names the primary contact, by the customer.
func (c *change) namingPrimary(ctx context.Context, customers ...models.Customer) (map[int64][]belonging, error) {
	of := map[int64][]belonging{}
	for _, one := range customers {
		list, err := c.belongings(ctx, store.Belongings{CustomerID: one.ID, Contact: models.PrimaryContact})
		if err != nil {
			return nil, err
		}
		of[one.ID] = list
	}
	return of, nil
}

// settleContacts sees after a merge was taken back that what hangs on both customers names a contact of its own customer: of whom the merge
// had made other contacts, those are the primary ones again.
func (c *change) settleContacts(ctx context.Context, left []models.Contact, both ...models.Customer) error {
	defer func(was int64) { c.customer = was }(c.customer)
	for _, customer := range both {
		c.customer = customer.ID
		contacts, _, err := c.Contacts(ctx, customer.ID, models.MaxContacts)
		if err != nil {
			return err
		}
		foreign, err := c.belongings(ctx, store.Belongings{CustomerID: customer.ID, Others: true, NotOf: contacts})
		if err != nil {
			return err
		}
		for _, one := range foreign {
			to := int64(0)
			if slices.ContainsFunc(left, func(person models.Contact) bool { return person.ID == one.contact && toldBy(person, customer) }) {
				to = models.PrimaryContact
			}
			if err := one.point(ctx, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameContacts lets the entries about what hangs on a customer say who is meant, by masked names: everybody may read a history.
func (s *Service) nameContacts(ctx context.Context, customer models.Customer, entries []models.HistoryEntry) error {
	if err := s.nameMemberships(ctx, entries); err != nil {
		return err
	}
	isContact := func(e models.HistoryEntry) bool {
		spec, _ := models.Describe(e.Entity, models.Field(e.Field))
		return spec.Type == models.TypeContact
	}
	if !slices.ContainsFunc(entries, isContact) {
		return nil
	}
	contacts, _, err := s.store.Contacts(ctx, customer.ID, models.MaxContacts)
	if err != nil {
		return err
	}
	spec, _ := models.Contacts.Find(models.FieldContactName)
	primary := customer.Primary()
	names := map[string]string{models.ContactKey(models.PrimaryContact): spec.Mask(primary.ContactName.Plain())}
	for _, contact := range contacts {
		names[models.ContactKey(contact.ID)] = spec.Mask(contact.ContactName.Plain())
	}
	for i := range entries {
		if isContact(entries[i]) {
			entries[i].Names = names
		}
	}
	return nil
}
