package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A deal's contact is one of its customer's. The primary contact is no record of its own (docs/decisions/020): who becomes it, or was it, is
// followed by the deals in the same transaction, with entries of their own in the audit log, so that a change is taken back with them.

// checkDealContact refuses a contact that isn't the customer's.
func (c *change) checkDealContact(ctx context.Context, d models.Deal, customer models.Customer) error {
	switch primary := customer.Primary(); {
	case d.ContactID == 0, d.ContactID == models.PrimaryContact && !primary.Empty():
		return nil
	case d.ContactID > 0:
		found, err := c.Contact(ctx, d.ContactID)
		if err == nil && found.CustomerID == customer.ID {
			return nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return models.Invalid(models.FieldDealContact, "error.unknown_contact", "Value", "")
}

// replaceDealContact gives the deals of a customer that is locked which have one contact another, 0 for none.
func (c *change) replaceDealContact(ctx context.Context, customerID, from, to int64) error {
	list, err := c.DealsWithContact(ctx, customerID, from)
	if err != nil {
		return err
	}
	return c.setDealContacts(ctx, list, to)
}

func (c *change) setDealContacts(ctx context.Context, list []models.Deal, to int64) error {
	for _, d := range list {
		next := d
		next.ContactID = to
		if err := c.writeDeal(ctx, d, &next, models.ActionUpdate); err != nil {
			return err
		}
	}
	return nil
}

// primaryDeals are the deals of some customers whose contact is the primary one, by the customer.
func (c *change) primaryDeals(ctx context.Context, customers ...models.Customer) (map[int64][]models.Deal, error) {
	of := map[int64][]models.Deal{}
	for _, one := range customers {
		list, err := c.DealsWithContact(ctx, one.ID, models.PrimaryContact)
		if err != nil {
			return nil, err
		}
		of[one.ID] = list
	}
	return of, nil
}

// settleDealContacts sees after a merge was taken back that each deal of both customers has a contact of its own customer: of whom the merge
// had made other contacts, those are the primary ones again.
func (c *change) settleDealContacts(ctx context.Context, left []models.Contact, both ...models.Customer) error {
	defer func(was int64) { c.customer = was }(c.customer)
	for _, customer := range both {
		c.customer = customer.ID
		contacts, _, err := c.Contacts(ctx, customer.ID, models.MaxContacts)
		if err != nil {
			return err
		}
		foreign, err := c.DealsOfOthersContacts(ctx, customer.ID, contacts)
		if err != nil {
			return err
		}
		for _, d := range foreign {
			to := int64(0)
			if slices.ContainsFunc(left, func(person models.Contact) bool { return person.ID == d.ContactID && toldBy(person, customer) }) {
				to = models.PrimaryContact
			}
			if err := c.setDealContacts(ctx, []models.Deal{d}, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameContacts lets the entries about deals of a customer say who is meant, by masked names: everybody may read a history.
func (s *Service) nameContacts(ctx context.Context, customer models.Customer, entries []models.HistoryEntry) error {
	isContact := func(e models.HistoryEntry) bool {
		return e.Entity == models.EntityDeal && models.Field(e.Field) == models.FieldDealContact
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
