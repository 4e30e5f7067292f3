package crm

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// useTags lets customers have their tags as they were first written, and takes new ones into the team's list.
func (c *change) useTags(ctx context.Context, list ...*models.Customer) error {
	var keys []string
	for _, next := range list {
		keys = append(keys, tagKeys(models.ParseTags(next.Tags))...)
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
		tags := models.ParseTags(next.Tags)
		for i, tag := range tags {
			key := models.TagKey(tag)
			if name, known := names[key]; known {
				tags[i] = name
				continue
			}
			fresh, names[key] = append(fresh, tag), tag
		}
		next.Tags = models.JoinTags(models.ParseTags(models.JoinTags(tags))) // two may have become one
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
		has := models.ParseTags(current.Tags)
		named, err := c.TagNames(ctx, tagKeys(removed)) // one that was renamed is taken away under its old name as well
		if err != nil {
			return err
		}
		for _, name := range named {
			removed = append(removed, name)
		}
		for _, tag := range removed {
			if _, renamed := named[models.TagKey(tag)]; !renamed && !slices.ContainsFunc(has, func(other string) bool { return models.TagKey(other) == models.TagKey(tag) }) {
				return models.Invalid(models.FieldTags, "error.unknown_tag", "Value", tag)
			}
		}
		saved, err = c.update(ctx, current, map[models.Field]string{models.FieldTags: models.JoinTags(models.WithTags(has, added, removed))}, nil)
		return err
	})
	return saved, err
}

func tagKeys(tags []string) []string {
	keys := make([]string, len(tags))
	for i, tag := range tags {
		keys[i] = models.TagKey(tag)
	}
	return keys
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

// RenameTag gives one of the team's tags another name, wherever it is used; merge says that the team has the other as well. What
// named it before, a saved search or who types it, means the other from then on. It returns the name and how many customers were
// changed. After an interruption it goes on when it is asked for again.
func (s *Service) RenameTag(ctx context.Context, op models.Operation, from, to string, merge bool) (name string, changed int, err error) {
	if err := permit(op.Actor, models.MayManageTags); err != nil {
		return "", 0, err
	}
	parsed := models.ParseTags(to)
	if len(parsed) != 1 {
		return "", 0, models.Invalid("", "error.one_tag")
	}
	name = parsed[0]
	if err := (&models.Customer{Name: "x", Status: models.StatusPotential, Tags: name}).Validate(nil, s.Rules(op.Zone)).Err(); err != nil {
		return "", 0, err
	}
	oldKey, newKey := models.TagKey(from), models.TagKey(name)
	keys := []string{oldKey}
	err = s.change(ctx, op, func(c *change) error {
		names, err := c.TagNames(ctx, []string{oldKey, newKey})
		if err != nil {
			return err
		}
		was, known := names[oldKey]
		keys = []string{oldKey}
		is, taken := names[newKey]
		switch {
		case !known:
			return models.NotFound("error.unknown_tag", "Value", models.Shorten(from, models.MaxTag))
		case models.TagKey(was) == newKey && oldKey != newKey: // it was renamed before: only the rest is left to do
			name = was
			return nil
		case taken && oldKey != newKey && !merge:
			return models.Conflict("error.tag_taken", "Value", is)
		case !taken && merge:
			return models.NotFound("error.unknown_tag", "Value", name)
		case taken && oldKey != newKey:
			name = is
		}
		if key := models.TagKey(was); key != oldKey && key != models.TagKey(name) { // it was renamed before
			keys = append(keys, key)
		}
		c.note(models.EntityTag, 0, 0, models.ActionUpdate, "", was, name)
		return c.RenameTag(ctx, was, name, op.Actor.ID, c.at)
	})
	if err != nil {
		return "", 0, err
	}
	for _, key := range keys {
		count, err := s.retag(ctx, key, name)
		if changed += count; err != nil {
			return name, changed, err
		}
	}
	return name, changed, nil
}

// retag gives all customers with a tag the name that it has now, each in a transaction of its own. The history says that the
// system did it: nobody's own last change is another for it.
func (s *Service) retag(ctx context.Context, key, name string) (changed int, err error) {
	op := models.Operation{Actor: models.System(), Source: "/crm tags"}
	has := models.FilterOf(models.FieldTags, key)
	for after := ""; ; {
		page, err := s.store.SearchCustomers(ctx, models.CustomerQuery{Filters: []models.Filter{has}, Limit: 50, After: after})
		if err != nil {
			return changed, err
		}
		before := changed
		for _, found := range page.Customers {
			err := s.change(ctx, op, func(c *change) error {
				current, err := c.lockAny(ctx, found.ID)
				if err == nil {
					err = c.readCustom(ctx, &current)
				}
				if err != nil {
					return err
				}
				next := current
				tags := models.ParseTags(current.Tags)
				for i, tag := range tags {
					if models.TagKey(tag) == key {
						tags[i] = name
					}
				}
				next.Tags = models.JoinTags(models.ParseTags(models.JoinTags(tags)))
				return c.save(ctx, current, &next, models.ActionUpdate)
			})
			if err != nil {
				return changed, err
			}
			changed++
		}
		if key == models.TagKey(name) { // they have the tag still, written otherwise
			after = page.Next
		}
		if changed == before || key == models.TagKey(name) && after == "" {
			return changed, nil
		}
	}
}
