package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Whatever is asked of the queue and however long its pages are, each ticket stands on one of them, in its place: what is the team's turn by urgency,
// behind it what waits, however late it was before, and then what is done, the latest first.
func TestTheQueueIsPagedInItsOrder(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		seed(t, st, 5)
		random := rand.New(rand.NewPCG(3, 5))
		var all []models.Ticket
		must(t, st.Tx(ctx, func(tx *store.Tx) error {
			all = nil
			for range 120 {
				at := now.Add(time.Duration(random.IntN(40)-20) * time.Hour) // often the same
				ticket := models.Ticket{
					CustomerID: int64(1 + random.IntN(5)), Subject: "It smokes", Priority: models.PriorityNormal, State: models.TicketStates()[random.IntN(4)], Assignee: []string{"", "U0BOB"}[random.IntN(2)],
					RaisedAt: now, DueAt: at, CreatedAt: now, UpdatedAt: now, Version: 1,
				}
				if !ticket.State.Undone() {
					ticket.SolvedAt, ticket.DueAt = &at, models.NoDue()
				}
				if err := tx.InsertTicket(ctx, &ticket); err != nil {
					return err
				}
				all = append(all, ticket)
			}
			return nil
		}))
		place := map[models.TicketState]int{models.TicketWaiting: 1, models.TicketSolved: 2, models.TicketClosed: 2}
		slices.SortFunc(all, func(a, b models.Ticket) int {
			if a.SolvedAt != nil && b.SolvedAt != nil {
				return cmp.Or(b.SolvedAt.Compare(*a.SolvedAt), cmp.Compare(b.ID, a.ID))
			}
			return cmp.Or(cmp.Compare(place[a.State], place[b.State]), a.DueAt.Compare(b.DueAt), cmp.Compare(a.ID, b.ID))
		})
		for _, query := range []models.TicketQuery{
			{},
			{States: models.TicketStates()},
			{States: []models.TicketState{models.TicketSolved, models.TicketClosed}},
			{LateAt: now},
			{Unassigned: true},
			{Assignee: "U0BOB", States: models.TicketStates()},
			{CustomerID: 3, States: []models.TicketState{models.TicketOpen}},
		} {
			var want []string
			for _, ticket := range all {
				states := query.States
				if states == nil {
					states = []models.TicketState{models.TicketOpen, models.TicketWaiting}
				}
				if slices.Contains(states, ticket.State) && (query.LateAt.IsZero() || !ticket.DueAt.After(query.LateAt)) && (!query.Unassigned || ticket.Assignee == "") &&
					(query.Assignee == "" || ticket.Assignee == query.Assignee) && (query.CustomerID == 0 || ticket.CustomerID == query.CustomerID) {
					want = append(want, ticket.Code)
				}
			}
			for _, size := range []int{1, 7, 10, 50} {
				query.Limit, query.After = size, ""
				var got []string
				for pages := 0; pages <= len(all); pages++ {
					page, err := st.Tickets(ctx, query)
					must(t, err)
					for _, ticket := range page.Tickets {
						got = append(got, ticket.Code)
					}
					if page.Total != len(want) || len(page.Tickets) > size {
						t.Fatalf("%+v: %d tickets on a page, %d in all, want %d", query, len(page.Tickets), page.Total, len(want))
					}
					if query.After = page.Next; query.After == "" {
						break
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%+v:\n%s, want\n%s", query, strings.Join(got, " "), strings.Join(want, " "))
				}
			}
		}
		if _, err := st.Tickets(ctx, models.TicketQuery{After: fmt.Sprint("x", now)}); models.AsErrors(err) == nil {
			t.Errorf("a page that nobody made: %v", err)
		}
	})
}
