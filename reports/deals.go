package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// DealSource counts the team's deals. It is safe for concurrent use.
type DealSource interface {
	// CountDeals counts one kind of thing over a scope, by what models.DealCounted says of it.
	CountDeals(ctx context.Context, what models.DealCounted, scope models.DealScope) ([]models.DealCount, error)
}

// DealPerson is what came of one person's deals. A figure has no Before here.
type DealPerson struct {
	ID      string // Slack user ID; "" of deals that are nobody's
	Figures []models.DealFigure
}

// DealReport is the figures of a pipeline's deals over a period. docs/metrics.md defines each.
type DealReport struct {
	Period   Period
	Figures  []models.DealFigure // one for each of DealDefinitions, in its order
	People   []DealPerson        // who won most first, at most 20; none where one person was asked for
	Stages   []models.StageTime  // the open stages in their order
	Together models.Converted    // what was won and lost: it names the rates, and what stayed apart
}

// dealScope is whose deals are counted, in which pipelines, and by which rates.
type dealScope struct {
	models.CountScope
	pipelineID int64             // 0 is every pipeline
	staged     models.Pipeline   // of whose stages it is told how long deals stay
	pipelines  []models.Pipeline // of which the deals are
	rates      models.Rates
}

// asked is what a question asks for.
func asked(q models.DealQuestion) dealScope {
	return dealScope{models.CountScope{VisibleTo: q.VisibleTo, Person: q.Owner}, q.Pipeline.ID, q.Pipeline, []models.Pipeline{q.Pipeline}, q.Rates}
}

// over is a scope as the source takes it, over a span of time.
func (d dealScope) over(from, to time.Time) models.DealScope {
	return models.DealScope{PipelineID: d.pipelineID, Stages: openStages(d.staged), CountScope: d.CountScope, From: from, To: to}
}

func openStages(p models.Pipeline) (ids []int64) {
	for _, stage := range p.Stages {
		if stage.Kind == models.StageOpen {
			ids = append(ids, stage.ID)
		}
	}
	return ids
}

// stage finds the stage with an ID.
func (d dealScope) stage(id int64) models.Stage {
	for _, p := range d.pipelines {
		if at := slices.IndexFunc(p.Stages, func(s models.Stage) bool { return s.ID == id }); at >= 0 {
			return p.Stages[at]
		}
	}
	return models.Stage{}
}

// chance is the probability that a deal is won, in percent: its own, else that of its stage.
func (d dealScope) chance(c models.DealCount) int {
	if c.Probability != nil {
		return *c.Probability
	}
	return d.stage(c.StageID).Probability
}

// Deals counts the figures of deals over a period; how long deals have stayed where they are now, and how many are open, is as of an instant.
func (s *Service) Deals(ctx context.Context, q models.DealQuestion, p Period, now time.Time) (DealReport, error) {
	return s.deals(ctx, asked(q), p, now)
}

func (s *Service) deals(ctx context.Context, d dealScope, p Period, now time.Time) (DealReport, error) {
	report := DealReport{Period: p}
	scope := d.over(p.Bounds())
	scope.To = now
	going, err := s.source.CountDeals(ctx, models.DealStaysUnended, scope)
	if err != nil {
		return DealReport{}, fmt.Errorf("count open deals: %w", err)
	}
	current, closed, err := s.dealNumbers(ctx, d, p)
	if err != nil {
		return DealReport{}, fmt.Errorf("count deals: %w", err)
	}
	before, _, err := s.dealNumbers(ctx, d, p.Previous())
	if err != nil {
		return DealReport{}, fmt.Errorf("count deals of the period before: %w", err)
	}
	for _, g := range going {
		current.Open, before.Open = current.Open+g.Count, before.Open+g.Count
	}
	report.Figures = dealFigures(current, &before, nil)
	report.Together = d.rates.Together(models.SumByCurrency(closed, certain))
	if report.Stages, err = s.stageTimes(ctx, d, p, going); err != nil {
		return DealReport{}, fmt.Errorf("count time in stages: %w", err)
	}
	if d.Person == "" {
		report.People, err = s.dealPeople(ctx, d, p, closed)
	}
	return report, err
}

// certain takes amounts as they are.
func certain(models.DealCount) int { return 100 }

// dealFigures are the values of all definitions, or of those that are shown by person.
func dealFigures(now DealNumbers, before *DealNumbers, only func(DealDefinition) bool) []models.DealFigure {
	var list []models.DealFigure
	for _, d := range DealDefinitions() {
		if only != nil && !only(d) {
			continue
		}
		f := models.DealFigure{Key: d.Key, Unit: d.Unit, Now: d.Of(now)}
		if before != nil {
			f.Before = d.Of(*before)
		}
		list = append(list, f)
	}
	return list
}

// dealNumbers counts what was closed in a period, and what was open when it ended.
func (s *Service) dealNumbers(ctx context.Context, d dealScope, p Period) (DealNumbers, []models.DealCount, error) {
	scope := d.over(p.Bounds())
	closed, err := s.source.CountDeals(ctx, models.DealsClosed, scope)
	if err != nil {
		return DealNumbers{}, nil, err
	}
	numbers := closedNumbers(d.rates, closed)
	open, err := s.openAt(ctx, d, scope)
	if err != nil {
		return DealNumbers{}, nil, err
	}
	pipeline := d.rates.Together(models.SumByCurrency(open, d.chance))
	numbers.Pipeline, numbers.Weighted = pipeline.Amount.Minor, pipeline.Weighted.Minor
	took, err := s.source.CountDeals(ctx, models.DealsTook, scope)
	if err != nil {
		return DealNumbers{}, nil, err
	}
	for _, t := range took { // one row, or none
		numbers.Took = t
	}
	return numbers, closed, nil
}

// openAt counts the deals that were in an open stage when a scope ended.
func (s *Service) openAt(ctx context.Context, d dealScope, scope models.DealScope) ([]models.DealCount, error) {
	rows, err := s.source.CountDeals(ctx, models.DealsOpenAt, scope)
	return having(rows, func(c models.DealCount) bool { return d.stage(c.StageID).Kind == models.StageOpen }), err
}

// closedNumbers adds up what was closed. Each currency's sum is converted by itself.
func closedNumbers(rates models.Rates, closed []models.DealCount) DealNumbers {
	var n DealNumbers
	for _, state := range []models.DealState{models.DealWon, models.DealLost} {
		of := slices.DeleteFunc(slices.Clone(closed), func(c models.DealCount) bool { return c.State != state })
		count, valued := 0, 0
		for _, c := range of {
			count += c.Count
			if _, known := rates.Find(c.Currency); known || c.Currency == rates.Team {
				valued += c.Count
			}
		}
		amount := rates.Together(models.SumByCurrency(of, certain)).Amount.Minor
		if state == models.DealWon {
			n.Won, n.WonAmount, n.Valued = count, amount, valued
		} else {
			n.Lost, n.LostAmount = count, amount
		}
	}
	return n
}

// dealPeople are the figures of each owner of what was closed.
func (s *Service) dealPeople(ctx context.Context, d dealScope, p Period, closed []models.DealCount) ([]DealPerson, error) {
	took, err := s.source.CountDeals(ctx, models.DealsTookByOwner, d.over(p.Bounds()))
	if err != nil {
		return nil, fmt.Errorf("count deals by owner: %w", err)
	}
	byOwner := map[string][]models.DealCount{}
	for _, c := range closed {
		byOwner[c.Owner] = append(byOwner[c.Owner], c)
	}
	var people []DealPerson
	amounts := map[string]DealNumbers{}
	for owner, rows := range byOwner {
		n := closedNumbers(d.rates, rows)
		for _, t := range took {
			if t.Owner == owner {
				n.Took = t
			}
		}
		amounts[owner] = n
		people = append(people, DealPerson{ID: owner, Figures: dealFigures(n, nil, func(def DealDefinition) bool { return def.ByPerson })})
	}
	slices.SortFunc(people, func(a, b DealPerson) int {
		x, y := amounts[a.ID], amounts[b.ID]
		switch {
		case x.WonAmount != y.WonAmount:
			return compare(y.WonAmount, x.WonAmount)
		case x.Won != y.Won:
			return compare(int64(y.Won), int64(x.Won))
		}
		return strings.Compare(a.ID, b.ID)
	})
	return people[:min(len(people), maxPeople)], nil
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// stageTimes is how long deals stayed in each open stage, and have been where they are. A retired stage stands there while there is
// something to say of it.
func (s *Service) stageTimes(ctx context.Context, d dealScope, p Period, going []models.DealCount) ([]models.StageTime, error) {
	finished, err := s.source.CountDeals(ctx, models.DealStaysFinished, d.over(p.Bounds()))
	if err != nil {
		return nil, err
	}
	var list []models.StageTime
	for _, stage := range d.staged.Stages {
		row := models.StageTime{Stage: stage, Finished: ofStage(finished, stage.ID), Going: ofStage(going, stage.ID)}
		if stage.Kind == models.StageOpen && (!stage.Retired() || row.Finished.Count+row.Going.Count > 0) {
			list = append(list, row)
		}
	}
	return list, nil
}

func ofStage(rows []models.DealCount, id int64) models.DealCount {
	for _, row := range rows {
		if row.StageID == id {
			return row
		}
	}
	return models.DealCount{StageID: id}
}
