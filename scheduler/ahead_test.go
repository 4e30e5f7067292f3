package scheduler

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

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
	storetest.WithoutRace(t)
	for _, back := range []time.Duration{time.Hour, 26 * time.Hour, 9 * 24 * time.Hour} {
		t.Run(back.String(), func(t *testing.T) {
			each(t, "2026-11-29T10:00:00Z", func(t *testing.T, w *world) {
				one, two := w.scheduler("a", everything(t)), w.scheduler("b", everything(t))
				w.plan("UWANG", "2026-11-30", "")
				w.plan("UWANG", "2026-11-30", "09:10") // of which the digest tells
				w.tick(one, two)
				w.clock.set(moment(t, "2026-11-30T01:30:00Z"))
				w.tick(one, two)
				w.expect("digest:UWANG:2026-11-30", "summary:#sales:2026-11-30", "report:#sales:2026-11-30")
				w.clock.set(w.clock.Now().Add(-back))
				for w.clock.Now().Before(moment(t, "2026-12-01T00:59:00Z")) {
					w.tick(one, two)
					w.clock.advance(max(20*time.Minute, back/200))
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
			m := s.message(models.ToldDigest, to, key, payload{At: w.clock.Now().Unix()})
			if err := w.store.Enqueue(w.ctx, m); err != nil {
				t.Fatal(err)
			}
			list, err := w.store.ClaimOutbox(w.ctx, models.OutboxClaim{Owner: "dead", Now: ahead, Lease: lease, Kinds: []string{models.ToldDigest}, Limit: 1})
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

// What waits since its recipient wants nothing for weeks waits on purpose, also when they said so after it was decided: it
// isn't taken for what a clock that was ahead has put off.
func TestAMuteIsWaitedFor(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		registry, schedule := prometheus.NewRegistry(), w.onlyDigests()
		schedule.EscalateAfter = 3
		s := w.scheduler("a", schedule, func(o *Options) { o.Metrics = registry })
		w.setRole("ULINA", models.RoleManager)
		m := s.message(models.ToldEscalation, "ULINA", "escalate:ULINA:2026-11-24", payload{At: w.clock.Now().Unix(), To: "2026-11-21"})
		if err := w.store.Enqueue(w.ctx, m); err != nil {
			t.Fatal(err)
		}
		w.prefer("ULINA", models.Preferences{MutedUntil: date(t, "2026-12-24")})
		for range 4 {
			w.clock.advance(2 * time.Minute)
			w.tick(s)
		}
		w.expect()
		waiting, err := w.store.PutOffUntilAfter(w.ctx, moment(t, "2026-12-23T00:00:00Z"), 10)
		if err != nil || len(waiting) != 1 {
			t.Errorf("%d messages wait for the end of the mute, %v", len(waiting), err)
		}
		if n := counted(t, registry, "guanxi_scheduler_ahead_total"); n != 0 {
			t.Errorf("%v messages count as put off by a clock that was ahead", n)
		}
	})
}
