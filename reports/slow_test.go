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

// history is random deals with their ways through the stages, as rows. What figures make of it is computed here in plain loops over all of
// them, in another way than the store's.
type history struct {
	deals []models.Deal
	ways  [][]models.StageMove // of each deal, in its order
	owner map[int64]string     // of each customer
}

// asked is a random question about a history.
type asked struct {
	q     models.DealQuestion
	p     reports.Period
	now   time.Time
	today models.Date
}

// rapidBegin is before everything that happens in a history.
var rapidBegin = time.Date(2026, 9, 15, 0, 0, 0, 0, time.UTC)

var people = []string{alice, bob, "U0CAROL", ""}

func drawHistory(t *rapid.T, pipelines []models.Pipeline, customers map[int64]string) history {
	h := history{owner: customers}
	ids := make([]int64, 0, len(customers))
	for id := range customers {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for range rapid.IntRange(0, 25).Draw(t, "deals") {
		at := rapidBegin.Add(time.Duration(rapid.Int64Range(0, 90*24*3600*1000).Draw(t, "created")) * time.Millisecond)
		pipeline := rapid.SampledFrom(pipelines).Draw(t, "pipeline")
		d := models.Deal{
			CustomerID: rapid.SampledFrom(ids).Draw(t, "customer"), Title: "x", Owner: rapid.SampledFrom(people).Draw(t, "owner"),
			CreatedAt: at, UpdatedAt: at, Version: 1,
		}
		if currency := rapid.SampledFrom([]string{"", "CNY", "USD", "EUR"}).Draw(t, "currency"); currency != "" {
			d.Amount = models.Money{Minor: rapid.Int64Range(0, 100_000).Draw(t, "amount"), Currency: currency}
		}
		if chance := rapid.IntRange(-1, 100).Draw(t, "chance"); chance >= 0 {
			d.Probability = &chance
		}
		if days := rapid.IntRange(-1, 200).Draw(t, "expected"); days >= 0 {
			d.ExpectedClose = models.NewDate(2026, 10, 1).AddDays(days)
		}
		var way []models.StageMove
		for i := range rapid.IntRange(1, 6).Draw(t, "steps") {
			if i > 0 && rapid.IntRange(0, 9).Draw(t, "elsewhere") == 0 {
				pipeline = rapid.SampledFrom(pipelines).Draw(t, "another pipeline")
			}
			stage := rapid.SampledFrom(pipeline.Stages).Draw(t, "stage")
			move := models.StageMove{ToStage: stage.ID, MovedAt: at}
			if i > 0 {
				move.FromStage = way[i-1].ToStage
			}
			way = append(way, move)
			d.Enter(stage, at, "U0ACTOR")
			at = at.Add(time.Duration(rapid.Int64Range(0, 20*24*3600*1000).Draw(t, "stays")) * time.Millisecond)
		}
		if d.State == models.DealOpen && rapid.IntRange(0, 5).Draw(t, "shelved") == 0 {
			d.State = models.DealShelved
		}
		h.deals, h.ways = append(h.deals, d), append(h.ways, way)
	}
	return h
}

// write puts a history in the place of the one before.
func (h history) write(ctx context.Context, st *store.Store, last *[]int64) error {
	return st.Tx(ctx, func(tx *store.Tx) error {
		for _, id := range *last {
			if err := tx.DeleteDeal(ctx, id); err != nil {
				return err
			}
		}
		rows := make([]*models.Deal, len(h.deals))
		for i := range h.deals {
			first := h.deals[i]
			first.StageID, first.StageSince = h.ways[i][0].ToStage, h.ways[i][0].MovedAt
			rows[i] = &first
		}
		if err := tx.InsertDeals(ctx, rows); err != nil {
			return err
		}
		var ids []int64
		for i, row := range rows {
			ids = append(ids, row.ID)
			for _, move := range h.ways[i][1:] {
				move.DealID, move.CustomerID = row.ID, row.CustomerID
				if err := tx.InsertStageMove(ctx, move); err != nil {
					return err
				}
			}
			final := h.deals[i]
			final.ID, final.Code, final.Version = row.ID, row.Code, 2
			if err := tx.UpdateDeal(ctx, *row, final); err != nil {
				return err
			}
		}
		*last = ids
		return nil
	})
}

// counts reports whether a deal is among those that are asked for.
func (h history) counts(a asked, d models.Deal) bool {
	seen := a.q.VisibleTo == "" || h.owner[d.CustomerID] == a.q.VisibleTo || h.owner[d.CustomerID] == ""
	for _, other := range h.deals { // who has a deal of a customer sees the customer, and with it all its deals
		seen = seen || other.CustomerID == d.CustomerID && other.Owner == a.q.VisibleTo
	}
	return seen && (a.q.Owner == "" || d.Owner == a.q.Owner)
}

func seconds(from, to time.Time) int64 { return to.Unix() - from.Unix() }

// spread is a median and a mean in days; the median of an even number is the mean of the two in the middle.
func spread(list []int64) string {
	if len(list) == 0 {
		return "0 - -"
	}
	slices.Sort(list)
	sum := int64(0)
	for _, s := range list {
		sum += s
	}
	middle := big.NewRat(list[len(list)/2], 1)
	if len(list)%2 == 0 {
		middle = big.NewRat(list[len(list)/2-1]+list[len(list)/2], 2)
	}
	day := big.NewRat(86400, 1)
	mean := big.NewRat(sum, int64(len(list)))
	return fmt.Sprintf("%d %s %s", len(list), middle.Quo(middle, day).RatString(), mean.Quo(mean, day).RatString())
}

// purse adds up amounts by currency, as exact numbers of hundredths.
type purse map[string]*big.Rat

func (p purse) add(d models.Deal, percent int) {
	if d.Amount.None() {
		return
	}
	if p[d.Amount.Currency] == nil {
		p[d.Amount.Currency] = new(big.Rat)
	}
	p[d.Amount.Currency].Add(p[d.Amount.Currency], big.NewRat(d.Amount.Minor*int64(percent), 100))
}

// nearest rounds to a whole number, a half up, by the decimals.
func nearest(r *big.Rat) *big.Rat {
	rounded, _ := new(big.Rat).SetString(r.FloatString(0)) // of what is above zero, a half goes away from it
	return rounded
}

// inYuan is what is in a purse at 7.1234 for a dollar: each currency is rounded, converted, and rounded again.
func (p purse) inYuan() *big.Rat {
	sum := new(big.Rat)
	if yuan := p["CNY"]; yuan != nil {
		sum.Add(sum, nearest(yuan))
	}
	if dollars := p["USD"]; dollars != nil {
		sum.Add(sum, nearest(new(big.Rat).Mul(nearest(dollars), big.NewRat(71234, 10000))))
	}
	return sum
}

// closedLines are the figures of a period, as lines.
func (h history) closedLines(a asked, p reports.Period, owner func(models.Deal) bool) (won, lost int, wonSum, lostSum *big.Rat, lines []string) {
	from, to := p.Bounds()
	wonPurse, lostPurse, valued := purse{}, purse{}, int64(0)
	var took []int64
	for _, d := range h.deals {
		if !h.counts(a, d) || !owner(d) || d.PipelineID != a.q.Pipeline.ID || d.ClosedAt == nil || d.ClosedAt.Before(from) || !d.ClosedAt.Before(to) {
			continue
		}
		if d.State == models.DealWon {
			won++
			wonPurse.add(d, 100)
			took = append(took, seconds(d.CreatedAt, *d.ClosedAt))
			if d.Amount.Currency == "CNY" || d.Amount.Currency == "USD" {
				valued++
			}
		} else {
			lost++
			lostPurse.add(d, 100)
		}
	}
	open, pipeline, weighted := 0, purse{}, purse{}
	for i, d := range h.deals {
		if !h.counts(a, d) || d.PipelineID != a.q.Pipeline.ID || d.State == models.DealShelved {
			continue
		}
		if d.State == models.DealOpen {
			open++
		}
		if stage := h.stageAt(a, i, to); stage.Kind == models.StageOpen {
			percent := stage.Probability
			if d.Probability != nil {
				percent = *d.Probability
			}
			pipeline.add(d, 100)
			weighted.add(d, percent)
		}
	}
	wonSum, lostSum = wonPurse.inYuan(), lostPurse.inYuan()
	rate, byAmount, average, velocity := "-", "-", "-", "-"
	if won+lost > 0 {
		rate = big.NewRat(int64(won), int64(won+lost)).RatString()
	}
	if both := new(big.Rat).Add(wonSum, lostSum); both.Sign() > 0 {
		byAmount = new(big.Rat).Quo(wonSum, both).RatString()
	}
	if valued > 0 {
		each := new(big.Rat).Quo(wonSum, big.NewRat(valued, 1))
		average = each.RatString()
		if median, ok := new(big.Rat).SetString(strings.Fields(spread(took))[1]); ok && median.Sign() > 0 {
			v := big.NewRat(int64(open*won), int64(won+lost))
			velocity = v.Mul(v, each).Quo(v, median).RatString()
		}
	}
	cycle := strings.Fields(spread(took))
	return won, lost, wonSum, lostSum, []string{
		fmt.Sprint("won ", won), fmt.Sprint("lost ", lost), "won_amount " + wonSum.RatString(), "lost_amount " + lostSum.RatString(), "win_rate " + rate,
		"win_rate_amount " + byAmount, "average_won " + average, "cycle " + cycle[1], "cycle_mean " + cycle[2],
		"pipeline " + pipeline.inYuan().RatString(), "weighted " + weighted.inYuan().RatString(), "velocity " + velocity,
	}
}

// stageAt is the stage of the pipeline that is asked for in which a deal was just before an instant; none where it was elsewhere, or not yet there.
func (h history) stageAt(a asked, deal int, at time.Time) (stage models.Stage) {
	for _, move := range h.ways[deal] {
		if move.MovedAt.Before(at) {
			stage = models.Stage{}
			for _, s := range a.q.Pipeline.Stages {
				if s.ID == move.ToStage {
					stage = s
				}
			}
		}
	}
	return stage
}

// slow are all figures of a question.
func (h history) slow(a asked) (lines []string) {
	everybody := func(models.Deal) bool { return true }
	_, _, _, _, lines = h.closedLines(a, a.p, everybody)
	_, _, _, _, before := h.closedLines(a, a.p.Previous(), everybody)
	for i := range lines {
		lines[i] += " " + strings.Fields(before[i])[1]
	}
	from, to := a.p.Bounds()
	for _, stage := range a.q.Pipeline.Stages {
		if stage.Kind != models.StageOpen {
			continue
		}
		var finished, going []int64
		for i, d := range h.deals {
			if !h.counts(a, d) {
				continue
			}
			for n := 1; n < len(h.ways[i]); n++ {
				into, out := h.ways[i][n-1], h.ways[i][n]
				if into.ToStage == stage.ID && !out.MovedAt.Before(from) && out.MovedAt.Before(to) {
					finished = append(finished, seconds(into.MovedAt, out.MovedAt))
				}
			}
			if d.StageID == stage.ID && d.State == models.DealOpen {
				going = append(going, seconds(d.StageSince, a.now))
			}
		}
		lines = append(lines, stage.LabelEN+": "+spread(finished)+", "+spread(going))
	}
	if a.q.Owner == "" {
		var each []string
		for _, owner := range people {
			won, lost, _, _, theirs := h.closedLines(a, a.p, func(d models.Deal) bool { return d.Owner == owner })
			if won+lost > 0 {
				each = append(each, owner+": "+strings.Join([]string{theirs[0], theirs[1], theirs[2], theirs[4], theirs[7]}, ", "))
			}
		}
		slices.Sort(each)
		lines = append(lines, each...)
	}
	return append(lines, h.slowForecast(a)...)
}

func (h history) slowForecast(a asked) (lines []string) {
	chance := map[int64]int{}
	for _, s := range a.q.Pipeline.Stages {
		chance[s.ID] = s.Probability
	}
	all := purse{}
	row := func(name string, won func(models.Deal) bool, open func(models.Deal) bool) {
		count, got, sure, weighted, whole := 0, purse{}, purse{}, purse{}, purse{}
		for _, d := range h.deals {
			if !h.counts(a, d) || d.PipelineID != a.q.Pipeline.ID {
				continue
			}
			switch {
			case d.State == models.DealWon && won(d):
				got.add(d, 100)
				all.add(d, 100)
			case d.State == models.DealOpen && open(d):
				percent := chance[d.StageID]
				if d.Probability != nil {
					percent = *d.Probability
				}
				count++
				whole.add(d, 100)
				all.add(d, 100)
				weighted.add(d, percent)
				if percent >= 60 {
					sure.add(d, 100)
				}
			}
		}
		text := func(r *big.Rat) string {
			return models.Money{Minor: r.Num().Int64(), Currency: "CNY"}.Decimal()
		}
		plus := func(p purse) *big.Rat { return new(big.Rat).Add(got.inYuan(), p.inYuan()) }
		lines = append(lines, fmt.Sprintf("%s: %d, won %s, committed %s, weighted %s, open %s", name, count, text(got.inYuan()), text(plus(sure)), text(plus(weighted)), text(whole.inYuan())))
	}
	never := func(models.Deal) bool { return false }
	ahead := func(d models.Deal) bool { return !d.ExpectedClose.IsZero() && !d.ExpectedClose.Before(a.today) }
	month := a.p.From.MonthStart()
	if a.today.MonthStart().Before(month) {
		month = a.today.MonthStart()
	}
	for n := 0; n < 12 && !month.After(a.p.To); n++ {
		next := month.AddMonths(1)
		row(month.String()[:7], func(d models.Deal) bool {
			day := models.DateOf(d.ClosedAt.In(a.p.Zone))
			return !day.Before(month) && day.Before(next) && !month.After(a.today)
		}, func(d models.Deal) bool {
			return ahead(d) && !d.ExpectedClose.Before(month) && d.ExpectedClose.Before(next)
		})
		month = next
	}
	row("later", never, func(d models.Deal) bool { return ahead(d) && !d.ExpectedClose.Before(month) })
	row("slipped", never, func(d models.Deal) bool { return !d.ExpectedClose.IsZero() && d.ExpectedClose.Before(a.today) })
	row("undated", never, func(d models.Deal) bool { return d.ExpectedClose.IsZero() })
	last := "apart"
	if euros := all["EUR"]; euros != nil {
		last += " " + models.Money{Minor: euros.Num().Int64(), Currency: "EUR"}.String()
	}
	if all["USD"] != nil {
		last += ", by USD"
	}
	return append(lines, last)
}

// What the store's queries and the reports make of random histories is what plain loops over all rows make of them.
func TestFiguresOfDealsAgreeWithPlainLoops(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, ctx := storetest.Open(t, db), context.Background()
		customers := map[int64]string{}
		err := st.Tx(ctx, func(tx *store.Tx) error {
			clear(customers)
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
		pipelines, err := st.Pipelines(ctx)
		if err != nil {
			t.Fatal(err)
		}
		other := models.Pipeline{ID: 77, LabelEN: "Partners"}
		for i, kind := range []models.StageKind{models.StageOpen, models.StageOpen, models.StageWon, models.StageLost} {
			other.Stages = append(other.Stages, models.Stage{ID: 770 + int64(i), PipelineID: 77, Kind: kind, Probability: []int{20, 65, 100, 0}[i]})
		}
		both := []models.Pipeline{pipelines.All()[0], other}
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7.1234", Day: date("2026-11-01")}}}
		service := reports.New(st)
		var last []int64
		rapid.Check(t, func(t *rapid.T) {
			h := drawHistory(t, both, customers)
			if err := h.write(ctx, st, &last); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				z, err := time.LoadLocation(rapid.SampledFrom([]string{"Asia/Shanghai", "America/Los_Angeles", "UTC"}).Draw(t, "zone"))
				if err != nil {
					t.Fatal(err)
				}
				from := models.NewDate(2026, 9, 20).AddDays(rapid.IntRange(0, 100).Draw(t, "from"))
				a := asked{
					q: models.DealQuestion{
						Pipeline: rapid.SampledFrom(both).Draw(t, "of"), Rates: rates, Owner: rapid.SampledFrom([]string{"", "", alice, bob}).Draw(t, "whose"), VisibleTo: rapid.SampledFrom([]string{"", "", bob}).Draw(t, "seen by"),
					},
					p:   reports.Between(from, from.AddDays(rapid.IntRange(0, 120).Draw(t, "days")), z),
					now: time.Date(2027, 1, 10, 12, 0, 0, 0, time.UTC), today: models.NewDate(2026, 10, 1).AddDays(rapid.IntRange(0, 150).Draw(t, "today")),
				}
				report, err := service.Deals(ctx, a.q, a.p, a.now)
				if err != nil {
					t.Fatal(err)
				}
				forecast, err := service.Forecast(ctx, a.q, a.p, a.today)
				if err != nil {
					t.Fatal(err)
				}
				got := append(exact(report.Figures), times(report.Stages)...)
				var each []string
				for _, p := range report.People {
					each = append(each, strings.ReplaceAll(p.ID+": "+strings.Join(exact(p.Figures), ", ")+",", " -,", ","))
				}
				for i := range each {
					each[i] = strings.TrimSuffix(each[i], ",")
				}
				slices.Sort(each)
				got = append(append(got, each...), expected(forecast)...)
				if diff := cmp.Diff(h.slow(a), got); diff != "" {
					t.Fatalf("of %s to %s (-slow +got):\n%s", a.p.From, a.p.To, diff)
				}
			}
		})
	})
}
