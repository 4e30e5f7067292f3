package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// skewed is a clock that is off the right one.
type skewed struct {
	right *fakeClock
	off   time.Duration
}

func (c *skewed) Now() time.Time { return c.right.Now().Add(c.off) }

// replicas are processes on one database, each with a clock of its own.
type replicas struct {
	w      *world
	clocks []*skewed
	all    []*Scheduler
	begin  func(i int) *Scheduler
}

// posted is what stands in Slack in the end: the instants at which each key was posted.
func posted(posts []post) map[string][]string {
	at := map[string][]string{}
	for _, p := range posts {
		at[p.key] = append(at[p.key], p.at.Format(time.RFC3339))
	}
	return at
}

// lives lets days pass for three replicas, with everything that is planned and done in them, and returns what was posted.
// wander is asked before each tick.
func lives(t *testing.T, db storetest.Database, y *year, checks bool, wander func(r *replicas)) []post {
	t.Helper()
	right := &fakeClock{now: y.from.In(time.UTC)}
	lead := y.directory[y.ids[0]]
	lead.Preferences.MutedUntil = models.Date{} // what they are told of would wait until after the last day
	y.directory[y.ids[0]] = lead
	w := &world{t: t, ctx: context.Background(), clock: right, slack: &fakeSlack{clock: right, broken: map[string][]failure{}}, where: y.directory}
	team := crm.Team{
		Channels: []models.ReportChannel{{ID: "#sales", Language: "en", Zone: zone(t, "Europe/Berlin"), Summary: true, Report: true}},
		Access:   crm.Access{Named: map[string]models.Role{y.ids[0]: models.RoleManager}},
	}
	w.store = storetest.Open(t, db)
	w.crm = crm.New(w.store, right, team)
	silent := w.churn("silent for a day") // long before any retention period is over
	r := &replicas{w: w}
	var stores []*store.Store
	for range 3 {
		r.clocks = append(r.clocks, &skewed{right: right})
		stores = append(stores, storetest.Open(t, db, store.WithClock(right)))
	}
	r.begin = func(i int) *Scheduler {
		options := Options{
			Store: stores[i], CRM: crm.New(stores[i], r.clocks[i], team), Reports: reports.New(stores[i]),
			Poster: w.slack, Directory: y.directory, Clock: r.clocks[i], Owner: fmt.Sprint("replica ", i, " ", w.slack.serial()), Log: slog.New(slog.DiscardHandler),
			Schedule: Schedule{
				Digest: "0 9 * * *", Summary: "0 9 * * *", Report: "0 9 * * 1", Grace: time.Hour, Zone: time.UTC, Language: "en",
				EscalateAfter: 1, RetentionMonths: 2, AuditMonths: 3, DayOff: func(d models.Date) bool { return y.calendar.Day(d).Off },
			},
		}
		if checks {
			options.Reference = stores[i].Clock
		}
		s, err := New(options)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for i := range 3 {
		r.all = append(r.all, r.begin(i))
	}
	y.live(t, w, func() {
		wander(r)
		for _, i := range y.random.Perm(3) {
			w.tick(r.all[i])
		}
	})
	w.settled()
	if w.erased(silent.ID) {
		t.Error("a customer was erased before the retention period was over")
	}
	return w.slack.posts
}

// wandering moves the clock of one of the replicas now and then, by up to two years to and fro, and starts one anew.
func wandering(random *rand.Rand) func(r *replicas) {
	const furthest = 2 * 365 * 24 * time.Hour
	one, left := 0, 0
	return func(r *replicas) {
		if left--; left == 0 {
			r.clocks[one].off = 0
		}
		if left <= 0 && random.IntN(3) == 0 {
			one, left = random.IntN(3), 1+random.IntN(4)
			far := time.Duration(random.Int64N(int64(furthest) >> (2 * random.IntN(6)))) // small leaps as often as large ones
			r.clocks[one].off = []time.Duration{far, -far}[random.IntN(2)]
			if random.IntN(8) == 0 {
				r.all[one] = r.begin(one) // it starts with the wrong clock
			}
		}
	}
}

// Whatever the clock of one of three processes shows for a while: the same is posted at the same moments as with three right
// clocks, and each once.
func TestOneOfThreeClocksWanders(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		seed := seed(t)
		make := func() *year { return newYearOf(t, seed, workday.None, "2026-11-20", "2026-12-02", 6, 80) }
		right := make()
		want := posted(lives(t, storetest.SQLite(t), right, true, func(*replicas) {}))
		kinds := map[string]int{}
		for key := range want {
			kind, _, _ := strings.Cut(key, ":")
			kinds[kind]++
		}
		if len(kinds) != 5 {
			t.Fatalf("with right clocks there are only %v", kinds)
		}
		got := posted(lives(t, db, make(), true, wandering(rand.New(rand.NewPCG(seed, 2)))))
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if !slices.Equal(got[key], want[key]) {
				t.Errorf("%s came at %v, not at %v", key, got[key], want[key])
			}
		}
		for _, key := range slices.Sorted(maps.Keys(got)) {
			if want[key] == nil {
				t.Errorf("%s came at %v for no reason", key, got[key])
			}
		}
		t.Log(kinds)
	})
}

// A clock that differs from the database's is told of, decides nothing, and is believed again when it is right.
func TestAClockThatDiffersDecidesNothing(t *testing.T) {
	for _, off := range []time.Duration{57 * 24 * time.Hour, -57 * 24 * time.Hour, 8 * time.Second, -8 * time.Second} {
		t.Run(off.String(), func(t *testing.T) {
			each(t, "2026-11-29T10:00:00Z", func(t *testing.T, w *world) {
				log, registry, clock := &lines{}, prometheus.NewRegistry(), &skewed{right: w.clock}
				s := w.scheduler("a", everything(t), func(o *Options) {
					o.Clock, o.Log, o.Metrics = clock, slog.New(slog.NewTextHandler(log, nil)), registry
					o.Reference = func(context.Context) (time.Time, bool, error) { return w.clock.Now(), true, nil }
				})
				w.plan("UWANG", "2026-11-30", "")
				w.tick(s)
				w.clock.set(moment(t, "2026-11-30T01:00:00Z"))
				clock.off = off
				w.tick(s)
				w.expect()
				why, err := s.Doubt(w.ctx)
				if err != nil || !strings.Contains(why, "the database's") || !strings.Contains(log.String(), why) {
					t.Errorf("the clock is doubted with %q, %v; the log has\n%s", why, err, log)
				}
				if got := counted(t, registry, "guanxi_scheduler_clock_doubted"); got != 1 {
					t.Errorf("the metric is %v", got)
				}
				if got := counted(t, registry, "guanxi_scheduler_clock_offset_seconds"); got != off.Seconds() {
					t.Errorf("the offset is %v", got)
				}
				w.clock.advance(time.Second)
				clock.off = off / 16 // close enough, for the small ones
				if off.Abs() > time.Minute {
					clock.off = 0
				}
				w.tick(s)
				if why, err := s.Doubt(w.ctx); why != "" || err != nil || counted(t, registry, "guanxi_scheduler_clock_doubted") != 0 {
					t.Errorf("it is still doubted: %q, %v", why, err)
				}
				if news := w.slack.news(); len(news) < 3 {
					t.Errorf("only %v came when it was right", news)
				}
			})
		})
	}
}

// A clock that leaps is believed a minute later, and one that has leapt back by then has decided nothing.
func TestALeapHasToLast(t *testing.T) {
	each(t, "2026-11-29T10:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", everything(t), func(o *Options) { o.Settle = time.Minute })
		w.plan("UWANG", "2026-11-30", "")
		w.tick(s)
		right := w.clock.Now()
		w.clock.set(moment(t, "2027-01-25T01:00:00Z"))
		w.tick(s)
		w.clock.advance(2 * time.Second)
		w.tick(s)
		w.clock.set(right.Add(5 * time.Second))
		w.tick(s)
		w.expect()
		for range 6 {
			w.clock.advance(5 * time.Minute)
			w.tick(s)
		}
		w.clock.set(moment(t, "2026-11-30T01:00:00Z")) // the machine has slept
		w.tick(s)
		w.expect()
		w.clock.advance(time.Minute)
		w.tick(s)
		w.expect("digest:UWANG:2026-11-30", "summary:#sales:2026-11-30", "report:#sales:2026-11-30")
		w.clock.advance(14 * 24 * time.Hour) // and was switched off
		started := w.scheduler("b", everything(t), func(o *Options) { o.Settle = time.Minute })
		w.tick(started)
		w.expect()
		w.clock.advance(time.Minute)
		w.tick(started)
		w.expect("digest:UWANG:2026-12-14", "summary:#sales:2026-12-14", "report:#sales:2026-12-14")
	})
}

// lines is a log that is read.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// counted is the sum of a metric over its labels.
func counted(t *testing.T, registry *prometheus.Registry, name string) (sum float64) {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			if family.GetName() == name {
				sum += metric.GetCounter().GetValue() + metric.GetGauge().GetValue()
			}
		}
	}
	return sum
}
