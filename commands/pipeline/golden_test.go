package pipeline

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		p = viewstest.Team(p)
		to, pipeline := viewstest.UTC(p), viewstest.Pipelines().All()[0]
		forty := 40
		sums := models.NewBoard(pipeline, []models.DealSum{
			{StageID: 1, Count: 2}, {StageID: 3, Currency: "CNY", Count: 2, Amount: 1234550}, {StageID: 3, Currency: "CNY", Probability: &forty, Count: 1, Amount: 100}, {StageID: 3, Currency: "USD", Count: 1, Amount: 99},
		})
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}}
		sums.Together = rates.Together(sums.Total.Worths)
		apart := sums
		apart.Together = models.Rates{Team: "CNY"}.Together(sums.Total.Worths)
		page := models.DealPage{Deals: viewstest.Deals()[:2], Customers: map[int64]models.Customer{7: viewstest.Customer()}, Next: "next"}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"team":  board(to, shown{board: sums, page: page, today: viewstest.Today}),
			"mine":  board(to, shown{query: models.DealQuery{PipelineID: 1, Owner: "U0ALICE", From: viewstest.Today, To: viewstest.Today.AddDays(30)}, board: sums, page: page, today: viewstest.Today}),
			"apart": board(to, shown{board: apart, page: page, today: viewstest.Today}),
			"none":  board(to, shown{board: models.NewBoard(pipeline, nil), today: viewstest.Today}),
		}}
	}, os.DirFS("."))
}
