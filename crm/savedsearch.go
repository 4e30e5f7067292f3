package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// SavedSearches returns the saved searches that a person sees, their own and the team's, by name.
func (s *Service) SavedSearches(ctx context.Context, actor models.Actor) ([]models.SavedSearch, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	return s.store.SavedSearches(ctx, actor.ID, models.MaxSavedSearches+1)
}

// SavedSearch returns a saved search that a person sees.
func (s *Service) SavedSearch(ctx context.Context, actor models.Actor, id int64) (models.SavedSearch, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.SavedSearch{}, err
	}
	return visibleSearch(ctx, s.store.Queries, actor, id)
}

// visibleSearch refuses what the actor doesn't see with the words for one that isn't there.
func visibleSearch(ctx context.Context, q store.Queries, actor models.Actor, id int64) (models.SavedSearch, error) {
	found, err := q.SavedSearch(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !found.Team && found.Owner != actor.ID {
		return models.SavedSearch{}, models.NotFound("error.search_gone")
	}
	return found, err
}

// SaveSearch keeps a search under a name that is free among those that the person sees. asks is what the query means: one
// that asks for personal data isn't kept.
func (s *Service) SaveSearch(ctx context.Context, op models.Operation, in models.SavedSearchInput, asks models.CustomerQuery) (models.SavedSearch, error) {
	in, err := s.checkSearch(op, in, asks)
	if err != nil {
		return models.SavedSearch{}, err
	}
	var saved models.SavedSearch
	err = s.change(ctx, op, func(c *change) error {
		seen, err := c.SavedSearches(ctx, op.Actor.ID, models.MaxSavedSearches+1)
		if err != nil {
			return err
		}
		if err := roomForSearch(models.SavedSearch{}, in, op.Actor, seen); err != nil {
			return err
		}
		saved = models.SavedSearch{Owner: op.Actor.ID, CreatedAt: c.at, Version: 1}
		c.fillSearch(&saved, in)
		if err := freeName(saved, seen); err != nil {
			return err
		}
		if err := c.InsertSavedSearch(ctx, &saved); err != nil {
			return err
		}
		c.noteSearch(models.ActionCreate, models.SavedSearch{}, saved)
		return nil
	})
	return saved, err
}

// ChangeSearch gives a saved search, of which somebody saw a version, another name or query, or shares it with the team or no
// longer.
func (s *Service) ChangeSearch(ctx context.Context, op models.Operation, id int64, version int, in models.SavedSearchInput, asks models.CustomerQuery) (models.SavedSearch, error) {
	in, err := s.checkSearch(op, in, asks)
	if err != nil {
		return models.SavedSearch{}, err
	}
	var saved models.SavedSearch
	err = s.changeSearch(ctx, op, id, func(c *change, before models.SavedSearch) error {
		if before.Version != version {
			return models.Conflict("error.search_changed")
		}
		seen, err := c.SavedSearches(ctx, op.Actor.ID, models.MaxSavedSearches+1)
		if err != nil {
			return err
		}
		if err := roomForSearch(before, in, op.Actor, seen); err != nil {
			return err
		}
		saved = before
		saved.Version++
		c.fillSearch(&saved, in)
		if err := freeName(saved, seen); err != nil {
			return err
		}
		c.noteSearch(models.ActionUpdate, before, saved)
		return c.UpdateSavedSearch(ctx, before, saved)
	})
	return saved, err
}

// DeleteSearch deletes a saved search and returns what it was.
func (s *Service) DeleteSearch(ctx context.Context, op models.Operation, id int64) (models.SavedSearch, error) {
	var deleted models.SavedSearch
	err := s.changeSearch(ctx, op, id, func(c *change, before models.SavedSearch) error {
		deleted = before
		c.noteSearch(models.ActionDelete, before, models.SavedSearch{ID: before.ID, Version: before.Version + 1})
		return c.DeleteSavedSearch(ctx, before)
	})
	return deleted, err
}

func (s *Service) changeSearch(ctx context.Context, op models.Operation, id int64, alter func(*change, models.SavedSearch) error) error {
	if err := permit(op.Actor, models.MayView); err != nil {
		return err
	}
	return s.change(ctx, op, func(c *change) error {
		found, err := visibleSearch(ctx, c.Queries, op.Actor, id)
		if err != nil {
			return err
		}
		if !found.MayChange(op.Actor) {
			return Refused(op.Actor, models.MayManageSearches)
		}
		return alter(c, found)
	})
}

// checkSearch returns what is kept of an input, when it keeps to the rules.
func (s *Service) checkSearch(op models.Operation, in models.SavedSearchInput, asks models.CustomerQuery) (models.SavedSearchInput, error) {
	if err := permit(op.Actor, models.MayView); err != nil {
		return in, err
	}
	in.Name, in.Query = clean(in.Name), clean(in.Query)
	errs := in.Validate(s.Rules(op.Zone))
	if len(askedIn(asks.Recognised())) > 0 {
		errs = append(errs, models.Invalid(models.InputSearchQuery, "error.search_personal"))
	}
	if in.Team && !op.Actor.May(models.MayShare) {
		errs = append(errs, models.Invalid(models.InputSearchTeam, "error.search_team"))
	}
	return in, errs.Err()
}

func (c *change) fillSearch(s *models.SavedSearch, in models.SavedSearchInput) {
	s.Name, s.NameKey, s.Query, s.Team, s.UpdatedAt = in.Name, models.NormaliseText(in.Name), in.Query, in.Team, c.at
}

// roomForSearch refuses one more than a person may have of their own, or the team together.
func roomForSearch(before models.SavedSearch, in models.SavedSearchInput, actor models.Actor, seen []models.SavedSearch) error {
	own, shared := 0, 0
	for _, s := range seen {
		if s.Owner == actor.ID {
			own++
		}
		if s.Team {
			shared++
		}
	}
	if before.ID == 0 && own >= models.MaxSavedSearches || in.Team && !before.Team && shared >= models.MaxSavedSearches {
		return models.Invalid(models.InputSearchName, "error.too_many_searches", "Max", models.MaxSavedSearches)
	}
	return nil
}

// freeName refuses a name that the person calls another search by.
func freeName(s models.SavedSearch, seen []models.SavedSearch) error {
	for _, other := range seen {
		if models.NormaliseText(other.Name) == s.NameKey && other.ID != s.ID { // its kept key may be of an older form
			return models.Invalid(models.InputSearchName, "error.search_name_taken", "Name", s.Name)
		}
	}
	return nil
}

// noteSearch adds to the audit log what changed of a saved search.
func (c *change) noteSearch(action string, before, after models.SavedSearch) {
	team := func(s models.SavedSearch) string {
		if s.Team {
			return models.CustomYes
		}
		return ""
	}
	for _, changed := range []struct {
		input         models.Input
		before, after string
	}{
		{models.InputSearchName, before.Name, after.Name},
		{models.InputSearchQuery, before.Query, after.Query},
		{models.InputSearchTeam, team(before), team(after)},
	} {
		if changed.before != changed.after {
			c.noteInput(models.EntitySearch, after.ID, after.Version, action, changed.input, changed.before, changed.after)
		}
	}
}
