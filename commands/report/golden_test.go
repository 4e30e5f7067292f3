package report

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"report":      report(p, aReport(), false),
				"report_rate": report(p, rates(), false),
			},
		}
	}, os.DirFS("."))
}

// rates is a report whose figures are a rate, one that has none to compare with, and one of nothing.
func rates() reports.Report {
	r := aReport()
	r.Figures = []models.Figure{
		{Key: "activated", Rate: true, Now: models.FigureValue{N: 2, Of: 6}, Before: models.FigureValue{N: 1, Of: 4}},
		{Key: "done_on_time", Rate: true, Now: models.FigureValue{N: 1200, Of: 1200}},
		{Key: "churned", Rate: true, Before: models.FigureValue{N: 1, Of: 4}},
	}
	r.Targets = []models.TargetProgress{
		{Target: models.Target{Span: models.TargetMonth, Begins: models.NewDate(2026, 11, 1), Amount: models.Money{Minor: 1000, Currency: "CNY"}}, Won: models.Money{Minor: 250, Currency: "CNY"}},
		{Target: models.Target{Person: "U0ALICE", Span: models.TargetQuarter, Begins: models.NewDate(2026, 10, 1), Customers: 4, Months: 1}, New: 5},
	}
	r.Together = models.Converted{Team: "CNY", Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}}
	r.People = []reports.Person{{ID: "U0ALICE", Figures: []models.Figure{{Key: "done", Rate: true, Now: models.FigureValue{N: 1, Of: 3}}}}}
	return r
}

func aReport() reports.Report {
	byPerson := viewstest.Defined(func(d reports.Definition) bool { return d.ByPerson })
	return reports.Report{
		Period: reports.Week(viewstest.Today, time.UTC),
		Figures: viewstest.Figures(reports.Definitions(), map[string][2]int{
			"new": {5, 3}, "interactions": {12, 20}, "done": {5, 4}, "done_on_time": {4, 4}, "done_late": {1, 0}, "overdue": {2, 1}, "activated": {2, 0}, "churned": {0, 1}, "deals_won": {2, 1}, "deals_closed": {3, 1}, "deals_win_rate": {2, 1},
		}),
		ByStatus:    []reports.StatusCount{{Status: models.StatusPotential, Count: 30}, {Status: models.StatusActive, Count: 12}, {Status: models.StatusChurned}},
		Transitions: []reports.Transition{{From: models.StatusPotential, To: models.StatusActive, Count: 2}},
		People: []reports.Person{
			{ID: "U0ALICE", Figures: viewstest.Figures(byPerson, map[string][2]int{"new": {3}, "interactions": {7}, "done": {3}, "overdue": {1}})},
			{ID: "U0BOB", Figures: viewstest.Figures(byPerson, map[string][2]int{"new": {2}, "interactions": {5}, "done": {2}, "overdue": {1}})},
		},
	}
}
