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
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// What was reached of targets by the thirty deals, counted by hand: the amounts are those of docs/metrics.md, "Thirty deals".
func TestTargetsAgainstThirtyDeals(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, z := storetest.Open(t, db), zone(t, "Asia/Shanghai")
		playDeals(t, st, z)
		ctx := context.Background()
		service := crm.New(st, models.ClockFunc(func() time.Time { return date("2026-11-30").At("09:00", z) }), crm.Team{Zone: z})
		boss := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleAdmin}}
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		check(service.SetRate(ctx, boss, models.Rate{Currency: "USD", Worth: "7", Day: date("2026-11-30")}))
		for _, set := range []models.Target{
			{Span: models.TargetMonth, Begins: date("2026-11-01"), Amount: models.Money{Minor: 2_000_000, Currency: "CNY"}, Customers: 4},
			{Person: alice, Span: models.TargetMonth, Begins: date("2026-10-01"), Amount: models.Money{Minor: 100_000, Currency: "CNY"}},
			{Person: alice, Span: models.TargetMonth, Begins: date("2026-11-01"), Amount: models.Money{Minor: 300_000, Currency: "CNY"}},
			{Person: bob, Span: models.TargetQuarter, Begins: date("2026-10-01"), Customers: 2, Amount: models.Money{Minor: 80_000, Currency: "CNY"}},
		} {
			_, err := service.SetTarget(ctx, boss, set)
			check(err)
		}
		for day, want := range map[string][]string{
			"2026-11-30": {
				"2026-11 20000 CNY +4: 9800 CNY, 3",     // all of November; its customers are 17, 18 and 19
				"U0ALICE 2026-11 3000 CNY: 4500 CNY, 1", // 1, 2, 6, 13, 18; who has the customer of 18 now
				"2026-Q4 20000 CNY +4: 15799 CNY, 5",    // of the one month that is set, against the whole quarter: 8 and 30 as well
				"U0ALICE 2026-Q4 4000 CNY: 10499 CNY, 2",
				"U0BOB 2026-Q4 800 CNY +2: 800 CNY, 1",
				"apart 50 EUR, by USD",
			},
			"2026-11-10": { // 3, 6, 1 and 16 were won
				"2026-11 20000 CNY +4: 2500 CNY, 2", "U0ALICE 2026-11 3000 CNY: 1300 CNY, 1", "2026-Q4 20000 CNY +4: 8499 CNY, 4", "U0ALICE 2026-Q4 4000 CNY: 7299 CNY, 2", "U0BOB 2026-Q4 800 CNY +2: 700 CNY, 0", "apart, by USD",
			},
		} {
			question, err := service.TargetsOn(ctx, boss.Actor, date(day))
			check(err)
			list, together, err := reports.New(st).Targets(ctx, question)
			check(err)
			var got []string
			for _, p := range list {
				got = append(got, fmt.Sprintf("%s: %s, %d", p.Target, p.Won, p.New))
			}
			if diff := cmp.Diff(want, append(got, apart(together))); diff != "" {
				t.Errorf("until %s (-by hand +got):\n%s", day, diff)
			}
		}
	})
}
