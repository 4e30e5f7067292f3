package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// The records in the workbook of a report are given one after the other, as those of an export are: by what the actor sees, personal data only
// where they may reveal it, and the audit log says that a copy was taken.

// ReportCustomers gives the customers of a report to each, as ExportCustomers does.
func (s *Service) ReportCustomers(ctx context.Context, op models.Operation, rows models.ReportRows, each func(*models.Customer) error) (count int, err error) {
	q := models.CustomerQuery{}
	for field, value := range map[models.Field]string{
		models.FieldOwner: rows.Scope.Person, models.FieldIndustry: rows.Scope.Industry, models.FieldSource: rows.Scope.Source, models.FieldTags: rows.Scope.Tag,
	} {
		if value != "" {
			q.Filters = append(q.Filters, models.FilterOf(field, value))
		}
	}
	if !rows.Public {
		return s.ExportCustomers(ctx, op, q, each)
	}
	op.Actor.Role = models.RoleViewer // nobody's personal data is for all of a channel
	return s.ExportCustomers(ctx, op, q, func(c *models.Customer) error {
		if !s.Masks() { // also where people see them plainly one by one
			*c = c.Masked(s.Fields().All()...)
		}
		c.Name = c.PublicName()
		return each(c)
	})
}

// ReportDeals gives the deals of a report to each, with their customers, as ExportDeals does.
func (s *Service) ReportDeals(ctx context.Context, op models.Operation, rows models.ReportRows, each func(models.DealRow) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityDeal); err != nil {
		return 0, err
	}
	rows.Scope.VisibleTo = op.Actor.Sees()
	return eachOfReport(rows, func(after int64) ([]models.Deal, map[int64]models.Customer, error) {
		page, err := s.store.ReportDeals(ctx, rows, after, exportPage)
		return page.Deals, page.Customers, err
	}, customerOfDeal, func(d models.Deal, c models.Customer) error { return each(models.DealRow{Deal: d, Customer: c}) })
}

// eachOfReport is eachOfListed for the records of a report: of customers of its scope, who are called as everybody may hear where that is asked.
func eachOfReport[R any](
	rows models.ReportRows, next func(after int64) ([]R, map[int64]models.Customer, error), of func(R) (id, customer int64), each func(R, models.Customer) error,
) (given int, err error) {
	_, err = eachOfListed(next, of, func(r R, c models.Customer) error {
		if !rows.Scope.Has(c) {
			return nil
		}
		if rows.Public {
			c.Name = c.PublicName()
		}
		given++
		return each(r, c)
	})
	return given, err
}

// ReportFollowUps gives the follow-ups of a report to each: those that are planned, earliest first, then those that were done in the span.
func (s *Service) ReportFollowUps(ctx context.Context, op models.Operation, rows models.ReportRows, each func(models.DueFollowUp) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityFollowUp); err != nil {
		return 0, err
	}
	rows.Scope.VisibleTo = op.Actor.Sees()
	for _, next := range []func(context.Context, models.ReportRows, models.FollowUp, int) ([]models.DueFollowUp, error){s.store.PlannedAfter, s.store.DoneAfter} {
		for last := (models.FollowUp{}); ; {
			list, err := next(ctx, rows, last, exportPage)
			if err != nil {
				return count, err
			}
			if len(list) == 0 {
				break
			}
			last = list[len(list)-1].FollowUp
			if list, err = s.inScope(ctx, rows.Scope, list); err != nil {
				return count, err
			}
			for _, f := range list {
				if rows.Public {
					f = f.Public()
				}
				if err := each(f); err != nil {
					return count, err
				}
				count++
			}
		}
	}
	return count, nil
}

// ReportTickets gives the tickets of a report to each, with their customers: those of which something is left to do, and those that were raised,
// answered or solved in the span.
func (s *Service) ReportTickets(ctx context.Context, op models.Operation, rows models.ReportRows, each func(models.TicketRow) error) (count int, err error) {
	if err := s.copied(ctx, op, models.EntityTicket); err != nil {
		return 0, err
	}
	rows.Scope.VisibleTo = op.Actor.Sees()
	return eachOfReport(rows, func(after int64) ([]models.Ticket, map[int64]models.Customer, error) {
		return s.store.ReportTickets(ctx, rows, after, exportPage)
	}, customerOfTicket, func(t models.Ticket, c models.Customer) error { return each(models.TicketRow{Ticket: t, Customer: c}) })
}

// inScope leaves follow-ups whose customers are of a scope.
func (s *Service) inScope(ctx context.Context, scope models.CountScope, list []models.DueFollowUp) ([]models.DueFollowUp, error) {
	scope.Person, scope.VisibleTo = "", "" // by these they were chosen
	if scope.Whole() {
		return list, nil
	}
	ids := make([]int64, len(list))
	for i, f := range list {
		ids[i] = f.CustomerID
	}
	customers, err := s.store.CustomersByID(ctx, ids)
	var kept []models.DueFollowUp
	for _, f := range list {
		if scope.Has(customers[f.CustomerID]) {
			kept = append(kept, f)
		}
	}
	return kept, err
}
