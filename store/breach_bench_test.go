package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

const (
	benchOpen = 10_000 // open tickets
	benchDue  = 200    // of which something is to be told: as many as are looked at in one transaction
)

// What is told by the clock of ten thousand open tickets: the look that finds nothing, which is every minute's, and one that finds two hundred and
// decides what is told. The use case, and the same statements through database/sql, in turns; x-floor is how many times the floor's median the
// use case's is.
func BenchmarkBreaches(b *testing.B) {
	for _, kind := range storetest.Kinds() {
		st := storetest.Open(b, kind.New(b))
		at := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
		calendar, err := workday.New("cn", nil)
		if err != nil {
			b.Fatal(err)
		}
		team := crm.Team{Service: models.Service{Time: workday.NewHours(workday.UsualWeek(), time.UTC, calendar), Targets: models.DefaultTargets()}}
		begin := openTickets(b, st, team.Service, at)
		for _, of := range []struct {
			name string
			at   time.Time
		}{{"nothing to tell", at.Add(-time.Hour)}, {"two hundred to tell", at}} {
			b.Run(kind.Name+"/"+of.name, func(b *testing.B) {
				look := func(st *store.Store) int {
					service := crm.New(st, models.ClockFunc(func() time.Time { return of.at }), team)
					found, err := service.TicketsToAlert(ctx, of.at, benchDue)
					if err == nil && len(found) > 0 {
						err = service.AlertTickets(ctx, found, models.AlertReceivers{Leads: []string{"U0LINA"}}, of.at, of.at)
					}
					if err != nil {
						b.Fatal(err)
					}
					return len(found)
				}
				var statements []string
				begin()
				found := look(st.WithLogger(recorder{logger.Discard, &statements}))
				statements = plainly(statements)
				var floor, ours []time.Duration
				for b.Loop() {
					begin()
					since := time.Now()
					replayAll(b, st, statements)
					floor = append(floor, time.Since(since))
					begin()
					since = time.Now()
					look(st)
					ours = append(ours, time.Since(since))
				}
				b.ReportMetric(float64(median(ours))/float64(median(floor)), "x-floor")
				b.ReportMetric(float64(median(ours).Microseconds())/1000, "ours-ms")
				b.ReportMetric(float64(len(statements)), "statements")
				b.ReportMetric(float64(found), "found")
			})
		}
	}
}

// openTickets fills a database with open tickets, and returns what makes it as if nothing of them had been told yet.
func openTickets(b *testing.B, st *store.Store, service models.Service, at time.Time) (begin func()) {
	b.Helper()
	must(b, st.Tx(ctx, func(tx *store.Tx) error {
		for i := range 1000 {
			c := models.Customer{Name: fmt.Sprint("Customer ", i), Status: models.StatusPotential, CreatedAt: at, UpdatedAt: at, Version: 1}
			if err := tx.InsertCustomer(ctx, &c); err != nil {
				return err
			}
		}
		return nil
	}))
	for some := range slices.Chunk(make([]int, benchOpen), 1000) {
		must(b, st.Tx(ctx, func(tx *store.Tx) error {
			for i := range some {
				t := models.Ticket{
					CustomerID: int64(1 + i%1000), Subject: "The printer is broken", Priority: models.PriorityNormal, State: models.TicketOpen, Assignee: []string{"", "U0ALICE", "U0BOB"}[i%3],
					RaisedAt: at.Add(-time.Duration(i%50) * time.Second), CreatedAt: at, UpdatedAt: at, Version: 1,
				}
				if i < benchDue*len(some)/benchOpen { // to be answered in ten minutes
					t.Priority, t.RaisedAt = models.PriorityUrgent, at.Add(-20*time.Minute)
				}
				t.Time(service, []models.TicketMove{{ToState: t.State, MovedAt: t.RaisedAt}}, t.RaisedAt)
				if err := tx.InsertTicket(ctx, &t); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	var due []string
	found, err := st.TicketsToAlert(ctx, at, 2*benchDue)
	if err != nil || len(found) != benchDue {
		b.Fatalf("%d are due, %v", len(found), err)
	}
	for _, t := range found {
		due = append(due, fmt.Sprint(t.ID))
	}
	again := fmt.Sprintf("UPDATE tickets SET alert_at = '%s', alerted = 0 WHERE id IN (%s)", at.Add(-5*time.Minute).Format("2006-01-02 15:04:05.000000"), strings.Join(due, ", "))
	return func() {
		for _, statement := range []string{"DELETE FROM ticket_alerts", "DELETE FROM outbox", again} {
			_, err := st.Writer().ExecContext(ctx, statement)
			must(b, err)
		}
	}
}

// replayAll runs statements in one transaction, as they were recorded.
func replayAll(b *testing.B, st *store.Store, statements []string) {
	b.Helper()
	tx, err := st.Writer().BeginTx(ctx, nil)
	must(b, err)
	for _, statement := range statements {
		if strings.HasPrefix(statement, "SELECT") {
			must(b, replay(tx, statement))
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			b.Fatalf("%s: %v", statement, err)
		}
	}
	must(b, tx.Commit())
}

// plainly writes statements as any database takes them: with texts in single quotes, and without quotes in a payload.
func plainly(statements []string) []string {
	for i, statement := range statements {
		statement = strings.NewReplacer(`\"`, "_", `""at""`, "_at_", `{"at"`, "{_at_").Replace(statement)
		statements[i] = strings.ReplaceAll(statement, `"`, "'")
	}
	return statements
}
