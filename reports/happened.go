package reports

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// MostHappened is how many entries a list of what happened holds.
const MostHappened = 10

// coldFor is how many days after the end of a period it is still said what is cold now: a report waits so long for a workday at most.
const coldFor = 21

// Happened is what happened in a period, in the order in which a manager asks. Each list holds MostHappened entries at most; its Count says of
// how many.
type Happened struct {
	Won       DealGroup                 // closed in the period, the most worth first
	Lost      DealGroup                 // likewise
	Reasons   []ReasonCount             // why deals were lost, the most frequent first
	New       CustomerGroup             // created in the period, the latest first
	Slipped   DealGroup                 // open deals whose expected close had passed when the period ended, the longest first
	Cold      CustomerGroup             // of now, the coldest first; none where no rule is set or the period is long over
	Customers map[int64]models.Customer // by ID, those of the deals
}

// DealGroup is some deals, and what all of them are worth together.
type DealGroup struct {
	Deals    []models.Deal
	Count    int
	Together models.Converted
}

// CustomerGroup is some customers, and how many there are.
type CustomerGroup struct {
	Customers []models.Customer
	Count     int // of what is cold, counted up to models.MaxCounted
}

// ReasonCount is how many deals were lost for a reason.
type ReasonCount struct {
	Reason string // its key; "" of deals without one
	Count  int
}

// Nothing reports that nothing is to be told.
func (h Happened) Nothing() bool {
	return h.Won.Count+h.Lost.Count+h.New.Count+h.Slipped.Count+h.Cold.Count == 0
}

// HappenedSource lists the records behind a report. It is safe for concurrent use.
type HappenedSource interface {
	// ReportList returns a page of the records that a figure counts.
	ReportList(ctx context.Context, q models.ReportListQuery) (models.ReportListPage, error)
	// TallyDeals adds up the deals of a list of deals, by currency and reason.
	TallyDeals(ctx context.Context, q models.ReportListQuery) ([]models.DealTally, error)
	// WorthiestDeals returns the deals of a list in a currency, the most worth first; "" is those without an amount.
	WorthiestDeals(ctx context.Context, q models.ReportListQuery, currency string) ([]models.Deal, error)
	ColdCustomers(ctx context.Context, q models.ColdQuery) (models.ColdPage, error)
	CustomersByID(ctx context.Context, ids []int64) (map[int64]models.Customer, error)
}

// Span is what a list of the records behind a report of a period covers, as it stands at an instant.
func (p Period) Span(at time.Time) models.CountSpan {
	from, to := p.Bounds()
	today := p.Day(at)
	span := models.CountSpan{From: from, To: to, DueBefore: p.To.AddDays(1), Zone: p.zone()}
	if !today.After(p.To) {
		span.DueBefore, span.Running, span.Now = today, true, at.UTC()
	}
	return span
}

// happened lists what happened in a period, as it stands at an instant.
func (s *Service) happened(ctx context.Context, q models.ReportQuestion, p Period, at time.Time) (h Happened, err error) {
	query := models.ReportListQuery{Scope: q.Scope, Span: p.Span(at), Limit: MostHappened}
	of := func(list models.ReportList) models.ReportListQuery {
		query.List = list
		return query
	}
	for list, group := range map[models.ReportList]*DealGroup{models.ListWon: &h.Won, models.ListLost: &h.Lost, models.ListSlipped: &h.Slipped} {
		tallies, err := s.source.TallyDeals(ctx, of(list))
		if err != nil {
			return Happened{}, fmt.Errorf("add up deals that are %s: %w", list, err)
		}
		*group = tallied(q.Rates, tallies)
		if list == models.ListLost {
			h.Reasons = reasons(tallies)
		}
		if list != models.ListSlipped {
			if group.Deals, err = s.worthiest(ctx, q.Rates, of(list), tallies); err != nil {
				return Happened{}, fmt.Errorf("list deals that are %s: %w", list, err)
			}
		}
	}
	slipped, err := s.source.ReportList(ctx, of(models.ListSlipped))
	if err != nil {
		return Happened{}, fmt.Errorf("list deals that slipped: %w", err)
	}
	for _, entry := range slipped.Entries {
		h.Slipped.Deals = append(h.Slipped.Deals, *entry.Deal)
	}
	created, err := s.source.ReportList(ctx, of(models.ListNew))
	if err != nil {
		return Happened{}, fmt.Errorf("list new customers: %w", err)
	}
	h.New.Count = created.Total
	for _, entry := range created.Entries {
		h.New.Customers = append(h.New.Customers, entry.Customer)
	}
	if h.Cold, err = s.cold(ctx, q, p, p.Day(at)); err != nil {
		return Happened{}, fmt.Errorf("list cold customers: %w", err)
	}
	var ids []int64
	for _, d := range slices.Concat(h.Won.Deals, h.Lost.Deals, h.Slipped.Deals) {
		ids = append(ids, d.CustomerID)
	}
	if len(ids) > 0 {
		h.Customers, err = s.source.CustomersByID(ctx, ids)
	}
	return h, err
}

// tallied is how many deals there are, and what they are worth together.
func tallied(rates models.Rates, tallies []models.DealTally) DealGroup {
	var group DealGroup
	counts := make([]models.DealCount, len(tallies))
	for i, t := range tallies {
		group.Count += t.Count
		counts[i] = models.DealCount{Currency: t.Currency, Count: t.Count, Amount: t.Amount}
	}
	group.Together = rates.Together(models.SumByCurrency(counts, certain))
	return group
}

// reasons are why deals were lost, the most frequent first, those without a reason last.
func reasons(tallies []models.DealTally) (list []ReasonCount) {
	counts := map[string]int{}
	for _, t := range tallies {
		counts[t.Reason] += t.Count
	}
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, ReasonCount{reason, counts[reason]})
	}
	slices.SortStableFunc(list, func(a, b ReasonCount) int {
		if (a.Reason == "") != (b.Reason == "") {
			return cmp.Compare(b.Reason, a.Reason)
		}
		return cmp.Compare(b.Count, a.Count)
	})
	return list
}

// worthiest are the deals of a list that are worth most in the team's currency. Those of currencies without a rate follow, the most of each
// first, and those without an amount come last.
func (s *Service) worthiest(ctx context.Context, rates models.Rates, query models.ReportListQuery, tallies []models.DealTally) ([]models.Deal, error) {
	currencies := map[string]bool{}
	for _, t := range tallies {
		currencies[t.Currency] = true
	}
	var deals []models.Deal
	for _, currency := range slices.Sorted(maps.Keys(currencies)) {
		some, err := s.source.WorthiestDeals(ctx, query, currency)
		if err != nil {
			return nil, err
		}
		deals = append(deals, some...)
	}
	rank := func(d models.Deal) (place int, minor int64) {
		worth, known := rates.Convert(d.Amount)
		switch {
		case d.Amount.None():
			return 2, 0
		case !known:
			return 1, 0
		}
		return 0, worth.Minor
	}
	slices.SortStableFunc(deals, func(a, b models.Deal) int { // stable: each currency's have their order already
		aPlace, aMinor := rank(a)
		bPlace, bMinor := rank(b)
		return cmp.Or(cmp.Compare(aPlace, bPlace), cmp.Compare(bMinor, aMinor))
	})
	return deals[:min(len(deals), MostHappened)], nil
}

// cold are the customers that are cold now, where that belongs to the report of a period: it runs, or has ended lately.
func (s *Service) cold(ctx context.Context, q models.ReportQuestion, p Period, today models.Date) (CustomerGroup, error) {
	if len(q.Cold) == 0 || today.DaysSince(p.To) > coldFor {
		return CustomerGroup{}, nil
	}
	page, err := s.source.ColdCustomers(ctx, models.ColdQuery{Owner: q.Scope.Person, VisibleTo: q.Scope.VisibleTo, Of: q.Scope, Cut: q.Cold, Limit: MostHappened})
	group := CustomerGroup{Count: page.Total}
	for _, c := range page.Customers {
		group.Customers = append(group.Customers, c.Customer)
	}
	return group, err
}

// Day is the calendar day of an instant in the period's zone.
func (p Period) Day(at time.Time) models.Date { return models.DateOf(at.In(p.zone())) }
