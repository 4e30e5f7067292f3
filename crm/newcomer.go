package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// newcomer is a customer that is saved for the first time, with what is saved together with it.
type newcomer struct {
	models.Customer
	further   []*models.Contact // contacts beside the primary one
	deal      importedDeal      // what else than its title is known of the open deal
	record    *rowRecord        // of a row of an import that is another record, which comes with its customer; nil for none
	around    around            // what was looked up for it
	note      func()            // of that: what the audit log says of it
	apart     bool              // its entries in the audit log are an operation of their own
	operation string            // theirs, once it is saved
}

// insertNew saves new customers that keep to the rules, each with its tags, custom values, first row of the status history, next follow-up, deal and
// contact, and what the audit log says of them. One is saved as many are: what takes a statement takes one for all of them.
func (c *change) insertNew(ctx context.Context, list []*newcomer) error {
	customers := make([]*models.Customer, len(list))
	for i, n := range list {
		n.CreatedBy, n.UpdatedBy = c.op.Actor.ID, c.op.Actor.ID
		n.CreatedAt, n.UpdatedAt = c.at, c.at
		n.Version = 1
		customers[i] = &n.Customer
	}
	tags, sources := make([]*string, len(list)), make([]*string, len(list))
	for i, customer := range customers {
		tags[i], sources[i] = &customer.Tags, &customer.Source
	}
	if err := c.useTags(ctx, tags...); err != nil {
		return err
	}
	if err := c.useSources(ctx, sources...); err != nil {
		return err
	}
	if err := c.InsertCustomers(ctx, customers); err != nil {
		return err
	}
	if err := c.insertValues(ctx, customers); err != nil {
		return err
	}
	statuses := make([]models.StatusChange, len(list))
	for i, n := range list {
		statuses[i] = models.StatusChange{CustomerID: n.ID, ToStatus: n.Status, ChangedBy: c.op.Actor.ID, ChangedAt: c.at}
	}
	if err := c.InsertStatusChanges(ctx, statuses); err != nil {
		return err
	}
	planned, err := c.planFirst(ctx, customers)
	if err != nil {
		return err
	}
	opened, err := c.openFirst(ctx, list)
	if err != nil {
		return err
	}
	if err := c.insertFurther(ctx, list); err != nil {
		return err
	}
	if err := c.insertRecords(ctx, list); err != nil {
		return err
	}
	for _, n := range list {
		c.customer = n.ID
		if n.apart {
			c.row(n.ID)
		}
		n.operation = c.id
		c.note(models.EntityCustomer, n.ID, n.Version, models.ActionCreate, "", "", n.Code)
		if f, has := planned[n.ID]; has {
			c.notePlanned(f)
		}
		if d, has := opened[n.ID]; has {
			c.noteDeal(*d)
		}
		if n.note != nil {
			n.note()
		}
		for _, contact := range n.further {
			c.noteChanges(models.EntityContact, contact.ID, contact.Version, models.ActionCreate, models.Contacts.Changes(&models.Contact{}, contact))
		}
	}
	return nil
}

// insertValues saves the custom values of new customers.
func (c *change) insertValues(ctx context.Context, customers []*models.Customer) error {
	var values []models.CustomValue
	for _, customer := range customers {
		for _, key := range models.CustomKeys(customer) {
			if field, known := c.rules.Custom.Find(key); known {
				values = append(values, field.Rows(customer.ID, customer.Get(key))...)
			}
		}
	}
	return c.InsertCustomValues(ctx, values)
}

// planFirst plans the next follow-ups of new customers, and returns them by customer.
func (c *change) planFirst(ctx context.Context, customers []*models.Customer) (map[int64]models.FollowUp, error) {
	var list []models.FollowUp
	for _, customer := range customers {
		if !customer.NextFollowUp.IsZero() {
			list = append(list, c.planned(*customer, customer.NextDue(), models.FollowUpInput{}))
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	if err := c.InsertFirstFollowUps(ctx, list); err != nil {
		return nil, err
	}
	of := make(map[int64]models.FollowUp, len(list))
	for _, f := range list {
		of[f.CustomerID] = f
	}
	return of, nil
}

// openFirst opens the deals that are the opportunities of new customers, and returns them by customer.
func (c *change) openFirst(ctx context.Context, newcomers []*newcomer) (map[int64]*models.Deal, error) {
	var list []*models.Deal
	var tags, sources []*string
	of := map[int64]*models.Deal{}
	for _, customer := range newcomers {
		if customer.Opportunity == "" && customer.deal.row == nil {
			continue
		}
		deal, err := c.imported(ctx, customer.Customer, customer.deal)
		if err != nil {
			return nil, err
		}
		list, tags, sources, of[customer.ID] = append(list, deal), append(tags, &deal.Tags), append(sources, &deal.Source), deal
	}
	if err := c.useTags(ctx, tags...); err != nil {
		return nil, err
	}
	if err := c.useSources(ctx, sources...); err != nil {
		return nil, err
	}
	return of, c.InsertDeals(ctx, list)
}

// insertFurther saves the contacts that new customers have beside the primary one.
func (c *change) insertFurther(ctx context.Context, list []*newcomer) error {
	var contacts []*models.Contact
	for _, n := range list {
		for _, contact := range n.further {
			c.newContact(n.ID, contact)
			contacts = append(contacts, contact)
		}
	}
	return c.InsertFirstContacts(ctx, contacts)
}

// insertRecords saves the records that rows of an import are, of customers that came with them.
func (c *change) insertRecords(ctx context.Context, list []*newcomer) error {
	var of []*newcomer
	for _, n := range list {
		if n.record != nil {
			of = append(of, n)
		}
	}
	if len(of) == 0 {
		return nil
	}
	return rowsOf(of[0].record.of).first(ctx, c, of, of[0].around) // a file has rows of one kind
}
