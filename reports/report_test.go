package reports_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

const (
	alice = "U0ALICE"
	bob   = "U0BOB"
)

func date(s string) models.Date {
	d, err := models.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// on is noon of a day.
func on(day string, zone *time.Location) time.Time { return date(day).At("12:00", zone) }

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestPeriods(t *testing.T) {
	for _, test := range []struct {
		name             string
		period           reports.Period
		from, to         string
		previous, before string
	}{
		{"week on a Tuesday", reports.Week(date("2026-11-24"), nil), "2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"},
		{"week on a Monday", reports.Week(date("2026-11-23"), nil), "2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"},
		{"week on a Sunday", reports.Week(date("2026-11-22"), nil), "2026-11-09", "2026-11-15", "2026-11-02", "2026-11-08"},
		{"month", reports.Month(date("2026-03-31"), nil), "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"},
		{"month in January", reports.Month(date("2026-01-01"), nil), "2025-12-01", "2025-12-31", "2025-11-01", "2025-11-30"},
		{"between", reports.Between(date("2026-03-05"), date("2026-03-01"), nil), "2026-03-01", "2026-03-05", "2026-02-24", "2026-02-28"},
		{"between is a month", reports.Between(date("2026-03-01"), date("2026-03-31"), nil), "2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"},
		{"one day", reports.Between(date("2026-03-01"), date("2026-03-01"), nil), "2026-03-01", "2026-03-01", "2026-02-28", "2026-02-28"},
	} {
		previous := test.period.Previous()
		got := []string{test.period.From.String(), test.period.To.String(), previous.From.String(), previous.To.String()}
		if diff := cmp.Diff([]string{test.from, test.to, test.previous, test.before}, got); diff != "" {
			t.Errorf("%s:\n%s", test.name, diff)
		}
	}
}

func TestBoundsKeepDaylightSaving(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	from, to := reports.Between(date("2026-03-29"), date("2026-03-29"), berlin).Bounds()
	if got := to.Sub(from); got != 23*time.Hour {
		t.Errorf("the day the clocks go forward has %v", got)
	}
	if want := time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC); !from.Equal(want) || from.Location() != time.UTC {
		t.Errorf("begins %v, want %v", from, want)
	}
}

// Where the clocks jump over midnight, the day begins where they land and no minute belongs to two days.
func TestADayWithoutMidnight(t *testing.T) {
	for name, day := range map[string]string{"America/Santiago": "2026-09-06", "America/Sao_Paulo": "2018-11-04", "Asia/Beirut": "2026-03-29"} {
		z := zone(t, name)
		from, to := reports.Between(date(day), date(day), z).Bounds()
		if first := from.In(z); first.Hour() != 1 || models.DateOf(first) != date(day) || to.Sub(from) != 23*time.Hour {
			t.Errorf("%s: %s is %v to %v", name, day, first, to.In(z))
		}
	}
}

// story is a small data set that is counted by hand in docs/metrics.md.
type story struct {
	t   *testing.T
	crm *crm.Service
	now time.Time
	ctx context.Context
}

// at moves the clock to a wall-clock time in the team's zone.
func (s *story) at(text string, z *time.Location) {
	s.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, z)
	if err != nil {
		s.t.Fatal(err)
	}
	s.now = at
}

func (s *story) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// as is what a person of the sales team does.
func as(user string) models.Operation {
	return models.Operation{Actor: models.Actor{ID: user, Role: models.RoleSales}}
}

func (s *story) create(actor, name string, status models.Status) int64 {
	s.t.Helper()
	c, err := s.crm.CreateCustomer(s.ctx, as(actor), models.Customer{Name: name, Status: status})
	s.check(err)
	return c.ID
}

func (s *story) log(actor string, customer int64) {
	s.t.Helper()
	_, err := s.crm.LogInteraction(s.ctx, as(actor), customer, models.InteractionInput{Kind: models.InteractionCall, Text: "x"})
	s.check(err)
}

// status logs the interaction that the change is based on, so it counts as one.
func (s *story) status(actor string, customer int64, to models.Status) {
	s.t.Helper()
	_, err := s.crm.ChangeStatus(s.ctx, as(actor), customer, models.StatusInput{
		To: to, Reason: "r", NewInteraction: &models.InteractionInput{Kind: models.InteractionCall, Text: "x"},
	})
	s.check(err)
}

func (s *story) plan(actor string, customer int64, day string) int64 {
	s.t.Helper()
	f, err := s.crm.PlanFollowUp(s.ctx, as(actor), customer, models.FollowUpInput{DueOn: date(day)})
	s.check(err)
	return f.ID
}

func (s *story) done(actor string, followUp int64) {
	s.t.Helper()
	_, err := s.crm.CompleteFollowUp(s.ctx, as(actor), followUp, "")
	s.check(err)
}

// deal is opened and closed at once.
func (s *story) deal(actor string, customer int64, end string) {
	s.t.Helper()
	_, d, err := s.crm.CreateDeal(s.ctx, as(actor), customer, map[models.Field]string{models.FieldDealTitle: "x", models.FieldOwner: actor})
	s.check(err)
	s.step(actor, d.ID, end)
}

// tell plays two weeks in a zone. The week reported on is 16 to 22 November 2026, the one before 9 to 15.
func tell(t *testing.T, st *store.Store, z *time.Location) {
	s := &story{t: t, ctx: context.Background()}
	s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{Zone: z})

	s.check(s.crm.CheckSettings(s.ctx)) // with the stages of deals
	s.at("2026-11-15 23:59", z)         // the last minute of the week before
	a := s.create(alice, "A", models.StatusPotential)
	b := s.create(alice, "B", models.StatusPotential)
	early := s.plan(alice, a, "2026-11-16")
	slow := s.plan(bob, a, "2026-11-17")
	never := s.plan(bob, b, "2026-11-18")
	s.status(alice, b, models.StatusActive)
	s.deal(alice, a, "won")

	s.at("2026-11-16 00:00", z) // the first minute of the week
	c := s.create(bob, "C", models.StatusPotential)
	s.create(bob, "D", models.StatusActive) // created active: no transition
	s.log(bob, c)
	s.deal(alice, a, "won")

	s.at("2026-11-16 23:59", z) // still its due day here, whatever the day elsewhere
	s.done(alice, early)

	s.at("2026-11-18 00:00", z) // one minute after its due day
	s.done(bob, slow)

	s.at("2026-11-20 12:00", z)
	s.status(alice, a, models.StatusActive)
	s.status(alice, b, models.StatusChurned)
	s.status(bob, c, models.StatusActive)
	s.status(bob, c, models.StatusPotential)
	gone := s.plan(alice, c, "2026-11-20")
	s.plan(alice, c, "2026-11-22")
	s.deal(bob, b, "lost")

	s.at("2026-11-22 23:59", z) // the last minute of the week
	s.create(alice, "E", models.StatusPotential)
	s.deal(bob, a, "won")

	s.at("2026-11-23 00:00", z) // after it: counts for nothing but what was overdue until now
	s.create(alice, "F", models.StatusPotential)
	s.deal(alice, a, "won")
	s.done(bob, never)
	_, err := s.crm.CancelFollowUp(s.ctx, as(alice), gone)
	s.check(err)
	s.status(alice, a, models.StatusChurned)
}

// count is a figure that is a plain count.
func count(key string, now, before int) models.Figure {
	return models.Figure{Key: key, Now: models.FigureValue{N: now}, Before: models.FigureValue{N: before}}
}

// figure is a report's figure with a key.
func figure(r reports.Report, key string) models.Figure {
	at := slices.IndexFunc(r.Figures, func(f models.Figure) bool { return f.Key == key })
	return r.Figures[at]
}

func TestTheFiguresOfAWeek(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		for _, name := range []string{"Asia/Shanghai", "America/Los_Angeles", "UTC", "Asia/Kathmandu"} {
			t.Run(name, func(t *testing.T) {
				st, z := storetest.Open(t, db.Another(t)), zone(t, name)
				tell(t, st, z)
				week := reports.Week(date("2026-11-24"), z)
				got, err := reports.New(st).Report(context.Background(), models.ReportQuestion{}, week, on("2026-11-24", z))
				if err != nil {
					t.Fatal(err)
				}
				want := reports.Report{
					Figures: []models.Figure{
						count("new", 3, 2),
						count("interactions", 5, 1),
						count("done", 2, 0),
						count("done_on_time", 1, 0),
						count("done_late", 1, 0),
						count("overdue", 3, 0), // open when the week ended: never, gone, and the one due on the 22nd
						count("activated", 2, 1),
						{Key: "conversion", Rate: true, Now: models.FigureValue{N: 2, Of: 3}, Before: models.FigureValue{N: 1, Of: 2}},
						count("churned", 1, 0),
						count("active_before", 1, 0), // B
						{Key: "churn_rate", Rate: true, Now: models.FigureValue{N: 1, Of: 1}},
						count("deals_won", 2, 1),
						count("deals_closed", 3, 1),
						{Key: "deals_win_rate", Rate: true, Now: models.FigureValue{N: 2, Of: 3}, Before: models.FigureValue{N: 1, Of: 1}},
					},
					ByStatus: []reports.StatusCount{{Status: "potential", Count: 2}, {Status: "active", Count: 2}, {Status: "churned", Count: 1}},
					Transitions: []reports.Transition{
						{From: "potential", To: "active", Count: 2}, {From: "active", To: "potential", Count: 1}, {From: "active", To: "churned", Count: 1},
					},
					People: []reports.Person{
						{ID: bob, Figures: []models.Figure{count("new", 2, 0), count("interactions", 3, 0), count("done", 1, 0), count("overdue", 1, 0), count("deals_won", 1, 0)}},
						{ID: alice, Figures: []models.Figure{count("new", 1, 0), count("interactions", 2, 0), count("done", 1, 0), count("overdue", 2, 0), count("deals_won", 1, 0)}},
					},
				}
				if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(reports.Report{}, "Tickets", "Period", "Deals", "Happened", "Funnel", "Trend", "Cohorts", "Breakdowns")); diff != "" {
					t.Errorf("report (-want +got):\n%s", diff)
				}
				for day, want := range map[string][]models.Figure{
					"2026-11-22": {count("new", 1, 2), count("interactions", 2, 1), count("done", 1, 0), count("deals_won", 1, 1)},
					"2026-11-24": {count("new", 1, 0), count("interactions", 1, 0), count("done", 0, 1), count("deals_won", 1, 1)}, // against Monday and Tuesday
				} {
					mine, err := reports.New(st).Personal(context.Background(), alice, date(day), z)
					if diff := cmp.Diff(want, mine); err != nil || diff != "" {
						t.Errorf("Alice's week on %s: %v (-want +got):\n%s", day, err, diff)
					}
				}
				if idle, err := reports.New(st).Personal(context.Background(), "U0IDLE", date("2026-11-24"), z); err != nil || idle != nil {
					t.Errorf("who did nothing has %+v, %v", idle, err)
				}
				// The week that runs now: overdue is what is open now and was due before today.
				running, err := reports.New(st).Report(context.Background(), models.ReportQuestion{}, reports.Between(date("2026-11-23"), date("2026-11-29"), z), on("2026-11-24", z))
				if err != nil {
					t.Fatal(err)
				}
				for key, want := range map[string]models.Figure{
					"overdue": count("overdue", 1, 3), "done_late": count("done_late", 1, 1), "churned": count("churned", 1, 1), "new": count("new", 1, 3),
				} {
					if got := figure(running, key); got != want {
						t.Errorf("running week: %+v, want %+v", got, want)
					}
				}
			})
		}
	})
}

// The day the clocks change is cut right: a follow-up done in its last minute is on time on both sides of the change.
func TestOnTimeAcrossDaylightSaving(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st, berlin := open(), zone(t, "Europe/Berlin")
		s := &story{t: t, ctx: context.Background()}
		s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{Zone: berlin})
		s.at("2026-10-20 12:00", berlin)
		c := s.create(alice, "A", "")
		var planned []int64
		days := []string{"2026-10-24", "2026-10-25", "2026-10-26"} // summer time ends on the 25th
		for _, day := range days {
			planned = append(planned, s.plan(alice, c, day), s.plan(alice, c, day))
		}
		for i, day := range days {
			s.at(day+" 23:59", berlin)
			s.done(alice, planned[2*i])
			s.at(date(day).AddDays(1).String()+" 00:00", berlin)
			s.done(alice, planned[2*i+1])
		}
		got, err := reports.New(st).Report(s.ctx, models.ReportQuestion{}, reports.Between(date("2026-10-24"), date("2026-10-27"), berlin), on("2026-11-24", berlin))
		if onTime, late := got.Count("done_on_time"), got.Count("done_late"); err != nil || onTime != 3 || late != 3 {
			t.Errorf("on time %d, late %d, %v; want 3 and 3", onTime, late, err)
		}
		for punctual, want := range map[string]string{models.OnTime: "A 2026-10-26, A 2026-10-25, A 2026-10-24", models.Late: "A 2026-10-26, A 2026-10-25, A 2026-10-24"} {
			query := models.ReportListQuery{List: models.ListDone, Punctual: punctual, Span: got.Period.Span(on("2026-11-24", got.Period.Zone))}
			if lines := strings.Join(listed(s.ctx, t, st, query), ", "); lines != want {
				t.Errorf("done %s: %s", punctual, lines)
			}
		}
	})
}
