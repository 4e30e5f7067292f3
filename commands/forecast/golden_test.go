package forecast

import (
	"math/big"
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// day is so many days in seconds.
const day = 24 * 60 * 60

func rat(n, of int64) *big.Rat { return big.NewRat(n, of) }

func report(p *i18n.Printer, people bool) reports.DealReport {
	pipeline := viewstest.Pipelines().All()[0]
	r := reports.DealReport{
		Period: reports.Between(models.NewDate(2026, 10, 1), viewstest.Today, time.UTC),
		Figures: []models.DealFigure{
			{Key: "won", Unit: models.UnitDeals, Now: rat(3, 1), Before: rat(5, 1)},
			{Key: "lost", Unit: models.UnitDeals, Now: rat(2, 1), Before: rat(2, 1)},
			{Key: "won_amount", Unit: models.UnitMoney, Now: rat(123456789, 1), Before: rat(100, 1)},
			{Key: "lost_amount", Unit: models.UnitMoney, Now: rat(0, 1), Before: rat(100, 1)},
			{Key: "win_rate", Unit: models.UnitShare, Now: rat(3, 5), Before: rat(5, 7)},
			{Key: "win_rate_amount", Unit: models.UnitShare, Now: rat(1, 1)},
			{Key: "average_won", Unit: models.UnitMoney, Now: rat(123456789, 2), Before: rat(100, 3)},
			{Key: "cycle", Unit: models.UnitDays, Now: rat(25, 2), Before: rat(13, 1)},
			{Key: "cycle_mean", Unit: models.UnitDays},
			{Key: "velocity", Unit: models.UnitMoneyADay, Now: rat(100001, 2), Before: rat(1, 1)},
		},
		Stages: []models.StageTime{
			{Stage: pipeline.Stages[0], Finished: models.DealCount{Count: 2, Seconds: 3 * day, Middle: 3 * day}, Going: models.DealCount{Count: 1, Seconds: day, Middle: 2 * day}},
			{Stage: pipeline.Stages[1]},
		},
		Together: together(),
	}
	if people {
		r.People = []reports.DealPerson{
			{ID: "U0ALICE", Figures: []models.DealFigure{{Key: "won", Unit: models.UnitDeals, Now: rat(3, 1)}, {Key: "won_amount", Unit: models.UnitMoney, Now: rat(123456789, 1)}, {Key: "win_rate", Unit: models.UnitShare, Now: rat(3, 4)}}},
			{Figures: []models.DealFigure{{Key: "lost", Unit: models.UnitDeals, Now: rat(1, 1)}, {Key: "cycle", Unit: models.UnitDays}}},
		}
	}
	return r
}

func yuan(minor int64) models.Money { return models.Money{Minor: minor, Currency: "CNY"} }

func together() models.Converted {
	euros := models.Money{Minor: 30000, Currency: "EUR"}
	return models.Converted{Team: "CNY", Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}, Apart: []models.Worth{{Amount: euros, Weighted: euros}}}
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		p = viewstest.Team(p)
		to := viewstest.UTC(p)
		all := shown{question: models.DealQuestion{Pipeline: viewstest.Pipelines().All()[0], Rates: models.Rates{Team: "CNY"}}, today: viewstest.Today}
		mine := all
		mine.question.Owner = "U0ALICE"
		shared := all
		shared.names = map[string]string{"U0ALICE": "Alice <Ng>"}
		expected := models.Forecast{
			Months: []models.ForecastRow{
				{Month: models.NewDate(2026, 11, 1), Count: 2, Won: yuan(100000), Committed: yuan(150000), Weighted: yuan(140050), Open: yuan(80100)},
				{Month: models.NewDate(2026, 12, 1), Won: yuan(0), Committed: yuan(0), Weighted: yuan(0), Open: yuan(0)},
			},
			Slipped: models.ForecastRow{Count: 1, Open: yuan(500), Weighted: yuan(125)}, Together: together(),
		}
		full := expected
		full.Later, full.Undated = models.ForecastRow{Count: 1, Open: yuan(1), Weighted: yuan(1)}, models.ForecastRow{Count: 12, Open: yuan(0), Weighted: yuan(0)}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"forecast":       forecast(to, all, full),
			"forecast_mine":  forecast(to, mine, expected),
			"forecast_none":  forecast(to, all, models.Forecast{Months: expected.Months[1:]}),
			"figures":        figures(to, all, report(p, true)),
			"figures_shared": figures(to, shared, report(p, true)),
			"figures_mine":   figures(to, mine, report(p, false)),
		}}
	}, os.DirFS("."))
}
