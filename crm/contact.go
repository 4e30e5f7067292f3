package crm

import (
	"context"
	"errors"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A customer's contacts: the primary one is the contact columns of the customer's record, and has the ID 0 here; the others are
// records of their own. An ID stands for one person for ever: who becomes the primary contact is no record of their own any more,
// and who was it is a new one.

// Contacts returns a customer with its contacts, the primary one first where there is one.
func (s *Service) Contacts(ctx context.Context, actor models.Actor, customerID int64) (models.Customer, []models.Contact, error) {
	customer, err := s.listed(ctx)(s.Customer(ctx, actor, customerID))
	if err != nil {
		return models.Customer{}, nil, err
	}
	list, err := s.ContactsOf(ctx, customer)
	return customer, list, err
}

// ContactsOf is Contacts of a customer that was read for somebody, also of one that is archived.
func (s *Service) ContactsOf(ctx context.Context, customer models.Customer) ([]models.Contact, error) {
	list, _, err := s.store.Contacts(ctx, customer.ID, models.MaxContacts)
	if err != nil {
		return nil, err
	}
	if primary := customer.Primary(); !primary.Empty() {
		list = slices.Insert(list, 0, primary)
	}
	return list, nil
}

// Contact returns a contact of a customer, the primary one by the ID 0, and the customer as if it were the primary one.
func (s *Service) Contact(ctx context.Context, actor models.Actor, customerID, id int64) (models.Customer, error) {
	customer, list, err := s.Contacts(ctx, actor, customerID)
	if err != nil {
		return models.Customer{}, err
	}
	at := slices.IndexFunc(list, func(c models.Contact) bool { return c.ID == id })
	if at < 0 {
		return models.Customer{}, contactGone()
	}
	return list[at].At(customer), nil
}

func contactGone() error { return models.NotFound("error.contact_gone") }

// AddContact adds a contact to a customer: as its primary one where it has none. Values are canonical text. known are the
// near-duplicates that the person has seen, as CreateUnlessDuplicate has them.
func (s *Service) AddContact(ctx context.Context, op models.Operation, customerID int64, values map[models.Field]string, known []int64) (customer models.Customer, added models.Contact, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, models.Contact{}, err
	}
	var fresh models.Contact
	errs := setContact(&fresh, s.contactValues(values))
	if err := append(errs, fresh.Validate(nil, s.Rules(op.Zone))...).Err(); err != nil {
		return models.Customer{}, models.Contact{}, err
	}
	look := s.lookalikes(known)
	err = s.change(ctx, op, func(c *change) error {
		added = fresh
		if customer, err = c.lockCustomer(ctx, customerID); err != nil {
			return err
		}
		if primary := customer.Primary(); primary.Empty() {
			if err := c.readCustom(ctx, &customer); err != nil {
				return err
			}
			customer, err = c.update(ctx, customer, contactText(fresh), look.guard)
			added = customer.Primary()
			return err
		}
		if err := c.roomForContact(ctx, customer); err != nil {
			return err
		}
		nobody := models.Contact{}
		if err := look.guard(ctx, c, nobody.At(customer), added.At(customer)); err != nil {
			return err
		}
		return c.addContact(ctx, customerID, &added, models.ActionCreate)
	})
	return customer, added, look.settle(ctx, op, err)
}

// roomForContact refuses another contact of a customer that has as many as it may have.
func (c *change) roomForContact(ctx context.Context, customer models.Customer) error {
	_, others, err := c.Contacts(ctx, customer.ID, 1)
	if err == nil && others+1 >= models.MaxContacts {
		return &models.Error{Kind: models.KindLimit, Key: "error.too_many_contacts", Args: map[string]any{"Max": models.MaxContacts, "Code": customer.Code}}
	}
	return err
}

// UpdateContact changes the named fields of a customer's contact, the primary one by the ID 0, as UpdateUnlessDuplicate changes
// those of the customer. It returns the customer as if the contact were its primary one; the Current of a *models.ConflictError is
// likewise.
func (s *Service) UpdateContact(ctx context.Context, op models.Operation, customerID, id int64, base models.EditBase, set map[models.Field]string, known []int64) (saved models.Customer, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, err
	}
	var scratch models.Contact
	if errs := setContact(&scratch, set); len(errs) > 0 { // fields that no contact has, and what isn't one of the choices' form
		return models.Customer{}, errs
	}
	look := s.lookalikes(known)
	if id == 0 {
		saved, err = s.updateCustomer(ctx, op, customerID, base, set, func(ctx context.Context, c *change, previous, next models.Customer) error {
			if primary := next.Primary(); !primary.Known() {
				return models.Invalid(models.FieldContactName, "error.contact_empty")
			}
			return look.guard(ctx, c, previous, next)
		})
		return saved, look.settle(ctx, op, err)
	}
	wanted := s.contactValues(set)
	err = s.change(ctx, op, func(c *change) error {
		customer, previous, err := c.lockContact(ctx, customerID, id)
		if err != nil {
			return err
		}
		of := recordAt(models.EntityContact, id, previous.At(customer))
		apply, err := c.merge(ctx, of, base, wanted)
		if err != nil {
			return err
		}
		if s.bounded(op.Actor) && !mayReveal(op.Actor, customer) {
			c.noteGuessed(of, wanted)
		}
		next := previous
		errs := unreadableIn(customer.Code, previous, apply)
		errs = append(append(errs, setContact(&next, apply)...), next.Validate(&previous, c.rules)...)
		if err := errs.Err(); err != nil {
			return err
		}
		if err := look.guard(ctx, c, previous.At(customer), next.At(customer)); err != nil {
			return err
		}
		if err := c.saveContact(ctx, previous, &next, models.ActionUpdate); err != nil {
			return err
		}
		saved = next.At(customer)
		return nil
	})
	return saved, look.settle(ctx, op, err)
}

// RemoveContact takes a contact of which somebody saw a version away from its customer. In the place of the primary one, which has
// the ID 0 and the customer's version, comes the one that was added first.
func (s *Service) RemoveContact(ctx context.Context, op models.Operation, customerID, id int64, version int) (customer models.Customer, removed models.Contact, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, models.Contact{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		if id != 0 {
			if customer, removed, err = c.lockContact(ctx, customerID, id); err == nil {
				err = unchanged(removed, version)
			}
			if err == nil && removed.Unreadable { // what is kept may be readable again one day
				err = models.Conflict("error.unreadable", "Code", customer.Code)
			}
			if err == nil {
				err = c.dropContact(ctx, removed, models.ActionDelete)
			}
			if err == nil {
				err = c.replaceContact(ctx, customerID, id, 0)
			}
			return err
		}
		if customer, err = c.lockPrimary(ctx, customerID, version); err != nil {
			return err
		}
		removed = customer.Primary()
		if err := c.replaceContact(ctx, customerID, models.PrimaryContact, 0); err != nil {
			return err
		}
		heirs, _, err := c.Contacts(ctx, customerID, 1)
		if err != nil {
			return err
		}
		heir := models.Contact{}
		if len(heirs) > 0 {
			if heir = heirs[0]; heir.Unreadable {
				return models.Conflict("error.unreadable", "Code", customer.Code)
			}
			if err := c.dropContact(ctx, heir, models.ActionPromote); err != nil {
				return err
			}
			if err := c.replaceContact(ctx, customerID, heir.ID, models.PrimaryContact); err != nil {
				return err
			}
		}
		customer, err = c.putPrimary(ctx, customer, heir)
		return err
	})
	return customer, removed, err
}

// MakePrimary makes a contact of which somebody saw a version its customer's primary one. Who was it is one of the others then.
func (s *Service) MakePrimary(ctx context.Context, op models.Operation, customerID, id int64, version int) (customer models.Customer, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		var chosen models.Contact
		if customer, chosen, err = c.lockContact(ctx, customerID, id); err != nil {
			return err
		}
		if err := unchanged(chosen, version); err != nil {
			return err
		}
		if chosen.Unreadable || customer.Unreadable {
			return models.Conflict("error.unreadable", "Code", customer.Code)
		}
		if err := c.readCustom(ctx, &customer); err != nil {
			return err
		}
		if err := c.dropContact(ctx, chosen, models.ActionPromote); err != nil {
			return err
		}
		former := customer.Primary()
		if !former.Empty() {
			former.Version = 0
			if err := c.addContact(ctx, customerID, &former, models.ActionDemote); err != nil {
				return err
			}
		}
		if err := c.replaceContact(ctx, customerID, models.PrimaryContact, former.ID); err != nil {
			return err
		}
		if err := c.replaceContact(ctx, customerID, chosen.ID, models.PrimaryContact); err != nil {
			return err
		}
		customer, err = c.putPrimary(ctx, customer, chosen)
		return err
	})
	return customer, err
}

// contactValues returns what was given for a contact in the form in which it is kept.
func (s *Service) contactValues(given map[models.Field]string) map[models.Field]string {
	values := make(map[models.Field]string, len(given))
	for field, value := range given {
		values[field] = s.stored(field, cleanValue(field, value))
	}
	return values
}

// setContact puts values into a contact; it refuses fields that a contact hasn't.
func setContact(c *models.Contact, values map[models.Field]string) (errs models.Errors) {
	for _, field := range sortedFields(values) {
		errs = append(errs, models.AsErrors(c.Set(field, values[field]))...)
	}
	return errs
}

// contactText returns all fields of a contact that people set.
func contactText(c models.Contact) map[models.Field]string {
	values := map[models.Field]string{}
	for _, field := range models.ContactFields() {
		values[field] = c.Get(field)
	}
	return values
}

// unreadableIn refuses personal data in the place of what is kept and can't be read.
func unreadableIn(code string, c models.Contact, apply map[models.Field]string) (errs models.Errors) {
	for _, field := range sortedFields(apply) {
		if c.Unreadable && models.IsPersonal(field) && apply[field] != "" {
			errs = append(errs, models.Invalid(field, "error.unreadable", "Code", code))
		}
	}
	return errs
}

// unchanged refuses what is done to a contact that isn't any more what the person saw.
func unchanged(c models.Contact, version int) error {
	if c.Version != version {
		return models.Conflict("error.contact_changed")
	}
	return nil
}

// lockContact takes a customer, which keeps its contacts from changing as well, and one of them.
func (c *change) lockContact(ctx context.Context, customerID, id int64) (models.Customer, models.Contact, error) {
	customer, err := c.lockCustomer(ctx, customerID)
	if err != nil {
		return models.Customer{}, models.Contact{}, err
	}
	found, err := c.Contact(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && found.CustomerID != customerID {
		err = contactGone()
	}
	return customer, found, err
}

// lockPrimary takes a customer whose primary contact is still as it was in a version of the customer.
func (c *change) lockPrimary(ctx context.Context, customerID int64, version int) (models.Customer, error) {
	customer, err := c.lockCustomer(ctx, customerID)
	if err == nil {
		err = c.readCustom(ctx, &customer)
	}
	if err != nil {
		return models.Customer{}, err
	}
	if primary := customer.Primary(); primary.Empty() {
		return models.Customer{}, contactGone()
	}
	if customer.Unreadable {
		return models.Customer{}, models.Conflict("error.unreadable", "Code", customer.Code)
	}
	if version < 1 || version > customer.Version {
		return models.Customer{}, models.Conflict("error.contact_changed")
	}
	then, _, err := c.since(ctx, recordOf(customer), version)
	for _, field := range models.ContactFields() {
		if _, changed := then[field]; changed {
			return models.Customer{}, models.Conflict("error.contact_changed")
		}
	}
	return customer, err
}

// putPrimary puts a contact, or nobody, into a customer's record. It was valid when it was saved: today's rules don't apply to it.
func (c *change) putPrimary(ctx context.Context, customer models.Customer, contact models.Contact) (models.Customer, error) {
	next := contact.At(customer)
	next.Version, next.Unreadable = customer.Version, false
	return next, c.save(ctx, customer, &next, models.ActionUpdate)
}

// addContact inserts a contact, with an audit entry for each field of it.
func (c *change) addContact(ctx context.Context, customerID int64, added *models.Contact, action string) error {
	c.newContact(customerID, added)
	if err := c.InsertContact(ctx, added); err != nil {
		return err
	}
	c.noteChanges(models.EntityContact, added.ID, added.Version, action, models.Contacts.Changes(&models.Contact{}, added))
	return nil
}

// newContact makes a contact a new one of a customer.
func (c *change) newContact(customerID int64, added *models.Contact) {
	added.ID, added.CustomerID, added.Version = 0, customerID, 1
	added.CreatedBy, added.UpdatedBy, added.CreatedAt, added.UpdatedAt = c.op.Actor.ID, c.op.Actor.ID, c.at, c.at
}

// saveContact writes a contact when a field changed, under a new version, with an audit entry for each.
func (c *change) saveContact(ctx context.Context, previous models.Contact, next *models.Contact, action string) error {
	changes := models.Contacts.Changes(&previous, next)
	if len(changes) == 0 {
		return nil
	}
	next.Version, next.UpdatedBy, next.UpdatedAt = previous.Version+1, c.op.Actor.ID, c.at
	c.noteChanges(models.EntityContact, previous.ID, next.Version, action, changes)
	return c.UpdateContact(ctx, previous, *next)
}

// dropContact deletes a contact, with an audit entry for each field of it, by which it can be there again.
func (c *change) dropContact(ctx context.Context, dropped models.Contact, action string) error {
	c.noteChanges(models.EntityContact, dropped.ID, dropped.Version+1, action, models.Contacts.Changes(&dropped, &models.Contact{}))
	return c.DeleteContact(ctx, dropped.ID)
}
