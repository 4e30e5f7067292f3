package reports_test

import (
	"context"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A period that runs is compared with the same days of the one before; a whole one with the whole one.
func TestThePeriodBeforeHasTheSameDays(t *testing.T) {
	for _, test := range []struct {
		name          string
		from, to      string
		until         string
		unit          reports.Unit
		before, after string // the period before
	}{
		{"a week", "2026-11-16", "2026-11-22", "", reports.UnitWeek, "2026-11-09", "2026-11-15"},
		{"a week on its Monday", "2026-11-23", "2026-11-29", "2026-11-23", reports.UnitWeek, "2026-11-16", "2026-11-16"},
		{"a week on its Friday", "2026-11-23", "2026-11-29", "2026-11-27", reports.UnitWeek, "2026-11-16", "2026-11-20"},
		{"a month", "2026-03-01", "2026-03-31", "", reports.UnitMonth, "2026-02-01", "2026-02-28"},
		{"a month that runs", "2026-11-01", "2026-11-30", "2026-11-27", reports.UnitMonth, "2026-10-01", "2026-10-27"},
		{"a month that runs, after a shorter one", "2026-03-01", "2026-03-31", "2026-03-30", reports.UnitMonth, "2026-02-01", "2026-02-28"},
		{"a quarter", "2026-01-01", "2026-03-31", "", reports.UnitQuarter, "2025-10-01", "2025-12-31"},
		{"a quarter that runs", "2026-10-01", "2026-12-31", "2026-11-27", reports.UnitQuarter, "2026-07-01", "2026-08-27"},
		{"a quarter in its first month", "2026-10-01", "2026-12-31", "2026-10-05", reports.UnitQuarter, "2026-07-01", "2026-07-05"},
		{"a year", "2024-01-01", "2024-12-31", "", reports.UnitYear, "2023-01-01", "2023-12-31"},
		{"a year that runs", "2026-01-01", "2026-12-31", "2026-11-27", reports.UnitYear, "2025-01-01", "2025-11-27"},
		{"some days", "2026-11-03", "2026-11-12", "", reports.UnitDays, "2026-10-24", "2026-11-02"},
		{"some days that run", "2026-11-23", "2026-12-02", "2026-11-27", reports.UnitDays, "2026-11-13", "2026-11-17"},
		{"a day", "2026-11-23", "2026-11-23", "", reports.UnitDays, "2026-11-22", "2026-11-22"},
		{"a day after it", "2026-11-16", "2026-11-22", "2026-11-27", reports.UnitWeek, "2026-11-09", "2026-11-15"},
	} {
		period := reports.Between(date(test.from), date(test.to), nil)
		if test.until != "" {
			period = period.Until(date(test.until))
		}
		previous := period.Previous()
		if period.Unit() != test.unit || previous.From != date(test.before) || previous.To != date(test.after) {
			t.Errorf("%s, %q: compared with %s – %s", test.name, period.Unit(), previous.From, previous.To)
		}
		if !previous.To.Before(period.From) || previous.Unit() != test.unit {
			t.Errorf("%s: the one before is %q, until %s", test.name, previous.Unit(), previous.To)
		}
	}
}

// Of a month that runs, what there was when the same days of the month before began isn't what there was when they ended, nor at the month's end.
func TestTheChurnRateOfAMonthThatRuns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		s := &story{t: t, ctx: context.Background()}
		s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{})
		s.at("2026-09-30 12:00", time.UTC)
		a := s.create(alice, "A", models.StatusActive)
		s.create(alice, "B", models.StatusActive)
		c := s.create(alice, "C", models.StatusPotential)
		s.at("2026-10-10 12:00", time.UTC)
		s.status(alice, a, models.StatusChurned)
		s.at("2026-10-28 12:00", time.UTC) // after the days that are compared, before the month begins
		s.status(alice, c, models.StatusActive)
		month := reports.Between(date("2026-11-01"), date("2026-11-30"), time.UTC).Until(date("2026-11-24"))
		got, err := reports.New(st).Report(s.ctx, models.ReportQuestion{}, month, on("2026-11-24", time.UTC))
		s.check(err)
		want := models.Figure{Key: "churn_rate", Rate: true, Now: models.FigureValue{Of: 2}, Before: models.FigureValue{N: 1, Of: 2}}
		if f := figure(got, "churn_rate"); f != want {
			t.Errorf("%+v, want %+v", f, want)
		}
	})
}
