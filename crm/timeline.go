package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
)

// Timeline returns one page of what happened with a customer, newest first: of the kinds that a filter leaves, or everything. after is
// where the page begins, "" at the newest.
func (s *Service) Timeline(ctx context.Context, actor models.Actor, customerID int64, filter models.EventKind, after string, limit int) (models.TimelinePage, error) {
	kinds, known := models.FilteredEvents(filter)
	if !known {
		return models.TimelinePage{}, models.Invalid("", "error.unknown_events", "Value", models.Shorten(string(filter), 50))
	}
	if _, err := s.Customer(ctx, actor, customerID); err != nil {
		return models.TimelinePage{}, err
	}
	return s.timeline(ctx, models.TimelineQuery{CustomerID: customerID, Kinds: kinds, After: after, Limit: limit})
}

func (s *Service) timeline(ctx context.Context, query models.TimelineQuery) (models.TimelinePage, error) {
	page, err := s.store.Timeline(ctx, query)
	for _, event := range page.Events {
		s.define(event.Entries)
		err = errors.Join(err, s.nameMemberships(ctx, event.Entries))
	}
	return page, err
}
