package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Figure is a number, and what it was in the period before.
type Figure struct{ Now, Before int }

// OwnerRow is what one person did in the period. The figures are those of Report, by person.
type OwnerRow struct {
	Owner        string // Slack user ID
	New          int    // new customers that the person owns now
	Interactions int    // logged by the person
	Done         int    // follow-ups the person marked done, on time or late
	Overdue      int    // assigned to the person
}

// StatusCount is how many customers stood at a status when the period ended, or stand now while it runs.
type StatusCount struct {
	Status models.Status
	Count  int
}

// Transition is how often customers changed from one status to another in the period.
type Transition struct {
	From, To models.Status
	Count    int
}

// Report is the figures of one period. docs/metrics.md defines each and shows how to check it by hand.
type Report struct {
	Period       Period
	New          Figure // customers created
	Interactions Figure // interactions that happened
	DoneOnTime   Figure // follow-ups done on or before their due day, by the calendar of the period's zone
	DoneLate     Figure // follow-ups done after it
	Overdue      Figure // follow-ups open at the end of the period, or now while it runs, that were due before
	Activated    Figure // changes to active from another status; a customer created as active isn't one
	Churned      Figure // changes to churned from another status
	ByStatus     []StatusCount
	Transitions  []Transition
	Owners       []OwnerRow // most active first, at most 20
}

const maxOwners = 20

// Service counts reports. It is safe for concurrent use.
type Service struct{ store *store.Store }

// New returns a service that counts in a store.
func New(st *store.Store) *Service { return &Service{store: st} }

// Report counts the figures of a period as they stand on a day, which matters for what is overdue while the period
// runs. The error wraps store.ErrUnavailable when the database is away.
func (s *Service) Report(ctx context.Context, p Period, today models.Date) (Report, error) {
	now, err := s.count(ctx, p, today)
	if err != nil {
		return Report{}, fmt.Errorf("count report: %w", err)
	}
	before, err := s.count(ctx, p.Previous(), today)
	if err != nil {
		return Report{}, fmt.Errorf("count the period before: %w", err)
	}
	_, end := p.Bounds()
	standing, err := s.store.CountByStatus(ctx, end)
	if err != nil {
		return Report{}, fmt.Errorf("count customers by status: %w", err)
	}
	newFigure := func(of func(counts) int) Figure { return Figure{Now: of(now), Before: of(before)} }
	report := Report{
		Period:       p,
		New:          newFigure(func(c counts) int { return c.created() }),
		Interactions: newFigure(func(c counts) int { return total(c.interactions) }),
		DoneOnTime:   newFigure(func(c counts) int { onTime, _ := c.done(); return onTime }),
		DoneLate:     newFigure(func(c counts) int { _, late := c.done(); return late }),
		Overdue:      newFigure(func(c counts) int { return total(c.overdue) }),
		Activated:    newFigure(func(c counts) int { return c.changedTo(models.StatusActive) }),
		Churned:      newFigure(func(c counts) int { return c.changedTo(models.StatusChurned) }),
		Owners:       now.owners(),
	}
	for _, status := range models.Statuses() {
		report.ByStatus = append(report.ByStatus, StatusCount{Status: status, Count: standing[status]})
	}
	for _, t := range now.transitions {
		if t.From != "" {
			report.Transitions = append(report.Transitions, Transition(t))
		}
	}
	return report, nil
}

// counts is what the store counts of one period.
type counts struct {
	transitions  []store.TransitionCount
	fresh        []store.OwnerCount
	interactions []store.OwnerCount
	closed       []store.DoneCount
	overdue      []store.OwnerCount
}

func (s *Service) count(ctx context.Context, p Period, today models.Date) (counts, error) {
	from, to := p.Bounds()
	c, err := s.countDoings(ctx, p)
	if err != nil {
		return counts{}, err
	}
	if c.transitions, err = s.store.CountTransitions(ctx, from, to); err != nil {
		return counts{}, err
	}
	c.overdue, err = s.overdue(ctx, p, to, today)
	return c, err
}

// countDoings counts what people did in a period.
func (s *Service) countDoings(ctx context.Context, p Period) (c counts, err error) {
	from, to := p.Bounds()
	if c.fresh, err = s.store.CountNew(ctx, from, to); err != nil {
		return counts{}, err
	}
	if c.interactions, err = s.store.CountInteractions(ctx, from, to); err != nil {
		return counts{}, err
	}
	c.closed, err = s.store.CountDone(ctx, from, to, p.zone())
	return c, err
}

// overdue counts what is overdue now while the period runs, and what was when it ended afterwards.
func (s *Service) overdue(ctx context.Context, p Period, end time.Time, today models.Date) ([]store.OwnerCount, error) {
	if !today.After(p.To) {
		return s.store.CountOverdue(ctx, today, p.zone())
	}
	return s.store.CountOverdueAt(ctx, p.To.AddDays(1), end, p.zone())
}

func (c counts) created() int {
	n := 0
	for _, t := range c.transitions {
		if t.From == "" {
			n += t.Count
		}
	}
	return n
}

func (c counts) changedTo(status models.Status) int {
	n := 0
	for _, t := range c.transitions {
		if t.From != "" && t.To == status {
			n += t.Count
		}
	}
	return n
}

func (c counts) done() (onTime, late int) {
	for _, row := range c.closed {
		onTime += row.OnTime
		late += row.Late
	}
	return onTime, late
}

func total(rows []store.OwnerCount) int {
	n := 0
	for _, row := range rows {
		n += row.Count
	}
	return n
}

// people gathers the figures by person.
func (c counts) people() map[string]*OwnerRow {
	people := map[string]*OwnerRow{}
	row := func(owner string) *OwnerRow {
		if people[owner] == nil {
			people[owner] = &OwnerRow{Owner: owner}
		}
		return people[owner]
	}
	for _, r := range c.fresh {
		row(r.Owner).New = r.Count
	}
	for _, r := range c.interactions {
		row(r.Owner).Interactions = r.Count
	}
	for _, r := range c.closed {
		row(r.Owner).Done = r.OnTime + r.Late
	}
	for _, r := range c.overdue {
		row(r.Owner).Overdue = r.Count
	}
	return people
}

// owners are the people, most active first.
func (c counts) owners() []OwnerRow {
	people := c.people()
	delete(people, "") // what is nobody's stands in the totals only
	delete(people, models.SystemID)
	list := make([]OwnerRow, 0, len(people))
	for _, r := range people {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b OwnerRow) int {
		return cmp.Or(b.activity()-a.activity(), b.Overdue-a.Overdue, cmp.Compare(a.Owner, b.Owner))
	})
	return list[:min(len(list), maxOwners)]
}

func (r OwnerRow) activity() int { return r.New + r.Interactions + r.Done }
