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
		page := models.DealPage{Deals: viewstest.Deals()[:2], Customers: map[int64]models.Customer{7: viewstest.Customer()}, Next: "next", Marks: map[int64][]models.DealMark{
			viewstest.Deals()[0].ID: {models.MarkSlipped, models.MarkStuck}, viewstest.Deals()[1].ID: {models.MarkCold},
		}}
		of := func(query models.DealQuery, sums models.Board) shown {
			return shown{
				query: query, board: sums, page: page, pipelines: viewstest.Pipelines(), today: viewstest.Today, mayEdit: true, mayShare: true,
				marks: map[models.DealMark]int{models.MarkSlipped: 1, models.MarkStuck: models.MaxCounted, models.MarkCold: 2},
			}
		}
		shared, viewed, stuck := of(models.DealQuery{PipelineID: 1, Owner: "U0ALICE"}, sums), of(models.DealQuery{PipelineID: 1}, sums), of(models.DealQuery{PipelineID: 1, Mark: models.MarkStuck}, models.NewBoard(pipeline, nil))
		shared.sharer = "U0BOB"
		shared.names = map[string]string{"U0ALICE": "Alice <!channel> *Lee*"}
		viewed.mayEdit, viewed.mayShare, viewed.marks = false, false, nil
		stuck.page = models.DealPage{}
		won, lost, moved := viewstest.Deals()[0], viewstest.Deals()[1], viewstest.Deals()[0]
		lost.LostReason, moved.StageID = "price", 1
		consumer := viewstest.Customer()
		consumer.Kind, consumer.Name = models.KindConsumer, "王小明"
		told := []models.DealTold{
			{Kind: models.NewsWon, Deal: won, Customer: viewstest.Customer(), FromStage: 1, Owner: "Alice <!channel> *Lee*"},
			{Kind: models.NewsLost, Deal: lost, Customer: consumer, FromStage: 1},
			{Kind: models.NewsMoved, Deal: moved, Customer: viewstest.Customer(), FromStage: 3, Owner: "王伟"},
		}
		var many []models.DealTold
		for range maxNews {
			many = append(many, told[2])
		}
		span := models.DealQuery{PipelineID: 1, Owner: "U0ALICE", From: viewstest.Today, To: viewstest.Today.AddDays(30)}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"team":       board(to, of(models.DealQuery{PipelineID: 1}, sums)),
			"mine":       board(to, of(span, sums)),
			"apart":      board(to, of(models.DealQuery{PipelineID: 1}, apart)),
			"counts":     board(to, of(models.DealQuery{PipelineID: 1}, models.NewBoard(pipeline, []models.DealSum{{StageID: 1, Count: 2}}))),
			"shared":     board(to, shared),
			"viewed":     board(to, viewed),
			"stuck":      board(to, stuck),
			"news_won":   news(to, models.DealsTold{Items: told[:1]}),
			"news_lost":  news(to, models.DealsTold{Items: told[1:2]}),
			"news_moved": news(to, models.DealsTold{Items: told[2:3]}),
			"news_many":  news(to, models.DealsTold{Items: append(told[:1:1], append(told, many...)...), Won: []models.Worth{{Amount: models.Money{Minor: 2469100, Currency: "CNY"}}, {Amount: models.Money{Minor: 5, Currency: "USD"}}}}),
			"none":       board(to, shown{board: models.NewBoard(pipeline, nil), pipelines: viewstest.Pipelines(), today: viewstest.Today}),
		}}
	}, os.DirFS("."))
}
