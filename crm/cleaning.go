package crm

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// docs/decisions/044 says how findings are kept up to date.

const (
	lookPage   = 500             // how many customers are looked at together
	looksAtOne = 5000            // how many are looked at, at most, while somebody waits
	lookMargin = 2 * time.Minute // how long before a look a change may have begun that was saved after it
)

// Cleaning says how the team's data is: to whoever may repair anybody's, everybody's; to others who may repair any, what is theirs; and to
// everybody else how many findings there are.
func (s *Service) Cleaning(ctx context.Context, actor models.Actor) (summary models.CleaningSummary, err error) {
	if err := permit(actor, models.MayView); err != nil {
		return summary, err
	}
	if summary.Through, summary.Of, err = s.freshen(ctx); err != nil {
		return summary, err
	}
	owner := cleaningOwner(actor)
	summary.Own, summary.StaleAfter = owner != "", s.team.StaleAfter
	if summary.Looks, err = s.store.Looks(ctx, s.Today(""), models.MaxCleaningLooks); err != nil {
		return summary, err
	}
	if summary.Own {
		summary.Looks = nil // they are the team's
	}
	counts, err := s.store.CountFindings(ctx, owner, false)
	if err != nil {
		return summary, err
	}
	ignored, err := s.store.CountFindings(ctx, owner, true)
	for _, rule := range models.FindingRules() {
		count := models.FindingCount{Kind: rule.Kind, Count: counts[rule.Kind], Repairs: actor.May(rule.Repair)}
		if summary.Own && !count.Repairs {
			continue
		}
		if last := len(summary.Looks) - 1; last >= 0 {
			count.Before, count.Known = summary.Looks[last].Counts[rule.Kind], true
		}
		summary.Counts = append(summary.Counts, count)
		if count.Repairs {
			summary.Ignored += ignored[rule.Kind]
		}
	}
	return summary, err
}

// FindingsKnown is how many findings were known at the last look, for whoever may repair anybody's; 0 for everybody else. It looks at nothing anew.
func (s *Service) FindingsKnown(ctx context.Context, actor models.Actor) (n int, err error) {
	if !actor.May(models.MayClean) {
		return 0, nil
	}
	counts, err := s.store.CountFindings(ctx, "", false)
	for _, count := range counts {
		n += count
	}
	return n, err
}

// cleaningOwner is whose findings somebody sees; "" is everybody's.
func cleaningOwner(actor models.Actor) string {
	if actor.May(models.MayClean) || !actor.May(models.MayEdit) {
		return ""
	}
	return actor.ID
}

// Findings returns a page of the findings that the actor may repair: of a kind, or those that are ignored.
func (s *Service) Findings(ctx context.Context, actor models.Actor, query models.FindingQuery) (page models.FindingPage, err error) {
	if err := permit(actor, models.MayEdit); err != nil {
		return page, err
	}
	if rule, known := query.Kind.Rule(); known {
		if err := permit(actor, rule.Repair); err != nil {
			return page, err
		}
	}
	if _, _, err := s.freshen(ctx); err != nil {
		return page, err
	}
	query.Owner, query.Kinds = cleaningOwner(actor), repairs(actor)
	if page, err = s.store.Findings(ctx, query); err != nil {
		return page, err
	}
	for i := range page.Entries {
		if entry := &page.Entries[i]; entry.Kind == models.FindingLeft {
			entry.Why = s.unfit(ctx, actor, entry.Owner)
		}
	}
	return page, nil
}

// repairs are the kinds of findings that somebody may repair.
func repairs(actor models.Actor) (kinds []models.FindingKind) {
	for _, rule := range models.FindingRules() {
		if actor.May(rule.Repair) {
			kinds = append(kinds, rule.Kind)
		}
	}
	return kinds
}

// IgnoreFinding says that what was found is right, until it is something else; or that it isn't, after all. It returns the finding.
func (s *Service) IgnoreFinding(ctx context.Context, op models.Operation, id int64, ignore bool) (f models.Finding, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return f, err
	}
	err = s.change(ctx, op, func(c *change) error {
		if f, err = c.Finding(ctx, id); errors.Is(err, store.ErrNotFound) {
			return models.NotFound("error.finding_gone")
		} else if err != nil {
			return err
		}
		rule, _ := f.Kind.Rule()
		if err := permit(op.Actor, rule.Repair); err != nil {
			return err
		}
		if owner := cleaningOwner(op.Actor); owner != "" && f.Owner != owner {
			return models.NotFound("error.finding_gone")
		}
		return c.ignore(ctx, &f, ignore)
	})
	return f, err
}

// ignore ignores a finding, with what else follows from it.
func (c *change) ignore(ctx context.Context, f *models.Finding, ignore bool) error {
	action, by := models.ActionHeed, ""
	if ignore {
		action, by = models.ActionIgnore, c.op.Actor.ID
	}
	switch f.Kind {
	case models.FindingLeft:
		c.note(models.EntityMember, 0, 0, action, "", f.Owner, string(f.Kind))
	case models.FindingDuplicate:
		one, other, err := c.lockPair(ctx, f.CustomerID, f.OtherID, (*change).lockCustomer)
		if err != nil {
			return err
		}
		if !ignore {
			if err := c.ForgetPairDecision(ctx, f.CustomerID, f.OtherID); err != nil {
				return err
			}
			c.note(models.EntityCustomer, one.ID, one.Version, action, "", one.Code, string(f.Kind))
			break
		}
		if err := c.decidePair(ctx, one, other, false); err != nil {
			return err
		}
	default:
		customer, err := c.lockCustomer(ctx, f.CustomerID)
		if err != nil {
			return err
		}
		c.note(models.EntityCustomer, customer.ID, customer.Version, action, "", customer.Code, string(f.Kind))
	}
	return c.IgnoreFinding(ctx, f, by, c.at)
}

// Look looks at all customers, page by page, and calls goOn before each, which stops it with an error.
func (s *Service) Look(ctx context.Context, goOn func(context.Context) error) error {
	began := s.clock.Now().UTC()
	l := s.newLook()
	for after := int64(0); ; {
		if err := goOn(ctx); err != nil {
			return err
		}
		ids, last, err := s.store.ToLookAt(ctx, after, lookPage)
		if err == nil {
			err = l.at(ctx, ids)
		}
		if err != nil {
			return err
		}
		if after = last; last == 0 {
			break
		}
	}
	if err := l.people(ctx); err != nil {
		return err
	}
	until := began.Add(-lookMargin)
	return s.store.SaveCleaningState(ctx, store.CleaningState{LookedAt: &began, ChangedUntil: &until})
}

// NoteLook looks at everything on the day of a monthly look, and keeps how many findings there are. It does so once for a day.
func (s *Service) NoteLook(ctx context.Context, day models.Date, goOn func(context.Context) error) error {
	looks, err := s.store.Looks(ctx, day, 1)
	if err != nil || len(looks) > 0 && looks[0].Day == day {
		return err
	}
	if err := s.Look(ctx, goOn); err != nil {
		return err
	}
	counts, err := s.store.CountFindings(ctx, "", false)
	if err != nil {
		return err
	}
	return s.store.NoteLook(ctx, models.CleaningLook{Day: day, Counts: counts})
}

// CleaningTold returns what a channel is told of the monthly look of a day: how many findings there were, and at the look before.
func (s *Service) CleaningTold(ctx context.Context, day models.Date) (told models.CleaningTold, err error) {
	told = models.CleaningTold{Day: day, Summary: models.CleaningSummary{StaleAfter: s.team.StaleAfter}}
	looks, err := s.store.Looks(ctx, day, models.MaxCleaningLooks)
	if err != nil || len(looks) == 0 || looks[len(looks)-1].Day != day {
		return told, err
	}
	told.Summary.Looks = looks
	for _, rule := range models.FindingRules() {
		count := models.FindingCount{Kind: rule.Kind, Count: looks[len(looks)-1].Counts[rule.Kind]}
		if len(looks) > 1 {
			count.Before, count.Known = looks[len(looks)-2].Counts[rule.Kind], true
		}
		told.Summary.Counts = append(told.Summary.Counts, count)
	}
	return told, nil
}

// freshen brings findings up to date while somebody waits: with what changed since the last look, or before the first has ended by going on
// with that. through and of say how far it has come where it isn't done; both are 0 where it is.
func (s *Service) freshen(ctx context.Context) (through, of int, err error) {
	state, err := s.store.CleaningState(ctx)
	if err != nil {
		return 0, 0, err
	}
	began, l, was := s.clock.Now().UTC(), s.newLook(), state
	done, err := false, error(nil)
	if until := began.Add(-lookMargin); state.LookedAt == nil {
		if state.ChangedUntil == nil {
			state.ChangedUntil = &until
		}
		if done, err = l.goOn(ctx, &state); done {
			state.LookedAt, state.Through = &began, 0
		}
	} else if done, err = l.changed(ctx, &state); done && until.After(*state.ChangedUntil) {
		state.ChangedUntil = &until
	}
	if err == nil && done {
		err = l.people(ctx)
	}
	if err == nil && state != was {
		err = s.store.SaveCleaningState(ctx, state)
	}
	if err != nil || done || state.LookedAt != nil {
		return 0, 0, err
	}
	if through, err = s.store.CustomersListed(ctx, state.Through); err == nil {
		of, err = s.store.CustomersListed(ctx, 0)
	}
	return through, of, err
}
