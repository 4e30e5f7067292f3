package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// Board adds up the open deals that a query asks for, of customers that the actor sees.
func (s *Service) Board(ctx context.Context, actor models.Actor, query models.DealQuery) (models.Board, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Board{}, err
	}
	pipeline, known := s.Pipelines().Find(query.PipelineID)
	if !known {
		return models.Board{}, models.NotFound("error.no_stages")
	}
	query, err := s.marking(ctx, actor, query)
	if err != nil {
		return models.Board{}, err
	}
	rates, err := s.Rates()
	if err != nil {
		return models.Board{}, err
	}
	sums, err := s.store.DealSums(ctx, query)
	board := models.NewBoard(pipeline, sums)
	board.Together = rates.Together(board.Total.Worths)
	return board, err
}

// OpenDeals returns a page of open deals of customers that the actor sees, with their marks.
func (s *Service) OpenDeals(ctx context.Context, actor models.Actor, query models.DealQuery) (models.DealPage, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.DealPage{}, err
	}
	query, err := s.marking(ctx, actor, query)
	if err != nil {
		return models.DealPage{}, err
	}
	page, err := s.store.DealPage(ctx, query)
	if err != nil {
		return models.DealPage{}, err
	}
	return page, s.mark(ctx, query, &page)
}
