package crm_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// rates are those that hold, as lines.
func (w *world) rates() (lines []string) {
	w.t.Helper()
	w.withSettings()
	rates, err := w.Rates()
	w.check(err)
	for _, rate := range rates.List {
		lines = append(lines, rate.String())
	}
	return lines
}

// Rates are set one by one or all at once, by admins alone, and the audit log tells of each that became another.
func TestRatesAreSet(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		day := w.Today("")
		usd, eur := models.Rate{Currency: "USD", Worth: "7.12", Day: day}, models.Rate{Currency: "EUR", Worth: "7.8", Day: day.AddDays(-9)}
		w.check(w.SetRate(w.ctx, admin(bob), usd))
		w.check(w.SetRate(w.ctx, admin(bob), eur))
		if got, want := w.rates(), []string{eur.String(), usd.String()}; !slices.Equal(got, want) {
			t.Errorf("two rates: %q, want %q", got, want)
		}
		dearer := usd
		dearer.Worth = "7.2"
		w.check(w.SetRates(w.ctx, admin(bob), models.Rates{Team: "CNY", List: []models.Rate{dearer}}))
		if got := w.rates(); !slices.Equal(got, []string{dearer.String()}) {
			t.Errorf("one in the place of two: %q", got)
		}
		w.check(w.SetRate(w.ctx, admin(bob), models.Rate{Currency: "USD"}))
		if got := w.rates(); got != nil {
			t.Errorf("taken away: %q", got)
		}
		entries, err := w.store.Audit(w.ctx, models.EntitySettings, 0, 10)
		w.check(err)
		if len(entries) != 5 { // two set, one changed and one taken away at once, one taken away
			t.Errorf("the audit log has %d entries: %v", len(entries), entries)
		}
		for _, test := range []struct {
			rate models.Rate
			key  string
		}{
			{models.Rate{Currency: "CNY", Worth: "1", Day: day}, "error.rate_team"},
			{models.Rate{Currency: "USD", Worth: "0", Day: day}, "error.rate"},
			{models.Rate{Currency: "XXX", Worth: "1", Day: day}, "error.rate"},
			{models.Rate{Currency: "USD", Worth: "7", Day: day.AddDays(2)}, "error.rate_day"},
		} {
			refused(t, w.SetRate(w.ctx, admin(bob), test.rate), models.InputRates, test.key)
		}
		if err := w.SetRate(w.ctx, managing(bob), usd); models.AsErrors(err) == nil {
			t.Errorf("a manager sets a rate: %v", err)
		}
	})
}

// Rates of another currency than the team's are none, and damaged ones are an error: nothing is converted by what nobody can read.
func TestRatesOfAnotherTeamAndDamagedOnes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.saveSetting("rates", `{"team":"USD","rates":[{"currency":"CNY","worth":"0.14","day":"2026-11-01"}]}`)
		if got := w.rates(); got != nil {
			t.Errorf("of a team with dollars: %q", got)
		}
		w.saveSetting("rates", `{"team":"CNY","rates":[{"currency":"USD","worth":"seven","day":"2026-11-01"}]}`)
		if _, err := w.Rates(); err == nil {
			t.Error("damaged rates are read")
		}
		if _, err := w.Board(w.ctx, as(alice), models.DealQuery{PipelineID: 1}); err == nil || errors.Is(err, models.ErrAlreadyHandled) {
			t.Errorf("the board is converted by damaged rates: %v", err)
		}
		if err := w.SetRate(w.ctx, admin(bob), models.Rate{Currency: "USD", Worth: "7", Day: w.Today("")}); err == nil {
			t.Error("damaged rates are overwritten")
		}
		if err := w.CheckSettings(w.ctx); err == nil {
			t.Error("damaged rates are found by nobody")
		}
	})
}
