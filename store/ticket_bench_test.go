package store_test

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// benchTickets is of how many open tickets the benchmark of the queue is.
const benchTickets = 10_000

// The queue of ten thousand open tickets, and what is late of them, as the service has them and as the same statements through database/sql have
// them, in turns; x-floor is how many times the floor's median the service's is.
func BenchmarkTickets(b *testing.B) {
	for _, kind := range storetest.Kinds() {
		st := storetest.Open(b, kind.New(b))
		seed(b, st, 1000)
		must(b, st.Tx(ctx, func(tx *store.Tx) error {
			for i := range benchTickets {
				t := models.Ticket{
					CustomerID: int64(1 + i%1000), Subject: "The printer is broken", Priority: models.Priorities()[i%4], State: models.TicketOpen, Assignee: []string{"", "U0ALICE", "U0BOB"}[i%3],
					RaisedAt: now, DueAt: now.Add(time.Duration(i*37%benchTickets-100) * time.Minute), CreatedBy: "U0ALICE", CreatedAt: now, UpdatedBy: "U0ALICE", UpdatedAt: now, Version: 1,
				}
				if err := tx.InsertTicket(ctx, &t); err != nil {
					return err
				}
			}
			return nil
		}))
		for _, of := range []struct {
			name  string
			query models.TicketQuery
		}{
			{"queue", models.TicketQuery{}},
			{"late", models.TicketQuery{LateAt: now}},
			{"mine", models.TicketQuery{Assignee: "U0BOB"}},
			{"unassigned", models.TicketQuery{Unassigned: true}},
			{"as one sees it", models.TicketQuery{VisibleTo: "U0OWNER7"}},
		} {
			b.Run(kind.Name+"/"+of.name, func(b *testing.B) {
				ask := func(st *store.Store) {
					_, err := st.Tickets(ctx, of.query)
					must(b, err)
				}
				var statements []string
				ask(st.WithLogger(recorder{logger.Discard, &statements}))
				pool, err := st.DB().DB()
				must(b, err)
				var floor, ours []time.Duration
				for b.Loop() {
					begin := time.Now()
					for _, statement := range statements {
						must(b, replay(pool, strings.ReplaceAll(statement, `"`, "'")))
					}
					between := time.Now()
					ask(st)
					floor, ours = append(floor, between.Sub(begin)), append(ours, time.Since(between))
				}
				b.ReportMetric(float64(median(ours))/float64(median(floor)), "x-floor")
				b.ReportMetric(float64(median(ours).Microseconds())/1000, "ours-ms")
				b.ReportMetric(float64(len(statements)), "statements")
			})
		}
	}
}
