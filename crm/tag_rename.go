package crm

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

const (
	retagAtOnce = 100 // customers that get a tag's new name in one transaction
	retagNow    = 300 // as many are renamed while who asked for it waits; more are a task
)

// RenamedTag is what became of a tag that was renamed.
type RenamedTag struct {
	Name    string
	Changed int         // customers that have the new name already
	Task    models.Task // that gives it to all others; its ID is 0 where none are left
}

// RenameTag gives one of the team's tags another name, wherever it is used; merge says that the team has the other as well. What
// named it before, a saved search or who types it, means the other from then on. Customers that have it are changed at once where they
// are few, else by a task, which tells its end in locale. Asked for once more, it goes on with what an interruption has left.
func (s *Service) RenameTag(ctx context.Context, op models.Operation, from, to string, merge bool, locale string) (renamed RenamedTag, err error) {
	if err := permit(op.Actor, models.MayManageTags); err != nil {
		return RenamedTag{}, err
	}
	name, err := s.tagName(op, to)
	if err != nil {
		return RenamedTag{}, err
	}
	ids, args := []int64(nil), models.Retag{}
	err = s.change(ctx, op, func(c *change) (err error) {
		if args, err = c.renameTag(ctx, from, name, merge); err != nil {
			return err
		}
		// Who has it is found as it stood before; who gets it meanwhile gets it by its new name.
		if ids, err = s.tagged(ctx, args.Keys); err != nil || len(ids) <= retagNow {
			return err
		}
		text, err := json.Marshal(models.BulkArgs{Retag: &args})
		if err != nil {
			return fmt.Errorf("write down how a tag is renamed: %w", err)
		}
		renamed.Task = models.Task{Kind: models.TaskBulk, Mode: models.TaskDo, Place: models.TaskInSlack, Args: string(text), Locale: locale, Total: int64(len(ids))}
		return c.startTask(ctx, &renamed.Task)
	})
	renamed.Name = args.Name
	if err != nil || renamed.Task.ID != 0 {
		return renamed, err
	}
	for some := range slices.Chunk(ids, retagAtOnce) {
		err := s.change(ctx, retagging(op.Zone), func(c *change) error { return c.retag(ctx, some, args) })
		if err != nil {
			return renamed, err
		}
		renamed.Changed += len(some)
	}
	return renamed, nil
}

// tagName reads the one tag that a tag is to be called.
func (s *Service) tagName(op models.Operation, to string) (string, error) {
	parsed := models.ParseTags(to)
	if len(parsed) != 1 {
		return "", models.Invalid("", "error.one_tag")
	}
	err := (&models.Customer{Name: "x", Status: models.StatusPotential, Tags: parsed[0]}).Validate(nil, s.Rules(op.Zone)).Err()
	return parsed[0], err
}

// renameTag changes the team's list, and returns by which keys customers have the tag still, and what it is called now.
func (c *change) renameTag(ctx context.Context, from, name string, merge bool) (models.Retag, error) {
	oldKey, newKey := models.TagKey(from), models.TagKey(name)
	args := models.Retag{Name: name, Keys: []string{oldKey}}
	names, err := c.TagNames(ctx, []string{oldKey, newKey})
	if err != nil {
		return args, err
	}
	was, known := names[oldKey]
	is, taken := names[newKey]
	switch {
	case !known:
		return args, models.NotFound("error.unknown_tag", "Value", models.Shorten(from, models.MaxTag))
	case models.TagKey(was) == newKey && oldKey != newKey: // it was renamed before: only the rest is left to do
		args.Name = was
		return args, nil
	case taken && oldKey != newKey && !merge:
		return args, models.Conflict("error.tag_taken", "Value", is)
	case !taken && merge:
		return args, models.NotFound("error.unknown_tag", "Value", name)
	case taken && oldKey != newKey:
		args.Name = is
	}
	if key := models.TagKey(was); key != oldKey && key != models.TagKey(args.Name) { // it was renamed before
		args.Keys = append(args.Keys, key)
	}
	c.note(models.EntityTag, 0, 0, models.ActionUpdate, "", was, args.Name)
	if err := c.RenameTag(ctx, was, args.Name, c.op.Actor.ID, c.at); err != nil {
		return args, err
	}
	return args, c.retagCampaigns(ctx, args)
}

// tagged returns the IDs of the customers that have a tag by one of its keys, or on which something hangs that has it, in their order.
func (s *Service) tagged(ctx context.Context, keys []string) (ids []int64, err error) {
	q := models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldTags, keys...)}}
	if ids, err = s.store.MatchingIDs(ctx, q, math.MaxInt32); err != nil {
		return nil, err
	}
	lists, err := s.store.BelongingTags(ctx)
	if err != nil {
		return nil, err
	}
	lists = slices.DeleteFunc(lists, func(tags string) bool { return retagged(tags, models.Retag{Keys: keys}) == tags })
	others, err := s.store.WithBelongingTags(ctx, lists)
	ids = append(ids, others...)
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// retagged are tags with another name for one of them.
func retagged(tags string, args models.Retag) string {
	list := models.ParseTags(tags)
	for i, tag := range list {
		if slices.Contains(args.Keys, models.TagKey(tag)) {
			list[i] = args.Name
		}
	}
	return models.JoinTags(models.ParseTags(models.JoinTags(list)))
}

// retagging is who gives customers a tag's new name. The history says that the system did it: nobody's own last change is another for it.
func retagging(zone string) models.Operation {
	return models.Operation{Actor: models.System(), Source: "/crm tags", Zone: zone}
}

// retag gives customers with a tag, and what hangs on them, the name that it has now.
func (c *change) retag(ctx context.Context, ids []int64, args models.Retag) error {
	for _, id := range ids {
		c.row(id)
		current, err := c.lockAny(ctx, id)
		if err != nil {
			return err
		}
		next := current
		next.Tags = retagged(current.Tags, args)
		if err := c.save(ctx, current, &next, models.ActionUpdate); err != nil {
			return err
		}
		tagged, err := c.belongings(ctx, store.Belongings{CustomerID: id, Tagged: true})
		if err != nil {
			return err
		}
		for _, one := range tagged {
			if err := one.retag(ctx, retagged(one.tags, args)); err != nil {
				return err
			}
		}
	}
	return nil
}

// retagRun renames a tag at all customers that have it. It keeps no ledger: it isn't taken back but by another name.
type retagRun struct {
	*Service
	op   models.Operation
	args models.Retag
	ids  []int64
}

func (r *retagRun) close() error { return nil }

func (r *retagRun) next(ctx context.Context, t *models.Task) (done bool, err error) {
	for len(r.ids) > 0 && r.ids[0] <= t.Through { // of one that is only written otherwise, all are found again
		r.ids = r.ids[1:]
	}
	some := r.ids[:min(len(r.ids), retagAtOnce)]
	if len(some) == 0 {
		return true, nil
	}
	err = r.batch(ctx, r.op, t, func(c *change, t *models.Task) ([]models.TaskRow, error) {
		t.Counts.Rows, t.Through = t.Counts.Rows+len(some), some[len(some)-1]
		return nil, c.retag(ctx, some, r.args)
	})
	return err == nil && len(some) == len(r.ids), err
}
