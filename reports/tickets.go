package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// TicketSource counts the team's tickets. It is safe for concurrent use.
type TicketSource interface {
	// CountTickets counts one kind of thing over a scope, by what models.TicketCounted says of it.
	CountTickets(ctx context.Context, what models.TicketCounted, scope models.TicketScope) ([]models.TicketCount, error)
}

// TicketReport is the figures of service over a period. docs/metrics.md defines each.
type TicketReport struct {
	Figures    []models.TicketFigure // one for each of TicketDefinitions, in its order
	People     []TicketPart          // by who has the tickets now, who solved most first, at most 20; none where one person was asked for
	Priorities []TicketPart          // in their order, those of which there is something
	Numbers    TicketNumbers         // what all of it is computed from
}

// Nothing reports that there is nothing to tell of tickets, neither in the period nor in the one before.
func (r TicketReport) Nothing() bool {
	return !slices.ContainsFunc(r.Figures, func(f models.TicketFigure) bool { return !f.IsZero() })
}

// TicketPart is the figures of the tickets that one person has, or that have one priority.
type TicketPart struct {
	Value   string // Slack user ID, "" of those that nobody has; or the priority
	Figures []models.TicketFigure
	solved  int
	open    int
}

// ticketCounts is what was counted over one span, by kind.
type ticketCounts map[models.TicketCounted][]models.TicketCount

// ticketKinds are the kinds of things that are counted, and where each is added up.
var ticketKinds = map[models.TicketCounted]func(*TicketNumbers) *models.TicketSum{
	models.TicketsRaised:   func(n *TicketNumbers) *models.TicketSum { return &n.Raised },
	models.TicketsAnswered: func(n *TicketNumbers) *models.TicketSum { return &n.Answered },
	models.TicketsSolved:   func(n *TicketNumbers) *models.TicketSum { return &n.Solved },
	models.TicketsReopened: func(n *TicketNumbers) *models.TicketSum { return &n.Reopened },
	models.TicketsOpenAt:   func(n *TicketNumbers) *models.TicketSum { return &n.Open },
	models.TicketsAsked:    func(n *TicketNumbers) *models.TicketSum { return &n.Asked },
}

// Tickets counts the figures of service over a period, as it stands at an instant, which matters while the period runs.
func (s *Service) Tickets(ctx context.Context, scope models.CountScope, p Period, at time.Time) (TicketReport, error) {
	now, err := s.countTickets(ctx, scope, p, at)
	if err != nil {
		return TicketReport{}, fmt.Errorf("count tickets: %w", err)
	}
	before, err := s.countTickets(ctx, scope, p.Previous(), at)
	if err != nil {
		return TicketReport{}, fmt.Errorf("count tickets of the period before: %w", err)
	}
	byAssignee := func(c models.TicketCount) string { return c.Assignee }
	byPriority := func(c models.TicketCount) string { return string(c.Priority) }
	all := func(models.TicketCount) string { return "" }
	total, earlier := now.by(all)[""], before.by(all)[""]
	report := TicketReport{Figures: ticketFigures(total, earlier, nil), Numbers: total, Priorities: ticketParts(now.by(byPriority), before.by(byPriority))}
	slices.SortFunc(report.Priorities, func(a, b TicketPart) int {
		place := func(p TicketPart) int { return slices.Index(models.Priorities(), models.Priority(p.Value)) }
		return place(a) - place(b)
	})
	if scope.Person == "" {
		report.People = ticketParts(now.by(byAssignee), before.by(byAssignee))
		slices.SortFunc(report.People, func(a, b TicketPart) int {
			return cmp.Or(b.solved-a.solved, b.open-a.open, cmp.Compare(a.Value, b.Value))
		})
		report.People = report.People[:min(len(report.People), maxPeople)]
	}
	return report, nil
}

// countTickets counts what there is to count over a period, as it stands at an instant.
func (s *Service) countTickets(ctx context.Context, scope models.CountScope, p Period, at time.Time) (ticketCounts, error) {
	counts := ticketCounts{}
	for what := range ticketKinds {
		over := models.TicketScope{CountScope: scope}
		over.From, over.To = p.Bounds()
		if what == models.TicketsOpenAt && at.Before(over.To) {
			over.To, over.Running = at.UTC(), true
		}
		rows, err := s.source.CountTickets(ctx, what, over)
		if err != nil {
			return nil, err
		}
		counts[what] = rows
	}
	return counts, nil
}

// by adds up what was counted by what of says of each count.
func (t ticketCounts) by(of func(models.TicketCount) string) map[string]TicketNumbers {
	parts := map[string]TicketNumbers{}
	for what, sum := range ticketKinds {
		for _, c := range t[what] {
			value := of(c)
			n := parts[value]
			sum(&n).Add(c)
			parts[value] = n
		}
	}
	return parts
}

// ticketFigures are the values of all definitions, or of those that only selects.
func ticketFigures(now, before TicketNumbers, only func(TicketDefinition) bool) []models.TicketFigure {
	var list []models.TicketFigure
	for _, d := range TicketDefinitions() {
		if only == nil || only(d) {
			list = append(list, models.TicketFigure{Key: d.Key, Unit: d.Unit, Now: d.Of(now), Before: d.Of(before)})
		}
	}
	return list
}

// ticketParts are the figures of each part of which there is something now.
func ticketParts(now, before map[string]TicketNumbers) []TicketPart {
	var parts []TicketPart
	for value, n := range now {
		figures := ticketFigures(n, before[value], func(d TicketDefinition) bool { return d.ByPart })
		parts = append(parts, TicketPart{Value: value, Figures: figures, solved: n.Solved.Count, open: n.Open.Count})
	}
	return parts
}
