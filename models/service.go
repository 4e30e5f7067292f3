package models

import (
	"slices"
	"time"
)

// WorkingTime counts the time in which a team works.
type WorkingTime interface {
	// Elapsed is the working time between two instants; 0 where to isn't after from.
	Elapsed(from, to time.Time) time.Duration
	// After is the instant at which so much working time has passed since from.
	After(from time.Time, work time.Duration) time.Time
}

// ServiceTarget is how soon tickets are to be answered and to be solved, in working time; 0 is no target.
type ServiceTarget struct{ Response, Solve time.Duration }

// DefaultTargets are the targets of a team that has set none, for a day of eight or nine working hours.
func DefaultTargets() map[Priority]ServiceTarget {
	return map[Priority]ServiceTarget{
		PriorityUrgent: {30 * time.Minute, 4 * time.Hour},
		PriorityHigh:   {time.Hour, 8 * time.Hour},
		PriorityNormal: {4 * time.Hour, 24 * time.Hour},
		PriorityLow:    {8 * time.Hour, 40 * time.Hour},
	}
}

// Service is how a team serves.
type Service struct {
	Time    WorkingTime // nil counts every hour
	Targets map[Priority]ServiceTarget
	Emoji   string // its name without colons: put at a message, it makes a ticket of it; "" is none
	// RoundRobin gives new tickets to Agents in turn, as far as they are there; without Agents to everybody who has the role support.
	RoundRobin bool
	Agents     []string
}

func (s Service) elapsed(from, to time.Time) time.Duration {
	if s.Time != nil {
		return s.Time.Elapsed(from, to)
	}
	return max(0, to.Sub(from))
}

func (s Service) after(from time.Time, work time.Duration) time.Time {
	if s.Time != nil {
		return s.Time.After(from, work)
	}
	return from.Add(work)
}

// ServiceTime is one of a ticket's two times: until its first answer, or until it is solved. Times run while the ticket is open and stand still
// while it waits for the requester.
type ServiceTime struct {
	Target time.Duration // in working time; 0 is none
	Used   time.Duration // working time until now, or until it ended
	Due    time.Time     // when the target is, or was, used up; zero where there is none, or as long as it stands still before
	Ended  bool
}

// Late reports whether more time was used than there was.
func (c ServiceTime) Late() bool { return c.Target > 0 && c.Used > c.Target }

// Runs reports whether the target can still be missed, or was, by a ticket that isn't done.
func (c ServiceTime) Runs() bool { return !c.Ended && !c.Due.IsZero() }

// over is when the target is, or was, used up; nil where it isn't as long as it stands still.
func (c ServiceTime) over() *time.Time {
	if c.Due.IsZero() {
		return nil
	}
	due := c.Due.UTC()
	return &due
}

// span is a time in which a ticket was open; to is zero where it is open still.
type span struct{ from, to time.Time }

// openSpans are the times in which a ticket was open, by its way through the states, oldest first. A row that is dated before the one ahead of
// it, since a clock was behind, counts as of that one.
func openSpans(moves []TicketMove) (spans []span) {
	last := time.Time{}
	for _, move := range moves {
		at := move.MovedAt
		if at.Before(last) {
			at = last
		}
		last = at
		open := len(spans) > 0 && spans[len(spans)-1].to.IsZero()
		switch {
		case move.ToState == TicketOpen && !open:
			spans = append(spans, span{from: at})
		case move.ToState != TicketOpen && open:
			spans[len(spans)-1].to = at
		}
	}
	return spans
}

// measure counts the time of some spans until an instant; ended says that nothing counts after it.
func (s Service) measure(spans []span, target time.Duration, until time.Time, ended bool) ServiceTime {
	c := ServiceTime{Target: target, Ended: ended}
	for _, open := range spans {
		if target > 0 && c.Due.IsZero() {
			if due := s.after(open.from, target-c.Used); open.to.IsZero() || !due.After(open.to) {
				c.Due = due
			}
		}
		to := open.to
		if to.IsZero() || to.After(until) {
			to = until
		}
		c.Used += s.elapsed(open.from, to)
	}
	return c
}

// TicketTimes are a ticket's times.
type TicketTimes struct{ Response, Solve ServiceTime }

// Times counts a ticket's times as of an instant, by its way through the states, oldest first.
func (s Service) Times(t Ticket, moves []TicketMove, at time.Time) TicketTimes {
	target, spans := s.Targets[t.Priority], openSpans(moves)
	until := func(end *time.Time) (time.Time, bool) {
		if end == nil {
			return at, false
		}
		return *end, true
	}
	answered, isAnswered := until(t.RespondedAt)
	solved, isSolved := until(t.SolvedAt)
	return TicketTimes{s.measure(spans, target.Response, answered, isAnswered), s.measure(spans, target.Solve, solved, isSolved)}
}

// Due is when the next of the times is over that run; NoDue where none does.
func (t TicketTimes) Due() time.Time {
	due := NoDue()
	for _, c := range []ServiceTime{t.Response, t.Solve} {
		if c.Runs() && c.Due.Before(due) {
			due = c.Due
		}
	}
	return due
}

// usedUp is when so much working time of some spans is used up; zero where it stands still before.
func (s Service) usedUp(spans []span, target time.Duration) time.Time {
	for _, open := range spans {
		due := s.after(open.from, target)
		if open.to.IsZero() || !due.After(open.to) {
			return due
		}
		target -= s.elapsed(open.from, open.to)
	}
	return time.Time{}
}

// Time brings what a ticket keeps of its times up to date, and when it is looked at next.
func (t *Ticket) Time(s Service, moves []TicketMove, at time.Time) {
	t.count(s, moves, at)
	t.turn(moves)
	t.watch(s.alerts(*t, moves))
}

// count brings what a ticket keeps of its times up to date.
func (t *Ticket) count(s Service, moves []TicketMove, at time.Time) {
	times := s.Times(*t, moves, at)
	t.DueAt = times.Due()
	if !t.State.Undone() {
		t.DueAt = NoDue()
	}
	t.ResponseOverAt, t.SolveOverAt = times.Response.over(), times.Solve.over()
	if t.ResponseUsed, t.ResponseLate = 0, false; times.Response.Ended {
		t.ResponseUsed, t.ResponseLate = int64(times.Response.Used/time.Second), times.Response.Late()
	}
	if t.SolveUsed, t.SolveLate = 0, false; times.Solve.Ended {
		t.SolveUsed, t.SolveLate = int64(times.Solve.Used/time.Second), times.Solve.Late()
	}
}

// LateAt reports which of a ticket's targets are over at an instant, and which are within a span of it.
func (t TicketTimes) LateAt(at time.Time, within time.Duration) (late, soon []ServiceTime) {
	for _, c := range []ServiceTime{t.Response, t.Solve} {
		switch {
		case !c.Runs():
		case !c.Due.After(at):
			late = append(late, c)
		case !c.Due.After(at.Add(within)):
			soon = append(soon, c)
		}
	}
	return slices.Clip(late), slices.Clip(soon)
}
