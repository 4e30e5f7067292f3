package models

import (
	"maps"
	"math/big"
	"slices"
)

// DealQuery asks for the open deals of a pipeline.
type DealQuery struct {
	PipelineID int64
	Owner      string   // Slack user ID; "" is anybody's
	From, To   Date     // of the expected close, both included; zero is any, also none
	Mark       DealMark // only those that have it; "" is any
	Today      Date     // the reader's: which close dates have passed
	Cut        ColdCut  // by when something must have begun to be too long
	VisibleTo  string   // a person who sees only their own customers; "" sees all
	After      string   // the cursor of the page before; "" is the first
	Limit      int
}

// DealPage is a page of open deals, the nearest close date first.
type DealPage struct {
	Deals     []Deal
	Customers map[int64]Customer // by ID, those of the deals
	Marks     map[int64][]DealMark
	Next      string // the cursor of the next page; "" when this is the last
}

// DealSum is what the deals of a stage in a currency are worth together that have the same probability of their own.
type DealSum struct {
	StageID     int64
	Currency    string // "" of deals without an amount
	Probability *int   // their own, in percent; nil is the stage's
	Count       int
	Amount      int64 // in the minor unit
}

// Board is what the open deals of a pipeline are worth, by stage.
type Board struct {
	Pipeline Pipeline
	Stages   []BoardStage // the open stages in their order; a retired one where deals are left in it
	Total    BoardStage
	Together Converted // the total in the team's currency
}

// BoardStage is a stage of a board.
type BoardStage struct {
	Stage  Stage
	Count  int
	Worths []Worth // by currency, in the order of their codes; of deals that have an amount
}

// Worth is what deals are worth in a currency. Different currencies are never added up.
type Worth struct {
	Amount   Money
	Weighted Money // each amount times the probability that the deal is won, together rounded to the minor unit
}

// NewBoard adds up sums of a pipeline.
func NewBoard(pipeline Pipeline, sums []DealSum) Board {
	board := Board{Pipeline: pipeline}
	total := worths{}
	for _, stage := range pipeline.Stages {
		column, of := BoardStage{Stage: stage}, worths{}
		for _, sum := range sums {
			if sum.StageID != stage.ID {
				continue
			}
			chance := stage.Probability
			if sum.Probability != nil {
				chance = *sum.Probability
			}
			column.Count += sum.Count
			of.add(sum, chance)
			total.add(sum, chance)
		}
		if stage.Kind != StageOpen || stage.Retired() && column.Count == 0 {
			continue
		}
		column.Worths = of.list()
		board.Total.Count += column.Count
		board.Stages = append(board.Stages, column)
	}
	board.Total.Worths = total.list()
	return board
}

// worths are sums by currency: of the amounts, and of a hundred times the weighted ones.
type worths map[string][2]*big.Int

func (w worths) add(sum DealSum, chance int) {
	if sum.Currency == "" {
		return
	}
	if _, known := w[sum.Currency]; !known {
		w[sum.Currency] = [2]*big.Int{new(big.Int), new(big.Int)}
	}
	amount := big.NewInt(sum.Amount)
	w[sum.Currency][0].Add(w[sum.Currency][0], amount)
	w[sum.Currency][1].Add(w[sum.Currency][1], new(big.Int).Mul(amount, big.NewInt(int64(chance))))
}

func (w worths) list() []Worth {
	var list []Worth
	for _, currency := range sortedKeys(w) {
		half := new(big.Int).Add(w[currency][1], big.NewInt(50))
		list = append(list, Worth{
			Amount:   Money{Minor: w[currency][0].Int64(), Currency: currency},
			Weighted: Money{Minor: half.Div(half, big.NewInt(100)).Int64(), Currency: currency},
		})
	}
	return list
}

func sortedKeys(w worths) []string { return slices.Sorted(maps.Keys(w)) }
