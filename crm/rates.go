package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
)

// keptRates are the rates as they are kept.
type keptRates struct{ models.Rates }

func (r keptRates) check() error {
	if r.Team == "" && len(r.List) > 0 {
		return errors.New("rates are of no currency")
	}
	return r.Validate(models.Date{})
}

// Rates returns what currencies are worth in the team's. Those that were set while the team had another currency are none.
func (s *Service) Rates() (models.Rates, error) {
	known := s.remembered()
	return s.ratesOf(known.rates), known.ratesError
}

func (s *Service) ratesOf(kept keptRates) models.Rates {
	if kept.Team != s.team.Currency {
		return models.Rates{Team: s.team.Currency}
	}
	return kept.Rates
}

// CurrenciesInUse returns the rates, and the currencies of deals that have none; the team's own needs none.
func (s *Service) CurrenciesInUse(ctx context.Context, actor models.Actor) (rates models.Rates, missing []string, err error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Rates{}, nil, err
	}
	if rates, err = s.Rates(); err != nil {
		return models.Rates{}, nil, err
	}
	used, err := s.store.DealCurrencies(ctx)
	for _, currency := range used {
		if _, known := rates.Find(currency); !known && currency != rates.Team {
			missing = append(missing, currency)
		}
	}
	return rates, missing, err
}

// SetRates says what currencies are worth, in the place of all that was said before.
func (s *Service) SetRates(ctx context.Context, op models.Operation, rates models.Rates) error {
	return s.changeRates(ctx, op, func(models.Rates) models.Rates { return rates })
}

// SetRate says what one currency is worth; without a worth it has no rate any more.
func (s *Service) SetRate(ctx context.Context, op models.Operation, rate models.Rate) error {
	return s.changeRates(ctx, op, func(known models.Rates) models.Rates {
		if rate.Worth == "" {
			return known.Without(rate.Currency)
		}
		return known.With(rate)
	})
}

func (s *Service) changeRates(ctx context.Context, op models.Operation, alter func(models.Rates) models.Rates) error {
	if err := permit(op.Actor, models.MayManageRates); err != nil {
		return err
	}
	return s.changeSettings(ctx, op, func(c *change, all stored) error {
		kept, err := settingRates.read(all)
		if err != nil {
			return err
		}
		before := s.ratesOf(kept)
		after := alter(before)
		if after.Team != s.team.Currency {
			return models.Invalid(models.InputRates, "error.stale_form")
		}
		if err := after.Validate(c.rules.Today); err != nil {
			return err
		}
		c.noteRates(before, after)
		return settingRates.save(ctx, c, keptRates{after})
	})
}

// noteRates tells the audit log of each rate that became another.
func (c *change) noteRates(before, after models.Rates) {
	note := func(was, is models.Rate) {
		if was != is {
			c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, models.InputRates, was.String(), is.String())
		}
	}
	for _, was := range before.List {
		is, _ := after.Find(was.Currency)
		note(was, is)
	}
	for _, is := range after.List {
		if _, known := before.Find(is.Currency); !known {
			note(models.Rate{}, is)
		}
	}
}
