package reports

import (
	"math/big"

	"github.com/guanxi-crm/guanxi/models"
)

// DealDefinition says what one figure of deals is computed from. Its name is deals.<key> in the catalogues, and docs/metrics.md defines it in
// words; tests fail where either is missing.
type DealDefinition struct {
	Key      string
	Unit     models.DealUnit
	Of       func(DealNumbers) *big.Rat // nil is nothing to say
	ByPerson bool                       // shown in the table of people
}

// DealNumbers is what was counted of deals over a span, of everybody or of one person. Amounts are in the minor unit of the team's currency;
// those of currencies without a rate are in none of them.
type DealNumbers struct {
	Won, Lost             int
	WonAmount, LostAmount int64
	Valued                int              // how many of the won have an amount that is among them
	Took                  models.DealCount // from the creation of the won until then
	Open                  int              // now
	Pipeline, Weighted    int64            // amounts of the deals that were open when the span ended, and times the probability that they are won
}

// DealDefinitions lists every figure of deals in the order in which they are shown.
func DealDefinitions() []DealDefinition {
	return []DealDefinition{
		{Key: "won", Unit: models.UnitDeals, Of: func(n DealNumbers) *big.Rat { return whole(int64(n.Won)) }, ByPerson: true},
		{Key: "lost", Unit: models.UnitDeals, Of: func(n DealNumbers) *big.Rat { return whole(int64(n.Lost)) }, ByPerson: true},
		{Key: "won_amount", Unit: models.UnitMoney, Of: func(n DealNumbers) *big.Rat { return whole(n.WonAmount) }, ByPerson: true},
		{Key: "lost_amount", Unit: models.UnitMoney, Of: func(n DealNumbers) *big.Rat { return whole(n.LostAmount) }},
		{Key: "win_rate", Unit: models.UnitShare, Of: winRate, ByPerson: true},
		{Key: "win_rate_amount", Unit: models.UnitShare, Of: func(n DealNumbers) *big.Rat { return share(n.WonAmount, n.WonAmount+n.LostAmount) }},
		{Key: "average_won", Unit: models.UnitMoney, Of: averageWon},
		{Key: "cycle", Unit: models.UnitDays, Of: func(n DealNumbers) *big.Rat { return n.Took.MedianDays() }, ByPerson: true},
		{Key: "cycle_mean", Unit: models.UnitDays, Of: func(n DealNumbers) *big.Rat { return n.Took.MeanDays() }},
		{Key: "pipeline", Unit: models.UnitMoney, Of: func(n DealNumbers) *big.Rat { return whole(n.Pipeline) }},
		{Key: "weighted", Unit: models.UnitMoney, Of: func(n DealNumbers) *big.Rat { return whole(n.Weighted) }},
		{Key: "velocity", Unit: models.UnitMoneyADay, Of: velocity},
	}
}

func whole(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

// share is a part of a whole; nil where there is nothing to be a part of.
func share(part, of int64) *big.Rat {
	if of == 0 {
		return nil
	}
	return big.NewRat(part, of)
}

func winRate(n DealNumbers) *big.Rat    { return share(int64(n.Won), int64(n.Won+n.Lost)) }
func averageWon(n DealNumbers) *big.Rat { return share(n.WonAmount, int64(n.Valued)) }

// velocity is what the open deals bring a day, were they won as often, worth as much and taking as long as those that were closed.
func velocity(n DealNumbers) *big.Rat {
	rate, average, cycle := winRate(n), averageWon(n), n.Took.MedianDays()
	if rate == nil || average == nil || cycle == nil || cycle.Sign() <= 0 {
		return nil
	}
	product := whole(int64(n.Open))
	return product.Mul(product, average).Mul(product, rate).Quo(product, cycle)
}
