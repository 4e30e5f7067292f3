package models

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"
)

// TargetKind is which of a ticket's two targets something is about.
type TargetKind string

// The targets.
const (
	TargetResponse TargetKind = "response"
	TargetSolve    TargetKind = "solve"
)

// The least and the largest part of a target that is left when it is told that it is over soon.
const (
	breachLeast   = 15 * time.Minute
	breachQuarter = 4
	breachHalf    = 2
)

// BreachSoon is how much working time before a target is over that is told: a quarter of it, at least fifteen minutes, but half of it at
// most.
func BreachSoon(target time.Duration) time.Duration {
	return min(max(target/breachQuarter, breachLeast), target/breachHalf)
}

// Alert is that a target of a ticket is over soon, or is over.
type Alert struct {
	Target TargetKind
	Late   bool
	At     time.Time // when it is to be told
}

// bit says which of a ticket's alerts it is.
func (a Alert) bit() int {
	bit := 1
	if a.Target == TargetSolve {
		bit = 4
	}
	if a.Late {
		bit *= 2
	}
	return bit
}

// alerts are those of a ticket, the first first. Of one that isn't open there are none: its times stand still, or are over.
func (s Service) alerts(t Ticket, moves []TicketMove) (list []Alert) {
	if t.State != TicketOpen {
		return nil
	}
	target, spans := s.Targets[t.Priority], openSpans(moves)
	for _, of := range []struct {
		kind  TargetKind
		time  time.Duration
		ended bool
	}{{TargetResponse, target.Response, t.RespondedAt != nil}, {TargetSolve, target.Solve, t.SolvedAt != nil}} {
		if of.time <= 0 || of.ended {
			continue
		}
		for _, alert := range []Alert{
			{of.kind, false, s.usedUp(spans, of.time-BreachSoon(of.time))}, {of.kind, true, s.usedUp(spans, of.time)},
		} {
			if !alert.At.IsZero() {
				list = append(list, alert)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Alert) int { return cmp.Or(a.At.Compare(b.At), a.bit()-b.bit()) })
	return list
}

// turn notes how often a ticket was opened again: what was told before is told again then.
func (t *Ticket) turn(moves []TicketMove) {
	if round := reopenings(moves); round > t.AlertRound { // it doesn't fall where one is taken back: nothing is told twice
		t.AlertRound, t.Alerted = round, 0
	}
}

// watch finds when a ticket is looked at next, of all alerts that it may come to.
func (t *Ticket) watch(list []Alert) {
	t.AlertAt = NoDue()
	for _, alert := range list {
		if t.Alerted&alert.bit() == 0 && alert.At.Before(t.AlertAt) {
			t.AlertAt = alert.At
		}
	}
}

// Alerts brings a ticket's times up to date as of an instant, and returns what is to be told then of it and wasn't: of a target that is over,
// no more that it will be, which is the alert before it. It counts as told.
func (t *Ticket) Alerts(s Service, moves []TicketMove, at time.Time) (due []Alert) {
	t.count(s, moves, at)
	t.turn(moves)
	list := s.alerts(*t, moves)
	for _, alert := range list {
		if alert.At.After(at) || t.Alerted&alert.bit() != 0 {
			continue
		}
		t.Alerted |= alert.bit()
		if alert.Late {
			due = slices.DeleteFunc(due, func(a Alert) bool { return a.Target == alert.Target })
		}
		due = append(due, alert)
	}
	t.watch(list)
	return due
}

// reopenings counts how often a ticket that was done was opened again.
func reopenings(moves []TicketMove) (count int) {
	for _, move := range moves {
		if move.FromState != "" && !move.FromState.Undone() && move.ToState.Undone() {
			count++
		}
	}
	return count
}

// Of returns one of a ticket's times.
func (t TicketTimes) Of(target TargetKind) ServiceTime {
	if target == TargetResponse {
		return t.Response
	}
	return t.Solve
}

// Fingerprint is another when the targets are, or the working hours from one day to another, as far as they say so themselves.
func (s Service) Fingerprint(from, to Date) string {
	hash := sha256.New()
	for _, priority := range Priorities() {
		_, _ = fmt.Fprintln(hash, priority, s.Targets[priority]) // a hash takes everything
	}
	if told, tells := s.Time.(interface{ Fingerprint(from, to Date) string }); tells {
		_, _ = fmt.Fprintln(hash, told.Fingerprint(from, to))
	}
	return fmt.Sprintf("%x", hash.Sum(nil)[:16])
}

// TicketAlert is an alert of a ticket as somebody is told it.
type TicketAlert struct {
	ID       int64
	TicketID int64
	Receiver string // Slack user ID
	Message  string // key of the outbox message that tells it
	Target   TargetKind
	Late     bool
	Assignee string    // who had the ticket when it was decided
	At       time.Time // when it was to be told
}

// AlertReceivers says who is told of what: an assignee that a target is over soon, the leads that it is over.
type AlertReceivers struct {
	Leads  []string
	Absent map[string]bool // assignees who can't be told: the leads are, in their place
}

// Of returns who is told an alert of a ticket. Where there are no leads, who has it is told that it is late; where nobody has it, nobody.
func (r AlertReceivers) Of(assignee string, alert Alert) []string {
	there := assignee != "" && !r.Absent[assignee]
	switch {
	case !alert.Late && there, there && len(r.Leads) == 0:
		return []string{assignee}
	}
	return r.Leads
}

// AlertsTold is what a message tells of tickets whose targets are over, or will be soon.
type AlertsTold struct {
	Items []AlertTold // one of each ticket, the most urgent first
	Late  bool        // it is posted later than it should have been
}

// AlertTold is what a message tells of one ticket.
type AlertTold struct {
	Ticket   Ticket
	Customer Customer
	Target   TargetKind
	Time     ServiceTime // as it is now
	Over     bool        // the target is over by now
}
