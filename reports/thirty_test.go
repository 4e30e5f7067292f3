package reports_test

import (
	"context"
	"fmt"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// playDeals does what testdata/thirty.txt says, deal by deal.
func playDeals(t *testing.T, st *store.Store, z *time.Location) {
	s := &story{t: t, ctx: context.Background()}
	s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{Zone: z})
	_, err := s.crm.Enter(s.ctx, models.Identity{ID: alice})
	s.check(err)
	s.at("2026-10-01 00:00", z)
	shared := s.create(alice, "Northwind", models.StatusPotential)
	table, err := os.ReadFile("testdata/thirty.txt")
	s.check(err)
	var after []func()
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		no, owner, fate := parts[0], "U0"+strings.ToUpper(parts[1]), parts[5]
		customer := shared
		s.at(parts[6], z)
		if fate != "" {
			customer = s.create(owner, "Customer "+no, models.StatusPotential)
			after = append(after, func() { s.meets(customer, shared, fate) })
		}
		_, d, err := s.crm.CreateDeal(s.ctx, as(owner), customer, map[models.Field]string{
			models.FieldDealTitle: "deal " + no, models.FieldAmount: parts[2], models.FieldProbability: parts[3], models.FieldExpectedClose: parts[4], models.FieldOwner: owner,
		})
		s.check(err)
		for step := range strings.SplitSeq(parts[7], ", ") {
			if what, when, some := strings.Cut(step, " "); some {
				s.at(when, z)
				s.step(owner, d.ID, what)
			}
		}
	}
	s.at("2026-11-30 08:00", z)
	for _, then := range after {
		then()
	}
}

// step is one step of a deal's way.
func (s *story) step(owner string, deal int64, what string) {
	s.t.Helper()
	var err error
	switch what {
	case "won":
		_, _, err = s.crm.CloseDeal(s.ctx, as(owner), deal, models.DealEnd{Won: true})
	case "lost":
		_, _, err = s.crm.CloseDeal(s.ctx, as(owner), deal, models.DealEnd{Reason: "price"})
	case "undo":
		var last models.Undo
		last, err = s.crm.LastChange(s.ctx, as(owner).Actor)
		s.check(err)
		_, err = s.crm.Undo(s.ctx, as(owner), last.Operation)
	default:
		var stage int64
		stage, err = strconv.ParseInt(what, 10, 64)
		s.check(err)
		_, _, err = s.crm.MoveDeal(s.ctx, as(owner), deal, 0, stage)
	}
	s.check(err)
}

// meets is what becomes of a customer in the end.
func (s *story) meets(customer, other int64, fate string) {
	s.t.Helper()
	boss := models.Operation{Actor: models.Actor{ID: "U0BOSS", Role: models.RoleAdmin}}
	c, err := s.crm.Customer(s.ctx, boss.Actor, customer)
	s.check(err)
	switch fate {
	case "archived":
		_, err = s.crm.ArchiveCustomer(s.ctx, boss, customer, true)
	case "merged":
		kept, readErr := s.crm.Customer(s.ctx, boss.Actor, other)
		s.check(readErr)
		_, _, err = s.crm.MergeCustomers(s.ctx, boss, models.MergeInput{Kept: other, Other: customer, KeptVersion: kept.Version, OtherVersion: c.Version})
	case "erased":
		_, _, err = s.crm.EraseSubject(s.ctx, boss, customer, models.ErasureInput{Code: c.Code, Reason: "asked"})
	}
	s.check(err)
}

// exactly is a figure's exact value; "-" is nothing to say.
func exactly(value *big.Rat) string {
	if value == nil {
		return "-"
	}
	return value.RatString()
}

func exact(figures []models.DealFigure) (lines []string) {
	for _, f := range figures {
		lines = append(lines, f.Key+" "+exactly(f.Now)+" "+exactly(f.Before))
	}
	return lines
}

func times(list []models.StageTime) (lines []string) {
	for _, s := range list {
		lines = append(lines, fmt.Sprintf("%s: %d %s %s, %d %s %s", s.Stage.LabelEN, s.Finished.Count, exactly(s.Finished.MedianDays()), exactly(s.Finished.MeanDays()),
			s.Going.Count, exactly(s.Going.MedianDays()), exactly(s.Going.MeanDays())))
	}
	return lines
}

func expected(f models.Forecast) (lines []string) {
	row := func(name string, r models.ForecastRow) {
		lines = append(lines, fmt.Sprintf("%s: %d, won %s, committed %s, weighted %s, open %s", name, r.Count, r.Won.Decimal(), r.Committed.Decimal(), r.Weighted.Decimal(), r.Open.Decimal()))
	}
	for _, m := range f.Months {
		row(m.Month.String()[:7], m)
	}
	row("later", f.Later)
	row("slipped", f.Slipped)
	row("undated", f.Undated)
	return append(lines, apart(f.Together))
}

func apart(c models.Converted) string {
	text := "apart"
	for _, w := range c.Apart {
		text += " " + w.Amount.String()
	}
	for _, r := range c.Rates {
		text += ", by " + r.Currency
	}
	return text
}

// The figures of thirty deals are those that were counted by hand: docs/metrics.md, "Thirty deals", has the working.
func TestThirtyDeals(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, z := storetest.Open(t, db), zone(t, "Asia/Shanghai")
		playDeals(t, st, z)
		ctx, service := context.Background(), reports.New(st)
		pipelines, err := st.Pipelines(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7", Day: date("2026-11-30")}}}
		question := models.DealQuestion{Pipeline: pipelines.All()[0], Rates: rates}
		november := reports.Between(date("2026-11-01"), date("2026-11-30"), z)
		got, err := service.Deals(ctx, question, november, date("2026-11-30").At("09:00", z))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []struct {
			name      string
			got, want []string
		}{
			{"figures", exact(got.Figures), []string{
				"won 11 2", "lost 3 0", "won_amount 980000 599900", "lost_amount 107000 0",
				"win_rate 11/14 1", "win_rate_amount 980/1087 1", // 9800 of 10870
				"average_won 980000/9 299950", "cycle 10 17", "cycle_mean 238/11 17",
				"pipeline 723433 1070000", "weighted 339000 174000", "velocity 308000/3 3599400/17", // 12 × 980000/9 × 11/14 ÷ 10, and 12 × 299950 × 1 ÷ 17
			}},
			{"stages", times(got.Stages), []string{
				"New: 18 10 109/9, 5 10 12", "Qualified: 3 26 24, 2 6 6", "Proposal: 2 15 15, 3 20 52/3", "Negotiation: 0 - -, 2 19/2 19/2",
			}},
			{"currencies", []string{apart(got.Together)}, []string{"apart 50 EUR, by USD"}},
		} {
			if diff := cmp.Diff(part.want, part.got); diff != "" {
				t.Errorf("%s (-by hand +got):\n%s", part.name, diff)
			}
		}
		var people []string
		for _, p := range got.People {
			people = append(people, p.ID+": "+strings.Join(exact(p.Figures), ", "))
		}
		if diff := cmp.Diff([]string{
			"U0ALICE: won 5 -, lost 0 -, won_amount 450000 -, win_rate 1 -, cycle 20 -",
			"U0CAROL: won 2 -, lost 1 -, won_amount 450000 -, win_rate 2/3 -, cycle 28 -",
			"U0BOB: won 4 -, lost 2 -, won_amount 80000 -, win_rate 2/3 -, cycle 10 -",
		}, people); diff != "" {
			t.Errorf("by owner (-by hand +got):\n%s", diff)
		}
		forecast, err := service.Forecast(ctx, question, reports.Between(date("2026-11-01"), date("2027-01-31"), z), date("2026-11-30"))
		if diff := cmp.Diff([]string{
			"2026-11: 1, won 9800, committed 9800, weighted 9800, open 1",
			"2026-12: 7, won 0, committed 2000, weighted 2600, open 4833.33",
			"2027-01: 1, won 0, committed 700, weighted 420, open 700",
			"later: 1, won 0, committed 0, weighted 90, open 900",
			"slipped: 1, won 0, committed 0, weighted 30, open 300",
			"undated: 1, won 0, committed 0, weighted 250, open 500",
			"apart 120 EUR, by USD",
		}, expected(forecast)); err != nil || diff != "" {
			t.Errorf("forecast: %v (-by hand +got):\n%s", err, diff)
		}
		sums, err := st.DealSums(ctx, models.DealQuery{PipelineID: question.Pipeline.ID})
		if err != nil {
			t.Fatal(err)
		}
		var stages []string
		board := models.NewBoard(question.Pipeline, sums)
		for _, stage := range append(board.Stages, board.Total) {
			line := strconv.Itoa(stage.Count)
			for _, w := range stage.Worths {
				line += ", " + w.Amount.String() + " " + w.Weighted.Decimal()
			}
			stages = append(stages, line)
		}
		together := rates.Together(board.Total.Worths)
		stages = append(stages, together.Amount.String()+" "+together.Weighted.Decimal()+" "+apart(together))
		if diff := cmp.Diff([]string{
			"5, 2101 CNY 210", "2, 2333.33 CNY 1710", "3, 2100 CNY 1050", "2, 70 EUR 52.5, 100 USD 60",
			"12, 6534.33 CNY 2970, 70 EUR 52.5, 100 USD 60", "7234.33 CNY 3390 apart 70 EUR, by USD",
		}, stages); diff != "" {
			t.Errorf("board (-by hand +got):\n%s", diff)
		}
	})
}
