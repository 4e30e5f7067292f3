package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// marking completes a query of deals: whose customers the actor sees, and by when something is too long. Today is the reader's, where it is
// given.
func (s *Service) marking(ctx context.Context, actor models.Actor, query models.DealQuery) (models.DealQuery, error) {
	query.VisibleTo = actor.Sees()
	if query.Today.IsZero() {
		query.Today = s.Today("")
	}
	rules, _, err := s.ColdRules(ctx, actor)
	if err == nil {
		query.Cut = rules.CutOn(s.Today(""), s.team.Zone, 0)
	}
	if err == nil && query.Mark != "" && !query.Marking(query.Mark) {
		err = models.Invalid("", "error.no_mark_rule")
	}
	return query, err
}

// CountMarks counts the open deals that a query asks for by what is to be looked after of them, up to models.MaxCounted. What no rule says is
// left out.
func (s *Service) CountMarks(ctx context.Context, actor models.Actor, query models.DealQuery) (map[models.DealMark]int, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	query, err := s.marking(ctx, actor, query)
	if err != nil {
		return nil, err
	}
	return s.store.CountMarks(ctx, query)
}

// mark puts marks on the deals of a page.
func (s *Service) mark(ctx context.Context, query models.DealQuery, page *models.DealPage) error {
	ids := make([]int64, len(page.Deals))
	for i, d := range page.Deals {
		ids[i] = d.CustomerID
	}
	cold, err := s.store.ColdAmong(ctx, query.Cut, ids)
	page.Marks = make(map[int64][]models.DealMark, len(page.Deals))
	for _, d := range page.Deals {
		page.Marks[d.ID] = query.MarksOf(d, cold[d.CustomerID])
	}
	return err
}
