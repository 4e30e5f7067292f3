package models_test

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// office works from nine to twelve and from one to six by UTC, every day.
type office struct{}

func working(at time.Time) bool {
	h := at.UTC().Hour()
	return h >= 9 && h < 18 && h != 12
}

func (office) Elapsed(from, to time.Time) (work time.Duration) {
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		if working(at) {
			work += time.Minute
		}
	}
	return work
}

func (office) After(from time.Time, work time.Duration) time.Time {
	at := from
	for work > 0 || !working(at.Add(-time.Nanosecond)) && work > 0 {
		if working(at) {
			work -= time.Minute
		}
		at = at.Add(time.Minute)
	}
	return at
}

// A ticket's times, step by step: what was done at what time of a day, and what the times are then.
func TestServiceTimes(t *testing.T) {
	day := func(clock string) time.Time {
		at, err := time.Parse("2006-01-02 15:04", "2026-11-2"+clock)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	service := models.Service{Time: office{}, Targets: map[models.Priority]models.ServiceTarget{models.PriorityHigh: {Response: time.Hour, Solve: 4 * time.Hour}}}
	type step struct {
		at    string
		state models.TicketState // "" is an answer
	}
	for _, c := range []struct {
		name                      string
		raised                    string
		steps                     []step
		at                        string
		response, solve           time.Duration
		responseLate, solveLate   bool
		due, responseDue, solveAt string // "" is none
	}{
		{"just raised", "4 09:00", nil, "4 09:10", 10 * time.Minute, 10 * time.Minute, false, false, "4 10:00", "4 10:00", "4 14:00"},
		{"raised at night", "3 20:00", nil, "4 08:00", 0, 0, false, false, "4 10:00", "4 10:00", "4 14:00"},
		{"over lunch", "4 11:30", nil, "4 13:45", 75 * time.Minute, 75 * time.Minute, true, false, "4 13:30", "4 13:30", "4 16:30"},
		{"answered in time", "4 09:00", []step{{"4 09:30", ""}}, "4 11:00", 30 * time.Minute, 2 * time.Hour, false, false, "4 14:00", "", "4 14:00"},
		{"answered late", "4 09:00", []step{{"4 10:30", ""}}, "4 11:00", 90 * time.Minute, 2 * time.Hour, true, false, "4 14:00", "", "4 14:00"},
		{"waits", "4 09:00", []step{{"4 09:30", models.TicketWaiting}}, "4 17:00", 30 * time.Minute, 30 * time.Minute, false, false, "", "", ""},
		{"waited", "4 09:00", []step{{"4 09:30", models.TicketWaiting}, {"4 13:30", models.TicketOpen}}, "4 14:00", 30 * time.Minute, time.Hour, false, false, "4 17:00", "", "4 17:00"},
		{"waits, late before", "4 09:00", []step{{"4 09:10", ""}, {"4 15:00", models.TicketWaiting}}, "4 17:00", 10 * time.Minute, 5 * time.Hour, false, true, "4 14:00", "", "4 14:00"},
		{"solved", "4 09:00", []step{{"4 09:50", models.TicketSolved}}, "9 14:00", 50 * time.Minute, 50 * time.Minute, false, false, "", "", ""},
		{"solved, opened again", "4 09:00", []step{{"4 10:00", models.TicketSolved}, {"5 09:00", models.TicketOpen}}, "5 09:30", time.Hour, 90 * time.Minute, false, false, "5 12:00", "", "5 12:00"},
		{"solved late", "4 09:00", []step{{"4 09:50", ""}, {"4 16:00", models.TicketSolved}, {"4 17:00", models.TicketClosed}}, "9 14:00", 50 * time.Minute, 6 * time.Hour, false, true, "", "", ""},
	} {
		ticket := models.Ticket{ID: 1, Priority: models.PriorityHigh, State: models.TicketOpen, RaisedAt: day(c.raised)}
		moves := []models.TicketMove{{ToState: models.TicketOpen, MovedAt: ticket.RaisedAt}}
		for _, s := range c.steps {
			at := day(s.at)
			if s.state == "" {
				ticket.RespondedAt, ticket.RespondedBy = &at, "U0BOB"
				continue
			}
			moves = append(moves, ticket.Move(s.state, moves, at, "U0BOB"))
		}
		times := service.Times(ticket, moves, day(c.at))
		ticket.Time(service, moves, day(c.at))
		said := func(at time.Time) string {
			if at.IsZero() || at.Equal(models.NoDue()) {
				return ""
			}
			return at.Format("2006-01-02 15:04")[len("2026-11-2"):]
		}
		run := func(s models.ServiceTime) string {
			if !s.Runs() {
				return ""
			}
			return said(s.Due)
		}
		if times.Response.Used != c.response || times.Solve.Used != c.solve || times.Response.Late() != c.responseLate || times.Solve.Late() != c.solveLate ||
			said(times.Due()) != c.due || run(times.Response) != c.responseDue || run(times.Solve) != c.solveAt {
			t.Errorf("%s: answered after %v (late: %v, due %s), solved after %v (late: %v, due %s), next due %s", c.name,
				times.Response.Used, times.Response.Late(), run(times.Response), times.Solve.Used, times.Solve.Late(), run(times.Solve), said(times.Due()))
		}
		if ticket.State.Undone() && said(ticket.DueAt) != c.due || !ticket.State.Undone() && !ticket.DueAt.Equal(models.NoDue()) {
			t.Errorf("%s: it is due at %v", c.name, ticket.DueAt)
		}
	}
}
