package models

import "math/big"

// DealUnit is what a figure of deals is counted in.
type DealUnit string

// The units.
const (
	UnitDeals     DealUnit = "deals"
	UnitShare     DealUnit = "share"       // 1 is all
	UnitDays      DealUnit = "days"        // of 24 hours
	UnitMoney     DealUnit = "money"       // minor units of the team's currency
	UnitMoneyADay DealUnit = "money a day" // likewise
)

// DealFigure is the exact value of one figure of deals, and what it was in the period before; nil is nothing to say, which isn't zero.
type DealFigure struct {
	Key         string // its name is deals.<key> in the catalogues
	Unit        DealUnit
	Now, Before *big.Rat
}

// DealQuestion asks for figures of the deals of a pipeline.
type DealQuestion struct {
	Pipeline  Pipeline
	Owner     string // a deal's owner now, Slack user ID; "" is anybody
	VisibleTo string // a person who sees only their own customers; "" sees all
	Rates     Rates
}

// StageTime is how long deals stay in a stage.
type StageTime struct {
	Stage    Stage
	Finished DealCount // stays that ended in the period
	Going    DealCount // of the deals that are in it, until now
}

// Forecast is what is expected of a pipeline, by month.
type Forecast struct {
	Months   []ForecastRow
	Later    ForecastRow // after the last month
	Slipped  ForecastRow // the expected close has passed: it stands in no month
	Undated  ForecastRow // without an expected close
	Together Converted   // all of it: it names the rates, and what stayed apart
}

// ForecastRow is what is expected of a month, in the team's currency.
type ForecastRow struct {
	Month     Date  // its first day
	Count     int   // open deals
	Won       Money // in the month
	Committed Money // won, and open deals that are as good as won: by CommitChance
	Weighted  Money // won, and each open deal times the probability that it is won
	Open      Money // open deals, as if all were won
}

// CommitChance is the probability, in percent, from which an open deal counts as committed.
const CommitChance = 60
