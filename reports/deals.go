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

// Deals counts the figures of deals over a period; how long deals have stayed where they are now, and how many are open, is as of an instant.
func (s *Service) Deals(ctx context.Context, q models.DealQuestion, p Period, now time.Time) (DealReport, error) {
	report := DealReport{Period: p}
	scope := scopeOf(q, p)
	scope.To = now
	going, err := s.source.CountDeals(ctx, models.DealStaysUnended, scope)
	if err != nil {
		return DealReport{}, fmt.Errorf("count open deals: %w", err)
	}
	current, closed, err := s.dealNumbers(ctx, q, p)
	if err != nil {
		return DealReport{}, fmt.Errorf("count deals: %w", err)
	}
	before, _, err := s.dealNumbers(ctx, q, p.Previous())
	if err != nil {
		return DealReport{}, fmt.Errorf("count deals of the period before: %w", err)
	}
	for _, g := range going {
		current.Open, before.Open = current.Open+g.Count, before.Open+g.Count
	}
	report.Figures = dealFigures(current, &before, nil)
	report.Together = q.Rates.Together(models.SumByCurrency(closed, certain))
	if report.Stages, err = s.stageTimes(ctx, q, p, going); err != nil {
		return DealReport{}, fmt.Errorf("count time in stages: %w", err)
	}
	if q.Owner == "" {
		report.People, err = s.dealPeople(ctx, q, p, closed)
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

// scopeOf is what a question asks for over a period.
func scopeOf(q models.DealQuestion, p Period) models.DealScope {
	from, to := p.Bounds()
	var open []int64
	for _, stage := range q.Pipeline.Stages {
		if stage.Kind == models.StageOpen {
			open = append(open, stage.ID)
		}
	}
	return models.DealScope{PipelineID: q.Pipeline.ID, Stages: open, Owner: q.Owner, VisibleTo: q.VisibleTo, From: from, To: to}
}

// dealNumbers counts what was closed in a period.
func (s *Service) dealNumbers(ctx context.Context, q models.DealQuestion, p Period) (DealNumbers, []models.DealCount, error) {
	scope := scopeOf(q, p)
	closed, err := s.source.CountDeals(ctx, models.DealsClosed, scope)
	if err != nil {
		return DealNumbers{}, nil, err
	}
	numbers := closedNumbers(q.Rates, closed)
	took, err := s.source.CountDeals(ctx, models.DealsTook, scope)
	if err != nil {
		return DealNumbers{}, nil, err
	}
	for _, t := range took { // one row, or none
		numbers.Took = t
	}
	return numbers, closed, nil
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
func (s *Service) dealPeople(ctx context.Context, q models.DealQuestion, p Period, closed []models.DealCount) ([]DealPerson, error) {
	took, err := s.source.CountDeals(ctx, models.DealsTookByOwner, scopeOf(q, p))
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
		n := closedNumbers(q.Rates, rows)
		for _, t := range took {
			if t.Owner == owner {
				n.Took = t
			}
		}
		amounts[owner] = n
		people = append(people, DealPerson{ID: owner, Figures: dealFigures(n, nil, func(d DealDefinition) bool { return d.ByPerson })})
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
func (s *Service) stageTimes(ctx context.Context, q models.DealQuestion, p Period, going []models.DealCount) ([]models.StageTime, error) {
	finished, err := s.source.CountDeals(ctx, models.DealStaysFinished, scopeOf(q, p))
	if err != nil {
		return nil, err
	}
	var list []models.StageTime
	for _, stage := range q.Pipeline.Stages {
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
