package demo

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// The sample customers obey every rule, on whichever day the demo is started.
func TestSeed(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	team := crm.Team{Zone: shanghai, Industries: []string{"technology", "manufacturing", "finance", "retail", "education", "healthcare", "real_estate", "logistics", "energy", "other"}, Words: []string{"福利", "发票"}}
	people := map[string]Person{"alice": {"U0ALICE", time.UTC}, "bob": {"U0BOB", shanghai}, "wangwei": {"U0WANGWEI", shanghai}, "lina": {"U0LINA", shanghai}}
	for _, now := range []time.Time{time.Date(2026, 11, 24, 20, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 30, 0, 0, time.UTC), time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC), time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC)} {
		st := storetest.Open(t, storetest.SQLite(t))
		said := 0
		talk := Talk{Channel: "C0SERVICE", Say: func(at time.Time, _, _, _, _ string) (string, error) {
			said++
			return fmt.Sprintf("%d.%06d", at.Unix(), said), nil
		}}
		if err := Seed(t.Context(), st, team, talk, people, now); err != nil {
			t.Fatalf("%v: %v", now, err)
		}
		service := crm.New(st, models.ClockFunc(func() time.Time { return now }), team)
		all, err := service.SearchCustomers(t.Context(), models.System(), models.CustomerQuery{Limit: 1})
		if err != nil || all.Total != 40 {
			t.Errorf("%v: %d customers, %v", now, all.Total, err)
		}
		due, err := service.DueFollowUps(t.Context(), models.System(), models.DueQuery{Range: models.DueToday, Today: models.DateOf(now.In(shanghai))})
		if err != nil || due.Total < 5 {
			t.Errorf("%v: %d due, %v", now, due.Total, err)
		}
		team := team
		team.StaleAfter = 21
		team.Person = func(_ context.Context, id string) (crm.Colleague, error) {
			return crm.Colleague{Identity: models.Identity{ID: id, Unknown: id == former}}, nil
		}
		summary, err := crm.New(st, models.ClockFunc(func() time.Time { return now }), team).Cleaning(t.Context(), models.System())
		for _, count := range summary.Counts {
			if some := count.Kind != models.FindingOverdue; err != nil || some && count.Count == 0 {
				t.Errorf("%v: %d findings of %s, %v", now, count.Count, count.Kind, err)
			}
		}
		for _, q := range []struct {
			what string
			of   models.TicketQuery
			want int
		}{
			{"left to do", models.TicketQuery{}, 5}, {"unassigned", models.TicketQuery{Unassigned: true}, 2}, {"solved", models.TicketQuery{States: []models.TicketState{models.TicketSolved, models.TicketClosed}}, 3},
		} {
			if page, err := service.Tickets(t.Context(), models.System(), q.of); err != nil || page.Total != q.want {
				t.Errorf("%v: %d tickets are %s, %v", now, page.Total, q.what, err)
			}
		}
		if canned, err := service.CannedReplies(t.Context(), models.System()); err != nil || len(canned) != len(sampleReplies) {
			t.Errorf("%v: %d canned replies, %v", now, len(canned), err)
		}
		targets, err := service.TargetsOn(t.Context(), models.System(), models.DateOf(now.In(shanghai)))
		if err != nil || len(targets.Targets) < 6 {
			t.Errorf("%v: %d targets, %v", now, len(targets.Targets), err)
		}
	}
}
