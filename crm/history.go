package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// History returns one page of what happened to a customer, its follow-ups and its interactions, newest first.
func (s *Service) History(ctx context.Context, actor models.Actor, customerID int64, after string, limit int) (models.HistoryPage, error) {
	customer, err := s.Customer(ctx, actor, customerID)
	if err != nil {
		return models.HistoryPage{}, err
	}
	page, err := s.store.History(ctx, customerID, after, limit)
	s.define(page.Entries)
	if err != nil {
		return page, err
	}
	return page, s.nameContacts(ctx, customer, page.Entries)
}
