package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// TrendMonths is of how many months the trend is, the last being the one in which the period ends.
const TrendMonths = 12

// TrendMonth is what happened in a calendar month, in the period's zone.
type TrendMonth struct {
	Month      models.Date // its first day
	Until      models.Date // its last day that counts: the period's last day in the last month
	New        int         // customers
	Activated  int
	Churned    int
	Won        int // deals
	Lost       int
	WonAmount  models.Money // in the team's currency
	LostAmount models.Money
}

// CohortMonths is of how many months conversion by cohort is shown.
const CohortMonths = TrendMonths

// Cohort is the customers created as potential in a calendar month, and how many of them had become active since.
type Cohort struct {
	Month  models.Date // its first day
	New    int
	Active []int // by the end of the month itself, of the month after, and so on, until the month in which the period ends
}

// months are the last TrendMonths of a zone, as a span that is cut where they begin, and as what is known of each by the calendar.
func months(p Period, scope models.CountScope) (models.CountSpan, []TrendMonth) {
	list := make([]TrendMonth, TrendMonths)
	span := models.CountSpan{Zone: p.zone(), Scope: scope}
	for i := range list {
		first := p.To.MonthStart().AddMonths(i + 1 - TrendMonths)
		list[i] = TrendMonth{Month: first, Until: first.AddMonths(1).AddDays(-1)}
		if begin := first.In(p.zone()).UTC(); i == 0 {
			span.From = begin
		} else {
			span.Cuts = append(span.Cuts, begin)
		}
	}
	list[TrendMonths-1].Until = p.To
	_, span.To = p.Bounds()
	return span, list
}

// trend counts what happened in each of the last months, and what became of those who came in each.
func (s *Service) trend(ctx context.Context, d dealScope, p Period) ([]TrendMonth, []Cohort, error) {
	span, list := months(p, d.CountScope)
	changes, err := s.source.Count(ctx, models.CountedStatusChanges, span)
	if err != nil {
		return nil, nil, fmt.Errorf("count status changes by month: %w", err)
	}
	cohorts := make([]Cohort, TrendMonths)
	for i, month := range list {
		cohorts[i] = Cohort{Month: month.Month, Active: make([]int, TrendMonths-i)}
	}
	for _, c := range changes {
		month := &list[c.Part]
		switch {
		case c.From == "":
			month.New += c.N
			if c.To == models.StatusPotential {
				cohorts[c.Part].New += c.N
			}
		case c.To == models.StatusActive:
			month.Activated += c.N
		case c.To == models.StatusChurned:
			month.Churned += c.N
		}
	}
	became, err := s.source.Count(ctx, models.CountedCohorts, span)
	if err != nil {
		return nil, nil, fmt.Errorf("count cohorts: %w", err)
	}
	for _, c := range became {
		for month := c.Active; month < TrendMonths; month++ {
			cohorts[c.Part].Active[month-c.Part] += c.N
		}
	}
	begin := span.From
	for i, end := range append(append([]time.Time(nil), span.Cuts...), span.To) {
		closed, err := s.source.CountDeals(ctx, models.DealsClosed, d.over(begin, end))
		if err != nil {
			return nil, nil, fmt.Errorf("count deals by month: %w", err)
		}
		n := closedNumbers(d.rates, closed)
		list[i].Won, list[i].Lost = n.Won, n.Lost
		list[i].WonAmount, list[i].LostAmount = models.Money{Minor: n.WonAmount, Currency: d.rates.Team}, models.Money{Minor: n.LostAmount, Currency: d.rates.Team}
		begin = end
	}
	for len(cohorts) > 0 && cohorts[0].New == 0 { // before there was anybody
		cohorts = cohorts[1:]
	}
	return list, cohorts, nil
}
