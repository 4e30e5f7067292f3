package crm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// office is a team that gives tickets in turn to some, as far as they are there.
func (w *world) office(agents []string, there map[string]models.Presence) {
	w.t.Helper()
	calendar, err := workday.New("none", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.Service = crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{
		Service: models.Service{Time: workday.NewHours(workday.UsualWeek(), time.UTC, calendar), RoundRobin: true, Agents: agents},
		There: func(_ context.Context, id string) (models.Presence, error) {
			presence, known := there[id]
			if !known {
				return models.Presence{}, errors.New("slack is away")
			}
			return presence, nil
		},
	})
}

// assigned are who was told that a ticket was given to them, in the order in which that was decided.
func (w *world) assigned() (to []string) {
	w.t.Helper()
	var keys []string
	for ticket := range 14 {
		for version := range 4 {
			for _, id := range []string{"U0A", "U0B", "U0C", "U0D", "U0E", "U0X", alice} {
				keys = append(keys, models.TicketAssigned(models.Ticket{ID: int64(ticket), Version: version, Assignee: id}).DedupeKey)
			}
		}
	}
	list, err := w.store.OutboxByKeys(w.ctx, keys...)
	if err != nil {
		w.t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b models.OutboxMessage) int { return int(a.ID - b.ID) })
	for _, m := range list {
		to = append(to, m.Recipient)
	}
	return to
}

// New tickets go to those who are there and work at this hour where they are, one after the other; who is given one is told, who takes one isn't.
func TestTicketsAreGivenInTurn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		berlin, york := time.FixedZone("Berlin", 3600), time.FixedZone("New York", -5*3600)
		w.now = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC) // a Tuesday; half past four in New York
		there := map[string]models.Presence{
			"U0A": {There: true, Zone: berlin}, "U0B": {There: true, Zone: berlin}, "U0C": {There: true, Zone: york}, "U0D": {Why: models.AbsentSick, Zone: berlin}, "U0E": {There: true, Zone: berlin},
		}
		w.office([]string{"U0C", "U0B", "U0A", "U0D", "U0X", "U0E", "U0A"}, there)
		if err := w.SetPreferences(w.ctx, by("U0E"), models.Preferences{MutedUntil: models.NewDate(2026, 12, 1)}); err != nil {
			t.Fatal(err)
		}
		raise := func(assignee string) string {
			return w.ticket(c.ID, values{models.FieldTicketSubject: "It smokes", models.FieldTicketAssignee: assignee}).Assignee
		}
		var given []string
		for range 3 {
			given = append(given, raise(""))
		}
		given = append(given, raise("U0B"), raise(""))
		delete(there, "U0A")
		given = append(given, raise(""), raise(""))
		there["U0A"] = models.Presence{There: true, Zone: berlin}
		w.now = w.now.Add(6 * time.Hour) // evening in Berlin is at five; New York works
		given = append(given, raise(""), raise(""))
		w.now = w.now.Add(12 * time.Hour) // night
		given = append(given, raise(""))
		if diff := cmp.Diff([]string{"U0A", "U0B", "U0A", "U0B", "U0B", "U0B", "U0B", "U0C", "U0A", ""}, given); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(given[:9], w.assigned()); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		last, err := w.store.TicketByCode(w.ctx, "T010")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.UpdateTicket(w.ctx, by("U0A"), last.ID, models.EditBase{}, values{models.FieldTicketAssignee: "U0A"}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.UpdateTicket(w.ctx, by("U0A"), last.ID, models.EditBase{}, values{models.FieldTicketAssignee: "U0B"}); err != nil {
			t.Fatal(err)
		}
		if told := w.assigned(); len(told) != 10 || told[9] != "U0B" {
			t.Errorf("told are %v", told)
		}
	})
}

// However many processes raise tickets at once, everybody gets as many.
func TestTurnsAreKeptAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		agents := []string{"U0A", "U0B", "U0C"}
		there := map[string]models.Presence{}
		for _, id := range agents {
			there[id] = models.Presence{There: true, Zone: time.UTC}
		}
		w.now = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
		var customers []models.Customer
		for _, name := range []string{"Northwind", "星河", "Acme Ltd"} {
			customers = append(customers, w.create(name))
		}
		w.office(agents, there)
		var wait sync.WaitGroup
		for _, c := range customers {
			wait.Go(func() {
				for range 4 {
					if _, _, err := w.RaiseTicket(w.ctx, by(alice), c.ID, models.TicketInput{Values: values{models.FieldTicketSubject: "It smokes"}}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		told := w.assigned()
		slices.Sort(told)
		if got := strings.Join(told, ""); got != "U0AU0AU0AU0AU0BU0BU0BU0BU0CU0CU0CU0C" {
			t.Errorf("given are %s", got)
		}
	})
}
