package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// How messages are delivered.
const (
	claimAtOnce  = 200
	lanesAtOnce  = 4                // recipients served at the same time
	maxAttempts  = 12               // then a message is given up,
	neverBefore  = 8 * time.Hour    // but not while it is young: a process that is killed again and again is no refusal
	firstBackOff = 30 * time.Second // doubled with every attempt
	longestOff   = 2 * time.Hour
	lookAgain    = 20 * time.Second // after a failure that may have posted: the next attempt looks first
	heldAtMost   = 5 * time.Minute  // how long one message's trouble keeps those after it waiting
	sendWithin   = time.Minute      // one message, with its turn at Slack; half of the lease
	postWithin   = 30 * time.Second // the request alone, which waits 15 s for its answer: the rest is for clocks that differ
	deliverFor   = 30 * time.Second // at a time: then what has become due meanwhile is decided first
	recordWithin = 5 * time.Second  // a posted message is recorded also while the process is being stopped
)

// renderer makes a message's words when it is sent; false when there is nothing left to say.
type renderer func(ctx context.Context, m models.OutboxMessage, p payload) (views.Message, bool, error)

// deliver sends what the outbox holds. Messages to one recipient go in their order, different recipients don't wait for
// one another.
func (s *Scheduler) deliver(ctx context.Context) error {
	for begun := s.Clock.Now(); ctx.Err() == nil; {
		if s.Clock.Now().Sub(begun) >= deliverFor {
			s.Wake()
			return nil
		}
		claimed, err := s.Store.ClaimOutbox(ctx, s.Owner, s.Clock.Now(), lease, claimAtOnce)
		if err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
		lanes, order := s.lanes(ctx, s.hush(ctx, claimed))
		if len(lanes) == 0 {
			return nil
		}
		running := errgroup.Group{}
		running.SetLimit(lanesAtOnce)
		until := make([]time.Time, len(order))
		for i, recipient := range order {
			running.Go(func() (err error) {
				until[i], err = s.serve(ctx, lanes[recipient])
				return err
			})
		}
		err = running.Wait()
		for i, recipient := range order {
			if latest := s.Clock.Now().Add(heldAtMost); until[i].After(latest) {
				until[i] = latest
			}
			if !until[i].IsZero() {
				s.held[recipient] = until[i]
			}
		}
		if err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
	}
	return nil
}

// lanes sorts claimed messages by recipient. Those of a recipient that is held back are given back.
func (s *Scheduler) lanes(ctx context.Context, claimed []models.OutboxMessage) (map[string][]models.OutboxMessage, []string) {
	lanes := map[string][]models.OutboxMessage{}
	var order []string
	now := s.Clock.Now()
	for _, m := range claimed {
		if until, held := s.held[m.Recipient]; held && now.Before(until) && m.Attempts == 0 {
			s.release(ctx, m)
			continue
		}
		delete(s.held, m.Recipient)
		if lanes[m.Recipient] == nil {
			order = append(order, m.Recipient)
		}
		lanes[m.Recipient] = append(lanes[m.Recipient], m)
	}
	return lanes, order
}

// serve sends one recipient's messages. When one has to wait, those after it are given back, and until says when to
// go on.
func (s *Scheduler) serve(ctx context.Context, lane []models.OutboxMessage) (until time.Time, err error) {
	for i, m := range lane {
		if ctx.Err() != nil || !until.IsZero() || s.endsSoon(m, sendWithin) {
			s.release(ctx, m)
			continue
		}
		until, err = s.send(ctx, m)
		if err != nil {
			for _, rest := range lane[i+1:] {
				s.release(ctx, rest)
			}
			return until, err
		}
	}
	return until, nil
}

// endsSoon reports that a claim may be over, and the message in other hands, before something that takes as long is done.
func (s *Scheduler) endsSoon(m models.OutboxMessage, takes time.Duration) bool {
	return m.ClaimedUntil != nil && m.ClaimedUntil.Sub(s.Clock.Now()) < takes
}

// errEndsSoon is why a message is not posted when its claim is nearly over.
var errEndsSoon = errors.New("the claim ends too soon")

// send delivers one message: looks for it when it may have been posted before, else renders and posts it, and records
// what became of it. until is not zero when it has to be tried again; the error is the database's.
func (s *Scheduler) send(ctx context.Context, m models.OutboxMessage) (until time.Time, err error) {
	sending, stop := context.WithTimeout(ctx, sendWithin)
	defer stop()
	posted, err := s.post(sending, &m)
	if errors.Is(err, errEndsSoon) {
		s.release(ctx, m)
		return time.Time{}, nil
	}
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	now := s.Clock.Now()
	switch {
	case err == nil && posted:
		return time.Time{}, s.sent(record, m, now)
	case err == nil:
		s.counted(m, "nothing to say")
		return time.Time{}, s.Store.MarkUnsaid(record, m, now, now.Add(looks[0]))
	}
	fate := s.after(m, now, err)
	if fate.dead {
		s.counted(m, "given up")
		s.log.Error("message given up", "message", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "error", err)
		return time.Time{}, s.Store.MarkDead(record, m, now, err.Error())
	}
	if fate.alone {
		s.counted(m, "unknown kind")
		if _, told := s.strange.LoadOrStore(m.Kind, true); !told {
			s.log.Warn("messages of a kind that this version doesn't know wait for a newer process", "kind", m.Kind, "message", m.ID, "given up after", strangeFor)
		}
		return time.Time{}, s.Store.PostponeOutbox(record, m, now.Add(fate.wait), m.Payload)
	}
	s.counted(m, "put off")
	s.log.Warn("message put off", "message", m.ID, "kind", m.Kind, "attempts", m.Attempts+1, "wait", fate.wait, "error", err)
	until = now.Add(fate.wait)
	if fate.untried {
		return until, s.Store.PostponeOutbox(record, m, until, m.Payload)
	}
	return until, s.Store.MarkRetry(record, m, until, err.Error())
}

// post posts a message unless it is posted already or has nothing to say, and notes where it stands.
func (s *Scheduler) post(ctx context.Context, m *models.OutboxMessage) (posted bool, err error) {
	if m.Attempts > 0 {
		channel, stands, err := s.Poster.FindPosted(ctx, m.Recipient, m.DedupeKey, m.CreatedAt)
		if err != nil {
			return false, fmt.Errorf("look whether it was posted: %w", err)
		}
		if len(stands) > 0 {
			m.Channel, m.TS = channel, stands[0]
			return true, nil
		}
	}
	render, known := s.renderers[m.Kind]
	if !known {
		return false, unknownKind{m.Kind}
	}
	var p payload
	if err := json.Unmarshal([]byte(m.Payload), &p); err != nil {
		return false, unsayable{fmt.Errorf("payload: %w", err)}
	}
	words, say, err := render(ctx, *m, p)
	if err != nil || !say {
		return false, err
	}
	still := func() error {
		if s.endsSoon(*m, postWithin) {
			return errEndsSoon
		}
		return nil
	}
	m.Channel, m.TS, err = s.Poster.Post(ctx, m.Recipient, words, m.DedupeKey, still)
	return err == nil, err
}

// unsayable is a message that no attempt will get out.
type unsayable struct{ error }

// unknownKind is the kind of a message that a newer process has decided: one like it will say it.
type unknownKind struct{ kind string }

// Error names the kind.
func (u unknownKind) Error() string { return fmt.Sprintf("unknown kind %q", u.kind) }

// How long a message of an unknown kind waits for a process that knows it, before it is given up.
const (
	strangeFirst  = time.Minute // and then half its age
	strangeAtMost = time.Hour
	strangeFor    = 7 * 24 * time.Hour
)

// fate is what follows a failure.
type fate struct {
	wait    time.Duration
	dead    bool // the message is given up
	untried bool // Slack took nothing: it doesn't count as an attempt, and the next one need not look first
	alone   bool // those after it needn't wait for it
}

func (s *Scheduler) after(m models.OutboxMessage, now time.Time, err error) fate {
	var strange unknownKind
	if errors.As(err, &strange) {
		age := now.Sub(m.CreatedAt)
		return fate{dead: age >= strangeFor, wait: min(max(strangeFirst, age/2), strangeAtMost), untried: true, alone: true}
	}
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

// release gives a message back that was not tried.
func (s *Scheduler) release(ctx context.Context, m models.OutboxMessage) {
	record, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if err := s.Store.ReleaseOutbox(record, m); err != nil {
		s.log.Warn("message not given back", "message", m.ID, "error", err)
	}
}

func (s *Scheduler) counted(m models.OutboxMessage, outcome string) {
	s.metrics.messages.WithLabelValues(m.Kind, outcome).Inc()
}
