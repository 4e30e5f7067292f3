package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// ReportList returns a page of the records that a figure of a report counts, of customers that the actor sees. What is cold is so now, whatever
// the span.
func (s *Service) ReportList(ctx context.Context, actor models.Actor, q models.ReportListQuery) (models.ReportListPage, error) {
	if err := permit(actor, models.MayReport); err != nil {
		return models.ReportListPage{}, err
	}
	q.Scope.VisibleTo = actor.Sees()
	if q.List != models.ListCold {
		return s.store.ReportList(ctx, q)
	}
	rules, _, err := s.ColdRules(ctx, actor)
	if err != nil || !rules.OfCustomers() {
		return models.ReportListPage{}, err
	}
	query := s.coldQuery(actor, rules, q.Scope.Person, q.After, q.Limit)
	query.Of = q.Scope
	found, err := s.store.ColdCustomers(ctx, query)
	page := models.ReportListPage{Total: found.Total, Next: found.Next}
	for _, c := range found.Customers {
		page.Entries = append(page.Entries, models.ReportEntry{Customer: c.Customer, Silences: c.Silences})
	}
	return page, err
}

// Unfit returns why somebody can't be given work: they left, or never had a part in it. Where nobody can be asked they can.
func (s *Service) Unfit(ctx context.Context, actor models.Actor, id string) models.Unfit {
	return s.unfit(ctx, actor, id)
}
