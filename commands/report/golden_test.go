package report

import (
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		p = viewstest.Team(p)
		november := reports.Between(models.NewDate(2026, 11, 1), models.NewDate(2026, 11, 30), time.UTC).Until(viewstest.Today)
		mine := asked{name: "month", period: november, scope: models.CountScope{Person: "U0ALICE", Industry: "technology", Source: "Fair & <!here>", Tag: "*VIP*"}}
		running, days, shared, nothing, cold, many := aReport(), aReport(), aReport(), reports.Report{Period: reports.Month(viewstest.Today, time.UTC)}, aReport(), aReport()
		running.Period, days.Period = november, reports.Between(models.NewDate(2026, 11, 3), models.NewDate(2026, 11, 3), time.UTC)
		cold.Happened = reports.Happened{Cold: reports.CustomerGroup{Customers: []models.Customer{viewstest.Customer(), viewstest.Consumer()}, Count: models.MaxCounted}}
		many.Happened, running.Deals = happenedMuch(), someDeals()
		names := map[string]string{"U0ALICE": "Alice <!channel> *Lee*", "U0BOB": "王伟"}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"report":        report(p, shown{report: aReport(), names: names}),
				"report_rate":   report(p, shown{report: rates(), late: true}),
				"asked":         report(p, shown{report: running, asked: mine, controls: true, mayShare: true, today: viewstest.Today, unfit: models.UnfitGone}),
				"day":           report(p, shown{report: days, asked: asked{name: "2026-11-03..2026-11-03", period: days.Period}, controls: true, today: viewstest.Today, ownOnly: true}),
				"shared":        report(p, shown{report: shared, names: names, sharer: "U0BOB", ownOnly: true}),
				"nothing":       report(p, shown{report: nothing, names: names}),
				"charts":        chartsMessage(p, charted(), []views.Chart{{Title: "By owner", Labels: []string{"Alice", "王伟"}, Series: []views.ChartSeries{{Name: "Customers", Values: []float64{3, 12345.5}}}}}, "2026-11-01,2026-11-30,,UTC,,,,"),
				"charts_none":   chartsMessage(p, reports.Report{Period: november}, nil, ""),
				"trend":         report(p, shown{report: charted(), names: names}),
				"cold":          report(p, shown{report: cold, names: names}),
				"much":          report(p, shown{report: many, names: names}),
				"list_new":      records(viewstest.UTC(p), listOf("new", mine), models.ReportListPage{Total: 12, Next: "next", Entries: []models.ReportEntry{{Customer: viewstest.Customer(), Change: &models.StatusChange{ToStatus: models.StatusPotential, ChangedAt: viewstest.Now}}}}),
				"list_kinds":    records(viewstest.UTC(p), listOf("overdue", asked{period: november}), kinds()),
				"tickets":       report(p, shown{report: ticketed(), names: names}),
				"tickets_own":   report(p, shown{report: ticketed(), asked: mine, controls: true, today: viewstest.Today}),
				"list_open":     records(viewstest.UTC(p), listOf(string(models.ListOpen), mine), ticketPage()),
				"list_solved":   records(viewstest.UTC(p), listOf(string(models.ListSolved), mine), ticketPage()),
				"list_answered": records(viewstest.UTC(p), listOf(string(models.ListAnsweredLate), mine), ticketPage()),
				"list_rated":    records(viewstest.UTC(p), listOf(string(models.ListRated), mine), ticketPage()),
				"list_none":     records(viewstest.UTC(p), listOf("cold", asked{period: november}), models.ReportListPage{}),
			},
			Modals: map[string]surface.Modal{
				"ask":      askForm(p, mine, viewstest.Industries),
				"ask_days": askForm(p, asked{name: "2026-11-03..2026-11-24", period: reports.Between(models.NewDate(2026, 11, 3), viewstest.Today, time.UTC)}, viewstest.Industries),
			},
		}
	}, os.DirFS("."))
}

// listOf is which records of a report are shown.
func listOf(opening string, a asked) listedAs {
	return listedAs{behind: behind{a.period, a.scope}, opening: opening, of: contextOf(shown{report: reports.Report{Period: a.period}, asked: a}), today: viewstest.Today, now: viewstest.Now}
}

// charted is a report with something in each of its charts.
func charted() reports.Report {
	r := aReport()
	for i := range reports.TrendMonths {
		r.Trend = append(r.Trend, reports.TrendMonth{Month: models.NewDate(2025, 12, 1).AddMonths(i), New: i, Activated: i / 2, Churned: i % 3, Won: 2, Lost: i % 2})
	}
	r.Campaigns = someCampaigns()
	pipeline := viewstest.Pipelines().All()[0]
	yuan := models.Worth{Amount: models.Money{Minor: 12_345_600, Currency: "CNY"}, Weighted: models.Money{Minor: 6_000_000, Currency: "CNY"}}
	board := models.Board{Pipeline: pipeline}
	for i, stage := range pipeline.Stages[:4] {
		board.Stages = append(board.Stages, models.BoardStage{Stage: stage, Count: 4 - i, Worths: []models.Worth{yuan}[:i%2]})
		r.Funnel = append(r.Funnel, reports.FunnelStep{Stage: stage, Reached: 40 - 10*i})
	}
	r.Boards, r.Deals.Together = []models.Board{board}, models.Converted{Team: "CNY", Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}}
	return r
}

// someCampaigns are what came of two campaigns, of which one has no cost.
func someCampaigns() []reports.CampaignResult {
	cny := func(minor int64) models.Money { return models.Money{Minor: minor, Currency: "CNY"} }
	fair := models.Campaign{ID: 1, Code: "M001", Name: "=春季展会 <&> *", Channel: "event", BeginsOn: models.NewDate(2026, 11, 1), EndsOn: models.NewDate(2026, 11, 30), Cost: cny(4_000_000)}
	return []reports.CampaignResult{
		{Campaign: fair, CampaignNumbers: reports.CampaignNumbers{Brought: 3, Converted: 2, Won: 1, WonAmount: cny(6_000_000)}, Before: reports.CampaignNumbers{Brought: 1, Converted: 2, Won: 2, WonAmount: cny(7_000_000)}, Cost: cny(1_000_000), PerCustomer: cny(333_333), Return: big.NewRat(5, 1)},
		{Campaign: models.Campaign{ID: 2, Code: "M002", Name: "Referral"}, CampaignNumbers: reports.CampaignNumbers{Brought: 1, WonAmount: cny(0)}, Unknown: reports.CostNotSaid},
	}
}

// ticketed is a report of who serves, in which nothing else happened.
func ticketed() reports.Report {
	r := reports.Report{Period: reports.Week(viewstest.Today, time.UTC)}
	values := map[string][2]*big.Rat{
		"raised": {big.NewRat(9, 1), big.NewRat(5, 1)}, "answered": {big.NewRat(7, 1), big.NewRat(3, 1)}, "response": {big.NewRat(3600, 1), big.NewRat(1800, 1)}, "response_most": {big.NewRat(10800, 1)},
		"response_in_time": {big.NewRat(6, 7), big.NewRat(1, 1)}, "solved": {big.NewRat(6, 1), big.NewRat(8, 1)}, "solution": {big.NewRat(16200, 1), big.NewRat(32400, 1)}, "open": {big.NewRat(5, 1), big.NewRat(5, 1)},
		"late": {big.NewRat(1, 1), new(big.Rat)}, "satisfied": {big.NewRat(1, 3), big.NewRat(1, 1)}, "rated": {big.NewRat(3, 4), big.NewRat(1, 3)}, "reopened": {new(big.Rat), new(big.Rat)},
	}
	figures := func(keep func(reports.TicketDefinition) bool) (list []models.TicketFigure) {
		for _, d := range reports.TicketDefinitions() {
			if keep(d) {
				list = append(list, models.TicketFigure{Key: d.Key, Unit: d.Unit, Now: values[d.Key][0], Before: values[d.Key][1]})
			}
		}
		return list
	}
	parts := figures(func(d reports.TicketDefinition) bool { return d.ByPart })
	r.Tickets = reports.TicketReport{
		Figures:    figures(func(reports.TicketDefinition) bool { return true }),
		People:     []reports.TicketPart{{Value: "U0ALICE", Figures: parts}, {Figures: parts[:1]}},
		Priorities: []reports.TicketPart{{Value: "urgent", Figures: parts}, {Value: "normal", Figures: parts}},
		Numbers:    reports.TicketNumbers{Raised: models.TicketSum{Count: 9}, Answered: models.TicketSum{Count: 7, Late: 1}, Open: models.TicketSum{Count: 5}, Asked: models.TicketSum{Count: 4, Rated: 3}},
	}
	return r
}

// ticketPage is a page of tickets.
func ticketPage() models.ReportListPage {
	tickets, at, used, late := viewstest.Tickets(), viewstest.Now, int64(39_600), true
	t := tickets[0]
	t.RespondedAt, t.RespondedBy, t.ResponseUsed, t.Satisfaction, t.SatisfiedBy = &at, "U0BOB", 5400, models.SatisfactionPoor, "speed"
	erased := viewstest.Customer()
	erased.ErasedAt = &at
	return models.ReportListPage{Total: 2, Entries: []models.ReportEntry{
		{Customer: viewstest.Customer(), Ticket: &t, TicketMove: &models.TicketMove{MovedBy: "U0ALICE", MovedAt: at, Used: &used, Late: &late}},
		{Customer: erased, Ticket: &t, TicketMove: &models.TicketMove{MovedBy: "U0ALICE", MovedAt: at}},
	}}
}

// kinds is a record of each kind.
func kinds() models.ReportListPage {
	c, deals, at := viewstest.Customer(), viewstest.Deals(), viewstest.Now
	lost := deals[0]
	lost.State, lost.LostReason, lost.ClosedAt = models.DealLost, "price", &at
	planned := models.FollowUp{Title: "send *quote*", DueOn: viewstest.Today.AddDays(-3), Assignee: "U0BOB", State: models.FollowUpPlanned}
	done := planned
	done.State, done.ClosedAt, done.ClosedBy = models.FollowUpDone, &at, "U0ALICE"
	return models.ReportListPage{Total: 7, Entries: []models.ReportEntry{
		{Customer: c, FollowUp: &planned},
		{Customer: c, FollowUp: &done},
		{Customer: c, Deal: &deals[0]},
		{Customer: c, Deal: &lost},
		{Customer: c, Interaction: &models.Interaction{Kind: models.InteractionCall, Text: "met <!here>\nagain", HappenedAt: at, CreatedBy: "U0BOB"}},
		{Customer: c, Change: &models.StatusChange{FromStatus: models.StatusPotential, ToStatus: models.StatusActive, ChangedAt: at, ChangedBy: "U0BOB"}},
		{Customer: c, Silences: []models.Silence{{Rule: models.ColdContact, Since: at.AddDate(0, 0, -40)}}},
	}}
}

// someDeals are figures of deals, of which some are in others already.
func someDeals() reports.DealReport {
	return reports.DealReport{Together: models.Converted{Team: "CNY"}, Figures: []models.DealFigure{
		{Key: "won", Unit: models.UnitDeals, Now: big.NewRat(3, 1), Before: big.NewRat(5, 1)},
		{Key: "won_amount", Unit: models.UnitMoney, Now: big.NewRat(123456, 1), Before: big.NewRat(100, 1)},
		{Key: "lost_amount", Unit: models.UnitMoney, Now: new(big.Rat), Before: new(big.Rat)},
		{Key: "average_won", Unit: models.UnitMoney, Now: big.NewRat(41152, 1)},
		{Key: "cycle", Unit: models.UnitDays, Now: big.NewRat(25, 2), Before: big.NewRat(13, 1)},
		{Key: "pipeline", Unit: models.UnitMoney, Now: big.NewRat(5000, 1), Before: big.NewRat(9000, 1)},
	}}
}

// happenedMuch is so much that fewer lines are shown.
func happenedMuch() reports.Happened {
	h := someHappened()
	d, c := h.Won.Deals[0], h.Customers[h.Won.Deals[0].CustomerID]
	d.Title, c.Name = strings.Repeat("很长的标题", 40), strings.Repeat("很长的名称", 20)
	deals := reports.DealGroup{Count: 120, Together: h.Won.Together}
	for range reports.MostHappened {
		deals.Deals = append(deals.Deals, d)
	}
	h.Won, h.Lost, h.Slipped, h.Customers = deals, deals, deals, map[int64]models.Customer{c.ID: c}
	h.New = reports.CustomerGroup{Count: 1200}
	for range reports.MostHappened {
		h.New.Customers = append(h.New.Customers, c)
	}
	h.Cold = h.New
	return h
}

// someHappened is something of everything.
func someHappened() reports.Happened {
	deals := viewstest.Deals()
	won, lost, why, slipped := deals[0], deals[1], deals[1], deals[0]
	won.State, lost.State, why.State = models.DealWon, models.DealLost, models.DealLost
	why.LostReason, slipped.ExpectedClose = "price", viewstest.Today.AddDays(-12)
	c := viewstest.Customer()
	consumer := c
	consumer.Code, consumer.Kind, consumer.Name = "C008", models.KindConsumer, "王小明"
	yuan := models.Money{Minor: 4_200_000, Currency: "CNY"}
	euros := models.Worth{Amount: models.Money{Minor: 3000, Currency: "EUR"}}
	return reports.Happened{
		Won: reports.DealGroup{Deals: []models.Deal{won}, Count: 1, Together: models.Converted{
			Team: "CNY", Worth: models.Worth{Amount: yuan}, Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}, Apart: []models.Worth{euros},
		}},
		Lost:      reports.DealGroup{Deals: []models.Deal{lost, why}, Count: 4, Together: models.Converted{Team: "CNY"}},
		Reasons:   []reports.ReasonCount{{Reason: "price", Count: 3}, {Count: 1}},
		New:       reports.CustomerGroup{Customers: []models.Customer{c, consumer}, Count: 5},
		Slipped:   reports.DealGroup{Deals: []models.Deal{slipped}, Count: 1, Together: models.Converted{Team: "CNY", Worth: models.Worth{Amount: yuan}}},
		Cold:      reports.CustomerGroup{Customers: []models.Customer{c}, Count: 1},
		Customers: map[int64]models.Customer{won.CustomerID: c, lost.CustomerID: consumer},
	}
}

// rates is a report whose figures are a rate, one that has none to compare with, and one of nothing.
func rates() reports.Report {
	r := aReport()
	r.Figures = []models.Figure{
		{Key: "activated", Rate: true, Now: models.FigureValue{N: 2, Of: 6}, Before: models.FigureValue{N: 1, Of: 4}},
		{Key: "done_on_time", Rate: true, Now: models.FigureValue{N: 1200, Of: 1200}},
		{Key: "churned", Rate: true, Before: models.FigureValue{N: 1, Of: 4}},
	}
	r.Targets = []models.TargetProgress{
		{Target: models.Target{Span: models.TargetMonth, Begins: models.NewDate(2026, 11, 1), Amount: models.Money{Minor: 1000, Currency: "CNY"}}, Won: models.Money{Minor: 250, Currency: "CNY"}},
		{Target: models.Target{Person: "U0ALICE", Span: models.TargetQuarter, Begins: models.NewDate(2026, 10, 1), Customers: 4, Months: 1}, New: 5},
	}
	r.Together = models.Converted{Team: "CNY", Rates: []models.Rate{{Currency: "USD", Worth: "7.12", Day: viewstest.Today}}}
	r.People = []reports.Person{{ID: "U0ALICE", Figures: []models.Figure{{Key: "done", Rate: true, Now: models.FigureValue{N: 1, Of: 3}}}}}
	return r
}

func aReport() reports.Report {
	byPerson := viewstest.Defined(func(d reports.Definition) bool { return d.ByPerson })
	return reports.Report{
		Period:   reports.Week(viewstest.Today, time.UTC),
		Happened: someHappened(),
		Figures: viewstest.Figures(reports.Definitions(), map[string][2]int{
			"new": {5, 3}, "interactions": {12, 20}, "done": {5, 4}, "done_on_time": {4, 4}, "done_late": {1, 0}, "overdue": {2, 1}, "activated": {2, 0}, "churned": {0, 1}, "deals_won": {2, 1}, "deals_closed": {3, 1}, "deals_win_rate": {2, 1},
		}),
		ByStatus:    []reports.StatusCount{{Status: models.StatusPotential, Count: 30}, {Status: models.StatusActive, Count: 12}, {Status: models.StatusChurned}},
		Transitions: []reports.Transition{{From: models.StatusPotential, To: models.StatusActive, Count: 2}},
		People: []reports.Person{
			{ID: "U0ALICE", Figures: viewstest.Figures(byPerson, map[string][2]int{"new": {3}, "interactions": {7}, "done": {3}, "overdue": {1}})},
			{ID: "U0BOB", Figures: viewstest.Figures(byPerson, map[string][2]int{"new": {2}, "interactions": {5}, "done": {2}, "overdue": {1}})},
		},
	}
}
