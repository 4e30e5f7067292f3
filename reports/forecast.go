package reports

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// MaxForecastMonths is how many months a forecast has at most.
const MaxForecastMonths = 12

// Forecast returns what is expected of the months of a period, and from this month on until it begins, as things stand today in its zone.
func (s *Service) Forecast(ctx context.Context, q models.DealQuestion, p Period, today models.Date) (models.Forecast, error) {
	scope := asked(q).over(p.Bounds())
	scope.Today = today
	open, err := s.source.CountDeals(ctx, models.DealsExpected, scope)
	if err != nil {
		return models.Forecast{}, fmt.Errorf("count what is expected: %w", err)
	}
	var forecast models.Forecast
	var all []models.DealCount
	first, last := p.From.MonthStart(), p.To.MonthStart()
	if this := today.MonthStart(); this.Before(first) { // what is expected before a period would stand nowhere
		first = this
	}
	for month := first; !month.After(last) && len(forecast.Months) < MaxForecastMonths; month = month.AddMonths(1) {
		var won []models.DealCount
		if !month.After(today) {
			if won, err = s.wonIn(ctx, q, month, p.Zone); err != nil {
				return models.Forecast{}, fmt.Errorf("count what was won: %w", err)
			}
		}
		expected := having(open, func(c models.DealCount) bool { return !c.Slipped && c.Month == monthKey(month) })
		forecast.Months = append(forecast.Months, forecastRow(q, month, won, expected))
		all = append(append(all, won...), expected...)
	}
	end := forecast.Months[len(forecast.Months)-1].Month
	for _, part := range []struct {
		row *models.ForecastRow
		of  func(models.DealCount) bool
	}{
		{&forecast.Later, func(c models.DealCount) bool { return !c.Slipped && c.Month > monthKey(end) }},
		{&forecast.Slipped, func(c models.DealCount) bool { return c.Slipped }},
		{&forecast.Undated, func(c models.DealCount) bool { return c.Month == "" }},
	} {
		rows := having(open, part.of)
		*part.row = forecastRow(q, models.Date{}, nil, rows)
		all = append(all, rows...)
	}
	forecast.Together = q.Rates.Together(models.SumByCurrency(all, certain))
	return forecast, nil
}

// monthKey is a month as models.DealCount has it.
func monthKey(month models.Date) string { return month.String()[:len("2026-12")] }

func having(rows []models.DealCount, of func(models.DealCount) bool) []models.DealCount {
	return slices.DeleteFunc(slices.Clone(rows), func(c models.DealCount) bool { return !of(c) })
}

// wonIn is what was won in a month of a zone.
func (s *Service) wonIn(ctx context.Context, q models.DealQuestion, month models.Date, zone *time.Location) ([]models.DealCount, error) {
	closed, err := s.source.CountDeals(ctx, models.DealsClosed, asked(q).over(Between(month, month.AddMonths(1).AddDays(-1), zone).Bounds()))
	return having(closed, func(c models.DealCount) bool { return c.State == models.DealWon }), err
}

// forecastRow adds up what was won and what is expected.
func forecastRow(q models.DealQuestion, month models.Date, won, expected []models.DealCount) models.ForecastRow {
	chance := asked(q).chance
	row := models.ForecastRow{Month: month}
	for _, c := range expected {
		row.Count += c.Count
	}
	committed := having(expected, func(c models.DealCount) bool { return chance(c) >= models.CommitChance })
	open := q.Rates.Together(models.SumByCurrency(expected, chance))
	row.Won = q.Rates.Together(models.SumByCurrency(won, certain)).Amount
	row.Open, row.Weighted, row.Committed = open.Amount, open.Weighted, q.Rates.Together(models.SumByCurrency(committed, certain)).Amount
	row.Weighted.Minor += row.Won.Minor
	row.Committed.Minor += row.Won.Minor
	return row
}
