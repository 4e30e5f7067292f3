package target

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func yuan(minor int64) models.Money { return models.Money{Minor: minor, Currency: "CNY"} }

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		november, quarter := models.NewDate(2026, 11, 1), models.NewDate(2026, 10, 1)
		team := models.Target{Span: models.TargetMonth, Begins: november, Amount: yuan(100_000_000), Customers: 20}
		alice := models.Target{Person: "U0ALICE", Span: models.TargetMonth, Begins: november, Amount: yuan(3), Customers: 3}
		months := models.Target{Person: "U0ALICE", Span: models.TargetQuarter, Begins: quarter, Customers: 3, Months: 2}
		list := []models.TargetProgress{{Target: team, Won: yuan(62_123_456), New: 5}, {Target: alice, Won: yuan(4), New: 3}, {Target: months, Won: yuan(4)}}
		together := models.Converted{Team: "CNY", Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"targets": targets(to, list, together, viewstest.Today, true),
				"none":    targets(to, nil, models.Converted{}, viewstest.Today, false),
				"set":     targetSet(p, team, models.Target{}), "changed": targetSet(p, alice, team), "removed": targetSet(p, models.Target{Person: "U0ALICE", Span: models.TargetQuarter, Begins: quarter}, months),
			},
			Modals: map[string]surface.Modal{
				"target": targetForm(p, draft{today: viewstest.Today, person: "U0ALICE", period: "2026-Q4", amount: "a lot", customers: "5"}),
				"other":  targetForm(p, draft{today: viewstest.Today, period: "2024-02"}),
			},
		}
	}, os.DirFS("."))
}
