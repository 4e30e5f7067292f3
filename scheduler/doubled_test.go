package scheduler

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// stopped is a Slack whose poster is stopped at one point of its first post, while the world goes on.
type stopped struct {
	*fakeSlack
	before, after func()
}

func (s *stopped) Post(ctx context.Context, to string, m Message, key string, stillClaimed func() error) (Posted, error) {
	return s.fakeSlack.Post(ctx, to, m, key, func() error {
		if s.before != nil {
			s.before()
		}
		err := stillClaimed()
		if s.after != nil {
			s.after()
		}
		return err
	})
}

// overtaken lets another process take over what a stopped one has claimed, and finish it.
func overtaken(w *world, schedule Schedule) func() {
	return func() {
		w.clock.advance(lease + time.Second)
		w.tick(w.scheduler("heir", schedule))
	}
}

// single lets a process send one message at a time: where it stands still, none of it goes on.
func single(s *Scheduler) *Scheduler {
	s.bulk, s.urgent = 1, 0
	return s
}

func TestStoppedRightBeforePosting(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.tick(single(w.scheduler("stopped", schedule, func(o *Options) {
			o.Poster = &stopped{fakeSlack: w.slack, after: overtaken(w, schedule)}
		})))
		w.expect(wangsDigest, wangsDigest)
		if n := w.slack.countPosted(wangsDigest); n != 1 {
			t.Errorf("it stands %d times", n)
		}
		w.settled()
	})
}

func TestStoppedRightBeforePostingAndKilledAfter(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		s := single(w.scheduler("stopped", schedule, func(o *Options) {
			o.Poster, o.Store = &stopped{fakeSlack: w.slack, after: overtaken(w, schedule)}, forgetful{o.Store}
		}))
		if err := s.Tick(w.ctx); err == nil {
			t.Error("was not killed")
		}
		if n := w.slack.countPosted(wangsDigest); n != 2 {
			t.Fatalf("it stands %d times", n)
		}
		heir := w.scheduler("another", schedule)
		w.clock.advance(looks[0])
		w.tick(heir)
		if n := w.slack.countPosted(wangsDigest); n != 1 {
			t.Errorf("it stands %d times after it was looked for", n)
		}
		for range 3 {
			w.clock.advance(looksEndAt)
			w.tick(heir)
		}
		counts, err := w.store.CountOutbox(w.ctx)
		if err != nil || counts[models.OutboxPosted] != 0 {
			t.Errorf("it is looked for for ever: %v, %v", counts, err)
		}
	})
}

func TestAClaimThatEndsIsGivenBack(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		waited := 0
		s := single(w.scheduler("slow", schedule, func(o *Options) {
			o.Poster = &stopped{fakeSlack: w.slack, before: func() {
				if waited++; waited == 1 {
					w.clock.advance(lease - postWithin + time.Second)
				}
			}}
		}))
		w.tick(s, s) // the first has been at it for so long that it leaves it to the next
		w.expect(wangsDigest)
		if waited != 2 || w.slack.looked != 0 {
			t.Errorf("it was its turn %d times, and was looked for %d times", waited, w.slack.looked)
		}
		w.settled()
	})
}

// A process that is killed again and again while it holds a message is no reason to give the message up.
func TestAYoungMessageIsNotGivenUp(t *testing.T) {
	ready(t, func(t *testing.T, w *world, schedule Schedule) {
		w.clock.advance(time.Second)
		w.tick(w.scheduler("deciding", schedule, func(o *Options) { o.Poster = refusing{w.slack} }))
		for range maxAttempts {
			w.clock.advance(lease)
			if _, err := w.store.ClaimOutbox(w.ctx, models.OutboxClaim{Owner: "killed", Now: w.clock.Now(), Lease: lease, Limit: 10}); err != nil {
				t.Fatal(err)
			}
		}
		w.slack.fail("UWANG", failure{})
		heir := w.scheduler("heir", schedule)
		w.clock.advance(lease)
		w.tick(heir)
		w.expect()
		w.clock.advance(longestOff)
		w.tick(heir)
		w.expect(wangsDigest)
	})
}

// refusing is a Slack that takes nothing for now.
type refusing struct{ *fakeSlack }

func (refusing) Post(context.Context, string, Message, string, func() error) (Posted, error) {
	return Posted{}, errors.New("away")
}
