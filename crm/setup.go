package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// SetUp returns the steps of setting the team up, in their order, and which are done.
func (s *Service) SetUp(ctx context.Context, actor models.Actor) ([]models.SetUpState, error) {
	if err := permit(actor, models.MayOperate); err != nil {
		return nil, err
	}
	customers, err := s.store.RecentCustomers(ctx, "", 1)
	if err != nil {
		return nil, err
	}
	channels, err := s.ReportChannels(ctx, actor)
	if err != nil {
		return nil, err
	}
	leads, err := s.Leads(ctx)
	if err != nil {
		return nil, err
	}
	undelivered, err := s.store.DeadOutbox(ctx, 1)
	return []models.SetUpState{
		{Step: models.SetUpCustomers, Done: len(customers) > 0},
		{Step: models.SetUpChannels, Done: slices.ContainsFunc(channels, models.ReportChannel.ByClock)},
		{Step: models.SetUpLeads, Done: len(leads) > 0},
		{Step: models.SetUpDelivery, Done: len(undelivered) == 0},
	}, err
}
