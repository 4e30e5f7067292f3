package crm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

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
		for i := range 15 { // of whom the last three have no deals
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
			made := w.deal(customers[random.IntN(12)].ID, set)
			if random.IntN(5) == 0 {
				if _, _, err := w.CloseDeal(w.ctx, by(alice), made.ID, models.DealEnd{Won: random.IntN(2) == 0, Reason: "price"}); err != nil {
					t.Fatal(err)
				}
				continue
			}
			open = append(open, made)
		}
		w.check(w.SetColdRules(w.ctx, admin("U0BOSS"), models.ColdRules{Contact: 8, Step: 11, Stuck: 9}))
		for i := range 20 { // as time passes, some are moved, and somebody is in touch with some
			w.now = w.now.Add(15 * time.Hour)
			if d := &open[random.IntN(len(open))]; i%2 == 0 {
				_, moved, err := w.MoveDeal(w.ctx, by(alice), d.ID, 0, int64(1+d.StageID%4))
				w.check(err)
				*d = moved
			}
			w.log(customers[random.IntN(8)].ID, "call")
		}
		sees := map[int64]bool{} // bob: his customers, and those of whom he has a deal, whatever became of it
		for id, who := range owner {
			_, deals, _, err := w.Deals(w.ctx, as(alice), id, 100)
			w.check(err)
			sees[id] = who == bob || slices.ContainsFunc(deals, func(d models.Deal) bool { return d.Owner == bob })
		}
		if _, found := sees[0]; found || len(sees) != len(customers) {
			t.Fatal("the customers aren't those")
		}
		own := models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}
		count := 0
		for id, may := range sees {
			if _, err := w.Customer(w.ctx, own, id); (err == nil) != may {
				t.Errorf("customer %d, owned by %s: seen %v, want %v", id, owner[id], err == nil, may)
			}
			if may {
				count++
			}
		}
		if page, err := w.SearchCustomers(w.ctx, own, models.CustomerQuery{}); err != nil || page.Total != count || count <= 4 || count == len(customers) {
			t.Errorf("a search finds %d of %d, want %d, %v", page.Total, len(customers), count, err)
		}
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
					if d.StageID != stage.ID || q.Owner != "" && d.Owner != q.Owner || of.actor.OwnOnly && !sees[d.CustomerID] {
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
			w.marks(name, of.actor, of.query, open, sees)
		}
	})
}

// marks checks how many deals have each mark, and that the list of each mark has those, with it.
func (w *world) marks(name string, actor models.Actor, query models.DealQuery, open []models.Deal, sees map[int64]bool) {
	w.t.Helper()
	counts, err := w.CountMarks(w.ctx, actor, query)
	w.check(err)
	rules, _, err := w.ColdRules(w.ctx, as(alice))
	w.check(err)
	today := w.Today("")
	day := func(at time.Time) models.Date {
		zone, _ := time.LoadLocation("Asia/Shanghai")
		return models.DateOf(at.In(zone))
	}
	want := map[models.DealMark][]string{}
	for _, d := range open {
		if query.Owner != "" && d.Owner != query.Owner || actor.OwnOnly && !sees[d.CustomerID] {
			continue
		}
		if !query.From.IsZero() && (d.ExpectedClose.IsZero() || d.ExpectedClose.Before(query.From) || d.ExpectedClose.After(query.To)) {
			continue
		}
		if !d.ExpectedClose.IsZero() && d.ExpectedClose.Before(today) {
			want[models.MarkSlipped] = append(want[models.MarkSlipped], d.Code)
		}
		if today.DaysSince(day(d.StageSince)) >= rules.Stuck {
			want[models.MarkStuck] = append(want[models.MarkStuck], d.Code)
		}
		if len(w.plainCold(d.CustomerID, rules)) > 0 {
			want[models.MarkCold] = append(want[models.MarkCold], d.Code)
		}
	}
	for _, mark := range models.DealMarks() {
		query.Mark, query.Limit = mark, 50
		page, err := w.OpenDeals(w.ctx, actor, query)
		w.check(err)
		var got []string
		for _, d := range page.Deals {
			got = append(got, d.Code)
			if !slices.Contains(page.Marks[d.ID], mark) {
				w.t.Errorf("%s: %s is listed as %s and has the marks %v", name, d.Code, mark, page.Marks[d.ID])
			}
		}
		slices.Sort(got)
		slices.Sort(want[mark])
		if diff := cmp.Diff(want[mark], got); diff != "" || counts[mark] != len(got) {
			w.t.Errorf("%s, %s: counted %d (-want +got):\n%s", name, mark, counts[mark], diff)
		}
		board, err := w.Board(w.ctx, actor, query)
		if err != nil || board.Total.Count != len(got) {
			w.t.Errorf("%s, %s: the board has %d deals, %v", name, mark, board.Total.Count, err)
		}
	}
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
