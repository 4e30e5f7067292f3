package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Source counts the team's records. Its methods are safe for concurrent use.
type Source interface {
	DealSource
	HappenedSource
	// Count counts one kind of thing over a span, by what models.Counted says of it.
	Count(ctx context.Context, what models.Counted, span models.CountSpan) ([]models.Count, error)
}

// StatusCount is how many customers had a status when the period ended, or have it now while the period runs.
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
	Period      Period
	Figures     []models.Figure // one for each of Definitions, in its order
	ByStatus    []StatusCount
	Transitions []Transition
	People      []Person                // the most active first, at most 20
	Targets     []models.TargetProgress // of the month and quarter in which the period ends, until then
	Together    models.Converted        // by which rates these are converted

	Happened   Happened
	Trend      []TrendMonth   // TrendMonths, the latest last
	Breakdowns []Breakdown    // one for each Dimension
	Cohorts    []Cohort       // CohortMonths at most, the latest last
	Funnel     []FunnelStep   // of the first pipeline
	Deals      DealReport     // of all pipelines; without time in stages, which are those of the first pipeline
	Boards     []models.Board // of each pipeline that has open deals now
}

// Totals are the figures that are shown for the whole team.
func (r Report) Totals() []models.Figure {
	total := map[string]bool{}
	for _, d := range Definitions() {
		total[d.Key] = d.Total
	}
	return slices.DeleteFunc(slices.Clone(r.Figures), func(f models.Figure) bool { return !total[f.Key] })
}

// Count returns what the figure with a key counted in the period; 0 when there is no such figure.
func (r Report) Count(key string) int {
	for _, f := range r.Figures {
		if f.Key == key {
			return f.Now.N
		}
	}
	return 0
}

// Empty reports whether every figure is zero, in the period and in the one before.
func (r Report) Empty() bool {
	return !slices.ContainsFunc(r.Figures, func(f models.Figure) bool { return !f.IsZero() })
}

const maxPeople = 20

// Service counts reports. It is safe for concurrent use.
type Service struct{ source Source }

// New returns a service that counts what a source has.
func New(source Source) *Service { return &Service{source: source} }

// Report counts what a question asks for over a period, as it stands at an instant, which matters for what is overdue while the period runs. An
// error of the source is wrapped.
func (s *Service) Report(ctx context.Context, q models.ReportQuestion, p Period, at time.Time) (Report, error) {
	today := models.DateOf(at.In(p.zone()))
	kinds := append(counted(Definitions()), models.CountedStatusChanges)
	now, err := s.count(ctx, kinds, p, today)
	if err != nil {
		return Report{}, fmt.Errorf("count report: %w", err)
	}
	before, err := s.count(ctx, kinds, p.Previous(), today)
	if err != nil {
		return Report{}, fmt.Errorf("count the period before: %w", err)
	}
	byStatus, err := s.byStatus(ctx, p)
	if err != nil {
		return Report{}, fmt.Errorf("count customers by status: %w", err)
	}
	report := Report{
		Period:   p,
		Figures:  figures(Definitions(), now, before, ""),
		ByStatus: byStatus,
		People:   now.people(),
	}
	for _, row := range now[models.CountedStatusChanges] {
		if row.From != "" {
			report.Transitions = append(report.Transitions, Transition{From: row.From, To: row.To, Count: row.N})
		}
	}
	if report.Happened, err = s.happened(ctx, q, p, today); err != nil {
		return Report{}, err
	}
	report.Targets, report.Together, err = s.Targets(ctx, q.Targets)
	return report, err
}

// count asks the source for each kind of thing over a period.
func (s *Service) count(ctx context.Context, kinds []models.Counted, p Period, today models.Date) (tally, error) {
	from, to := p.Bounds()
	span := models.CountSpan{From: from, To: to, DueBefore: p.To.AddDays(1), Zone: p.zone()}
	if !today.After(p.To) {
		span.DueBefore, span.Running = today, true
	}
	counts := tally{}
	for _, kind := range kinds {
		if _, known := counts[kind]; known {
			continue
		}
		rows, err := s.source.Count(ctx, kind, span)
		if err != nil {
			return nil, err
		}
		counts[kind] = rows
	}
	return counts, nil
}

// byStatus counts the customers of each status at the end of a period: those that came to it less those that left it,
// by all status changes before.
func (s *Service) byStatus(ctx context.Context, p Period) ([]StatusCount, error) {
	_, end := p.Bounds()
	rows, err := s.source.Count(ctx, models.CountedStatusChanges, models.CountSpan{From: time.Unix(0, 0), To: end, Zone: p.zone()})
	if err != nil {
		return nil, err
	}
	customers := map[models.Status]int{}
	for _, row := range rows {
		customers[row.To] += row.N
		if row.From != "" {
			customers[row.From] -= row.N
		}
	}
	var list []StatusCount
	for _, status := range models.Statuses() {
		list = append(list, StatusCount{Status: status, Count: customers[status]})
	}
	return list, nil
}

// people are the figures by person, most active first. What belongs to nobody or was done by the system is left out.
func (t tally) people() []Person {
	list := chosen(func(d Definition) bool { return d.ByPerson })
	ids := map[string]bool{}
	for _, kind := range counted(list) {
		for _, row := range t[kind] {
			ids[row.Person] = true
		}
	}
	delete(ids, "")
	delete(ids, models.SystemID)
	people := make([]Person, 0, len(ids))
	for id := range ids {
		people = append(people, Person{ID: id, Figures: figures(list, t, nil, id)})
	}
	activity := func(p Person) (active, rest int) {
		for i, d := range list {
			if d.Activity {
				active += p.Figures[i].Now.N
			} else {
				rest += p.Figures[i].Now.N
			}
		}
		return active, rest
	}
	slices.SortFunc(people, func(a, b Person) int {
		aActive, aRest := activity(a)
		bActive, bRest := activity(b)
		return cmp.Or(bActive-aActive, bRest-aRest, cmp.Compare(a.ID, b.ID))
	})
	return people[:min(len(people), maxPeople)]
}
