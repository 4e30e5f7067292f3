package crm

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// useTags lets records have their tags as they were first written, and takes new ones into the team's list.
func (c *change) useTags(ctx context.Context, list ...*string) error {
	var keys []string
	for _, next := range list {
		keys = append(keys, models.TagKeys(models.ParseTags(*next))...)
	}
	if len(keys) == 0 {
		return nil
	}
	names, err := c.tagNames(ctx, keys)
	if err != nil {
		return err
	}
	var fresh []string
	for _, next := range list {
		tags := models.ParseTags(*next)
		for i, tag := range tags {
			key := models.TagKey(tag)
			if name, known := names[key]; known {
				tags[i] = name
				continue
			}
			fresh, names[key] = append(fresh, tag), tag
		}
		*next = models.JoinTags(models.ParseTags(models.JoinTags(tags))) // two may have become one
	}
	if len(fresh) == 0 {
		return nil
	}
	count, err := c.CountTags(ctx)
	if err != nil {
		return err
	}
	if count+len(fresh) > models.MaxTeamTags {
		return tooManyTags()
	}
	return c.AddTags(ctx, fresh, c.op.Actor.ID, c.at)
}

// tagNames is TagNames for any number of keys.
func (c *change) tagNames(ctx context.Context, keys []string) (map[string]string, error) {
	slices.Sort(keys)
	names := map[string]string{}
	for chunk := range slices.Chunk(slices.Compact(keys), 500) {
		some, err := c.TagNames(ctx, chunk)
		if err != nil {
			return nil, err
		}
		maps.Copy(names, some)
	}
	return names, nil
}

// tooManyTags refuses a tag that the team hasn't yet, where it has all that it may have.
func tooManyTags() error {
	return &models.Error{Kind: models.KindLimit, Input: models.FieldTags.Input(), Key: "error.too_many_team_tags", Args: map[string]any{"Max": models.MaxTeamTags}}
}

// ChangeTags gives a customer some tags and takes others away, and returns it as it then is.
func (s *Service) ChangeTags(ctx context.Context, op models.Operation, customerID int64, added, removed []string) (saved models.Customer, err error) {
	if err := permit(op.Actor, models.MayEdit); err != nil {
		return models.Customer{}, err
	}
	err = s.change(ctx, op, func(c *change) error {
		current, err := c.lockCustomer(ctx, customerID)
		if err == nil {
			err = c.readCustom(ctx, &current)
		}
		if err != nil {
			return err
		}
		tags, err := c.changedTags(ctx, current.Tags, added, removed)
		if err != nil {
			return err
		}
		saved, err = c.update(ctx, current, map[models.Field]string{models.FieldTags: tags}, nil)
		return err
	})
	return saved, err
}

// ChangeDealTags is ChangeTags of a deal, also of one that is closed.
func (s *Service) ChangeDealTags(ctx context.Context, op models.Operation, id int64, added, removed []string) (models.Customer, models.Deal, error) {
	return s.changeDeal(ctx, op, id, func(c *change, _ *models.Customer, current models.Deal, next *models.Deal) error {
		tags, err := c.changedTags(ctx, current.Tags, added, removed)
		if err != nil {
			return err
		}
		next.Tags = tags
		return next.Validate(&current, c.rules).Err()
	})
}

// changedTags are a record's tags with some added and others taken away. One that the record hasn't can't be taken away.
func (c *change) changedTags(ctx context.Context, tags string, added, removed []string) (string, error) {
	has := models.ParseTags(tags)
	named, err := c.TagNames(ctx, models.TagKeys(removed)) // one that was renamed is taken away under its old name as well
	if err != nil {
		return "", err
	}
	gone := slices.AppendSeq(slices.Clone(removed), maps.Values(named))
	for _, tag := range removed {
		if _, renamed := named[models.TagKey(tag)]; !renamed && !slices.ContainsFunc(has, func(other string) bool { return models.TagKey(other) == models.TagKey(tag) }) {
			return "", models.Invalid(models.FieldTags, "error.unknown_tag", "Value", tag)
		}
	}
	return models.JoinTags(models.WithTags(has, added, gone)), nil
}

// TagNamed returns what a tag is called now that is, or was, called so; "" where there is none.
func (s *Service) TagNamed(ctx context.Context, actor models.Actor, text string) (string, error) {
	if err := permit(actor, models.MayView); err != nil {
		return "", err
	}
	key := models.TagKey(strings.TrimLeft(text, "#＃"))
	names, err := s.store.TagNames(ctx, []string{key})
	return names[key], err
}

// Tags returns the team's tags in their order.
func (s *Service) Tags(ctx context.Context, actor models.Actor) ([]models.Tag, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	return s.store.Tags(ctx)
}

// SuggestTags returns at most limit of the team's tags for what was typed so far: those that begin so first.
func (s *Service) SuggestTags(ctx context.Context, actor models.Actor, typed string, limit int) ([]string, error) {
	tags, err := s.Tags(ctx, actor)
	if err != nil {
		return nil, err
	}
	key := models.TagKey(typed)
	var first, then []string
	for _, tag := range tags {
		switch {
		case strings.HasPrefix(tag.NameKey, key):
			first = append(first, tag.Name)
		case strings.Contains(tag.NameKey, key):
			then = append(then, tag.Name)
		}
	}
	found := slices.Concat(first, then)
	return found[:min(limit, len(found))], nil
}
