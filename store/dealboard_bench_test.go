package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

const benchDeals = 100_000

// seedDeals inserts deals of 1,000 customers: six of ten are open, the others were closed over two years; three currencies, 50 owners.
func seedDeals(b *testing.B, st *store.Store, n int) {
	b.Helper()
	seed(b, st, 1000)
	const batch = 1000
	for first := 0; first < n; first += batch {
		must(b, st.Tx(ctx, func(tx *store.Tx) error {
			list := make([]*models.Deal, 0, batch)
			for i := first; i < min(n, first+batch); i++ {
				at := now.Add(-time.Duration(i*7919%(730*24)) * time.Hour)
				d := models.Deal{
					CustomerID: int64(1 + i%1000), Title: fmt.Sprint("Deal ", i), PipelineID: 1, StageID: int64(1 + i%4), State: models.DealOpen, StageSince: at,
					Amount: models.Money{Minor: int64(i * 37 % 1_000_000), Currency: []string{"CNY", "CNY", "CNY", "USD", "EUR"}[i%5]},
					Owner:  fmt.Sprintf("U0OWNER%d", i%50), CreatedBy: "U0OWNER1", UpdatedBy: "U0OWNER1", CreatedAt: at, UpdatedAt: at, Version: 1,
				}
				if i%10 == 0 {
					chance := i / 10 % 101
					d.Probability = &chance
				}
				if i%4 > 0 {
					d.ExpectedClose = models.DateOf(now).AddDays(i*13%400 - 60)
				}
				if i%10 > 5 {
					closed := at.Add(time.Duration(i%90) * 24 * time.Hour)
					d.StageID, d.State, d.ClosedAt, d.ClosedBy, d.StageSince = 5, models.DealWon, &closed, d.Owner, closed
				}
				list = append(list, &d)
			}
			return tx.InsertDeals(ctx, list)
		}))
	}
}

// The board of 100,000 deals as the use case has it, and the same statements through database/sql, in turns; x-floor is how many times the
// floor's median the use case's is. What figures and a forecast take is told beside it. Run: go test ./store -run '^$' -bench Board -benchtime 40x
func BenchmarkBoard(b *testing.B) {
	for _, kind := range storetest.Kinds() {
		st := storetest.Open(b, kind.New(b))
		seedDeals(b, st, benchDeals)
		if kind.Name != storetest.EngineSQLite {
			must(b, st.DB().Exec("ANALYZE TABLE deals").Error)
		}
		pipelines, err := st.Pipelines(ctx)
		must(b, err)
		actor := models.Actor{ID: "U0OWNER7", Role: models.RoleManager}
		for _, query := range []struct {
			name  string
			owner string
		}{{"team", ""}, {"mine", "U0OWNER7"}} {
			b.Run(kind.Name+"/"+query.name, func(b *testing.B) {
				service := crm.New(st, models.ClockFunc(func() time.Time { return now }), crm.Team{})
				must(b, service.CheckSettings(ctx))
				asked := models.DealQuery{PipelineID: 1, Owner: query.owner, Limit: 10}
				run := func() {
					_, err := service.Board(ctx, actor, asked)
					must(b, err)
					_, err = service.OpenDeals(ctx, actor, asked)
					must(b, err)
				}
				var statements []string
				logged := crm.New(st.WithLogger(recorder{logger.Discard, &statements}), models.ClockFunc(func() time.Time { return now }), crm.Team{})
				must(b, logged.CheckSettings(ctx))
				statements = nil
				_, err := logged.Board(ctx, actor, asked)
				must(b, err)
				_, err = logged.OpenDeals(ctx, actor, asked)
				must(b, err)
				pool, err := st.DB().DB()
				must(b, err)
				var floor, ours []time.Duration
				for b.Loop() {
					begin := time.Now()
					for _, statement := range statements {
						must(b, replay(pool, statement))
					}
					between := time.Now()
					run()
					floor, ours = append(floor, between.Sub(begin)), append(ours, time.Since(between))
				}
				b.ReportMetric(float64(median(ours))/float64(median(floor)), "x-floor")
				b.ReportMetric(float64(median(floor).Microseconds())/1000, "floor-ms")
				b.ReportMetric(float64(median(ours).Microseconds())/1000, "board-ms")
			})
			b.Run(kind.Name+"/figures of "+query.name, func(b *testing.B) {
				question := models.DealQuestion{Pipeline: pipelines.All()[0], Owner: query.owner, Rates: models.Rates{Team: "CNY"}}
				month := reports.Month(models.DateOf(now), time.UTC)
				for b.Loop() {
					_, err := reports.New(st).Deals(ctx, question, month, now)
					must(b, err)
				}
			})
			b.Run(kind.Name+"/forecast of "+query.name, func(b *testing.B) {
				question := models.DealQuestion{Pipeline: pipelines.All()[0], Owner: query.owner, Rates: models.Rates{Team: "CNY"}}
				for b.Loop() {
					_, err := reports.New(st).Forecast(ctx, question, reports.Month(models.DateOf(now).AddMonths(4), time.UTC), models.DateOf(now))
					must(b, err)
				}
			})
		}
	}
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
