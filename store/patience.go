package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// How long something is tried again. Time is the limit, not the number of tries: a failover takes some seconds, and a
// person waits that long for an answer.
const (
	patience   = 8 * time.Second        // the default, counted from the first try, while the database has not been away for longer
	impatience = 500 * time.Millisecond // when it has been away for longer: waiting would only pile requests up
	firstPause = 5 * time.Millisecond
	staleTries = 8                      // tries after other people's changes; the database is there
	lastPause  = 800 * time.Millisecond // each differs by half, so that processes don't come back all at once
)

// Patience is how long something is tried again while the database is away.
func (s *Store) Patience() time.Duration { return s.outage.patience }

// final wraps an error after which nothing is tried again.
type final struct{ error }

// Unwrap returns the error.
func (f final) Unwrap() error { return f.error }

// Patiently runs a step, such as some reads, again while its error may pass. It does so for as long as WithPatience
// says; but only for half a second when the database has been away for so long already. Steps may be nested.
func (s *Store) Patiently(ctx context.Context, step func() error) error {
	return s.again(ctx, func() error {
		err := step()
		if err == nil || !away(err) { // the step may not have asked the database at all
			return final{err}
		}
		s.outage.note(err)
		return err
	})
}

// retry is Patiently for a step that asks the database in any case.
func (s *Store) retry(ctx context.Context, step func() error) error {
	return s.again(ctx, func() error {
		err := step()
		s.outage.note(err)
		return err
	})
}

// again runs a step again while its error may pass, with growing, random pauses.
func (s *Store) again(ctx context.Context, step func() error) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval, pauses.Multiplier = firstPause, lastPause, 2.5
	long, short := time.NewTimer(s.outage.patience), time.NewTimer(impatience)
	defer long.Stop()
	defer short.Stop()
	hasty, stale := false, 0 // hasty: the half second is over
	for {
		err := step()
		var last final
		if errors.Is(err, ErrStale) {
			stale++
		}
		switch {
		case errors.As(err, &last):
			return last.error
		case err == nil || !retryable(err) || stale == staleTries:
			return err
		}
		pause := time.NewTimer(pauses.NextBackOff())
		for waiting := true; waiting; {
			old := s.outage.old()
			if hasty && isClosed(old) {
				pause.Stop()
				return err
			}
			if !hasty {
				old = nil
			}
			select {
			case <-pause.C:
				waiting = false
			case <-short.C:
				hasty = true
			case <-old: // asked above
			case <-long.C:
				pause.Stop()
				return err
			case <-ctx.Done():
				pause.Stop()
				return fmt.Errorf("%w: %w", ctx.Err(), err)
			}
		}
	}
}

// outage is the time during which the database has been away without a break, as far as this process has noticed. It is
// safe for concurrent use.
type outage struct {
	mu       sync.Mutex
	patience time.Duration
	long     chan struct{} // closed once it has lasted for patience; nil while the database answers
	timer    *time.Timer
}

// note notes how a step ended. An answer of the database, also a refusal, ends an outage.
func (o *outage) note(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch gone := away(err); {
	case gone && o.long == nil:
		long := make(chan struct{})
		o.long, o.timer = long, time.AfterFunc(o.patience, func() { close(long) })
	case !gone && o.long != nil:
		o.timer.Stop()
		o.long, o.timer = nil, nil
	}
}

func away(err error) bool {
	return err != nil && (errors.Is(err, ErrUnavailable) || errors.Is(err, ErrUnknown) || lost(err))
}

// old returns a channel that is closed when the outage has lasted for patience; nil when there is no outage.
func (o *outage) old() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.long
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
