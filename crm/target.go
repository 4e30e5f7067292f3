package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// SetTarget says what a person or the team is to reach in a month or a quarter, in the place of what was said before, which it returns. One
// that wants nothing is none any more.
func (s *Service) SetTarget(ctx context.Context, op models.Operation, target models.Target) (before models.Target, err error) {
	if err := permit(op.Actor, models.MayManageTargets); err != nil {
		return models.Target{}, err
	}
	errs := append(checkUser(models.Field(models.InputUser), target.Person), target.Validate(s.team.Currency, s.Today(""))...)
	if target.Person != "" {
		errs = append(errs, checkWorker(models.Field(models.InputUser), s.candidate(ctx, op.Actor, target.Person))...)
	}
	if len(errs) > 0 {
		return models.Target{}, errs
	}
	err = s.change(ctx, op, func(c *change) error {
		if err := c.LockSettings(ctx); err != nil { // two who set one at once follow each other
			return err
		}
		if before, err = c.Target(ctx, target.Person, target.Span, target.Begins); err != nil {
			return err
		}
		target.SetBy, target.SetAt = op.Actor.ID, c.at
		if before.String() == target.String() {
			return nil
		}
		c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, models.InputTarget, before.String(), target.String())
		if target.Empty() {
			return c.DeleteTarget(ctx, before.ID)
		}
		return c.SaveTarget(ctx, target)
	})
	return before, err
}

// Target returns what was said of a person or the team for a span; the zero Target where nothing was.
func (s *Service) Target(ctx context.Context, actor models.Actor, person string, span models.TargetSpan, begins models.Date) (models.Target, error) {
	if err := permit(actor, models.MayManageTargets); err != nil {
		return models.Target{}, err
	}
	return s.store.Target(ctx, person, span, begins)
}

// TargetsOn asks what was reached, until a day, of the targets of its month and its quarter. Who sees only their own customers has only their
// own targets.
func (s *Service) TargetsOn(ctx context.Context, actor models.Actor, until models.Date) (models.TargetQuestion, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.TargetQuestion{}, err
	}
	text, err := s.store.Setting(ctx, settingRates.name) // anew: a process that nobody asks anything remembers old ones
	if err != nil {
		return models.TargetQuestion{}, err
	}
	rates, err := settingRates.read(stored{settingRates.name: text})
	if err != nil {
		return models.TargetQuestion{}, err
	}
	quarter := until.QuarterStart()
	all, err := s.store.Targets(ctx, quarter, quarter.AddMonths(3).AddDays(-1))
	if person := actor.Sees(); person != "" {
		all = slices.DeleteFunc(all, func(t models.Target) bool { return t.Person != person })
	}
	return models.TargetQuestion{Targets: models.TargetsOn(all, until), Rates: s.ratesOf(rates), Until: until, Zone: s.team.Zone}, err
}
