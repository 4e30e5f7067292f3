package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

func TestADayInTwoZones(t *testing.T) {
	each(t, "2026-11-24T00:30:00Z", func(t *testing.T, w *world) { // Tuesday 8:30 in Shanghai
		s := w.scheduler("a", everything(t))
		w.plan("UWANG", "2026-11-24", "")
		w.plan("UWANG", "2026-11-24", "")
		w.plan("ULINA", "2026-11-25", "")
		w.plan("UALICE", "2026-11-24", "")
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-24T01:00:00Z")) // 9:00
		w.tick(s, s)
		w.expect("digest:UWANG:2026-11-24", "summary:#sales:2026-11-24")
		w.clock.set(moment(t, "2026-11-24T13:59:59Z")) // 8:59:59 in New York
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-24T14:00:00Z"))
		w.tick(s)
		w.expect("digest:UALICE:2026-11-24")
		if text := words(t, w.slack.last()); strings.Contains(text, "客户 ") && !strings.Contains(text, "Tue") {
			t.Logf("alice's digest: %s", text)
		}
		w.clock.set(moment(t, "2026-11-25T01:00:30Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-25", "digest:ULINA:2026-11-25", "summary:#sales:2026-11-25")
	})
}

func TestThreeProcessesPostEverythingOnce(t *testing.T) {
	each(t, "2026-11-29T10:00:00Z", func(t *testing.T, w *world) { // Sunday evening in Shanghai
		people := []string{"UWANG", "ULINA", "UALICE", "UBOB"}
		for _, p := range people {
			w.plan(p, "2026-11-30", "")
		}
		f := w.plan("UWANG", "2026-11-30", "10:00")
		processes := []*Scheduler{w.scheduler("a", everything(t)), w.scheduler("b", everything(t)), w.scheduler("c", everything(t))}
		w.tick(processes...)
		w.expect()
		for w.clock.Now().Before(moment(t, "2026-11-30T15:00:00Z")) {
			var all errgroup.Group
			for _, s := range processes {
				all.Go(func() error { return s.Tick(w.ctx) })
			}
			if err := all.Wait(); err != nil {
				t.Fatal(err)
			}
			w.clock.advance(30 * time.Minute)
		}
		w.tick(processes...)
		w.expect("digest:UWANG:2026-11-30", "digest:ULINA:2026-11-30", "digest:UALICE:2026-11-30", "digest:UBOB:2026-11-30",
			"summary:#sales:2026-11-30", "report:#sales:2026-11-30", fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix()))
		w.settled()
	})
}

func TestNightsSwitchedOffAreCaughtUpOnceAndLate(t *testing.T) {
	each(t, "2026-11-22T10:00:00Z", func(t *testing.T, w *world) { // Sunday evening
		w.plan("UWANG", "2026-11-23", "")
		w.plan("ULINA", "2026-11-24", "15:00") // two nights ago: the digest tells of it
		w.plan("UWANG", "2026-11-26", "09:30") // today: the late digest tells of it, and it doesn't ring besides
		w.tick(w.scheduler("before", everything(t)))
		w.clock.set(moment(t, "2026-11-26T04:00:00Z")) // Thursday noon
		s := w.scheduler("after", everything(t))
		w.tick(s, s)
		w.clock.advance(2 * time.Minute)
		w.tick(s)
		w.expect("digest:UWANG:2026-11-26", "digest:ULINA:2026-11-26", "summary:#sales:2026-11-26", "report:#sales:2026-11-23")
		for _, p := range w.slack.posts {
			if text := words(t, p); !strings.Contains(text, lateWords(t, s, p.to)) {
				t.Errorf("%s is not marked late: %s", p.key, text)
			}
		}
		w.clock.set(moment(t, "2026-11-27T01:00:10Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-27", "digest:ULINA:2026-11-27", "summary:#sales:2026-11-27")
		for _, p := range w.slack.posts[4:] {
			if text := words(t, p); strings.Contains(text, lateWords(t, s, p.to)) {
				t.Errorf("%s is marked late: %s", p.key, text)
			}
		}
	})
}

func TestFirstStartCatchesNothingUp(t *testing.T) {
	each(t, "2026-11-24T01:30:00Z", func(t *testing.T, w *world) { // Tuesday 9:30
		w.plan("UWANG", "2026-11-24", "")
		s := w.scheduler("a", everything(t))
		w.tick(s)
		w.clock.advance(time.Hour)
		w.tick(s)
		w.expect()
	})
}

func TestClockMovedRightAfterPlanning(t *testing.T) {
	each(t, "2026-11-24T03:00:00Z", func(t *testing.T, w *world) { // Tuesday 11:00
		s := w.scheduler("a", everything(t))
		w.tick(s)
		w.plan("UBOB", "2026-11-25", "")
		w.clock.advance(30 * time.Hour) // nobody in Berlin was known before
		w.tick(s)
		w.expect("digest:UBOB:2026-11-25", "summary:#sales:2026-11-25")
	})
}

func TestZoneThatTurnsUpLaterMissedNothing(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", everything(t))
		w.plan("UBOB", "2026-11-24", "")
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T08:00:00Z"))
		w.tick(s)
		w.expect("digest:UBOB:2026-11-24", "summary:#sales:2026-11-24")
		// Another process that has not heard of Berlin yet hears of it in the afternoon of the next day.
		other := w.scheduler("b", everything(t))
		other.lastTick = moment(t, "2026-11-25T13:00:00Z")
		w.clock.set(moment(t, "2026-11-25T13:00:15Z"))
		if err := other.refreshGroups(w.ctx, w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		last, _, err := w.store.LastJobRun(w.ctx, "digest:Europe/Berlin", w.clock.Now())
		if err != nil || !last.ScheduledAt.Equal(other.lastTick) {
			t.Errorf("begins at %v, %v", last.ScheduledAt, err)
		}
	})
}

func TestNothingToSay(t *testing.T) {
	each(t, "2026-11-29T23:00:00Z", func(t *testing.T, w *world) { // Monday 7:00
		s := w.scheduler("a", everything(t))
		w.tick(s)
		w.clock.set(moment(t, "2026-11-30T01:00:00Z"))
		w.tick(s)
		w.expect() // no summary without a follow-up, no report without an event
		w.settled()
	})
}

func TestDoneBeforeItIsSent(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", everything(t))
		digest := w.plan("UWANG", "2026-11-24", "")
		reminder := w.plan("ULINA", "2026-11-24", "08:45")
		moved := w.plan("ULINA", "2026-11-24", "08:50")
		w.tick(s)
		w.slack.fail("UWANG", failure{after: 10 * time.Minute})
		w.slack.fail("ULINA", failure{after: 10 * time.Minute})
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		w.tick(s)
		w.expect("summary:#sales:2026-11-24")
		op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test"}
		for _, id := range []int64{digest.ID, reminder.ID} {
			if _, err := w.crm.CompleteFollowUp(w.ctx, op, id, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.crm.SnoozeFollowUp(w.ctx, op, moved.ID, moved.Version, moved.DueOn.AddDays(1)); err != nil {
			t.Fatal(err)
		}
		w.clock.advance(11 * time.Minute)
		w.tick(s)
		w.expect()
		w.settled()
		w.clock.set(moment(t, "2026-11-25T00:50:00Z"))
		w.tick(s)
		again, err := w.crm.FollowUp(w.ctx, models.System(), moved.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.expect(fmt.Sprintf("reminder:%d:%d", moved.ID, again.DueAt.Unix()))
	})
}

func TestPeopleWhoLeftGetNothing(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		w.where["UNOBODY"] = w.where["UGONE"]
		w.plan("UGONE", "2026-11-24", "09:00")
		w.plan("UNOBODY", "2026-11-24", "09:00")
		delete(w.where, "UNOBODY") // Slack says user_not_found
		s := w.scheduler("a", Schedule{Digest: "0 9 * * *", Zone: zone(t, "Asia/Shanghai")})
		w.tick(s)
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		w.tick(s)
		w.expect()
		w.settled()
	})
}

func TestReminderAtItsTime(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Grace: time.Hour, Zone: zone(t, "Asia/Shanghai"), Language: "zh"})
		w.tick(s)
		f := w.plan("UALICE", "2026-11-24", "10:00") // 15:00 UTC
		w.clock.set(moment(t, "2026-11-24T14:59:59Z"))
		w.tick(s)
		w.expect()
		w.clock.set(moment(t, "2026-11-24T15:00:00Z"))
		w.tick(s)
		w.expect(fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix()))
		w.tick(s, w.scheduler("b", s.Schedule))
		w.expect()
		// One that has become due before it was planned, as when an import took long: the time is over, and so is the reminder.
		w.clock.set(moment(t, "2026-11-24T18:00:00Z"))
		w.tick(s)
		now := w.clock.Now()
		w.clock.set(moment(t, "2026-11-24T15:30:00Z"))
		w.plan("UALICE", "2026-11-24", "11:00")
		w.clock.set(now.Add(15 * time.Second))
		w.tick(s)
		w.expect()
	})
}

// What a digest has told within the last half hour, nobody is reminded of; of what changed since they are.
func TestNoReminderRightAfterTheDigestThatToldOfIt(t *testing.T) {
	each(t, "2026-11-24T00:30:00Z", func(t *testing.T, w *world) { // Tuesday 8:30 in Shanghai
		s := w.scheduler("a", everything(t))
		rings := func(f models.FollowUp) string { return fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix()) }
		w.tick(s)
		w.plan("UWANG", "2026-11-24", "09:00")
		w.plan("UWANG", "2026-11-24", "09:30")
		moved := w.plan("UWANG", "2026-11-24", "09:15")
		later := w.plan("UWANG", "2026-11-24", "09:31")
		early := w.plan("UWANG", "2026-11-24", "08:45")
		w.clock.set(moment(t, "2026-11-24T00:45:00Z"))
		w.tick(s)
		w.expect(rings(early))
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		w.tick(s)
		w.expect("digest:UWANG:2026-11-24", "summary:#sales:2026-11-24")
		moved = w.move(moved, "09:20")
		fresh := w.plan("UWANG", "2026-11-24", "09:10")
		w.clock.set(moment(t, "2026-11-24T01:02:00Z"))
		w.tick(s) // that of nine o'clock had waited for the digest
		w.expect()
		w.clock.set(moment(t, "2026-11-24T01:20:00Z"))
		w.tick(s)
		w.expect(rings(fresh), rings(moved))
		w.clock.set(moment(t, "2026-11-24T01:31:00Z"))
		w.tick(s, w.scheduler("b", everything(t)))
		w.expect(rings(later))
		w.settled()
	})
}

// A digest that doesn't come keeps no reminder from ringing.
func TestAReminderDoesNotWaitForADigestThatIsRefused(t *testing.T) {
	each(t, "2026-11-24T00:30:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", everything(t))
		w.tick(s)
		f := w.plan("UWANG", "2026-11-24", "09:00")
		w.slack.fail("UWANG", failure{permanent: true})
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		w.tick(s)
		w.expect("summary:#sales:2026-11-24")
		for range 10 {
			w.clock.advance(time.Minute)
			w.tick(s)
		}
		w.expect(fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix()))
	})
}

func TestManyRemindersAtTheSameTime(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")})
		w.tick(s)
		first := w.plan("UWANG", "2026-11-24", "10:00")
		op := models.Operation{Actor: models.Actor{ID: "UWANG", Role: models.RoleSales}, Source: "test", Zone: "Asia/Shanghai"}
		for i := range 60 { // more than are claimed at once
			in := models.FollowUpInput{Title: fmt.Sprint(i), DueOn: first.DueOn, DueTime: "10:00", Assignee: []string{"UWANG", "ULINA"}[i%2], Zone: op.Zone}
			if _, err := w.crm.PlanFollowUp(w.ctx, op, first.CustomerID, in); err != nil {
				t.Fatal(err)
			}
		}
		w.clock.set(moment(t, "2026-11-24T02:00:00Z"))
		w.tick(s)
		if got := len(w.slack.news()); got != 61 {
			t.Errorf("%d reminders", got)
		}
		w.settled()
	})
}

func TestRunStopsAndLeavesNothing(t *testing.T) {
	each(t, "2026-11-24T00:59:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", everything(t))
		w.plan("UWANG", "2026-11-24", "")
		w.tick(s)
		running := goleak.IgnoreCurrent()
		ctx, stop := context.WithCancel(w.ctx)
		done := make(chan error)
		go func() { done <- s.Run(ctx) }()
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		s.Wake()
		for range 6000 {
			if len(w.slack.news()) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if w.slack.last().key == "" {
			t.Error("nothing was posted")
		}
		_ = running
	})
}

func TestRefusesBrokenSpecs(t *testing.T) {
	t.Parallel()
	for _, broken := range []string{"x", "0 25 * * *", "CRON_TZ=Mars 0 9 * * *", "CRON_TZ=UTC"} {
		if _, err := New(Options{Schedule: Schedule{Report: broken}}); err == nil {
			t.Errorf("%q was taken", broken)
		}
	}
}

// settled checks that nothing waits in the outbox.
func (w *world) settled() {
	w.t.Helper()
	counts, err := w.store.CountOutbox(w.ctx)
	if err != nil || counts[models.OutboxPending] != 0 || counts[models.OutboxDead] != 0 {
		w.t.Errorf("outbox: %v, %v", counts, err)
	}
}

func words(t *testing.T, p post) string {
	t.Helper()
	text, err := json.Marshal(p.message.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func lateWords(t *testing.T, s *Scheduler, to string) string {
	t.Helper()
	locale := "en"
	if p, err := s.Directory.Person(context.Background(), to); err == nil {
		locale = p.Locale
	} else if !errors.As(err, new(failure)) {
		t.Fatal(err)
	}
	catalogues, err := i18n.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(catalogues.For(locale).T("reminder.late"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Trim(string(text), `"`)
}
