package scheduler

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Processes on one database know of one another by their rows: each process renews its row, and what a silent process
// holds is free. A process lets a request to Slack leave only within fenceWithin after it has renewed its row. Slack
// answers within 15 s or not at all. The rest of silentFor is for clocks that differ.
const (
	renewEvery  = 5 * time.Second
	silentFor   = 45 * time.Second
	fenceWithin = 15 * time.Second
)

// self is the name under which this process claims. A process that stood still for longer than silentFor is taken for
// dead, and others may hold what it held. Then it goes on under another name.
type self struct {
	base string

	mu    sync.Mutex
	lives int  // how often it was taken for dead
	begun bool // it has a row
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
		return idle(err) // other processes free what this one holds
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

// leave deletes the process's row when it ends, and frees all that it holds.
func (s *Scheduler) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
	defer cancel()
	if err := s.Store.EndProcess(ctx, s.self.name(), s.Clock.Now()); err != nil {
		s.log.Warn("the process's row was not taken away: others free what it held", "error", err)
	}
}

// debts are what must be recorded when the database answers again: what became of the messages that this process was
// posting when it went away. There are at most as many as workers.
type debts struct {
	mu   sync.Mutex
	open []func(context.Context) error
}

func (d *debts) owe(record func(context.Context) error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, record)
}

// settle records the debts in turn, and keeps those that still can't be recorded.
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
