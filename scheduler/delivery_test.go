package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// forgetful is a store whose process dies after posting: what was sent is never recorded.
type forgetful struct{ Store }

func (f forgetful) MarkSent(context.Context, models.OutboxMessage, time.Time, time.Time) (string, string, error) {
	return "", "", errors.New("killed")
}

// ready returns a world at 9:00 in which UWANG's digest is due.
func ready(t *testing.T, test func(t *testing.T, w *world, schedule Schedule)) {
	each(t, "2026-11-24T00:30:00Z", func(t *testing.T, w *world) {
		schedule := Schedule{Digest: "0 9 * * 1-5", Zone: zone(t, "Asia/Shanghai"), Language: "zh", Grace: time.Hour}
		w.plan("UWANG", "2026-11-24", "")
		w.tick(w.scheduler("first", schedule))
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		test(t, w, schedule)
	})
}

const wangsDigest = "digest:UWANG:2026-11-24"

func TestKilledBetweenPostingAndRecording(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		dying := w.scheduler("dying", schedule, func(o *Options) { o.Store = forgetful{o.Store} })
		if err := dying.Tick(w.ctx); err == nil {
			t.Error("did not die")
		}
		w.expect(wangsDigest)
		heir := w.scheduler("heir", schedule)
		w.tick(heir)
		w.clock.advance(lease + time.Second)
		w.tick(heir)
		w.expect()
		if w.slack.looked != 1 {
			t.Errorf("looked %d times into the history", w.slack.looked)
		}
		w.settled()
	})
}

func TestKilledBeforePosting(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		if _, err := w.store.ClaimOutbox(w.ctx, "dead", w.clock.Now(), lease, 10); err != nil {
			t.Fatal(err)
		}
		// The run itself was claimed by a process that died before it decided anything.
		if _, claimed, err := w.store.ClaimJobRun(w.ctx, "digest:Asia/Shanghai", w.clock.Now(), w.clock.Now(), lease, "dead"); err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		heir := w.scheduler("heir", schedule)
		w.tick(heir)
		w.expect()
		w.clock.advance(lease + time.Second)
		w.tick(heir)
		w.expect(wangsDigest)
	})
}

func TestAnswerLostAfterPosting(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.slack.fail("UWANG", failure{ambiguous: true, posted: true})
		s := w.scheduler("a", schedule)
		w.tick(s)
		w.expect(wangsDigest)
		w.clock.advance(lookAgain)
		w.tick(s, s)
		w.expect()
		w.settled()
	})
}

func TestConnectionLostBeforePosting(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.slack.fail("UWANG", failure{ambiguous: true})
		s := w.scheduler("a", schedule)
		w.tick(s)
		w.expect()
		w.clock.advance(lookAgain)
		w.tick(s)
		w.expect(wangsDigest)
		w.settled()
	})
}

func TestRateLimited(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.slack.fail("UWANG", slices.Repeat([]failure{{after: 30 * time.Second}}, 20)...)
		s := w.scheduler("a", schedule)
		w.tick(s)
		for range 19 { // more often than anything else is tried
			w.clock.advance(29 * time.Second)
			w.tick(s)
			w.clock.advance(time.Second)
			w.tick(s)
		}
		w.expect()
		w.clock.advance(30 * time.Second)
		w.tick(s)
		w.expect(wangsDigest)
	})
}

func TestRefusedForGood(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.slack.fail("UWANG", failure{permanent: true})
		s := w.scheduler("a", schedule)
		w.tick(s)
		w.clock.advance(time.Hour)
		w.tick(s)
		w.expect()
		counts, err := w.store.CountOutbox(w.ctx)
		if err != nil || counts[models.OutboxDead] != 1 {
			t.Error(counts, err)
		}
	})
}

func TestGivenUpAtLast(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.slack.fail("UWANG", slices.Repeat([]failure{{}}, 100)...)
		s := w.scheduler("a", schedule)
		for range maxAttempts - 1 {
			w.tick(s)
			w.clock.advance(longestOff)
		}
		counts, _ := w.store.CountOutbox(w.ctx)
		if counts[models.OutboxDead] != 0 {
			t.Error("given up too early")
		}
		w.tick(s)
		counts, _ = w.store.CountOutbox(w.ctx)
		if counts[models.OutboxDead] == 0 {
			t.Error(counts)
		}
	})
}

// A message that can't be read is given up; one of an unknown kind isn't: strange_test.go.
func TestBrokenMessagesAreGivenUp(t *testing.T) {
	each(t, "2026-11-24T00:30:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{})
		odd := s.message("horoscope", "UWANG", "x", payload{})
		broken := s.message(kindDigest, "UWANG", "y", payload{})
		broken.Payload = "{"
		if err := w.store.Enqueue(w.ctx, odd, broken); err != nil {
			t.Fatal(err)
		}
		w.tick(s)
		counts, err := w.store.CountOutbox(w.ctx)
		if err != nil || counts[models.OutboxDead] != 1 || counts[models.OutboxPending] != 1 {
			t.Error(counts, err)
		}
	})
}

func TestOneRecipientsTroubleIsNotAnothers(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")})
		w.tick(s)
		for range 3 {
			w.plan("UWANG", "2026-11-24", "09:00")
		}
		w.plan("ULINA", "2026-11-24", "09:00")
		w.slack.fail("UWANG", failure{})
		w.clock.set(moment(t, "2026-11-24T01:00:00Z"))
		w.tick(s)
		if got := w.slack.news(); len(got) != 1 {
			t.Errorf("posted %v", got)
		}
		w.clock.advance(firstBackOff)
		w.tick(s)
		got := w.slack.news()
		if len(got) != 3 || !slices.IsSorted(got) {
			t.Errorf("posted %v, not in order", got)
		}
		w.settled()
	})
}

func TestStoppedWhileDelivering(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		ctx, stop := context.WithCancel(w.ctx)
		s := w.scheduler("a", schedule, func(o *Options) { o.Poster = stopping{w.slack, stop} })
		_ = s.Tick(ctx)
		w.expect(wangsDigest)
		w.settled() // it was recorded although the process was being stopped
	})
}

// stopping orders the process to stop while it posts.
type stopping struct {
	*fakeSlack
	stop context.CancelFunc
}

func (s stopping) Post(ctx context.Context, to string, m messageView, key string, still func() error) (string, string, error) {
	s.stop()
	return s.fakeSlack.Post(ctx, to, m, key, still)
}

// While a long queue is delivered, what becomes due meanwhile is not forgotten.
func TestALongDeliveryStopsForWhatIsDue(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{Zone: zone(t, "Asia/Shanghai")}, func(o *Options) {
			o.Poster = &stopped{fakeSlack: w.slack, after: func() { w.clock.advance(time.Second) }}
		})
		w.tick(s)
		var queue []models.OutboxMessage
		f := w.plan("UWANG", "2026-11-24", "09:00")
		for i := range 2 * claimAtOnce {
			m := s.message(kindReminder, "UWANG", fmt.Sprint(i), payload{At: f.DueAt.Unix(), FollowUp: f.ID})
			m.NotBefore = *f.DueAt
			queue = append(queue, m)
		}
		if err := w.store.Enqueue(w.ctx, queue...); err != nil {
			t.Fatal(err)
		}
		w.clock.set(*f.DueAt)
		w.tick(s)
		if got := len(w.slack.news()); got == 0 || got > claimAtOnce {
			t.Errorf("%d messages in one go", got)
		}
		select {
		case <-s.wake:
		default:
			t.Error("it doesn't go on by itself")
		}
		for range 10 {
			w.tick(s)
		}
		w.settled()
	})
}

func TestPostedMessagesAreForgottenAfterASeason(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", w.onlyDigests())
		w.plan("UWANG", "2026-11-24", "")
		w.tick(s)
		for _, c := range []struct {
			days, left int
		}{{0, 1}, {1, 2}, {89, 3}, {91, 3}, {182, 1}} {
			w.clock.set(moment(t, "2026-11-24T01:00:00Z").AddDate(0, 0, c.days))
			w.tick(s)
			counts, err := w.store.CountOutbox(w.ctx)
			if err != nil || counts[models.OutboxSent] != c.left {
				t.Errorf("after %d days: %v, %v, want %d", c.days, counts, err, c.left)
			}
		}
	})
}
