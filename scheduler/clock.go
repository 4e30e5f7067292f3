package scheduler

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Reference returns the time of another clock than the process's own: the database server's. known is false when there
// is no such clock.
type Reference func(ctx context.Context) (at time.Time, known bool, err error)

const (
	// answerWithin is how long a request to Slack waits for its answer.
	answerWithin = 15 * time.Second
	// clockTolerance is how far a process's clock may differ from the database's. Two processes then differ by twice as
	// much at most: that is what silentFor leaves beside the fence and the answer.
	clockTolerance = (silentFor - fenceWithin - answerWithin) / 2
	// leapOver is how far the clock may go on between two looks, which are seconds apart, before that counts as a leap.
	// restOver is the same between two days of work.
	leapOver = 10 * time.Minute
	restOver = 4 * 24 * time.Hour
)

// doubt is an error that says why the clock is not believed. Nothing is decided while there is one.
type doubt struct{ why string }

func (d doubt) Error() string { return "the clock is not believed: " + d.why }

// idle drops a doubt of the clock, which is logged elsewhere, and returns every other error.
func idle(err error) error {
	var unsure doubt
	if errors.As(err, &unsure) {
		return nil
	}
	return err
}

// watch holds what is known of the process's clock.
type watch struct {
	mu     sync.Mutex
	last   time.Time // what it showed when it was last looked at; zero before
	steady time.Time // once the clock has come so far, its last leap is believed
	why    string    // why the clock is not believed; "" when it is believed
}

// now returns the clock's time when nothing speaks against it: neither the database's clock, nor a leap that has just
// happened. Everything that decides by the clock calls it right before. The error is a doubt, or an error of the
// database.
func (s *Scheduler) now(ctx context.Context) (time.Time, error) {
	before := s.Clock.Now()
	off, err := s.offset(ctx, before)
	if err != nil {
		return time.Time{}, err
	}
	why := ""
	if off.Abs() > clockTolerance {
		why = fmt.Sprintf("it is %s the database's", direction(off))
	} else if why, err = s.leapt(ctx); err != nil {
		return time.Time{}, err
	}
	s.doubted(why, off)
	if why != "" {
		return time.Time{}, doubt{why}
	}
	return before, nil
}

// offset returns how far the clock is ahead of the database's clock at least, since the look itself takes time. It is
// negative when the clock is behind, and 0 when there is no other clock.
func (s *Scheduler) offset(ctx context.Context, before time.Time) (time.Duration, error) {
	if s.Reference == nil {
		return 0, nil
	}
	there, known, err := s.Reference(ctx)
	if err != nil || !known {
		return 0, err
	}
	switch after := s.Clock.Now(); {
	case before.After(there) && after.After(there):
		return min(before.Sub(there), after.Sub(there)), nil
	case before.Before(there) && after.Before(there):
		return max(before.Sub(there), after.Sub(there)), nil
	}
	return 0, nil
}

func direction(off time.Duration) string {
	if off < 0 {
		return off.Abs().Round(time.Second).String() + " behind"
	}
	return off.Round(time.Second).String() + " ahead of"
}

// leapt returns why the clock is not believed by itself: it has just leapt, or it begins far from the day on which
// somebody was last at work. A machine that has slept is right a moment later, and a clock that was wrong for a moment
// has decided nothing.
func (s *Scheduler) leapt(ctx context.Context) (why string, err error) {
	if s.Settle == 0 {
		return "", nil
	}
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	last, now := s.watch.last, s.Clock.Now() // read here, under the lock, so that looks follow each other however long the database took
	far := leapOver
	if last.IsZero() {
		day, err := s.Store.LastDay(ctx)
		if err != nil {
			return "", err
		}
		if last, far = now, restOver; !day.IsZero() {
			last = day.In(time.UTC)
		}
	}
	if gone := now.Sub(last); gone > far || gone < -clockTolerance {
		s.watch.steady = now.Add(s.Settle)
		s.log.Warn("the clock has leapt: it is believed when it goes on from there", "by", gone.Round(time.Second), "after", s.Settle)
	}
	s.watch.last = now
	if now.Before(s.watch.steady) {
		return "it has just leapt", nil
	}
	return "", nil
}

// doubted notes whether the clock is believed, and logs a change of that once.
func (s *Scheduler) doubted(why string, off time.Duration) {
	s.metrics.offset.Set(off.Seconds())
	s.watch.mu.Lock()
	defer s.watch.mu.Unlock()
	if (why == "") == (s.watch.why == "") {
		s.watch.why = why
		return
	}
	s.watch.why = why
	if why == "" {
		s.metrics.doubted.Set(0)
		s.log.Info("the clock is believed again")
		return
	}
	s.metrics.doubted.Set(1)
	s.log.Error("the clock is not believed: nothing is decided until it is right", "why", why, "offset", off, "tolerance", clockTolerance)
}

// Doubt looks at the clock and returns why it is not believed, so that nothing is decided by it; "" when it is believed.
func (s *Scheduler) Doubt(ctx context.Context) (why string, err error) {
	_, err = s.now(ctx)
	var unsure doubt
	if errors.As(err, &unsure) {
		return unsure.why, nil
	}
	return "", err
}
