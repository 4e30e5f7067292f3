package crm

import (
	"context"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// coldRules are the rules as they are kept.
type coldRules struct{ models.ColdRules }

func (r coldRules) check() error { return r.Validate().Err() }

// ColdRules returns when customers are cold; known is false where no admin has said so, and nobody is told then.
func (s *Service) ColdRules(ctx context.Context, actor models.Actor) (rules models.ColdRules, known bool, err error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.ColdRules{}, false, err
	}
	text, err := s.store.Setting(ctx, settingCold.name)
	if err != nil || text == "" {
		return models.ColdRules{}, false, err
	}
	kept, err := settingCold.read(stored{settingCold.name: text})
	return kept.ColdRules, err == nil, err
}

// SetColdRules says when customers are cold. What was told under other rules stays told.
func (s *Service) SetColdRules(ctx context.Context, op models.Operation, rules models.ColdRules) error {
	if err := permit(op.Actor, models.MayManageCold); err != nil {
		return err
	}
	if err := rules.Validate().Err(); err != nil {
		return err
	}
	return s.changeSettings(ctx, op, func(c *change, all stored) error {
		kept, err := settingCold.read(all)
		if err != nil {
			return err
		}
		for _, days := range []struct {
			input         models.Input
			before, after int
		}{
			{models.InputColdContact, kept.Contact, rules.Contact},
			{models.InputColdStep, kept.Step, rules.Step},
			{models.InputColdStuck, kept.Stuck, rules.Stuck},
			{models.InputColdClose, kept.Close, rules.Close},
			{models.InputColdLead, kept.Lead, rules.Lead},
		} {
			if days.before != days.after {
				c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, days.input, strconv.Itoa(days.before), strconv.Itoa(days.after))
			}
		}
		return settingCold.save(ctx, c, coldRules{rules})
	})
}

// ColdCustomers returns one page of the customers that are cold today in the team's zone, the coldest first: somebody's, or with owner ""
// everybody's and nobody's. known is false where no rule was set yet.
func (s *Service) ColdCustomers(ctx context.Context, actor models.Actor, owner, after string, limit int) (page models.ColdPage, rules models.ColdRules, known bool, err error) {
	if rules, known, err = s.ColdRules(ctx, actor); err != nil || !known || !rules.OfCustomers() {
		return models.ColdPage{}, rules, known, err
	}
	page, err = s.store.ColdCustomers(ctx, s.coldQuery(actor, rules, owner, after, limit))
	return page, rules, known, err
}

// ColdDeals is ColdCustomers of open deals: somebody's are those that are theirs, whoever has the customer.
func (s *Service) ColdDeals(ctx context.Context, actor models.Actor, owner, after string, limit int) (page models.ColdPage, rules models.ColdRules, known bool, err error) {
	if rules, known, err = s.ColdRules(ctx, actor); err != nil || !known || !rules.OfDeals() {
		return models.ColdPage{}, rules, known, err
	}
	page, err = s.store.ColdDeals(ctx, s.coldQuery(actor, rules, owner, after, limit))
	return page, rules, known, err
}

// coldQuery asks for what is cold today in the team's zone.
func (s *Service) coldQuery(actor models.Actor, rules models.ColdRules, owner, after string, limit int) models.ColdQuery {
	return models.ColdQuery{Owner: owner, VisibleTo: actor.Sees(), Cut: rules.CutOn(s.Today(""), s.team.Zone, 0), After: after, Limit: limit}
}

// ColdToTell returns what is told at an instant by the rules: the cut of silences for their owner, and for the leads where they are told,
// with before when the owner must have been told. The cuts are empty where nothing is told.
func (s *Service) ColdToTell(ctx context.Context, at time.Time) (t models.ColdTelling, leads bool, err error) {
	rules, _, err := s.ColdRules(ctx, models.System())
	if err != nil {
		return models.ColdTelling{}, false, err
	}
	day := models.DateOf(at.In(s.team.Zone))
	t = models.ColdTelling{
		Cut: rules.CutOn(day, s.team.Zone, 0), LeadCut: rules.CutOn(day, s.team.Zone, rules.Lead), ToldBy: day.AddDays(1 - rules.Lead).In(s.team.Zone).UTC(), At: at,
	}
	return t, rules.Lead > 0 && rules.On(), nil
}

// ToldToday returns at most limit of the customers, and of the deals, that a person's digests told of as cold since the beginning of a day in a zone, as far as
// they still are.
func (s *Service) ToldToday(ctx context.Context, actor models.Actor, today models.Date, zone *time.Location, limit int) (models.ColdPage, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.ColdPage{}, err
	}
	return s.store.ToldCold(ctx, "", actor.ID, today.In(zone).UTC(), limit)
}
