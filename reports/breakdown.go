package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Dimension is by what a breakdown divides.
type Dimension = models.Dimension

// The dimensions of breakdowns.
const (
	ByOwner    = models.ByOwner
	ByIndustry = models.ByIndustry
	BySource   = models.BySource
	ByTag      = models.ByTag
)

// MostParts is how many parts of a breakdown are named; what is less is added up in one.
const MostParts = 20

// Breakdown is figures of the period divided by what customers have in common. A customer with several tags is in several parts, so that parts
// by tag don't add up to the whole.
type Breakdown struct {
	By    Dimension
	Parts []Part // the most customers first; those of nobody or nothing, then the rest, come last
}

// Part is what customers that have a value in common brought.
type Part struct {
	Value      string // Slack user ID, industry key, source or tag; "" is none
	Rest       int    // of how many values less than those that are named it is; 0 of a named one
	Customers  int    // that there were when the period ended
	New        int    // in the period; so are those below
	Activated  int
	Churned    int
	Won        int // deals
	Lost       int
	WonAmount  models.Money // in the team's currency
	OpenAmount models.Money // of the deals that are open now
}

// sums are what is added up of a part while it is counted.
type sums struct {
	Part
	closed, open []models.DealCount
}

// divider adds up counts by their values.
type divider struct {
	by    Dimension
	parts map[string]*sums
}

// of are the parts to which a value belongs: as many as it has tags.
func (d divider) of(value string) []*sums {
	keys := []string{value}
	written := keys
	if d.by == ByTag && value != "" {
		written, keys = models.ParseTags(value), nil
		for _, tag := range written {
			keys = append(keys, models.TagKey(tag))
		}
	}
	list := make([]*sums, len(keys))
	for i, key := range keys {
		if d.parts[key] == nil {
			d.parts[key] = &sums{Part: Part{Value: written[i]}}
		}
		list[i] = d.parts[key]
	}
	return list
}

// breakdown divides what was counted of a period by what customers have in common. What is open is as of now.
func (s *Service) breakdown(ctx context.Context, d dealScope, by Dimension, p Period) (Breakdown, error) {
	from, to := p.Bounds()
	span := models.CountSpan{From: from, To: to, Zone: p.zone(), Scope: d.CountScope, By: by}
	divide := divider{by, map[string]*sums{}}
	there, err := s.source.Count(ctx, models.CountedCustomers, span)
	if err != nil {
		return Breakdown{}, fmt.Errorf("count customers by %s: %w", by, err)
	}
	for _, c := range there {
		for _, part := range divide.of(c.Value) {
			part.Customers += c.N
		}
	}
	changes, err := s.source.Count(ctx, models.CountedStatusChanges, span)
	if err != nil {
		return Breakdown{}, fmt.Errorf("count status changes by %s: %w", by, err)
	}
	for _, c := range changes {
		for _, part := range divide.of(c.Value) {
			switch {
			case c.From == "":
				part.New += c.N
			case c.To == models.StatusActive:
				part.Activated += c.N
			case c.To == models.StatusChurned:
				part.Churned += c.N
			}
		}
	}
	scope := d.over(from, to)
	scope.By = by
	closed, err := s.source.CountDeals(ctx, models.DealsClosed, scope)
	if err != nil {
		return Breakdown{}, fmt.Errorf("count deals by %s: %w", by, err)
	}
	for _, c := range closed {
		for _, part := range divide.of(c.Value) {
			part.closed = append(part.closed, c)
		}
	}
	scope.To = time.Time{}
	open, err := s.openAt(ctx, d, scope)
	if err != nil {
		return Breakdown{}, fmt.Errorf("count open deals by %s: %w", by, err)
	}
	for _, c := range open {
		for _, part := range divide.of(c.Value) {
			part.open = append(part.open, c)
		}
	}
	list := divide.list(d.rates)
	return Breakdown{By: by, Parts: list}, s.written(ctx, by, list)
}

// written puts sources as they are written in the place of what they are compared by.
func (s *Service) written(ctx context.Context, by Dimension, parts []Part) error {
	if by != BySource {
		return nil
	}
	var keys []string
	for _, part := range parts {
		if part.Value != "" {
			keys = append(keys, part.Value)
		}
	}
	sources, err := s.source.SourcesWritten(ctx, keys)
	if err != nil {
		return fmt.Errorf("read sources: %w", err)
	}
	for i := range parts {
		if parts[i].Value != "" {
			parts[i].Value = sources[parts[i].Value]
		}
	}
	return nil
}

// list are the parts of which there is something to say, in the order in which they are shown.
func (d divider) list(rates models.Rates) []Part {
	var named, last []*sums
	for key, part := range d.parts {
		if part.finish(rates); part.empty() {
			continue
		}
		if key == "" {
			last = append(last, part)
		} else {
			named = append(named, part)
		}
	}
	slices.SortFunc(named, func(a, b *sums) int {
		return cmp.Or(b.Customers-a.Customers, b.New-a.New, cmp.Compare(b.WonAmount.Minor, a.WonAmount.Minor), b.Won-a.Won, cmp.Compare(a.Value, b.Value))
	})
	if len(named) > MostParts {
		rest := &sums{Part: Part{Rest: len(named) - MostParts}}
		for _, part := range named[MostParts:] {
			rest.add(*part)
		}
		rest.finish(rates)
		named, last = named[:MostParts], append(last, rest)
	}
	list := make([]Part, 0, len(named)+len(last))
	for _, part := range append(named, last...) {
		list = append(list, part.Part)
	}
	return list
}

// finish computes what follows from the deals of a part.
func (s *sums) finish(rates models.Rates) {
	n := closedNumbers(rates, s.closed)
	s.Won, s.Lost = n.Won, n.Lost
	s.WonAmount = models.Money{Minor: n.WonAmount, Currency: rates.Team}
	s.OpenAmount = rates.Together(models.SumByCurrency(s.open, certain)).Amount
}

func (s *sums) empty() bool {
	return s.Customers+s.New+s.Activated+s.Churned == 0 && len(s.closed)+len(s.open) == 0
}

// add adds another part. What a customer with two of its tags brought is in it twice.
func (s *sums) add(other sums) {
	s.Customers, s.New, s.Activated, s.Churned = s.Customers+other.Customers, s.New+other.New, s.Activated+other.Activated, s.Churned+other.Churned
	s.closed, s.open = append(s.closed, other.closed...), append(s.open, other.open...)
}
