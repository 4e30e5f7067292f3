package reports

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// CampaignSource counts what came of campaigns. It is safe for concurrent use.
type CampaignSource interface {
	// CountCampaigns counts one kind of thing over a scope, by what models.CampaignCounted says of it.
	CountCampaigns(ctx context.Context, what models.CampaignCounted, scope models.CampaignScope) ([]models.CampaignCount, error)
	CampaignsByID(ctx context.Context, ids []int64) (map[int64]models.Campaign, error)
	// CampaignsBetween returns the campaigns that were under way on some of the days from one to another.
	CampaignsBetween(ctx context.Context, from, to models.Date) ([]models.Campaign, error)
}

// CampaignQuestion asks what came of campaigns.
type CampaignQuestion struct {
	Scope models.CountScope
	Touch models.TouchRule
	Rates models.Rates
	Zone  *time.Location // its calendar decides which month an instant is in; nil is UTC
	At    time.Time      // as of when
}

func (q CampaignQuestion) today() models.Date { return models.DateOf(q.At.In(q.zone())) }

func (q CampaignQuestion) zone() *time.Location { return Period{Zone: q.Zone}.zone() }

// until is the instant behind that as of which it is asked: what happens at that instant counts.
func (q CampaignQuestion) until() time.Time { return q.At.UTC().Add(time.Microsecond) }

// CostUnknown is why there is nothing to say of a campaign's cost; "" where there is.
type CostUnknown string

// The reasons.
const (
	CostKnown     CostUnknown = ""
	CostNotSaid   CostUnknown = "none"    // nobody said what it cost
	CostNoRate    CostUnknown = "rate"    // it is in a currency without a rate
	CostUndated   CostUnknown = "undated" // nobody said when it began: no part of the cost is a period's
	CostOfSome    CostUnknown = "part"    // only some of its customers are counted, and the cost was for all
	CostYetToCome CostUnknown = "planned" // it has yet to begin
)

// CampaignNumbers are what came of a campaign.
type CampaignNumbers struct {
	Brought   int // customers
	Converted int
	Won       int            // deals
	WonAmount models.Money   // in the team's currency
	Apart     []models.Worth // of currencies without a rate, which are not in it
	Rates     []models.Rate  // by which it was converted
	counts    []models.Worth // by currency
}

// Nothing reports that nothing came of it.
func (n CampaignNumbers) Nothing() bool { return n.Brought+n.Converted+n.Won == 0 }

// CampaignResult is what came of a campaign, beside its cost, of all time or of a period.
type CampaignResult struct {
	Campaign models.Campaign
	CampaignNumbers
	Before      CampaignNumbers // of the period before; nothing where it is of all time
	Cost        models.Money    // in the team's currency; none where it isn't known
	Unknown     CostUnknown     // why
	PerCustomer models.Money    // the cost of each customer brought, rounded; none where there is nothing to divide
	Return      *big.Rat        // (won − cost) / cost; nil where there is nothing to divide by
}

// CampaignMonth is what came of a campaign in a calendar month.
type CampaignMonth struct {
	Month models.Date // its first day
	CampaignNumbers
	Cost models.Money // the part of the cost that falls on the month, in the team's currency; none where it isn't known
}

// longAgo is before all that is counted.
var longAgo = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

// Campaigns returns what came of some campaigns until now, in their order.
func (s *Service) Campaigns(ctx context.Context, q CampaignQuestion, campaigns []models.Campaign) ([]CampaignResult, error) {
	if len(campaigns) == 0 {
		return nil, nil
	}
	scope := models.CampaignScope{CountScope: q.Scope, Touch: q.Touch, From: longAgo, To: q.until()}
	for _, m := range campaigns {
		scope.Campaigns = append(scope.Campaigns, m.ID)
	}
	numbers, err := s.campaignNumbers(ctx, scope)
	if err != nil {
		return nil, err
	}
	results := make([]CampaignResult, len(campaigns))
	for i, m := range campaigns {
		results[i] = CampaignResult{Campaign: m, CampaignNumbers: numbers.of(m.ID, 0, q.Rates)}
		cost, unknown := m.Cost, CostKnown
		if m.Phase(q.today()) == models.CampaignPlanned {
			unknown = CostYetToCome
		}
		results[i].price(q, cost, unknown)
	}
	return results, nil
}

// CampaignMonths returns what came of a campaign in each of the last TrendMonths months, from that on in which something came of it first, or in which it
// began.
func (s *Service) CampaignMonths(ctx context.Context, q CampaignQuestion, m models.Campaign) ([]CampaignMonth, error) {
	today := q.today()
	span, list := months(Period{From: today, To: today, Zone: q.zone()}, q.Scope)
	scope := models.CampaignScope{CountScope: q.Scope, Campaigns: []int64{m.ID}, Touch: q.Touch, From: span.From, To: q.until(), Cuts: span.Cuts}
	numbers, err := s.campaignNumbers(ctx, scope)
	if err != nil {
		return nil, err
	}
	var result []CampaignMonth
	for i, month := range list {
		of := CampaignMonth{Month: month.Month, CampaignNumbers: numbers.of(m.ID, i, q.Rates)}
		if cost, known := m.CostBetween(month.Month, month.Month.AddMonths(1).AddDays(-1), today); known && q.Scope.Whole() {
			if converted, can := q.Rates.Convert(cost); can {
				of.Cost = converted
			}
		}
		if len(result) == 0 && of.Nothing() && of.Cost.Minor == 0 {
			continue
		}
		result = append(result, of)
	}
	return result, nil
}

// MostCampaigns is how many campaigns a report shows.
const MostCampaigns = 20

// campaigns returns what came of campaigns in a period, the most won first, beside the part of their cost that falls on its days. Campaigns of which nothing
// came, and which cost nothing in it, aren't among it.
func (s *Service) campaigns(ctx context.Context, q CampaignQuestion, p Period) ([]CampaignResult, error) {
	from, to := p.Bounds()
	numbers, err := s.campaignNumbers(ctx, models.CampaignScope{CountScope: q.Scope, Touch: q.Touch, From: from, To: to})
	if err != nil {
		return nil, err
	}
	scope := models.CampaignScope{CountScope: q.Scope, Touch: q.Touch}
	scope.From, scope.To = p.Previous().Bounds()
	before, err := s.campaignNumbers(ctx, scope)
	if err != nil {
		return nil, fmt.Errorf("count what came of campaigns in the period before: %w", err)
	}
	running, err := s.source.CampaignsBetween(ctx, p.From, p.To)
	if err != nil {
		return nil, fmt.Errorf("list campaigns of a period: %w", err)
	}
	all := map[int64]models.Campaign{}
	for _, m := range running {
		all[m.ID] = m
	}
	var missing []int64
	for id := range numbers {
		if _, known := all[id]; !known {
			missing = append(missing, id)
		}
	}
	others, err := s.source.CampaignsByID(ctx, missing)
	if err != nil {
		return nil, fmt.Errorf("read campaigns: %w", err)
	}
	for id, m := range others {
		all[id] = m
	}
	var results []CampaignResult
	for id, m := range all {
		r := CampaignResult{Campaign: m, CampaignNumbers: numbers.of(id, 0, q.Rates), Before: before.of(id, 0, q.Rates)}
		cost, known := m.CostBetween(p.From, p.To, q.today())
		unknown := CostKnown
		switch {
		case m.Cost.None():
		case !known:
			unknown = CostUndated
		}
		if r.price(q, cost, unknown); r.Nothing() && r.Cost.Minor == 0 {
			continue
		}
		results = append(results, r)
	}
	slices.SortFunc(results, func(a, b CampaignResult) int {
		return cmp.Or(cmp.Compare(b.WonAmount.Minor, a.WonAmount.Minor), b.Won-a.Won, b.Brought-a.Brought, cmp.Compare(b.Cost.Minor, a.Cost.Minor), cmp.Compare(a.Campaign.ID, b.Campaign.ID))
	})
	return results[:min(len(results), MostCampaigns)], nil
}

// price compares what came of a campaign with a cost.
func (r *CampaignResult) price(q CampaignQuestion, cost models.Money, unknown CostUnknown) {
	switch {
	case r.Campaign.Cost.None():
		unknown = CostNotSaid
	case !q.Scope.Whole():
		unknown = CostOfSome
	}
	if r.Unknown = unknown; unknown != CostKnown {
		return
	}
	converted, known := q.Rates.Convert(cost)
	if !known {
		r.Unknown = CostNoRate
		return
	}
	r.Cost = converted
	if r.Brought > 0 {
		if each, fits := models.HalfUp(big.NewRat(converted.Minor, int64(r.Brought))); fits {
			r.PerCustomer = models.Money{Minor: each, Currency: converted.Currency}
		}
	}
	if converted.Minor > 0 {
		r.Return = new(big.Rat).SetFrac(new(big.Int).Sub(big.NewInt(r.WonAmount.Minor), big.NewInt(converted.Minor)), big.NewInt(converted.Minor))
	}
}

// campaignCounts are what was counted, by campaign and part of the span.
type campaignCounts map[int64]map[int]*CampaignNumbers

func (s *Service) campaignNumbers(ctx context.Context, scope models.CampaignScope) (campaignCounts, error) {
	counts := campaignCounts{}
	for what, add := range map[models.CampaignCounted]func(*CampaignNumbers, models.CampaignCount){
		models.CampaignBrought:   func(n *CampaignNumbers, c models.CampaignCount) { n.Brought += c.Count },
		models.CampaignConverted: func(n *CampaignNumbers, c models.CampaignCount) { n.Converted += c.Count },
		models.CampaignWon: func(n *CampaignNumbers, c models.CampaignCount) {
			n.Won += c.Count
			if c.Currency != "" {
				n.counts = append(n.counts, models.Worth{Amount: models.Money{Minor: c.Amount, Currency: c.Currency}, Weighted: models.Money{Minor: c.Amount, Currency: c.Currency}})
			}
		},
	} {
		rows, err := s.source.CountCampaigns(ctx, what, scope)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", what, err)
		}
		for _, c := range rows {
			parts := counts[c.CampaignID]
			if parts == nil {
				parts = map[int]*CampaignNumbers{}
				counts[c.CampaignID] = parts
			}
			if parts[c.Part] == nil {
				parts[c.Part] = &CampaignNumbers{}
			}
			add(parts[c.Part], c)
		}
	}
	return counts, nil
}

// of are the numbers of a campaign in a part of the span, with what was won in the team's currency.
func (c campaignCounts) of(id int64, part int, rates models.Rates) CampaignNumbers {
	n := CampaignNumbers{}
	if known := c[id][part]; known != nil {
		n = *known
	}
	slices.SortFunc(n.counts, func(a, b models.Worth) int { return cmp.Compare(a.Amount.Currency, b.Amount.Currency) })
	together := rates.Together(n.counts)
	n.WonAmount, n.Apart, n.Rates = together.Amount, together.Apart, together.Rates
	return n
}
