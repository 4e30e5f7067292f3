package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// How processes on one database know of one another: each renews its row in it, and what a silent one holds is free. A
// process lets a request leave only within fenceWithin after it has renewed its row, and Slack answers within 15 s or
// not at all; the rest of silentFor is for clocks that differ.
const (
	renewEvery  = 5 * time.Second
	silentFor   = 45 * time.Second
	fenceWithin = 15 * time.Second
)

// self is the name under which this process claims. When it was taken for dead, because it stood still for longer than
// silentFor, what it held may be in other hands: then it goes on under another name.
type self struct {
	base string

	mu    sync.Mutex
	lives int  // how often it was taken for dead
	begun bool // its row was made
}

func (s *self) name() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current()
}

func (s *self) current() string {
	if s.lives == 0 {
		return s.base
	}
	return fmt.Sprintf("%s+%d", s.base, s.lives)
}

// renewProcess renews this process's row, records what could not be recorded before, and frees what silent ones hold.
func (s *Scheduler) renewProcess(ctx context.Context) error {
	now, err := s.now(ctx)
	if err != nil {
		return idle(err) // others free what it holds
	}
	if err := s.self.renew(ctx, s, now); err != nil {
		return fmt.Errorf("processes: %w", err)
	}
	if err := s.owed.settle(ctx); err != nil {
		return fmt.Errorf("record what was posted: %w", err)
	}
	dead, err := s.Store.ReapProcesses(ctx, now.Add(-silentFor), now)
	for _, owner := range dead {
		s.log.Warn("a process is silent: what it held is free", "process", owner, "silent", silentFor)
	}
	if err != nil {
		return fmt.Errorf("processes: %w", err)
	}
	return nil
}

func (s *self) renew(ctx context.Context, of *Scheduler, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begun {
		alive, err := of.Store.BeatProcess(ctx, s.current(), now)
		if err != nil || alive {
			return err
		}
		of.log.Warn("this process was taken for dead: it goes on under another name", "process", s.current())
		s.lives++
		s.begun = false
	}
	err := of.Store.BeginProcess(ctx, s.current(), now)
	s.begun = err == nil
	return err
}

// leave takes the process's row away, with all that it holds, when it ends.
func (s *Scheduler) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if err := s.Store.EndProcess(ctx, s.self.name(), s.Clock.Now()); err != nil {
		s.log.Warn("the process's row was not taken away: others free what it held", "error", err)
	}
}

// debts are what is to be recorded when the database answers again: what became of messages that were in hand as it went
// away. They are as few as the workers.
type debts struct {
	mu   sync.Mutex
	open []func(context.Context) error
}

func (d *debts) owe(record func(context.Context) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, record)
}

// settle records in turn, and keeps what still can't be recorded.
func (d *debts) settle(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.open) > 0 {
		if err := d.open[0](ctx); err != nil {
			return err
		}
		d.open = d.open[1:]
	}
	return nil
}
