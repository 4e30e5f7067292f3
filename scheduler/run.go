package scheduler

import (
	"context"
	"time"

	"github.com/robfig/cron/v3"
	"golang.org/x/sync/errgroup"
)

// How often Run looks. Something may be late by that much.
const (
	tickEvery   = 15 * time.Second
	remindEvery = 5 * time.Second // reminders must not be late
)

// loop is something that Run does again and again.
type loop struct {
	name  string
	every time.Duration
	do    func(ctx context.Context) error
}

// loops returns what Run does at the same time, so that nothing waits for work that it doesn't need. A reminder waits
// neither for ten thousand digests that are being decided, nor for those that are being posted.
func (s *Scheduler) loops(pools []*workers) []loop {
	wake := func(ctx context.Context) {
		for _, pool := range pools {
			pool.wake(ctx)
		}
	}
	then := func(do func(ctx context.Context) error) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			defer wake(ctx)
			return do(ctx)
		}
	}
	return []loop{
		{"process", renewEvery, s.renewProcess},
		{"reminders", remindEvery, then(s.remind)},
		{"tickets", tickEvery, then(s.breaches)},
		{"jobs", tickEvery, then(s.decide)},
		{"delivery", tickEvery, func(ctx context.Context) error { wake(ctx); return nil }},
		{"doubled", tickEvery, s.verify},
		{"search", foldEvery, s.fold},
		{"tasks", workEvery, s.work},
	}
}

// Run works until ctx is cancelled, finishes the messages that it is sending, and returns nil. Errors are logged, and
// the work is tried again the next time.
func (s *Scheduler) Run(ctx context.Context) error {
	pools := s.pools()
	loops := s.loops(pools)
	ticker := cron.New()
	for _, l := range loops {
		ticker.Schedule(cron.Every(l.every), cron.FuncJob(func() { s.wake(l.name) }))
	}
	if err := s.renewProcess(ctx); err != nil {
		s.log.Error("scheduler", "loop", "process", "error", err)
	}
	ticker.Start()
	defer func() { <-ticker.Stop().Done() }()
	defer s.leave(ctx)
	s.Wake()
	running := errgroup.Group{}
	for _, l := range loops {
		running.Go(func() error { s.repeat(ctx, l); return nil })
	}
	_ = running.Wait()
	for _, pool := range pools {
		_ = pool.group.Wait() // errors are in the log
	}
	return nil
}

// repeat does what a loop does whenever it is woken.
func (s *Scheduler) repeat(ctx context.Context, l loop) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wakes[l.name]:
			if err := s.guarded(ctx, l); err != nil && ctx.Err() == nil {
				s.log.Error("scheduler", "loop", l.name, "error", err)
			}
		}
	}
}

// guarded runs a loop's work once. A panic in it becomes an error: no loop ends the process.
func (s *Scheduler) guarded(ctx context.Context, l loop) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(p, "loop", l.name)
		}
	}()
	return l.do(ctx)
}

// Wake makes Run look at everything now, for instance after the clock was moved. It doesn't wait for it.
func (s *Scheduler) Wake() {
	for name := range s.wakes {
		s.wake(name)
	}
}

func (s *Scheduler) wake(loop string) {
	select {
	case s.wakes[loop] <- struct{}{}:
	default: // it is about to look anyway
	}
}
