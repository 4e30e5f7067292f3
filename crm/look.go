package crm

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// look is one look at customers.
type look struct {
	s     *Service
	rules models.CleaningRules
	query store.LookQuery
	when  time.Time
	works map[string]bool // whether somebody can be given work, once it was asked
}

func (s *Service) newLook() *look {
	now := s.Now("")
	l := &look{s: s, when: now.UTC().Truncate(time.Microsecond), works: map[string]bool{"": false}}
	l.query = store.LookQuery{Today: models.DateOf(now), Zone: s.team.Zone}
	if s.team.StaleAfter > 0 {
		l.query.StaleBefore = l.query.Today.AddDays(-s.team.StaleAfter).In(s.team.Zone).UTC()
	}
	l.rules = models.CleaningRules{Rules: s.Rules(""), StaleBefore: l.query.StaleBefore}
	return l
}

// goOn goes on with the first look at everything.
func (l *look) goOn(ctx context.Context, state *store.CleaningState) (done bool, err error) {
	for range looksAtOne / lookPage {
		ids, last, err := l.s.store.ToLookAt(ctx, state.Through, lookPage)
		if err == nil {
			err = l.at(ctx, ids)
		}
		if err != nil || last == 0 || len(ids) < lookPage {
			return err == nil, err
		}
		state.Through = last
	}
	return false, nil
}

// changed looks at the customers that changed since the last look.
func (l *look) changed(ctx context.Context, state *store.CleaningState) (done bool, err error) {
	ids, err := l.s.store.ChangedCustomers(ctx, *state.ChangedUntil, state.Through)
	if err != nil {
		return false, err
	}
	for page := range slices.Chunk(ids[:min(len(ids), looksAtOne)], lookPage) {
		if err := l.withOthers(ctx, page); err != nil {
			return false, err
		}
		state.Through = page[len(page)-1]
	}
	if len(ids) > looksAtOne {
		return false, nil
	}
	state.Through = 0
	return true, nil
}

// withOthers looks at some customers that changed, and at those that each was or is like: whether a name is a short one depends on them.
func (l *look) withOthers(ctx context.Context, ids []int64) error {
	were, err := l.s.store.Likes(ctx, ids)
	if err == nil {
		err = l.at(ctx, ids)
	}
	if err != nil {
		return err
	}
	are, err := l.s.store.Likes(ctx, ids)
	if err != nil {
		return err
	}
	others := slices.Concat(were, are)
	slices.Sort(others)
	others = slices.DeleteFunc(slices.Compact(others), func(id int64) bool { return slices.Contains(ids, id) })
	return l.at(ctx, others)
}

// at looks at some customers, and keeps what it finds.
func (l *look) at(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := l.s.store.LookedAt(ctx, ids, l.query)
	if err != nil {
		return err
	}
	found, fuller, err := l.pairs(ctx, list)
	if err != nil {
		return err
	}
	l.rules.Works = func(person string) bool { return l.fit(ctx, person) }
	for i := range list {
		list[i].Fuller = fuller[list[i].Customer.ID]
		found = append(found, list[i].Findings(l.rules)...)
	}
	return l.s.store.Tx(ctx, func(tx *store.Tx) error { return tx.KeepFindings(ctx, ids, found, l.when) })
}

// fit reports whether somebody can be given work. It may ask Slack, once for each person.
func (l *look) fit(ctx context.Context, person string) bool {
	fit, known := l.works[person]
	if !known {
		fit = l.s.unfit(ctx, models.System(), person) == models.Fit
		l.works[person] = fit
	}
	return fit
}

// pairs finds with whom customers may be the same, and which of them have a name that another has with its legal form.
func (l *look) pairs(ctx context.Context, list []models.LookedAt) (found []models.Finding, fuller map[int64]bool, err error) {
	fuller = map[int64]bool{}
	seen := map[[2]int64]bool{}
	for _, field := range models.PairFields() {
		var ids []int64
		for i := range list {
			if c := &list[i].Customer; c.Listed() && (field == models.FieldSound || field == models.FieldName || c.Likeness(field) != "") {
				ids = append(ids, c.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		keys, err := l.s.store.SharedAmong(ctx, field, ids)
		if err != nil {
			return nil, nil, err
		}
		for _, key := range keys {
			pairs, err := l.s.pairsAlike(ctx, field, key)
			if err != nil {
				return nil, nil, err
			}
			for _, pair := range pairs {
				if at := [2]int64{pair.First.ID, pair.Second.ID}; !seen[at] {
					seen[at] = true
					if found, err = l.pair(ctx, found, pair); err != nil {
						return nil, nil, err
					}
				}
				if field == models.FieldName {
					one, other := models.HasLegalForm(pair.First.Name), models.HasLegalForm(pair.Second.Name)
					fuller[pair.First.ID] = fuller[pair.First.ID] || other && !one
					fuller[pair.Second.ID] = fuller[pair.Second.ID] || one && !other
				}
			}
		}
	}
	return found, fuller, nil
}

// pair adds the finding of a pair: ignored where somebody said that they are two, and none where it is decided later.
func (l *look) pair(ctx context.Context, found []models.Finding, pair models.Pair) ([]models.Finding, error) {
	f := models.PairFinding(pair)
	decision, known, err := l.s.store.PairDecision(ctx, f.CustomerID, f.OtherID)
	switch {
	case err != nil:
		return found, err
	case known && decision.LaterAt == nil:
		f.Ignored, f.IgnoredBy, f.IgnoredAt = true, decision.DecidedBy, &decision.DecidedAt
	case known && decision.LaterAt.After(l.when):
		return found, nil
	}
	return append(found, f), nil
}

// people finds who can't be given work any more and still has some.
func (l *look) people(ctx context.Context) error {
	owners, err := l.s.store.Owners(ctx)
	if err != nil {
		return err
	}
	var found []models.Finding
	for _, person := range owners {
		if l.fit(ctx, person) {
			continue
		}
		left, err := l.s.store.CountLeft(ctx, person)
		if err != nil {
			return err
		}
		if left != (models.LeftBehind{}) {
			found = append(found, models.PersonFinding(person, left, l.when))
		}
	}
	return l.s.store.Tx(ctx, func(tx *store.Tx) error { return tx.KeepPeople(ctx, found, l.when) })
}
