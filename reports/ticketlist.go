package reports

import (
	"math/big"

	"github.com/guanxi-crm/guanxi/models"
)

// TicketDefinition says what one figure of service is computed from. Its name is tickets.<key> in the catalogues, and docs/metrics.md defines it
// in words; tests fail where either is missing.
type TicketDefinition struct {
	Key     string
	Unit    models.TicketUnit
	Of      func(TicketNumbers) *big.Rat // nil is nothing to say
	ByPart  bool                         // shown by assignee and by priority
	Opening models.ReportList            // the tickets that it counts, or of which it is a share
}

// TicketNumbers is what was counted of tickets over a span, of all or of some.
type TicketNumbers struct {
	Raised, Answered, Solved, Reopened, Open, Asked models.TicketSum
}

// Nothing reports that nothing was counted.
func (n TicketNumbers) Nothing() bool {
	return n.Raised.Count+n.Answered.Count+n.Solved.Count+n.Reopened.Count+n.Open.Count+n.Asked.Count == 0
}

// TicketDefinitions lists every figure of service in the order in which they are shown.
func TicketDefinitions() []TicketDefinition {
	return []TicketDefinition{
		{Key: "raised", Unit: models.UnitTickets, Of: func(n TicketNumbers) *big.Rat { return whole(int64(n.Raised.Count)) }, ByPart: true, Opening: models.ListRaised},
		{Key: "answered", Unit: models.UnitTickets, Of: func(n TicketNumbers) *big.Rat { return whole(int64(n.Answered.Count)) }, ByPart: true, Opening: models.ListAnswered},
		{Key: "response", Unit: models.UnitWorkingTime, Of: func(n TicketNumbers) *big.Rat { return n.Answered.Median() }, ByPart: true, Opening: models.ListAnswered},
		{Key: "response_most", Unit: models.UnitWorkingTime, Of: func(n TicketNumbers) *big.Rat { return n.Answered.Most() }, Opening: models.ListAnswered},
		{Key: "response_in_time", Unit: models.UnitTicketShare, Of: func(n TicketNumbers) *big.Rat { return inTime(n.Answered) }, ByPart: true, Opening: models.ListAnsweredLate},
		{Key: "solved", Unit: models.UnitTickets, Of: func(n TicketNumbers) *big.Rat { return whole(int64(n.Solved.Count)) }, ByPart: true, Opening: models.ListSolved},
		{Key: "solution", Unit: models.UnitWorkingTime, Of: func(n TicketNumbers) *big.Rat { return n.Solved.Median() }, ByPart: true, Opening: models.ListSolved},
		{Key: "solution_most", Unit: models.UnitWorkingTime, Of: func(n TicketNumbers) *big.Rat { return n.Solved.Most() }, Opening: models.ListSolved},
		{Key: "solution_in_time", Unit: models.UnitTicketShare, Of: func(n TicketNumbers) *big.Rat { return inTime(n.Solved) }, ByPart: true, Opening: models.ListSolvedLate},
		{Key: "reopened", Unit: models.UnitTickets, Of: func(n TicketNumbers) *big.Rat { return whole(int64(n.Reopened.Count)) }, ByPart: true, Opening: models.ListReopened},
		{Key: "open", Unit: models.UnitTickets, Of: func(n TicketNumbers) *big.Rat { return whole(int64(n.Open.Count)) }, ByPart: true, Opening: models.ListOpen},
		{Key: "late", Unit: models.UnitTickets, Of: func(n TicketNumbers) *big.Rat { return whole(int64(n.Open.Late)) }, ByPart: true, Opening: models.ListOpenLate},
		{Key: "satisfied", Unit: models.UnitTicketShare, Of: func(n TicketNumbers) *big.Rat { return share(int64(n.Asked.Good), int64(n.Asked.Rated)) }, ByPart: true, Opening: models.ListRated},
		{Key: "rated", Unit: models.UnitTicketShare, Of: func(n TicketNumbers) *big.Rat { return share(int64(n.Asked.Rated), int64(n.Asked.Count)) }, Opening: models.ListRated},
	}
}

// inTime is the share of what took no longer than its target.
func inTime(s models.TicketSum) *big.Rat { return share(int64(s.Count-s.Late), int64(s.Count)) }
