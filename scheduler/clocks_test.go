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
	"github.com/guanxi-crm/guanxi/i18n"
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
	w := &world{t: t, ctx: context.Background(), clock: right, slack: &fakeSlack{clock: right, broken: map[string][]failure{}}, where: y.directory}
	team := crm.Team{
		Channels: []models.ReportChannel{{ID: "#sales", Language: "en", Zone: zone(t, "Europe/Berlin"), Summary: true, Report: true}},
		Access:   crm.Access{Named: map[string]models.Role{y.ids[0]: models.RoleManager}},
	}
	w.store = storetest.Open(t, db)
	w.crm = crm.New(w.store, right, team)
	silent := w.churn("silent for a day") // long before any retention period is over
	catalogues, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &replicas{w: w}
	var stores []*store.Store
	for range 3 {
		r.clocks = append(r.clocks, &skewed{right: right})
		stores = append(stores, storetest.Open(t, db, store.WithClock(right)))
	}
	r.begin = func(i int) *Scheduler {
		options := Options{
			Store: stores[i], CRM: crm.New(stores[i], r.clocks[i], team), Reports: reports.New(stores[i]), Catalogues: catalogues,
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
	t.Parallel()
	storetest.WithoutRace(t)
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
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
		})
	}
}

// far are the leaps of a clock that nothing can be compared with.
var far = []time.Duration{57 * 24 * time.Hour, 5 * 24 * time.Hour, 2 * 365 * 24 * time.Hour, 10 * 365 * 24 * time.Hour, -57 * 24 * time.Hour, -2 * 365 * 24 * time.Hour}

// Where there is no other clock, what is posted while it is wrong is posted; when it is right again, everything comes as if
// nothing had been, also after a start.
func TestALeapSilencesNothing(t *testing.T) {
	for _, leap := range far {
		t.Run(leap.String(), func(t *testing.T) {
			each(t, "2026-11-29T10:00:00Z", func(t *testing.T, w *world) { // Sunday evening in Shanghai
				log := &lines{}
				registry := prometheus.NewRegistry()
				told := func(o *Options) { o.Log, o.Metrics = slog.New(slog.NewTextHandler(log, nil)), registry }
				s := w.scheduler("a", everything(t), told)
				w.plan("UWANG", "2026-11-30", "")
				var timed []models.FollowUp
				for _, day := range []string{"2026-11-30", "2026-12-01", "2026-12-03"} {
					timed = append(timed, w.plan("UWANG", day, "15:00"))
				}
				w.tick(s)
				right := w.clock.Now()
				for range 2 {
					w.clock.set(w.clock.Now().Add(time.Second + leap))
					w.tick(s)
					w.clock.set(right.Add(2 * time.Second))
					w.tick(s)
				}
				if leap > 0 && (!strings.Contains(log.String(), "a job run is recorded in the future") || counted(t, registry, "guanxi_scheduler_ahead_total") == 0) {
					t.Errorf("nothing was said of the future:\n%s", log)
				}
				w.slack.news() // what the leap has brought
				again := w.scheduler("b", everything(t))
				for _, day := range []struct {
					at   string
					want []string
				}{
					{"2026-11-30T01:00:00Z", []string{"digest:UWANG:2026-11-30", "summary:#sales:2026-11-30", "report:#sales:2026-11-30"}},
					{"2026-11-30T07:00:00Z", []string{reminderKey(timed[0])}},
					{"2026-12-01T01:00:00Z", []string{"digest:UWANG:2026-12-01", "summary:#sales:2026-12-01"}},
					{"2026-12-01T07:00:00Z", []string{reminderKey(timed[1])}},
					{"2026-12-02T01:00:00Z", []string{"digest:UWANG:2026-12-02", "summary:#sales:2026-12-02"}},
				} {
					w.clock.set(moment(t, day.at))
					w.tick(s, again)
					w.expect(day.want...)
				}
				if leap > 10*24*time.Hour || leap < 0 { // of the days before the one into which it leapt
					w.clock.set(moment(t, "2026-12-03T07:00:00Z"))
					w.tick(s, again)
					w.expect("digest:UWANG:2026-12-03", "summary:#sales:2026-12-03", reminderKey(timed[2]))
				}
			})
		})
	}
}

// A clock that is set back by some hours after the morning doubles nothing, and the next days are as always.
func TestAClockThatGoesBack(t *testing.T) {
	for _, back := range []time.Duration{time.Hour, 26 * time.Hour, 9 * 24 * time.Hour} {
		t.Run(back.String(), func(t *testing.T) {
			each(t, "2026-11-29T10:00:00Z", func(t *testing.T, w *world) {
				one, two := w.scheduler("a", everything(t)), w.scheduler("b", everything(t))
				w.plan("UWANG", "2026-11-30", "")
				timed := w.plan("UWANG", "2026-11-30", "09:10")
				w.tick(one, two)
				w.clock.set(moment(t, "2026-11-30T01:30:00Z"))
				w.tick(one, two)
				w.expect("digest:UWANG:2026-11-30", "summary:#sales:2026-11-30", "report:#sales:2026-11-30", reminderKey(timed))
				w.clock.set(w.clock.Now().Add(-back))
				for w.clock.Now().Before(moment(t, "2026-12-01T00:59:00Z")) {
					w.tick(one, two)
					w.clock.advance(20 * time.Minute)
				}
				w.expect() // none of it again, and nothing of days on which nothing was due
				w.clock.set(moment(t, "2026-12-01T01:00:00Z"))
				w.tick(two, one)
				w.expect("digest:UWANG:2026-12-01", "summary:#sales:2026-12-01")
				w.settled()
			})
		})
	}
}

// What a process held while its clock was ahead isn't held until then: neither a message, nor a recipient, nor a run.
func TestWhatWasHeldAheadIsFree(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		ahead := w.clock.Now().Add(57 * 24 * time.Hour)
		s := w.scheduler("a", schedule)
		if err := w.store.BeginProcess(w.ctx, "dead", ahead); err != nil {
			t.Fatal(err)
		}
		run, claimed, err := w.store.ClaimJobRun(w.ctx, "digest:Asia/Shanghai", w.clock.Now(), ahead, lease, "nobody")
		if err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		for key, late := range map[string]func(m models.OutboxMessage) error{
			"held":    func(models.OutboxMessage) error { return nil },
			"put off": func(m models.OutboxMessage) error { return w.store.MarkRetry(w.ctx, m, ahead, "slack fails") },
		} {
			to := "U" + strings.ToUpper(strings.ReplaceAll(key, " ", ""))
			w.where[to] = w.where["UWANG"]
			w.plan(to, models.DateOf(w.clock.Now()).String(), "")
			m := message(kindDigest, to, key, payload{At: w.clock.Now().Unix()})
			if err := w.store.Enqueue(w.ctx, dated(w.clock.Now(), []models.OutboxMessage{m})...); err != nil {
				t.Fatal(err)
			}
			list, err := w.store.ClaimOutbox(w.ctx, models.OutboxClaim{Owner: "dead", Now: ahead, Lease: lease, Kinds: []string{kindDigest}, Limit: 1})
			if err != nil || len(list) != 1 || list[0].DedupeKey != key {
				t.Fatalf("%+v %v", list, err)
			}
			if err := late(list[0]); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			w.clock.advance(2 * time.Minute)
			w.tick(s)
		}
		news := w.slack.news()
		for _, key := range []string{"held", "put off", "digest:UWANG:" + models.DateOf(run.ScheduledAt.In(schedule.Zone)).String()} {
			if !slices.Contains(news, key) {
				t.Errorf("%s did not come: %v", key, news)
			}
		}
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
				w.plan("UWANG", "2026-11-30", "09:00")
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
				if news := w.slack.news(); len(news) < 4 {
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

// A clock that is years ahead for a while, on which somebody even works, erases nobody and forgets nothing.
func TestYearsAheadEraseNothing(t *testing.T) {
	each(t, "2026-01-12T02:00:00Z", func(t *testing.T, w *world) {
		schedule := everything(t)
		schedule.RetentionMonths, schedule.AuditMonths = 6, 12
		s := w.scheduler("a", schedule)
		customer := w.churn("沉默")
		w.plan("UWANG", "2026-01-14", "")
		w.passDays(5, s)
		if _, err := w.store.ClaimEnvelope(w.ctx, "seen today", w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		before := w.kept(customer)
		right := w.clock.Now()
		for _, wrong := range []string{"2036-03-01T19:30:00Z", "2037-03-01T19:30:00Z", "2036-03-01T23:59:59Z", "2036-03-02T00:00:01Z", "2024-01-01T00:00:00Z"} {
			w.clock.set(moment(t, wrong))
			w.tick(s)
			w.churn("from the future")
			w.clock.advance(6 * time.Minute)
			w.tick(s)
		}
		w.clock.set(right.Add(time.Minute))
		w.tick(s)
		if w.erased(customer.ID) {
			t.Error("the customer was erased")
		}
		for table, n := range before {
			if now := w.kept(customer)[table]; now < n {
				t.Errorf("of %d %s, %d are left", n, table, now)
			}
		}
		w.passDays(200, s)
		if !w.erased(customer.ID) {
			t.Error("the customer isn't erased when the time has come")
		}
	})
}

// What was recorded by a clock that was years behind isn't old: nobody is erased for it.
func TestYearsBehindAreNotSilence(t *testing.T) {
	each(t, "2026-01-12T02:00:00Z", func(t *testing.T, w *world) {
		schedule := everything(t)
		schedule.RetentionMonths = 6
		s := w.scheduler("a", schedule)
		w.plan("UWANG", "2026-01-14", "") // a customer of today
		right := w.clock.Now()
		w.clock.set(right.AddDate(-2, 0, 0))
		behind := w.churn("刚刚流失")
		w.clock.set(right)
		w.passDays(20, s)
		if w.erased(behind.ID) {
			t.Error("who churned this month was erased")
		}
		w.passDays(200, s)
		w.churn("搬走") // six months later there is something by which to tell
		w.passDays(200, s)
		if !w.erased(behind.ID) {
			t.Error("the customer isn't erased when the time has come")
		}
	})
}

// lived lets somebody have been at work on the days before.
func (w *world) lived() {
	w.t.Helper()
	for ago := 3; ago >= 0; ago-- {
		if _, _, err := w.store.LivedUntil(w.ctx, w.clock.Now().AddDate(0, 0, -ago)); err != nil {
			w.t.Fatal(err)
		}
	}
}

// passDays lets days pass, on which a process looks.
func (w *world) passDays(days int, s ...*Scheduler) {
	w.t.Helper()
	for range days {
		w.clock.advance(24 * time.Hour)
		w.tick(s...)
	}
}

// kept is how much there is of what is forgotten one day.
func (w *world) kept(customer models.Customer) map[string]int {
	w.t.Helper()
	counts, err := w.store.CountOutbox(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	runs, err := w.store.JobRunsAfter(w.ctx, time.Unix(0, 0), 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	_, found, err := w.store.HandledBy(w.ctx, "seen today")
	if err != nil {
		w.t.Fatal(err)
	}
	history, err := w.store.History(w.ctx, customer.ID, "", 50)
	if err != nil {
		w.t.Fatal(err)
	}
	n := map[string]int{"runs": len(runs), "entries of the audit log": len(history.Entries), "deliveries": 0}
	if found {
		n["deliveries"] = 1
	}
	for _, count := range counts {
		n["messages"] += count
	}
	return n
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
