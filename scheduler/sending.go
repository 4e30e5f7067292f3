package scheduler

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// How one message is sent.
const (
	maxAttempts  = 12               // after so many attempts a message is given up,
	neverBefore  = 8 * time.Hour    // but not before this time: a process that is killed again and again is no refusal
	firstBackOff = 30 * time.Second // doubled with every attempt
	longestOff   = 2 * time.Hour
	lookAgain    = 20 * time.Second // after a failure that may have posted; the next attempt looks for the message first
	sendWithin   = time.Minute      // for one message, with its turn at Slack; half of the lease
	postWithin   = 30 * time.Second // the request alone, which waits 15 s for its answer: the rest is for clocks that differ
	recordWithin = 5 * time.Second  // a posted message is recorded also while the process is being stopped
)

// teller makes what a message says when it is sent; false when there is nothing to say any more. The payload that it
// leaves in the message is kept once the message is posted.
type teller func(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error)

// The reasons why a message is not posted when its turn has come.
var (
	errEndsSoon = errors.New("the claim ends too soon")
	errNotHeld  = errors.New("the claim is in other hands")
)

// away is an error of the database. While it is away, nothing is posted.
type away struct{ error }

func (a away) Unwrap() error { return a.error }

// send delivers one message. When the message may have been posted before, it looks for it; else it makes what there is
// to say and posts it. It records the result. The error is the database's.
func (s *Scheduler) send(ctx context.Context, m models.OutboxMessage) error {
	sending, stop := context.WithTimeout(ctx, sendWithin)
	defer stop()
	posted, told, err := s.post(sending, &m)
	now, unsure := s.then(ctx, m)
	var database away
	var wrongClock doubt
	switch {
	case err == nil && posted:
		return s.record(ctx, func(ctx context.Context) error { return s.sent(ctx, m, told, now) })
	case err == nil && unsure, errors.As(err, &wrongClock): // a wrong clock can make it look as if there were nothing to say
		return s.release(ctx, m)
	case err == nil:
		s.counted(m, "nothing to say")
		return s.record(ctx, func(ctx context.Context) error { return s.Store.MarkNothingToSay(ctx, m, now, now.Add(looks[0])) })
	case errors.Is(err, errNotHeld):
		s.log.Info("message left to others", "message", m.ID, "kind", m.Kind)
		return errors.Join(s.release(ctx, m), s.renewProcess(ctx)) // if this process was taken for dead, it learns so now
	case errors.Is(err, errEndsSoon):
		return s.release(ctx, m)
	case errors.As(err, &database):
		return errors.Join(err, s.release(ctx, m))
	}
	return s.failed(ctx, m, now, err)
}

// then returns the time after a message was worked on; when the clock is wrong, the time at which it was claimed.
func (s *Scheduler) then(ctx context.Context, m models.OutboxMessage) (now time.Time, unsure bool) {
	now, err := s.now(ctx)
	if err == nil {
		return now, false
	}
	if unsure = idle(err) == nil; unsure && m.ClaimedUntil != nil {
		return m.ClaimedUntil.Add(-lease), true
	}
	return s.Clock.Now(), unsure
}

// failed records that a message was not posted, and when the next attempt is.
func (s *Scheduler) failed(ctx context.Context, m models.OutboxMessage, now time.Time, err error) error {
	fate := s.after(m, now, err)
	if fate.dead {
		s.counted(m, "given up")
		s.log.Error("message given up", "message", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "error", err)
		return s.record(ctx, func(ctx context.Context) error {
			if err := s.tellGivenUp(ctx, m, now, err); err != nil {
				return err
			}
			return s.Store.MarkDead(ctx, m, now, err.Error())
		})
	}
	s.counted(m, "put off")
	s.log.Warn("message put off", "message", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "wait", fate.wait, "error", err)
	until := now.Add(fate.wait)
	return s.record(ctx, func(ctx context.Context) error {
		if err := s.hold(ctx, m.Recipient, now, until); err != nil {
			return err
		}
		if fate.untried {
			return s.Store.PostponeOutbox(ctx, m, until, m.Payload)
		}
		return s.Store.MarkRetry(ctx, m, until, err.Error())
	})
}

// record writes down what became of a message, also while the process is being stopped. What the database can't take now
// is recorded later (debts).
func (s *Scheduler) record(ctx context.Context, write func(context.Context) error) error {
	within := func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
		defer cancel()
		err := write(ctx)
		if errors.Is(err, models.ErrLeaseLost) {
			s.log.Info("somebody else had the message", "error", err)
			return nil
		}
		return err
	}
	err := within(ctx)
	if err != nil {
		s.owed.owe(within)
	}
	return err
}

// release gives back a message that was not tried.
func (s *Scheduler) release(ctx context.Context, m models.OutboxMessage) error {
	return s.record(ctx, func(ctx context.Context) error { return s.Store.ReleaseOutbox(ctx, m) })
}

// post posts a message, unless it is posted already or there is nothing to say, and notes its channel and ts. told names what it
// tells where there is more to tell. A panic becomes an error with a reference: no message ends the process.
func (s *Scheduler) post(ctx context.Context, m *models.OutboxMessage) (posted bool, told []string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(p, "message", m.ID)
		}
	}()
	if m.MayStand() {
		stands, err := s.Poster.FindPosted(ctx, m.Recipient, m.DedupeKey, m.CreatedAt)
		if err != nil {
			return false, nil, fmt.Errorf("look whether it was posted: %w", err)
		}
		if len(stands) > 0 {
			m.Channel, m.TS = stands[0].Channel, stands[0].TS
			return true, stands[0].Told, nil
		}
	}
	tell, known := s.tellers[m.Kind]
	if !known {
		return false, nil, unsayable{fmt.Errorf("unknown kind %q", m.Kind)}
	}
	p, err := payloadOf(*m)
	if err != nil {
		return false, nil, unsayable{err}
	}
	message, say, err := tell(ctx, m, p)
	if err != nil || !say {
		return false, nil, err
	}
	stands, err := s.Poster.Post(ctx, m.Recipient, message, m.DedupeKey, func() error { return s.fence(ctx, *m) })
	if errors.Is(err, models.ErrThreadGone) && m.Kind != models.ToldReply { // nobody waits for it there; of an answer somebody wrote it is told
		return false, nil, nil
	}
	m.Channel, m.TS = stands.Channel, stands.TS
	return err == nil && stands.TS != "", stands.Told, err
}

// fence is called right before a request leaves. It asks the database whether the claim still holds, and notes there
// that the message is being tried. An answer that took long is of no use.
func (s *Scheduler) fence(ctx context.Context, m models.OutboxMessage) error {
	asked, err := s.now(ctx)
	switch {
	case err != nil && idle(err) == nil:
		return err
	case err != nil:
		return away{err}
	}
	ours, err := s.Store.MarkTrying(ctx, m, asked)
	now := s.Clock.Now()
	switch {
	case err != nil:
		return away{err}
	case !ours:
		return errNotHeld
	case now.Sub(asked) > fenceWithin, m.ClaimedUntil != nil && m.ClaimedUntil.Sub(now) < postWithin:
		return errEndsSoon
	}
	return nil
}

// panicked gives a panic a reference, under which the log has the details.
func (s *Scheduler) panicked(p any, what string, which any) error {
	reference := models.NewReference()
	s.metrics.panics.Inc()
	s.log.Error("panic", "ref", reference, what, which, "panic", p, "stack", string(debug.Stack()))
	return panicError{reference}
}

// panicError is what is kept of a panic.
type panicError struct{ reference string }

func (e panicError) Error() string { return "internal error " + e.reference }

// unsayable is an error of a message that no attempt can send.
type unsayable struct{ error }

// fate says what happens after a failure.
type fate struct {
	wait    time.Duration
	dead    bool // the message is given up
	untried bool // Slack took nothing: this doesn't count as an attempt, and the next one need not look for the message
}

func (s *Scheduler) after(m models.OutboxMessage, now time.Time, err error) fate {
	var never unsayable
	if errors.As(err, &never) {
		return fate{dead: true}
	}
	var refusal Refusal
	if errors.As(err, &refusal) {
		switch {
		case refusal.RetryAfter() > 0:
			return fate{wait: refusal.RetryAfter(), untried: true}
		case refusal.Permanent():
			return fate{dead: true}
		}
	}
	if m.Attempts+1 >= maxAttempts && now.Sub(m.CreatedAt) >= neverBefore {
		return fate{dead: true}
	}
	if refusal != nil && refusal.Ambiguous() && m.Attempts == 0 {
		return fate{wait: lookAgain}
	}
	return fate{wait: min(firstBackOff<<min(m.Attempts, 16), longestOff)}
}

func (s *Scheduler) counted(m models.OutboxMessage, outcome string) {
	s.metrics.messages.WithLabelValues(m.Kind, outcome).Inc()
}
