package demo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// deal is a sample deal of a customer: how far it has come, what it is worth, and what became of it.
type deal struct {
	title     string // "" is the opportunity that the customer's record names
	thousands int    // of the currency
	closeIn   int    // days from now until it is expected to close; negative where that day has passed
	stage     int    // how many stages it has moved on
	end       models.DealState
}

// dealsOf are the deals of a sample customer by its place in the file: one that is open, or won or lost with the customer, and a second one
// of some.
func dealsOf(i int, row map[string]string, words language) []deal {
	first := deal{title: words.deals[i%len(words.deals)], thousands: 5 * (2 + i*7%31), closeIn: i*11%70 - 14, stage: i % 4}
	if row["opportunity"] != "" {
		first.title = ""
	}
	second := deal{title: words.deals[(i+1)%len(words.deals)], thousands: 5 * (1 + i*5%12), closeIn: 10 + i*13%80, stage: i * 3 % 4}
	switch {
	case row["status"] == string(models.StatusChurned):
		first.end = models.DealLost
		return []deal{first}
	case row["status"] == string(models.StatusActive) && row["opportunity"] == "":
		first.end = models.DealWon
		return []deal{first, second}
	case i%3 == 0:
		second.end = []models.DealState{models.DealWon, models.DealLost}[i/3%2]
		return []deal{first, second}
	}
	return []deal{first}
}

// lostBecause are the reasons for which sample deals are lost, in turn.
var lostBecause = []string{"price", "competitor", "timing", "budget"}

// deals lists what happens with a customer's deals: each is opened, moves on from stage to stage, and some are closed. age is how many days
// the customer has been there.
func (s *seeder) deals(i, age int, row map[string]string, now time.Time, at func(days, hours int, what string, do func(context.Context) error), op func() models.Operation, words language) {
	for n, d := range dealsOf(i, row, words) {
		var made models.Deal
		at(0, 1, "deal", func(ctx context.Context) (err error) {
			made, err = s.open(ctx, op(), s.ids[i], d, words.currency, models.DateOf(now).AddDays(d.closeIn))
			return err
		})
		step := max(1, age/6)
		for stage := 1; stage <= d.stage; stage++ {
			at(min(age-1, stage*step), 2+n, "stage", func(ctx context.Context) error {
				offered := s.crm.Pipelines().All()[0].Offered(models.StageOpen)
				_, _, err := s.crm.MoveDeal(ctx, op(), made.ID, 0, offered[stage].ID)
				return err
			})
		}
		if d.end != "" {
			at(min(age-1, (d.stage+1)*step), 4+n, "end", func(ctx context.Context) error {
				end := models.DealEnd{Won: d.end == models.DealWon}
				if !end.Won {
					end.Reason = lostBecause[i%len(lostBecause)]
				}
				_, _, err := s.crm.CloseDeal(ctx, op(), made.ID, end)
				return err
			})
		}
	}
}

// open opens a deal of a customer, or says what its opportunity is worth, which is a deal already.
func (s *seeder) open(ctx context.Context, op models.Operation, customer int64, d deal, currency string, expected models.Date) (models.Deal, error) {
	values := map[models.Field]string{
		models.FieldAmount: strconv.Itoa(d.thousands*1000) + " " + currency, models.FieldExpectedClose: expected.String(),
	}
	if d.title != "" {
		values[models.FieldDealTitle] = d.title
		_, made, err := s.crm.CreateDeal(ctx, op, customer, values)
		return made, err
	}
	_, list, _, err := s.crm.Deals(ctx, op.Actor, customer, 1)
	if err != nil || len(list) == 0 {
		return models.Deal{}, fmt.Errorf("its opportunity is no deal: %w", err)
	}
	_, made, err := s.crm.UpdateDeal(ctx, op, list[0].ID, models.EditBase{}, values)
	return made, err
}

// setTargets says what the team is to win this month and this quarter, and each of those who sell this month.
func (s *seeder) setTargets(ctx context.Context, sellers map[string]Person) error {
	today := s.crm.Today("")
	targets := []models.Target{
		{Span: models.TargetMonth, Begins: today.MonthStart(), Amount: s.millions(1), Customers: 15},
		{Span: models.TargetQuarter, Begins: today.QuarterStart(), Amount: s.millions(3)},
	}
	for _, name := range slices.Sorted(maps.Keys(sellers)) {
		targets = append(targets, models.Target{Person: sellers[name].ID, Span: models.TargetMonth, Begins: today.MonthStart(), Amount: s.millions(1), Customers: 4})
	}
	for _, target := range targets {
		if target.Person != "" {
			target.Amount.Minor /= 4
		}
		if _, err := s.crm.SetTarget(ctx, models.Operation{Actor: models.System(), Source: "demo"}, target); err != nil {
			return err
		}
	}
	return nil
}

// millions is an amount in the team's currency.
func (s *seeder) millions(n int64) models.Money {
	amount := models.Money{Minor: n * 1_000_000, Currency: s.crm.Currency()}
	for range models.MinorPlaces(amount.Currency) {
		amount.Minor *= 10
	}
	return amount
}

// setRules says when something is cold, and what the other currency is worth, so that the board has marks and a sum.
func (s *seeder) setRules(ctx context.Context) error {
	op := models.Operation{Actor: models.System(), Source: "demo"}
	if err := s.crm.SetColdRules(ctx, op, models.ColdRules{Contact: 14, Step: 10, Stuck: 12, Close: 1, Lead: 3}); err != nil {
		return err
	}
	return s.crm.SetRates(ctx, op, models.Rates{Team: s.crm.Currency(), List: []models.Rate{{Currency: "USD", Worth: "7.1", Day: models.DateOf(s.past.now)}}})
}
