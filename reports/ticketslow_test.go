package reports_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// desk is random tickets with their ways through the states. What figures make of them is computed here in plain loops over all of them, in
// another way than the store's: from the ways alone.
type desk struct {
	tickets []models.Ticket
	ways    [][]models.TicketMove
	service models.Service
	owner   map[int64]string // of each customer
}

// drawDesk puts random tickets in the place of those before.
func drawDesk(ctx context.Context, t *rapid.T, st *store.Store, service models.Service, customers map[int64]string, before desk) desk {
	k := desk{service: service, owner: customers}
	var ids []int64
	for id := range customers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	err := st.Tx(ctx, func(tx *store.Tx) error {
		k.tickets, k.ways = nil, nil
		for _, gone := range before.tickets {
			if err := tx.DeleteTicket(ctx, gone.ID); err != nil {
				return err
			}
		}
		for range rapid.IntRange(0, 8).Draw(t, "tickets") {
			at := rapidBegin.Add(time.Duration(rapid.Int64Range(0, 60*24*60).Draw(t, "raised")) * time.Minute)
			made := models.Ticket{
				CustomerID: rapid.SampledFrom(ids).Draw(t, "customer"), Subject: "x", Priority: rapid.SampledFrom(models.Priorities()).Draw(t, "priority"), State: models.TicketOpen,
				Assignee: rapid.SampledFrom(people).Draw(t, "assignee"), RaisedAt: at, DueAt: models.NoDue(), CreatedAt: at, UpdatedAt: at, Version: 1,
			}
			if err := tx.InsertTicket(ctx, &made); err != nil {
				return err
			}
			way := []models.TicketMove{{TicketID: made.ID, ToState: models.TicketOpen, MovedAt: at}}
			next, imported := made, rapid.IntRange(0, 4).Draw(t, "imported") == 0 // of these it isn't noted how long they took
			for range rapid.IntRange(0, 5).Draw(t, "steps") {
				at = at.Add(time.Duration(rapid.SampledFrom([]int64{0, 7, 90, 500, 3000, 12000}).Draw(t, "after")+rapid.Int64Range(0, 60).Draw(t, "minutes")) * time.Minute)
				if next.RespondedAt == nil && rapid.Bool().Draw(t, "answers") {
					then := at
					next.RespondedAt = &then
					next.Time(service, way, at)
					continue
				}
				to := rapid.SampledFrom(models.TicketStates()).Draw(t, "to")
				if to == next.State {
					continue
				}
				move := next.Move(to, way, at, "U0ACTOR")
				way = append(way, move)
				next.Time(service, way, at)
				if !imported {
					move.Note(next)
				}
				if err := tx.InsertTicketMove(ctx, move); err != nil {
					return err
				}
				if imported && move.Solves() {
					break
				}
				if move.Solves() && next.AskedAt == nil && rapid.Bool().Draw(t, "asked") {
					then := at
					next.AskedAt, next.Satisfaction = &then, rapid.SampledFrom(append(models.Satisfactions(), "")).Draw(t, "says")
				}
			}
			next.Time(service, way, at)
			next.Shelved = rapid.IntRange(0, 9).Draw(t, "shelved") == 0
			next.Version = 2
			if err := tx.UpdateTicket(ctx, made, next); err != nil {
				return err
			}
			k.tickets, k.ways = append(k.tickets, next), append(k.ways, way)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// open is how long a ticket was open until an instant, and whether something is left to do then, by its way alone.
func (k desk) open(way []models.TicketMove, until time.Time) (used time.Duration, state models.TicketState) {
	var since time.Time
	for _, m := range append(slices.Clip(way), models.TicketMove{MovedAt: until}) {
		if m.MovedAt.After(until) {
			m.MovedAt = until
		}
		if state == models.TicketOpen && since.Before(m.MovedAt) {
			used += k.service.Time.Elapsed(since, m.MovedAt)
		}
		if !m.MovedAt.Before(until) {
			break
		}
		since, state = m.MovedAt, m.ToState
	}
	return used, state
}

// ranks are how many there are, the median and what nine of ten don't exceed, in seconds.
func ranks(took []time.Duration) (median, most *big.Rat) {
	if len(took) == 0 {
		return nil, nil
	}
	slices.Sort(took)
	n := len(took)
	median = big.NewRat(int64(took[(n-1)/2]/time.Second)+int64(took[n/2]/time.Second), 2)
	for place := 1; ; place++ {
		if float64(place) >= float64(n)*0.9 {
			return median, big.NewRat(int64(took[place-1]/time.Second), 1)
		}
	}
}

func part(of, all int) *big.Rat {
	if all == 0 {
		return nil
	}
	return big.NewRat(int64(of), int64(all))
}

// slow are the figures of some tickets over a span, as it stands at an instant.
func (k desk) slow(from, to, now time.Time, of func(models.Ticket) bool) (figures []*big.Rat) {
	in := func(at *time.Time) bool { return at != nil && !at.Before(from) && at.Before(to) }
	var raised, responseLate, solveLate, reopened, open, late, asked, rated, good int
	var responses, solutions []time.Duration
	for i, t := range k.tickets {
		if !of(t) {
			continue
		}
		target, way := k.service.Targets[t.Priority], k.ways[i]
		if in(&t.RaisedAt) {
			raised++
		}
		if in(t.RespondedAt) {
			used, _ := k.open(way, *t.RespondedAt)
			if responses = append(responses, used); used > target.Response {
				responseLate++
			}
		}
		solvedFor, isSolved, isReopened := time.Duration(0), false, false
		for j, m := range way[1:] {
			done := func(s models.TicketState) bool { return s == models.TicketSolved || s == models.TicketClosed }
			before := way[j].ToState
			switch {
			case !in(&m.MovedAt):
			case done(m.ToState) && !done(before):
				solvedFor, _ = k.open(way, m.MovedAt)
				isSolved = true
			case !done(m.ToState) && done(before):
				isReopened = true
			}
		}
		if isSolved {
			if solutions = append(solutions, solvedFor); solvedFor > target.Solve {
				solveLate++
			}
		}
		if isReopened {
			reopened++
		}
		end := to
		if now.Before(end) {
			end = now
		}
		if used, state := k.open(way, end); (state == models.TicketOpen || state == models.TicketWaiting) && !t.Shelved {
			open++
			unanswered := t.RespondedAt == nil || !t.RespondedAt.Before(end)
			if used >= target.Solve || unanswered && used >= target.Response {
				late++
			}
		}
		if in(t.AskedAt) {
			asked++
			if t.Satisfaction != "" {
				rated++
			}
			if t.Satisfaction == models.SatisfactionGood {
				good++
			}
		}
	}
	whole := func(n int) *big.Rat { return big.NewRat(int64(n), 1) }
	response, responseMost := ranks(responses)
	solution, solutionMost := ranks(solutions)
	return []*big.Rat{
		whole(raised), whole(len(responses)), response, responseMost, part(len(responses)-responseLate, len(responses)),
		whole(len(solutions)), solution, solutionMost, part(len(solutions)-solveLate, len(solutions)),
		whole(reopened), whole(open), whole(late), part(good, rated), part(rated, asked),
	}
}

// seenBy reports whether a person who sees only their own customers sees one, as far as it is told here: it is theirs or nobody's, or a ticket of
// it with something left to do is theirs.
func (k desk) seenBy(person string, customer int64) bool {
	if owner := k.owner[customer]; person == "" || owner == person || owner == "" {
		return true
	}
	return slices.ContainsFunc(k.tickets, func(t models.Ticket) bool {
		return t.CustomerID == customer && t.Assignee == person && t.State.Undone()
	})
}

// What the store's queries and the reports make of random tickets is what plain loops over their ways make of them: in several zones, with
// holidays, and where clocks change.
func TestTicketsAgreeWithPlainLoops(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, ctx := storetest.Open(t, db), context.Background()
		customers, k := someCustomers(ctx, t, st), desk{}
		zones := []string{"Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin"} // these two change their clocks while tickets are open
		rapid.Check(t, func(rt *rapid.T) {
			z := zone(t, rapid.SampledFrom(zones).Draw(rt, "team's zone"))
			k = drawDesk(ctx, rt, st, serviceHours(t, z, "2026-10-01", "2026-10-02", "2026-11-03"), customers, k)
			from := models.NewDate(2026, 9, 20).AddDays(rapid.IntRange(0, 60).Draw(rt, "from"))
			p := reports.Between(from, from.AddDays(rapid.IntRange(0, 40).Draw(rt, "days")), zone(t, rapid.SampledFrom(zones).Draw(rt, "reader's zone")))
			now := time.Date(2026, 12, 20, 12, 0, 0, 0, time.UTC)
			scope := models.CountScope{VisibleTo: rapid.SampledFrom([]string{"", "", bob}).Draw(rt, "seen by"), Person: rapid.SampledFrom([]string{"", "", alice}).Draw(rt, "whose")}
			got, err := reports.New(st).Tickets(ctx, scope, p, now)
			if err != nil {
				rt.Fatal(err)
			}
			of := func(only func(models.Ticket) bool) func(models.Ticket) bool {
				return func(t models.Ticket) bool {
					return (scope.Person == "" || t.Assignee == scope.Person) && k.seenBy(scope.VisibleTo, t.CustomerID) && only(t)
				}
			}
			both := func(only func(models.Ticket) bool, byPart bool) (lines []string) {
				first, last := p.Bounds()
				begin, end := p.Previous().Bounds()
				is, was := k.slow(first, last, now, of(only)), k.slow(begin, end, now, of(only))
				for i, d := range reports.TicketDefinitions() {
					if !byPart || d.ByPart {
						lines = append(lines, d.Key+" "+exactly(is[i])+" "+exactly(was[i]))
					}
				}
				return lines
			}
			told := func(list []models.TicketFigure) (lines []string) {
				for _, f := range list {
					lines = append(lines, f.Key+" "+exactly(f.Now)+" "+exactly(f.Before))
				}
				return lines
			}
			if diff := cmp.Diff(both(func(models.Ticket) bool { return true }, false), told(got.Figures)); diff != "" {
				rt.Fatalf("of %s to %s (-slow +got):\n%s", p.From, p.To, diff)
			}
			for _, part := range got.People {
				if diff := cmp.Diff(both(func(t models.Ticket) bool { return t.Assignee == part.Value }, true), told(part.Figures)); diff != "" {
					rt.Fatalf("of %q, %s to %s (-slow +got):\n%s", part.Value, p.From, p.To, diff)
				}
			}
			for _, part := range got.Priorities {
				if diff := cmp.Diff(both(func(t models.Ticket) bool { return string(t.Priority) == part.Value }, true), told(part.Figures)); diff != "" {
					rt.Fatalf("%s, %s to %s (-slow +got):\n%s", part.Value, p.From, p.To, diff)
				}
			}
			n := got.Numbers
			for list, want := range map[models.ReportList]int{
				models.ListRaised: n.Raised.Count, models.ListAnswered: n.Answered.Count, models.ListAnsweredLate: n.Answered.Late, models.ListSolved: n.Solved.Count, models.ListSolvedLate: n.Solved.Late,
				models.ListReopened: n.Reopened.Count, models.ListOpen: n.Open.Count, models.ListOpenLate: n.Open.Late, models.ListRated: n.Asked.Rated,
			} {
				query, seen := models.ReportListQuery{List: list, Scope: scope, Span: p.Span(now), Limit: 3}, []string{}
				for more := true; more; more = query.After != "" {
					page, err := st.ReportList(ctx, query)
					if err != nil || page.Total != want {
						rt.Fatalf("%s lists %d of %d: %v", list, page.Total, want, err)
					}
					for _, entry := range page.Entries {
						seen = append(seen, entry.Ticket.Code)
					}
					query.After = page.Next
				}
				if twice := slices.Compact(slices.Sorted(slices.Values(seen))); len(seen) != want || len(twice) != want {
					rt.Fatalf("%s has the pages %s, which are no %d tickets", list, strings.Join(seen, " "), want)
				}
			}
		})
	})
}

// someCustomers are customers of different owners.
func someCustomers(ctx context.Context, t *testing.T, st *store.Store) map[int64]string {
	t.Helper()
	customers := map[int64]string{}
	err := st.Tx(ctx, func(tx *store.Tx) error {
		for i, owner := range people {
			c := models.Customer{Name: fmt.Sprint("Customer ", i), Status: models.StatusPotential, Owner: owner, CreatedAt: rapidBegin, UpdatedAt: rapidBegin, Version: 1}
			if err := tx.InsertCustomer(ctx, &c); err != nil {
				return err
			}
			customers[c.ID] = owner
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return customers
}
