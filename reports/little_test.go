package reports_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A report of nothing, of one customer and of days to come says what there is, and no share of nothing.
func TestReportsOfLittle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st, ctx := open(), context.Background()
		s := &story{t: t, ctx: ctx}
		s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{})
		s.check(s.crm.CheckSettings(ctx))
		on := func(from, to string) reports.Report {
			got, err := reports.New(st).Report(ctx, models.ReportQuestion{Rates: models.Rates{Team: "CNY"}}, reports.Between(date(from), date(to), time.UTC), on("2026-11-24", time.UTC))
			s.check(err)
			return got
		}
		nothing := []string{"New: 0", "Qualified: 0", "Proposal: 0", "Negotiation: 0", "Won: 0", "won_amount 0 0", "lost_amount 0 0", "average_won - -", "pipeline 0 0", "weighted 0 0"}
		none := []string{"2026-08-01 until 2026-08-31: new 0, activated 0, churned 0, won 0 0, lost 0 0"}
		for i, month := range []string{"2026-09", "2026-10", "2026-11"} {
			none = append(none, fmt.Sprintf("%s-01 until %s: new 0, activated 0, churned 0, won 0 0, lost 0 0", month, []string{"2026-09-30", "2026-10-31", "2026-11-22"}[i]))
		}
		got := on("2026-11-16", "2026-11-22")
		if diff := cmp.Diff(append(none, nothing...), told(got)); diff != "" || !got.Empty() || len(got.Boards)+len(got.People)+len(got.Cohorts) > 0 {
			t.Errorf("of nothing: %+v (-want +got):\n%s", got.Cohorts, diff)
		}
		if want := "conversion 0/0 0/0, churn_rate 0/0 0/0, deals_win_rate 0/0 0/0, potential 0, active 0, churned 0"; counts(got) != want {
			t.Errorf("of nothing: %s", counts(got))
		}
		s.at("2026-11-22 23:59", time.UTC)
		s.create(alice, "A", models.StatusPotential)
		if got, want := counts(on("2026-11-16", "2026-11-22")), "new 1 0, conversion 0/1 0/0, churn_rate 0/0 0/0, deals_win_rate 0/0 0/0, potential 1, active 0, churned 0"; got != want {
			t.Errorf("of one customer: %s", got)
		}
		if got, want := counts(on("2027-01-01", "2027-01-31")), "conversion 0/0 0/0, churn_rate 0/0 0/0, deals_win_rate 0/0 0/0, potential 1, active 0, churned 0"; got != want {
			t.Errorf("of days to come: %s", got)
		}
		if got, want := counts(on("2020-01-01", "2020-01-31")), "conversion 0/0 0/0, churn_rate 0/0 0/0, deals_win_rate 0/0 0/0, potential 0, active 0, churned 0"; got != want {
			t.Errorf("of days before there was anybody: %s", got)
		}
	})
}

// In weeks in which the clocks change, and where they jump over midnight, what happens in the first and the last minute of a period and of a month of
// the trend is in it, and what happens a minute before and after isn't.
func TestReportsAcrossDaylightSaving(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		s := &story{t: t, ctx: context.Background()}
		s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{})
		s.check(s.crm.CheckSettings(s.ctx))
		periods := []reports.Period{
			reports.Between(date("2026-10-19"), date("2026-10-25"), zone(t, "Europe/Berlin")),       // ends with 25 hours
			reports.Between(date("2026-03-08"), date("2026-03-08"), zone(t, "America/Los_Angeles")), // 23 hours
			reports.Between(date("2026-09-06"), date("2026-09-12"), zone(t, "America/Santiago")),    // begins at 1:00
			reports.Between(date("2026-10-04"), date("2026-10-04"), zone(t, "Australia/Lord_Howe")), // half an hour less
			reports.Between(date("2026-11-01"), date("2026-11-30"), zone(t, "America/New_York")),    // the month in which they go back
			reports.Between(date("2026-04-01"), date("2026-04-30"), zone(t, "Africa/Casablanca")),   // an hour of its own
			reports.Between(date("2026-03-29"), date("2026-03-29"), zone(t, "Asia/Beirut")),         // begins at 1:00
			reports.Between(date("2026-11-16"), date("2026-11-22"), zone(t, "Pacific/Kiritimati")),  // 14 hours ahead
			reports.Between(date("2026-02-01"), date("2026-02-28"), zone(t, "Pacific/Marquesas")),   // 9½ behind
			reports.Between(date("2026-01-01"), date("2026-12-31"), zone(t, "Antarctica/Troll")),    // two hours
			reports.Between(date("2026-11-22"), date("2026-11-22"), zone(t, "America/St_Johns")),    // half hours
			reports.Between(date("2026-10-01"), date("2026-12-31"), zone(t, "Asia/Kathmandu")),      // three quarters
		}
		count := func(p reports.Period) int {
			got, err := reports.New(st).Report(s.ctx, models.ReportQuestion{}, p, on("2027-02-01", time.UTC))
			s.check(err)
			if last := got.Trend[reports.TrendMonths-1]; p.From == last.Month && last.New != got.Count(reports.KeyNew) {
				t.Errorf("%s to %s in %s: %d in the trend's last month, %d in the period", p.From, p.To, p.Zone, last.New, got.Count(reports.KeyNew))
			}
			return got.Count(reports.KeyNew)
		}
		for i, p := range periods {
			before := count(p)
			from, to := p.Bounds()
			for j, at := range []time.Time{from.Add(-time.Minute), from, to.Add(-time.Minute), to} {
				s.now = at
				s.create(alice, fmt.Sprint("Customer ", i, " ", j), models.StatusPotential)
			}
			if got := count(p) - before; got != 2 {
				t.Errorf("%s to %s in %s: %d in it, want 2", p.From, p.To, p.Zone, got)
			}
		}
	})
}
