package scheduler

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// forgetful is a store whose process dies after posting: what was sent is never recorded.
type forgetful struct{ Store }

func (f forgetful) MarkSent(context.Context, models.OutboxMessage, time.Time, time.Time, ...models.OutboxMessage) (string, string, error) {
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
		if _, err := w.store.ClaimOutbox(w.ctx, models.OutboxClaim{Owner: "dead", Now: w.clock.Now(), Lease: lease, Limit: 10}); err != nil {
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

// A kind that this process doesn't know is a newer one's to send: it waits for that, though not for ever.
func TestUnknownMessagesWaitForANewerProcess(t *testing.T) {
	each(t, "2026-11-24T00:30:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", Schedule{})
		odd := s.message("horoscope", "UWANG", "x", payload{})
		broken := s.message(models.ToldDigest, "UWANG", "y", payload{})
		broken.Payload = "{"
		spared := w.clock.Now().Add(60 * 24 * time.Hour) // until the end of a long mute
		patient := s.message(models.ToldEscalation, "ULINA", "z", payload{Waited: spared.Unix()})
		patient.NotBefore = spared
		if err := w.store.Enqueue(w.ctx, odd, broken, patient); err != nil {
			t.Fatal(err)
		}
		w.tick(s)
		counts, err := w.store.CountOutbox(w.ctx)
		if err != nil || counts[models.OutboxDead] != 1 || counts[models.OutboxPending] != 2 {
			t.Errorf("only what can't be read is given up: %v, %v", counts, err)
		}
		w.clock.advance(messagesWait + 3*24*time.Hour)
		w.lived()
		w.tick(s)
		if dead, err := w.store.DeadOutbox(w.ctx, 3); err != nil || len(dead) != 2 || dead[1].Kind != "horoscope" {
			t.Errorf("after a month: %v, %v", dead, err)
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
		s := w.scheduler("a", schedule, func(o *Options) { o.Poster = &stopped{fakeSlack: w.slack, after: stop} })
		_ = s.Tick(ctx)
		w.expect(wangsDigest)
		w.settled() // it was recorded although the process was being stopped
	})
}

func TestPostedMessagesAreForgottenAfterASeason(t *testing.T) {
	each(t, "2026-11-24T00:00:00Z", func(t *testing.T, w *world) {
		s := w.scheduler("a", w.onlyDigests())
		w.plan("UWANG", "2026-11-24", "")
		w.tick(s)
		for _, c := range []struct {
			days, left int
		}{{0, 1}, {1, 2}, {89, 3}, {93, 3}, {186, 1}} {
			w.clock.set(moment(t, "2026-11-24T01:00:00Z").AddDate(0, 0, c.days))
			w.lived()
			w.tick(s)
			counts, err := w.store.CountOutbox(w.ctx)
			if err != nil || counts[models.OutboxSent] != c.left {
				t.Errorf("after %d days: %v, %v, want %d", c.days, counts, err, c.left)
			}
		}
	})
}
