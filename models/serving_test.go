package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

func TestBreachSoon(t *testing.T) {
	for _, c := range []struct{ target, soon time.Duration }{
		{time.Minute, 30 * time.Second},
		{20 * time.Minute, 10 * time.Minute},
		{30 * time.Minute, 15 * time.Minute},
		{time.Hour, 15 * time.Minute},
		{4 * time.Hour, time.Hour},
		{40 * time.Hour, 10 * time.Hour},
	} {
		if got := models.BreachSoon(c.target); got != c.soon {
			t.Errorf("%v before %v", got, c.target)
		}
	}
}

// Who is told: an assignee that it will be late, the leads that it is, and the leads of both where nobody has it or can be told.
func TestAlertReceivers(t *testing.T) {
	soon, late := models.Alert{}, models.Alert{Late: true}
	leads := models.AlertReceivers{Leads: []string{"UBOSS", "UTWO"}, Absent: map[string]bool{"UGONE": true}}
	alone := models.AlertReceivers{Absent: map[string]bool{"UGONE": true}}
	for _, c := range []struct {
		to       models.AlertReceivers
		assignee string
		alert    models.Alert
		want     string
	}{
		{leads, "UBOB", soon, "[UBOB]"},
		{leads, "UBOB", late, "[UBOSS UTWO]"},
		{leads, "UGONE", soon, "[UBOSS UTWO]"},
		{leads, "", soon, "[UBOSS UTWO]"},
		{alone, "UBOB", late, "[UBOB]"},
		{alone, "UGONE", late, "[]"},
		{alone, "", soon, "[]"},
	} {
		if got := fmt.Sprint(c.to.Of(c.assignee, c.alert)); got != c.want {
			t.Errorf("%q: %s, want %s", c.assignee, got, c.want)
		}
	}
}

// A ticket that is opened again is told of anew; where that is taken back and done again, it isn't.
func TestAReopeningTakenBackTellsNothingTwice(t *testing.T) {
	begin := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	service := models.Service{Targets: map[models.Priority]models.ServiceTarget{models.PriorityLow: {Solve: time.Hour}}}
	ticket := models.Ticket{Priority: models.PriorityLow, State: models.TicketOpen, RaisedAt: begin}
	moves := []models.TicketMove{{ToState: models.TicketOpen, MovedAt: begin}}
	at := func(minutes int) time.Time { return begin.Add(time.Duration(minutes) * time.Minute) }
	for _, step := range []struct {
		to    models.TicketState // "" takes the last step back
		tells int
	}{{models.TicketOpen, 1}, {models.TicketSolved, 0}, {models.TicketOpen, 1}, {"", 0}, {models.TicketOpen, 0}, {models.TicketClosed, 0}, {models.TicketOpen, 1}} {
		now := at(60 + len(moves))
		switch {
		case step.to == "":
			moves = moves[:len(moves)-1]
			ticket.Follow(moves)
		case step.to != ticket.State:
			moves = append(moves, ticket.Move(step.to, moves, now, "U0BOB"))
		}
		ticket.Time(service, moves, now)
		if told := ticket.Alerts(service, moves, now); len(told) != step.tells {
			t.Fatalf("after %v it tells %v", moves, told)
		}
	}
}
