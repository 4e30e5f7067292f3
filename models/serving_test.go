package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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

// Whatever a ticket goes through, and whenever it is looked at: what has to be told was told once a round, at the first look at which a count of
// each minute says so, and at no look before alert_at there was anything to tell.
func TestAlertsMinuteByMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		response := time.Duration(rapid.IntRange(1, 300).Draw(t, "response")) * time.Minute
		solve := time.Duration(rapid.IntRange(int(response/time.Minute), 600).Draw(t, "solve")) * time.Minute
		service := models.Service{Time: office{}, Targets: map[models.Priority]models.ServiceTarget{models.PriorityLow: {Response: response, Solve: solve}}}
		begin := time.Date(2026, 11, 24, rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, time.UTC)
		ticket := models.Ticket{Priority: models.PriorityLow, State: models.TicketOpen, RaisedAt: begin}
		moves := []models.TicketMove{{ToState: models.TicketOpen, MovedAt: begin}}
		ticket.Time(service, moves, begin)
		end := rapid.IntRange(1, 2000).Draw(t, "minutes")
		steps, looks := map[int]models.TicketState{}, map[int]bool{}
		for range rapid.IntRange(0, 5).Draw(t, "steps") {
			steps[rapid.IntRange(1, end).Draw(t, "at")] = rapid.SampledFrom(models.TicketStates()).Draw(t, "to")
		}
		for range rapid.IntRange(1, 12).Draw(t, "looks") {
			looks[rapid.IntRange(1, end).Draw(t, "look")] = true
		}
		var used time.Duration
		round, told := 0, map[string]bool{}
		for minute := range end + 1 {
			at := begin.Add(time.Duration(minute) * time.Minute)
			if to, moved := steps[minute]; moved && to != ticket.State {
				if !ticket.State.Undone() && to.Undone() {
					round, told = round+1, map[string]bool{}
				}
				moves = append(moves, ticket.Move(to, moves, at, "U0BOB"))
				ticket.Time(service, moves, at)
			}
			if looks[minute] {
				quiet := ticket.AlertAt.After(at)
				var want, got []string
				for _, of := range []struct {
					kind   models.TargetKind
					target time.Duration
					runs   bool
				}{{models.TargetResponse, response, ticket.RespondedAt == nil}, {models.TargetSolve, solve, true}} {
					soon, late := fmt.Sprintf("%s soon", of.kind), fmt.Sprintf("%s late", of.kind)
					switch runs := of.runs && ticket.State == models.TicketOpen; {
					case runs && used >= of.target && !told[late]:
						want, told[soon], told[late] = append(want, late), true, true
					case runs && used >= of.target-models.BreachSoon(of.target) && !told[soon]:
						want, told[soon] = append(want, soon), true
					}
				}
				for _, alert := range ticket.Alerts(service, moves, at) {
					if alert.Late {
						got = append(got, fmt.Sprintf("%s late", alert.Target))
					} else {
						got = append(got, fmt.Sprintf("%s soon", alert.Target))
					}
				}
				if diff := cmp.Diff(counted(want), counted(got)); diff != "" || quiet && len(got) > 0 || ticket.AlertRound != round {
					t.Fatalf("after %d minutes, of which %v count, in round %d of %d; it was quiet: %v\n%s", minute, used, ticket.AlertRound, round, quiet, diff)
				}
				if again := ticket.Alerts(service, moves, at); len(again) > 0 {
					t.Fatalf("told twice: %v", again)
				}
			}
			if ticket.State == models.TicketOpen && working(at) {
				used += time.Minute
			}
		}
	})
}

func counted(list []string) map[string]int {
	count := map[string]int{}
	for _, one := range list {
		count[one]++
	}
	return count
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
