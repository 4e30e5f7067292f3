package reports_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// elevenCustomers are those of docs/metrics.md, "Eleven customers": owner, industry, source, tags, when it was created, and its way. Each is potential
// at first, unless its way begins otherwise.
var elevenCustomers = [][]string{
	{"alice", "technology", "Expo", "key", "2026-08-31 23:59", "active 2026-09-01 00:00"},
	{"alice", "technology", "Expo", "key,vip", "2026-09-01 00:00", "active 2026-11-30 23:59"},
	{"bob", "trade", "Ads", "", "2026-09-15 12:00", "active 2026-09-20 12:00, churned 2026-10-05 12:00, active 2026-11-10 12:00"},
	{"bob", "trade", "ads", "vip", "2026-10-10 12:00", "churned 2026-10-20 12:00, active 2026-12-01 00:00"},
	{"carol", "", "", "", "2026-10-31 23:59 active", "churned 2026-11-01 00:00"},
	{"carol", "technology", "", "key", "2026-11-01 00:00", "active 2026-11-15 12:00, undo 2026-11-15 13:00"},
	{"alice", "trade", "Expo", "", "2026-11-20 12:00", "merged 2026-12-01 12:00"}, // into the second
	{"bob", "technology", "Ads", "key", "2026-11-30 23:59", "archived 2026-12-01 12:00"},
	{"bob", "", "Expo", "", "2026-11-05 12:00", "active 2026-11-06 12:00, given 2026-12-01 12:00"}, // to Alice
	{"carol", "technology", "Expo", "key", "2026-11-06 12:00", "erased 2026-12-01 12:00"},
	{"alice", "technology", "Expo", "key", "2026-12-01 00:00", ""},
}

// playCustomers does what the table says, and then opens four deals and takes them their way.
func playCustomers(t *testing.T, st *store.Store, z *time.Location) {
	s := &story{t: t, ctx: context.Background()}
	s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{Zone: z, Industries: []string{"technology", "trade"}})
	s.check(s.crm.CheckSettings(s.ctx))
	var ids []int64
	for i, row := range elevenCustomers {
		owner, created, status := "U0"+strings.ToUpper(row[0]), row[4], models.StatusPotential
		if at, given, some := strings.Cut(created, " active"); some && given == "" {
			created, status = at, models.StatusActive
		}
		s.at(created, z)
		c, err := s.crm.CreateCustomer(s.ctx, as(owner), models.Customer{Name: fmt.Sprint("Customer ", i+1), Status: status, Industry: row[1], Source: row[2], Tags: row[3]})
		s.check(err)
		ids = append(ids, c.ID)
		for step := range strings.SplitSeq(row[5], ", ") {
			if what, when, some := strings.Cut(step, " "); some {
				s.at(when, z)
				s.goes(owner, ids, what)
			}
		}
	}
	for _, deal := range [][]string{
		{"alice", "1", "1000 CNY", "2026-09-05 12:00", "won 2026-09-10 12:00"},
		{"bob", "3", "500 CNY", "2026-11-05 12:00", "2 2026-11-07 12:00, lost 2026-11-10 12:00"},
		{"bob", "2", "2000 CNY", "2026-11-20 12:00", "won 2026-11-30 23:59"},
		{"alice", "9", "300 CNY", "2026-11-25 12:00", "3 2026-11-26 12:00"},
	} {
		owner, customer := "U0"+strings.ToUpper(deal[0]), ids[deal[1][0]-'1']
		s.at(deal[3], z)
		_, d, err := s.crm.CreateDeal(s.ctx, as(owner), customer, map[models.Field]string{models.FieldDealTitle: "x", models.FieldAmount: deal[2], models.FieldOwner: owner})
		s.check(err)
		for step := range strings.SplitSeq(deal[4], ", ") {
			what, when, _ := strings.Cut(step, " ")
			s.at(when, z)
			s.step(owner, d.ID, what)
		}
	}
}

// goes is one step of the way of the last customer.
func (s *story) goes(owner string, ids []int64, what string) {
	s.t.Helper()
	id := ids[len(ids)-1]
	switch what {
	case "given":
		_, err := s.crm.UpdateCustomer(s.ctx, as(owner), id, 0, map[models.Field]string{models.FieldOwner: alice})
		s.check(err)
	case "undo":
		s.step(owner, 0, what)
	case "merged", "archived", "erased":
		s.meets(id, ids[1], what)
	default:
		s.status(owner, id, models.Status(what))
	}
}

// told is what a report says beside its figures, as lines.
func told(r reports.Report) (lines []string) {
	for i, m := range r.Trend {
		if i >= 8 || m.New+m.Activated+m.Churned+m.Won+m.Lost > 0 {
			lines = append(lines, fmt.Sprintf("%s until %s: new %d, activated %d, churned %d, won %d %s, lost %d %s", m.Month, m.Until, m.New, m.Activated, m.Churned, m.Won, m.WonAmount.Decimal(), m.Lost, m.LostAmount.Decimal()))
		}
	}
	for _, c := range r.Cohorts {
		lines = append(lines, fmt.Sprintf("cohort %s: %d of %d", c.Month, c.Active, c.New))
	}
	for _, b := range r.Breakdowns {
		for _, p := range b.Parts {
			lines = append(lines, fmt.Sprintf("%s %q: %d, new %d, activated %d, churned %d, won %d %s, lost %d, open %s", b.By, p.Value, p.Customers, p.New, p.Activated, p.Churned, p.Won, p.WonAmount.Decimal(), p.Lost, p.OpenAmount.Decimal()))
		}
	}
	for _, step := range r.Funnel {
		lines = append(lines, fmt.Sprintf("%s: %d", step.Stage.LabelEN, step.Reached))
	}
	for _, b := range r.Boards {
		lines = append(lines, fmt.Sprintf("board of %s: %d, %s, %s", b.Pipeline.LabelEN, b.Total.Count, b.Together.Amount, b.Together.Weighted))
	}
	for _, f := range r.Deals.Figures {
		if f.Unit == models.UnitMoney {
			lines = append(lines, f.Key+" "+exactly(f.Now)+" "+exactly(f.Before))
		}
	}
	return lines
}

// counts are the figures and the customers by status, in one line.
func counts(r reports.Report) string {
	var parts []string
	for _, f := range r.Figures {
		if f.Rate {
			parts = append(parts, fmt.Sprintf("%s %d/%d %d/%d", f.Key, f.Now.N, f.Now.Of, f.Before.N, f.Before.Of))
		} else if f.Now.N+f.Before.N > 0 {
			parts = append(parts, fmt.Sprintf("%s %d %d", f.Key, f.Now.N, f.Before.N))
		}
	}
	for _, s := range r.ByStatus {
		parts = append(parts, fmt.Sprint(s.Status, " ", s.Count))
	}
	return strings.Join(parts, ", ")
}

// What a report says of eleven customers is what was counted by hand: docs/metrics.md, "Eleven customers", has the working.
func TestElevenCustomers(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, name := range []string{"Asia/Shanghai", "America/Los_Angeles", "UTC", "Asia/Kathmandu"} {
			st, z := storetest.Open(t, db.Another(t)), zone(t, name)
			playCustomers(t, st, z)
			november := reports.Between(date("2026-11-01"), date("2026-11-30"), z)
			on := func(scope models.CountScope) reports.Report {
				got, err := reports.New(st).Report(context.Background(), models.ReportQuestion{Scope: scope, Rates: models.Rates{Team: "CNY"}}, november, on("2026-12-02", z))
				if err != nil {
					t.Fatal(err)
				}
				return got
			}
			if diff := cmp.Diff([]string{
				"2026-08-01 until 2026-08-31: new 1, activated 0, churned 0, won 0 0, lost 0 0",
				"2026-09-01 until 2026-09-30: new 2, activated 2, churned 0, won 1 1000, lost 0 0",
				"2026-10-01 until 2026-10-31: new 2, activated 0, churned 2, won 0 0, lost 0 0",
				"2026-11-01 until 2026-11-30: new 5, activated 4, churned 1, won 1 2000, lost 1 500",
				"cohort 2026-08-01: [0 1 1 1] of 1",
				"cohort 2026-09-01: [1 1 2] of 2",
				"cohort 2026-10-01: [0 0] of 1",
				"cohort 2026-11-01: [3] of 5",
				`owner "U0ALICE": 4, new 2, activated 2, churned 0, won 0 0, lost 0, open 300`,
				`owner "U0CAROL": 3, new 2, activated 1, churned 1, won 0 0, lost 0, open 0`,
				`owner "U0BOB": 3, new 1, activated 1, churned 0, won 1 2000, lost 1, open 0`,
				`industry "technology": 6, new 4, activated 2, churned 0, won 1 2000, lost 0, open 0`,
				`industry "trade": 2, new 0, activated 1, churned 0, won 0 0, lost 1, open 0`,
				`industry "": 2, new 1, activated 1, churned 1, won 0 0, lost 0, open 300`,
				`source "Expo": 4, new 2, activated 2, churned 0, won 1 2000, lost 0, open 300`,
				`source "Ads": 3, new 1, activated 1, churned 0, won 0 0, lost 1, open 0`,
				`source "": 3, new 2, activated 1, churned 1, won 0 0, lost 0, open 0`,
				`tag "key": 5, new 3, activated 2, churned 0, won 1 2000, lost 0, open 0`,
				`tag "vip": 3, new 1, activated 1, churned 0, won 1 2000, lost 0, open 0`,
				`tag "": 4, new 2, activated 2, churned 1, won 0 0, lost 1, open 300`,
				"New: 3", "Qualified: 3", "Proposal: 2", "Negotiation: 1", "Won: 1",
				"board of Sales: 1, 300 CNY, 150 CNY",
				"won_amount 200000 0", "lost_amount 50000 0", "average_won 200000 -", "pipeline 30000 0", "weighted 15000 0",
			}, told(on(models.CountScope{}))); diff != "" {
				t.Errorf("%s (-by hand +got):\n%s", name, diff)
			}
			for scope, want := range map[models.CountScope]string{
				{}:                       "new 5 2, interactions 4 2, activated 4 0, conversion 3/5 0/2, churned 1 2, active_before 2 2, churn_rate 1/2 1/2, deals_won 1 0, deals_closed 2 0, deals_win_rate 1/2 0/0, potential 4, active 4, churned 2",
				{Person: alice}:          "new 2 0, interactions 1 0, activated 2 0, conversion 2/2 0/0, active_before 1 1, churn_rate 0/1 0/1, deals_win_rate 0/0 0/0, potential 1, active 3, churned 0",
				{VisibleTo: "U0CAROL"}:   "new 2 1, interactions 1 0, activated 1 0, conversion 1/2 0/1, churned 1 0, active_before 1 0, churn_rate 1/1 0/0, deals_win_rate 0/0 0/0, potential 2, active 0, churned 1",
				{VisibleTo: bob}:         "new 2 1, interactions 2 2, activated 2 0, conversion 1/2 0/1, churned 0 2, active_before 0 1, churn_rate 0/0 1/1, deals_won 1 0, deals_closed 2 0, deals_win_rate 1/2 0/0, potential 2, active 2, churned 1", // also the second customer: he has its deal
				{Industry: "technology"}: "new 4 0, interactions 1 0, activated 2 0, conversion 2/4 0/0, active_before 1 1, churn_rate 0/1 0/1, deals_won 1 0, deals_closed 1 0, deals_win_rate 1/1 0/0, potential 4, active 2, churned 0",
				{Source: "ADS"}:          "new 1 1, interactions 1 2, activated 1 0, conversion 0/1 0/1, churned 0 2, active_before 0 1, churn_rate 0/0 1/1, deals_closed 1 0, deals_win_rate 0/1 0/0, potential 1, active 1, churned 1",
				{Tag: "VIP"}:             "new 1 1, interactions 1 1, activated 1 0, conversion 1/1 0/1, churned 0 1, churn_rate 0/0 0/0, deals_won 1 0, deals_closed 1 0, deals_win_rate 1/1 0/0, potential 1, active 1, churned 1",
			} {
				if got := counts(on(scope)); got != want {
					t.Errorf("%s, %+v:\n%s\nby hand:\n%s", name, scope, got, want)
				}
			}
		}
	})
}
