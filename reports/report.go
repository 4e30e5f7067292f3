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
	CampaignSource
	TicketSource
	// Count counts one kind of thing over a span, by what models.Counted says of it.
	Count(ctx context.Context, what models.Counted, span models.CountSpan) ([]models.Count, error)
	// Pipelines returns the pipelines through which deals go.
	Pipelines(ctx context.Context) (*models.Pipelines, error)
	// SourcesWritten returns how sources of customers are written, by what they are compared by.
	SourcesWritten(ctx context.Context, keys []string) (map[string]string, error)
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
	Trend      []TrendMonth     // TrendMonths, the latest last
	Breakdowns []Breakdown      // one for each Dimension
	Campaigns  []CampaignResult // by the first touch
	Tickets    TicketReport     // of who serves
	Cohorts    []Cohort         // CohortMonths at most, the latest last
	Funnel     []FunnelStep     // of the first pipeline
	Deals      DealReport       // of all pipelines, but for time in stages: those of the first pipeline
	Boards     []models.Board   // of each pipeline that has open deals now
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

// Report counts what a question asks for over a period, as it stands at an instant, which matters for what is overdue while the period runs, and
// for what is open now. An error of the source is wrapped.
func (s *Service) Report(ctx context.Context, q models.ReportQuestion, p Period, at time.Time) (Report, error) {
	report, today := Report{Period: p}, p.Day(at)
	if err := s.figures(ctx, &report, q.Scope, today); err != nil {
		return Report{}, err
	}
	var err error
	if report.Happened, err = s.happened(ctx, q, p, at); err != nil {
		return Report{}, err
	}
	if report.Targets, report.Together, err = s.Targets(ctx, q.Targets); err != nil {
		return Report{}, err
	}
	pipelines, err := s.source.Pipelines(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("read pipelines: %w", err)
	}
	d := dealScope{CountScope: q.Scope, pipelines: pipelines.All(), rates: q.Rates}
	for _, first := range pipelines.Active()[:min(1, len(pipelines.Active()))] {
		d.staged = first
	}
	if report.Deals, err = s.deals(ctx, d, p, at); err != nil {
		return Report{}, err
	}
	if report.Boards, err = s.boards(ctx, d); err != nil {
		return Report{}, err
	}
	if report.Funnel, err = s.funnel(ctx, d, p); err != nil {
		return Report{}, err
	}
	if report.Trend, report.Cohorts, err = s.trend(ctx, d, p); err != nil {
		return Report{}, err
	}
	for _, by := range models.Dimensions() {
		divided, err := s.breakdown(ctx, d, by, p)
		if err != nil {
			return Report{}, err
		}
		report.Breakdowns = append(report.Breakdowns, divided)
	}
	asked := CampaignQuestion{Scope: q.Scope, Touch: models.FirstTouch, Rates: q.Rates, Zone: p.Zone, At: at}
	if report.Campaigns, err = s.campaigns(ctx, asked, p); err != nil {
		return Report{}, err
	}
	report.Tickets, err = s.Tickets(ctx, q.Scope, p, at)
	return report, err
}

// figures counts what is declared, the customers by status, and who did what, as of a day.
func (s *Service) figures(ctx context.Context, report *Report, scope models.CountScope, today models.Date) error {
	p := report.Period
	kinds := append(counted(Definitions()), models.CountedStatusChanges)
	now, err := s.count(ctx, kinds, p, today, scope)
	if err != nil {
		return fmt.Errorf("count report: %w", err)
	}
	earlier, err := s.count(ctx, kinds, p.Previous(), today, scope)
	if err != nil {
		return fmt.Errorf("count the period before: %w", err)
	}
	_, end := p.Bounds()
	at, err := s.source.Count(ctx, models.CountedStanding, models.CountSpan{To: end, Zone: p.zone(), Scope: scope})
	if err != nil {
		return fmt.Errorf("count customers by status: %w", err)
	}
	now[countedBefore] = before(at, now[models.CountedStatusChanges])
	then := now[countedBefore] // when the period before ended: where this one begins, unless it runs
	if previous := p.Previous(); previous.To.AddDays(1) != p.From {
		_, end := previous.Bounds()
		if then, err = s.source.Count(ctx, models.CountedStanding, models.CountSpan{To: end, Zone: p.zone(), Scope: scope}); err != nil {
			return fmt.Errorf("count customers by status before: %w", err)
		}
	}
	earlier[countedBefore] = before(then, earlier[models.CountedStatusChanges])
	report.Figures = figures(Definitions(), now, earlier, "")
	for _, status := range models.Statuses() {
		stand := tally{countedBefore: at}.sum(Definition{From: countedBefore, Only: standsAt(status)}, "")
		report.ByStatus = append(report.ByStatus, StatusCount{Status: status, Count: stand})
	}
	for _, row := range now[models.CountedStatusChanges] {
		if row.From != "" {
			report.Transitions = append(report.Transitions, Transition{From: row.From, To: row.To, Count: row.N})
		}
	}
	slices.SortFunc(report.Transitions, func(a, b Transition) int {
		place := func(s models.Status) int { return slices.Index(models.Statuses(), s) }
		return cmp.Or(place(a.From)-place(b.From), place(a.To)-place(b.To))
	})
	if scope.Person == "" {
		report.People = now.people()
	}
	return nil
}

// countedBefore is where customers stood when a span began: To is their status. It follows from where they stood when it ended, and what changed.
const countedBefore models.Counted = "customers by status before"

// before is where customers stood before status changes after which they stand where they do.
func before(standing, changes []models.Count) []models.Count {
	list := slices.Clone(standing)
	for _, c := range changes {
		list = append(list, models.Count{To: c.To, N: -c.N})
		if c.From != "" {
			list = append(list, models.Count{To: c.From, N: c.N})
		}
	}
	return list
}

// count asks the source for each kind of thing of a scope over a period.
func (s *Service) count(ctx context.Context, kinds []models.Counted, p Period, today models.Date, scope models.CountScope) (tally, error) {
	from, to := p.Bounds()
	span := models.CountSpan{From: from, To: to, DueBefore: p.To.AddDays(1), Zone: p.zone(), Scope: scope}
	if !today.After(p.To) {
		span.DueBefore, span.Running = today, true
	}
	counts := tally{}
	for _, kind := range kinds {
		if _, known := counts[kind]; known || kind == countedBefore {
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
