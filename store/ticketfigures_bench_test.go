package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// seedTickets inserts n tickets of the customers that are there, raised over the last 90 days, the latest last: nine of ten were solved, each
// twentieth was opened again and solved again, and each has as many messages.
func seedTickets(t testing.TB, st *store.Store, n, customers, messages int) {
	t.Helper()
	const batch = 300
	var tickets []models.Ticket
	var moves []models.TicketMove
	var said []models.TicketMessage
	for i := range n {
		id, at := int64(i+1), now.Add(-time.Duration(90*24*60*(n-i)/n)*time.Minute)
		later := func(minutes int) *time.Time { then := at.Add(time.Duration(minutes) * time.Minute); return &then }
		one := models.Ticket{
			ID: id, Code: models.TicketCode(id), CustomerID: int64(1 + i%customers), Subject: "The printer is broken", Priority: models.Priorities()[i%4], State: models.TicketOpen,
			Assignee: fmt.Sprintf("U0OWNER%d", i%12), RaisedAt: at, DueAt: *later(i * 37 % 9000), AlertAt: models.NoDue(), CreatedBy: "U0ALICE", CreatedAt: at, UpdatedBy: "U0ALICE", UpdatedAt: at, Version: 1,
		}
		way := []models.TicketMove{{ToState: models.TicketOpen, MovedAt: at}}
		if i%20 > 0 {
			one.RespondedAt, one.ResponseUsed, one.ResponseLate = later(i*7%300), int64(i*7%300*60), i%3 == 0
		}
		if i%10 > 0 {
			used, late := int64(i*13%3000*60), i%4 == 0
			one.State, one.SolvedAt, one.SolveUsed, one.SolveLate, one.AskedAt, one.DueAt = models.TicketSolved, later(i*13%3000), used, late, later(i*13%3000), models.NoDue()
			one.Satisfaction = []models.Satisfaction{"", "good", "poor"}[i%3]
			way = append(way, models.TicketMove{FromState: models.TicketOpen, ToState: models.TicketSolved, MovedAt: *one.SolvedAt, Used: &used, Late: &late})
			if i%20 == 3 {
				way = append(way, models.TicketMove{FromState: models.TicketSolved, ToState: models.TicketOpen, MovedAt: one.SolvedAt.Add(time.Hour)}, models.TicketMove{FromState: models.TicketOpen, ToState: models.TicketSolved, MovedAt: one.SolvedAt.Add(2 * time.Hour), Used: &used, Late: &late})
			}
		}
		for j := range way {
			way[j].TicketID, way[j].CustomerID, way[j].MovedBy = id, one.CustomerID, "U0ALICE"
		}
		for j := range messages {
			said = append(said, models.TicketMessage{
				TicketID: id, CustomerID: one.CustomerID, Channel: "C0HELP", TS: fmt.Sprintf("%d.%06d", at.Unix(), i*messages+j), Side: models.SideTeam, Author: "U0ALICE", Text: strings.Repeat("We look at it. ", 20), SaidAt: at, ChangedAt: at,
			})
		}
		tickets, moves = append(tickets, one), append(moves, way...)
	}
	must(t, st.WriteDB().CreateInBatches(&tickets, batch).Error)
	must(t, st.WriteDB().CreateInBatches(&moves, batch).Error)
	if messages > 0 {
		must(t, st.WriteDB().CreateInBatches(&said, batch).Error)
	}
}

// The figures of service of ten thousand tickets with their messages, and a page behind one of them, as the service has them and as the same
// statements through database/sql have them, in turns; x-floor is how many times the floor's median the service's is.
func BenchmarkTicketFigures(b *testing.B) {
	for _, kind := range storetest.Kinds() {
		st := storetest.Open(b, kind.New(b))
		seed(b, st, 1000)
		seedTickets(b, st, benchTickets, 1000, 3)
		analyze := "ANALYZE"
		if kind.Name != storetest.EngineSQLite {
			analyze = "ANALYZE TABLE customers, tickets, ticket_moves"
		}
		must(b, replay(st.Writer(), analyze))
		today := models.DateOf(now)
		figures := func(scope models.CountScope, p reports.Period) func(*store.Store) {
			return func(st *store.Store) {
				_, err := reports.New(st).Tickets(ctx, scope, p, now)
				must(b, err)
			}
		}
		month := reports.Month(today, time.UTC)
		for _, of := range []struct {
			name string
			ask  func(*store.Store)
		}{
			{"week", figures(models.CountScope{}, reports.Week(today, time.UTC))},
			{"month", figures(models.CountScope{}, month)},
			{"90 days", figures(models.CountScope{}, reports.Between(today.AddDays(-90), today, time.UTC))},
			{"month of a person", figures(models.CountScope{Person: "U0OWNER7"}, month)},
			{"month of an industry", figures(models.CountScope{Industry: "3"}, month)},
			{"month as one sees it", figures(models.CountScope{VisibleTo: "U0OWNER7"}, month)},
			{"open when a month ended", func(st *store.Store) {
				_, err := st.ReportList(ctx, models.ReportListQuery{List: models.ListOpen, Span: month.Span(now), Limit: 10})
				must(b, err)
			}},
			{"solved in a month", func(st *store.Store) {
				_, err := st.ReportList(ctx, models.ReportListQuery{List: models.ListSolved, Span: month.Span(now), Limit: 10})
				must(b, err)
			}},
		} {
			b.Run(kind.Name+"/"+of.name, func(b *testing.B) {
				var statements []string
				of.ask(st.WithLogger(recorder{logger.Discard, &statements}))
				pool, err := st.DB().DB()
				must(b, err)
				var floor, ours []time.Duration
				for b.Loop() {
					begin := time.Now()
					for _, statement := range statements {
						must(b, replay(pool, strings.ReplaceAll(statement, `"`, "'")))
					}
					between := time.Now()
					of.ask(st)
					floor, ours = append(floor, between.Sub(begin)), append(ours, time.Since(between))
				}
				b.ReportMetric(float64(median(ours))/float64(median(floor)), "x-floor")
				b.ReportMetric(float64(median(ours).Microseconds())/1000, "ours-ms")
				b.ReportMetric(float64(len(statements)), "statements")
			})
		}
	}
}
