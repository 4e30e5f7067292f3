package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// FunnelStep is how many of the deals created in the period came at least so far.
type FunnelStep struct {
	Stage   models.Stage // an open stage, or the won one at the end
	Reached int
}

// funnel counts how far the deals of the first pipeline came until now. Who won came through all its stages. A retired stage stands there while some
// came to it and no further.
func (s *Service) funnel(ctx context.Context, d dealScope, p Period) ([]FunnelStep, error) {
	d.pipelineID = d.staged.ID
	scope := d.over(p.Bounds())
	if len(scope.Stages) == 0 {
		return nil, nil
	}
	came, err := s.source.CountDeals(ctx, models.DealsCame, scope)
	if err != nil {
		return nil, fmt.Errorf("count how far deals came: %w", err)
	}
	won, at := 0, map[int64]int{}
	for _, c := range came {
		if c.State == models.DealWon {
			won += c.Count
		} else {
			at[c.StageID] += c.Count
		}
	}
	var steps []FunnelStep
	reached := won
	for i := len(d.staged.Stages) - 1; i >= 0; i-- {
		stage := d.staged.Stages[i]
		reached += at[stage.ID]
		if stage.Kind == models.StageOpen && (!stage.Retired() || at[stage.ID] > 0) {
			steps = append([]FunnelStep{{Stage: stage, Reached: reached}}, steps...)
		}
	}
	if end := d.staged.Offered(models.StageWon); len(end) > 0 {
		steps = append(steps, FunnelStep{Stage: end[0], Reached: won})
	}
	return steps, nil
}

// boards are what the open deals of each pipeline that has some are worth now.
func (s *Service) boards(ctx context.Context, d dealScope) ([]models.Board, error) {
	open, err := s.openAt(ctx, d, d.over(time.Time{}, time.Time{}))
	if err != nil {
		return nil, fmt.Errorf("count open deals by stage: %w", err)
	}
	sums := make([]models.DealSum, len(open))
	for i, c := range open {
		sums[i] = models.DealSum{StageID: c.StageID, Currency: c.Currency, Probability: c.Probability, Count: c.Count, Amount: c.Amount}
	}
	var boards []models.Board
	for _, pipeline := range d.pipelines {
		board := models.NewBoard(pipeline, sums)
		if board.Together = d.rates.Together(board.Total.Worths); board.Total.Count > 0 {
			boards = append(boards, board)
		}
	}
	return boards, nil
}
