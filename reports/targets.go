package reports

import (
	"context"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
)

// reached is what was counted of a span, by person.
type reached struct {
	won       map[string][]models.DealCount
	customers map[string]int
	all       []models.DealCount
	new       int
}

// Targets returns what was reached of targets. The second value names the rates by which it was converted, and what stayed apart.
func (s *Service) Targets(ctx context.Context, q models.TargetQuestion) ([]models.TargetProgress, models.Converted, error) {
	var list []models.TargetProgress
	spans := map[string]reached{}
	var longest []models.DealCount
	for _, t := range q.Targets {
		period := Between(t.Begins, t.Ends(), q.Zone)
		if q.Until.Before(period.To) {
			period.To = q.Until
		}
		of, known := spans[t.Period()]
		if !known {
			var err error
			if of, err = s.reachedIn(ctx, period); err != nil {
				return nil, models.Converted{}, fmt.Errorf("count what was reached of targets: %w", err)
			}
			spans[t.Period()] = of
		}
		if t.Span == models.TargetQuarter || len(longest) == 0 {
			longest = of.all
		}
		progress := models.TargetProgress{Target: t}
		rows := of.all
		if progress.New = of.new; t.Person != "" {
			rows, progress.New = of.won[t.Person], of.customers[t.Person]
		}
		progress.Won = q.Rates.Together(models.SumByCurrency(rows, certain)).Amount
		list = append(list, progress)
	}
	return list, q.Rates.Together(models.SumByCurrency(longest, certain)), nil
}

// reachedIn counts what was won, of all pipelines, and the new customers of a period.
func (s *Service) reachedIn(ctx context.Context, p Period) (reached, error) {
	from, to := p.Bounds()
	closed, err := s.source.CountDeals(ctx, models.DealsClosed, models.DealScope{From: from, To: to})
	if err != nil {
		return reached{}, err
	}
	created, err := s.source.Count(ctx, models.CountedNew, models.CountSpan{From: from, To: to, DueBefore: p.To.AddDays(1), Zone: p.zone()})
	if err != nil {
		return reached{}, err
	}
	of := reached{won: map[string][]models.DealCount{}, customers: map[string]int{}}
	for _, c := range closed {
		if c.State == models.DealWon {
			of.won[c.Owner] = append(of.won[c.Owner], c)
			of.all = append(of.all, c)
		}
	}
	for _, c := range created {
		of.customers[c.Person] += c.N
		of.new += c.N
	}
	return of, nil
}
