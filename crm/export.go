package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// exportPage is how many customers are read and audited at a time, where no search chooses them.
const exportPage = 500

// ExportCustomers gives the customers of a search to each, one page after the other, with their custom fields: without words and filters all
// that the actor sees, in the order of their IDs; erased and archived ones aren't among it. Personal data is plain only where the actor may reveal it, and then the audit log says that
// a copy was taken, before each has it; everybody else's is masked where the team masks. What is only like the words that were searched for
// isn't exported. An error of each ends it. It returns how many were given.
func (s *Service) ExportCustomers(ctx context.Context, op models.Operation, q models.CustomerQuery, each func(*models.Customer) error) (count int, err error) {
	if err := permit(op.Actor, models.MayView); err != nil {
		return 0, err
	}
	for next := s.exportPages(op.Actor, q); ; {
		list, err := next(ctx)
		if err != nil || len(list) == 0 {
			return count, err
		}
		if err := s.take(ctx, op, list); err != nil {
			return count, err
		}
		for i := range list {
			if err := each(&list[i]); err != nil {
				return count, err
			}
			count++
		}
	}
}

// exportPages reads one page after the other; an empty one is the end.
func (s *Service) exportPages(actor models.Actor, q models.CustomerQuery) func(context.Context) ([]models.Customer, error) {
	if q.Words == "" && len(q.Filters) == 0 {
		after := int64(0)
		return func(ctx context.Context) ([]models.Customer, error) {
			list, err := s.store.CustomersAfter(ctx, after, actor.Sees(), exportPage)
			if len(list) > 0 {
				after = list[len(list)-1].ID
			}
			return list, err
		}
	}
	q.Strictly, q.Limit = true, 50
	done := false
	return func(ctx context.Context) ([]models.Customer, error) {
		if done {
			return nil, nil
		}
		page, err := s.SearchCustomers(ctx, actor, q)
		if err != nil || page.Near {
			return nil, err
		}
		q.After, done = page.Next, page.Next == ""
		return page.Customers, nil
	}
}

// take reads the custom fields of some customers, masks what the actor may not see, and notes of the others that a copy is taken.
func (s *Service) take(ctx context.Context, op models.Operation, list []models.Customer) error {
	fields := s.Fields().All()
	if len(fields) > 0 {
		if err := s.store.WithCustomValues(ctx, list); err != nil {
			return err
		}
	}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	deals, err := s.store.NearestDeals(ctx, ids)
	if err != nil {
		return err
	}
	var plain []models.Customer
	for i := range list {
		if d, open := deals[list[i].ID]; open {
			list[i].OpenDeal = &d
		}
		switch {
		case !mayReveal(op.Actor, list[i]):
			list[i] = s.Shown(list[i])
		case s.Masks() && hasPersonal(&list[i], fields):
			plain = append(plain, list[i])
		}
	}
	return s.noteCopies(ctx, op, plain)
}

// noteCopies notes of each of some customers that a copy of its personal data is taken.
func (s *Service) noteCopies(ctx context.Context, op models.Operation, plain []models.Customer) error {
	if len(plain) == 0 { // nothing to write
		return nil
	}
	return s.change(ctx, op, func(c *change) error {
		for _, copied := range plain {
			c.customer = copied.ID
			c.note(models.EntityCustomer, copied.ID, copied.Version, models.ActionExport, "", "", "")
		}
		return nil
	})
}

// hasPersonal reports a customer of which some personal data is known.
func hasPersonal(c *models.Customer, fields []models.CustomField) bool {
	for _, field := range models.PersonalFields() {
		if c.Get(field) != "" {
			return true
		}
	}
	for _, field := range fields {
		if field.Personal && c.Get(field.Key()) != "" {
			return true
		}
	}
	return false
}

// ExportDeals gives the deals of customers that the actor sees to each, in the order of their IDs, with their customers; those of archived and
// erased ones aren't among it. The audit log says that a copy was taken. An error of each ends it. It returns how many were given.
func (s *Service) ExportDeals(ctx context.Context, op models.Operation, each func(models.DealRow) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityDeal); err != nil {
		return 0, err
	}
	return eachOfListed(func(after int64) ([]models.Deal, map[int64]models.Customer, error) {
		page, err := s.store.DealsAfter(ctx, after, op.Actor.Sees(), exportPage)
		return page.Deals, page.Customers, err
	}, customerOfDeal, func(d models.Deal, c models.Customer) error { return each(models.DealRow{Deal: d, Customer: c}) })
}

// copied refuses who may not see, and notes that a copy of records of a kind is taken.
func (s *Service) copied(ctx context.Context, op models.Operation, entity string) error {
	if err := permit(op.Actor, models.MayView); err != nil {
		return err
	}
	return s.change(ctx, op, func(c *change) error {
		c.note(entity, 0, 0, models.ActionExport, "", "", "")
		return nil
	})
}

// eachOfListed gives the records of one page after the other to each, with their customers; those of archived and erased ones aren't among it.
func eachOfListed[R any](next func(after int64) ([]R, map[int64]models.Customer, error), of func(R) (id, customer int64), each func(R, models.Customer) error) (count int, err error) {
	for after := int64(0); ; {
		list, customers, err := next(after)
		if err != nil || len(list) == 0 {
			return count, err
		}
		for _, r := range list {
			id, customer := of(r)
			after = id
			if !customers[customer].Listed() {
				continue
			}
			if err := each(r, customers[customer]); err != nil {
				return count, err
			}
			count++
		}
	}
}

func customerOfDeal(d models.Deal) (id, customer int64) { return d.ID, d.CustomerID }

func customerOfTicket(t models.Ticket) (id, customer int64) { return t.ID, t.CustomerID }
