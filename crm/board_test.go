package crm_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// The board adds up what a plain computation over all deals does, and its pages have each open deal once, in order: for everybody, for
// one, in a span of days, and for somebody who sees only their own customers.
func TestTheBoardAgreesWithAPlainComputation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		random := rand.New(rand.NewPCG(1, 2))
		people, currencies := []string{alice, bob, "U0CAROL"}, []string{"CNY", "USD", "JPY", ""}
		owner := map[int64]string{}
		var customers []models.Customer
		for i := range 12 {
			c, err := w.CreateCustomer(w.ctx, by(people[i%3]), models.Customer{Name: fmt.Sprint("Customer ", i)})
			if err != nil {
				t.Fatal(err)
			}
			customers, owner[c.ID] = append(customers, c), people[i%3]
		}
		var open []models.Deal
		for i := range 60 {
			set := values{models.FieldDealTitle: fmt.Sprint("Deal ", i), models.FieldOwner: people[random.IntN(3)], models.FieldStage: fmt.Sprint(1 + random.IntN(4))}
			if currency := currencies[random.IntN(4)]; currency != "" {
				set[models.FieldAmount] = fmt.Sprintf("%d %s", random.IntN(1_000_000), currency)
			}
			if random.IntN(3) > 0 {
				set[models.FieldExpectedClose] = models.NewDate(2026, 12, 1+random.IntN(20)).String()
			}
			if random.IntN(3) == 0 {
				set[models.FieldProbability] = fmt.Sprint(random.IntN(101))
			}
			made := w.deal(customers[random.IntN(len(customers))].ID, set)
			if random.IntN(5) == 0 {
				if _, _, err := w.CloseDeal(w.ctx, by(alice), made.ID, models.DealEnd{Won: random.IntN(2) == 0, Reason: "price"}); err != nil {
					t.Fatal(err)
				}
				continue
			}
			open = append(open, made)
		}
		own := models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}
		december := models.NewDate(2026, 12, 1)
		for name, of := range map[string]struct {
			actor models.Actor
			query models.DealQuery
		}{
			"everybody": {as(alice), models.DealQuery{}}, "one": {as(alice), models.DealQuery{Owner: bob}},
			"a span":   {as(alice), models.DealQuery{From: december.AddDays(3), To: december.AddDays(9)}},
			"only own": {own, models.DealQuery{}},
		} {
			of.query.PipelineID = 1
			board, err := w.Board(w.ctx, of.actor, of.query)
			if err != nil {
				t.Fatal(err)
			}
			stages, _ := w.Pipelines().Find(1)
			want, total := []string{}, 0
			for _, stage := range stages.Offered(models.StageOpen) {
				count, sum, weighted := 0, map[string]int64{}, map[string]int64{}
				for _, d := range open {
					q := of.query
					if d.StageID != stage.ID || q.Owner != "" && d.Owner != q.Owner || of.actor.OwnOnly && owner[d.CustomerID] != of.actor.ID {
						continue
					}
					if !q.From.IsZero() && (d.ExpectedClose.IsZero() || d.ExpectedClose.Before(q.From) || d.ExpectedClose.After(q.To)) {
						continue
					}
					count++
					if !d.Amount.None() {
						sum[d.Amount.Currency] += d.Amount.Minor
						weighted[d.Amount.Currency] += d.Amount.Minor * int64(d.Chance(w.Pipelines()))
					}
				}
				total += count
				line := fmt.Sprint(stage.ID, " ", count)
				for _, currency := range []string{"CNY", "JPY", "USD"} {
					if _, any := sum[currency]; any {
						line += fmt.Sprint(" ", sum[currency], " ", (weighted[currency]+50)/100, " ", currency)
					}
				}
				want = append(want, line)
			}
			got := []string{}
			for _, stage := range board.Stages {
				line := fmt.Sprint(stage.Stage.ID, " ", stage.Count)
				for _, worth := range stage.Worths {
					line += fmt.Sprint(" ", worth.Amount.Minor, " ", worth.Weighted.Minor, " ", worth.Amount.Currency)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(want, got); diff != "" || board.Total.Count != total {
				t.Errorf("%s: %d deals, want %d (-want +got):\n%s", name, board.Total.Count, total, diff)
			}
			w.pages(name, of.actor, of.query, total)
		}
	})
}

// pages reads all pages of open deals, and checks that there are so many, each once, in order, with its customer.
func (w *world) pages(name string, actor models.Actor, query models.DealQuery, total int) {
	w.t.Helper()
	query.Limit = 4
	seen, last := map[int64]bool{}, ""
	for {
		page, err := w.OpenDeals(w.ctx, actor, query)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range page.Deals {
			place := fmt.Sprintf("%s %09d", d.ExpectedClose, d.ID)
			if d.ExpectedClose.IsZero() {
				place = fmt.Sprintf("never %09d", d.ID)
			}
			if seen[d.ID] || place <= last || page.Customers[d.CustomerID].ID != d.CustomerID {
				w.t.Errorf("%s: %s stands after %s, seen before: %v", name, place, last, seen[d.ID])
			}
			seen[d.ID], last = true, place
		}
		if query.After = page.Next; query.After == "" {
			break
		}
	}
	if len(seen) != total {
		w.t.Errorf("%s: the pages have %d deals, want %d", name, len(seen), total)
	}
}
