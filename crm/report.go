package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// ReportOn asks for a report of a scope as the actor may see it, with the targets of the month and quarter in which a day is, until then: of
// one person theirs, and of some customers none, since targets are for all.
func (s *Service) ReportOn(ctx context.Context, actor models.Actor, scope models.CountScope, until models.Date) (models.ReportQuestion, error) {
	if err := permit(actor, models.MayReport); err != nil {
		return models.ReportQuestion{}, err
	}
	targets, err := s.TargetsOn(ctx, actor, until)
	if err != nil {
		return models.ReportQuestion{}, err
	}
	rules, _, err := s.ColdRules(ctx, actor)
	if err != nil {
		return models.ReportQuestion{}, err
	}
	targets.Targets = slices.DeleteFunc(targets.Targets, func(t models.Target) bool {
		return scope.Industry+scope.Source+scope.Tag != "" || scope.Person != "" && t.Person != scope.Person
	})
	scope.VisibleTo = actor.Sees()
	return models.ReportQuestion{Scope: scope, Rates: targets.Rates, Targets: targets, Cold: rules.CutOn(s.Today(""), s.team.Zone, 0)}, nil
}
