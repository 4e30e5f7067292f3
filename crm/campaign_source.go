package crm

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// The source of a customer and of a deal is a text, as a tag is: the name of a campaign. Whoever writes one comes through useSources. docs/decisions/042.

// useSources lets records have their sources as the campaigns are called that they name, and makes a campaign of each new one.
func (c *change) useSources(ctx context.Context, list ...*string) error {
	list = slices.DeleteFunc(slices.Clone(list), func(s *string) bool { return store.SourceKey(*s) == "" })
	if len(list) == 0 {
		return nil
	}
	fresh, err := c.nameSources(ctx, list)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if err := c.LockCampaigns(ctx); err != nil { // another transaction may have made one meanwhile
		return err
	}
	if fresh, err = c.nameSources(ctx, fresh); err != nil {
		return err
	}
	made := map[string]*models.Campaign{}
	var campaigns []*models.Campaign
	for _, s := range fresh {
		key := store.SourceKey(*s)
		if made[key] == nil {
			made[key] = &models.Campaign{Name: *s, CreatedBy: c.op.Actor.ID, UpdatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedAt: c.at, Version: 1}
			campaigns = append(campaigns, made[key])
		}
		*s = made[key].Name
	}
	if err := c.InsertCampaigns(ctx, campaigns); err != nil {
		return err
	}
	for _, m := range campaigns { // they came by being named: nobody's own last change is another for it
		c.audit = append(c.audit, models.AuditEntry{
			At: c.at, Actor: models.SystemID, Entity: models.EntityCampaign, EntityID: m.ID, Version: 1, Action: models.ActionCreate,
			Field: string(models.FieldCampaignName), NewValue: m.Name, Source: c.op.Source, Operation: operationID(c.at),
		})
	}
	return nil
}

// nameSources puts what campaigns are called in the place of the sources that name them, by a name or by their code, and returns those that name none.
// A name comes first: what is exported are names.
func (c *change) nameSources(ctx context.Context, list []*string) (fresh []*string, err error) {
	for some := range slices.Chunk(list, 500) {
		names := make([]string, len(some))
		for i, s := range some {
			names[i] = *s
		}
		named, err := c.CampaignsNamed(ctx, names)
		if err != nil {
			return nil, err
		}
		coded, err := campaignsCoded(ctx, c.Queries, names)
		if err != nil {
			return nil, err
		}
		for _, s := range some {
			if m, known := named[store.SourceKey(*s)]; known {
				*s = m.Name
			} else if m, known := coded[*s]; known {
				*s = m.Name
			} else {
				fresh = append(fresh, s)
			}
		}
	}
	return fresh, nil
}

// rewrite is how sources get a campaign's name: in which language a task tells its end, and whether also where the name stays. Of a merge that was
// taken back, what came with it gets its name again.
type rewrite struct {
	locale string
	again  bool
	merge  int64
}

// startRewriting returns the customers whose source, or whose deals', is to be written by the present name of a campaign that was called otherwise. Where
// they are many, it puts a task in line for them.
func (c *change) startRewriting(ctx context.Context, before models.Campaign, changed *ChangedCampaign, how rewrite) ([]int64, error) {
	if before.Name == changed.Name && !how.again {
		return nil, nil
	}
	to := models.Resource{Campaign: changed.ID, Name: changed.Name, Merge: how.merge}
	ids, err := writtenOtherwise(ctx, c.Queries, to)
	if err != nil || len(ids) <= retagNow {
		return ids, err
	}
	text, err := json.Marshal(models.BulkArgs{Resource: &to})
	if err != nil {
		return nil, fmt.Errorf("write down how a campaign is renamed: %w", err)
	}
	changed.Task = models.Task{Kind: models.TaskBulk, Mode: models.TaskDo, Place: models.TaskInSlack, Args: string(text), Locale: how.locale, Total: int64(len(ids))}
	return nil, c.startTask(ctx, &changed.Task)
}

// writtenOtherwise returns the customers whose source, or whose deals', is to be written by the name of a campaign, and isn't.
func writtenOtherwise(ctx context.Context, q store.Queries, to models.Resource) ([]int64, error) {
	keys, err := sourceKeys(ctx, q, to)
	switch {
	case err != nil:
		return nil, err
	case to.Merge != 0:
		return q.NamedOtherwise(ctx, to.Merge, keys)
	}
	return q.WrittenOtherwise(ctx, keys, to.Name)
}

// sourceKeys are the keys of the sources that are to be written by the name of a campaign: of those that it has or had. Of a merge that was taken back
// they are those of the campaign that was kept, since it may have been done by half.
func sourceKeys(ctx context.Context, q store.Queries, to models.Resource) ([]string, error) {
	if to.Merge == 0 {
		return q.CampaignKeys(ctx, to.Campaign)
	}
	merge, err := q.CampaignMerge(ctx, to.Merge)
	if err != nil {
		return nil, err
	}
	return q.CampaignKeys(ctx, merge.KeptID)
}

// rewriting is who gives customers a campaign's new name. The history says that the system did it: nobody's own last change is another for it.
func rewriting(zone string) models.Operation {
	return models.Operation{Actor: models.System(), Source: "/crm campaign", Zone: zone}
}

// rewriteAll gives customers the present name of a campaign, and returns how many.
func (s *Service) rewriteAll(ctx context.Context, op models.Operation, ids []int64, to models.Resource) (count int, err error) {
	for some := range slices.Chunk(ids, retagAtOnce) {
		err := s.change(ctx, rewriting(op.Zone), func(c *change) error { return c.rewriteSources(ctx, some, to) })
		if err != nil {
			return count, err
		}
		count += len(some)
	}
	return count, nil
}

// rewriteSources gives customers, and their deals, the name that a campaign has now, where their source is one that it had.
func (c *change) rewriteSources(ctx context.Context, ids []int64, to models.Resource) error {
	m, err := c.Campaign(ctx, to.Campaign)
	if err != nil {
		return campaignGone(err, "")
	}
	keys, err := sourceKeys(ctx, c.Queries, to)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c.row(id)
		current, err := c.lockAny(ctx, id)
		if err != nil {
			return err
		}
		deals, err := c.DealsOfSource(ctx, id, keys)
		if err != nil {
			return err
		}
		next := current
		if slices.Contains(keys, store.SourceKey(current.Source)) {
			next.Source = m.Name
		}
		if to.Merge != 0 {
			if deals, err = c.leaveOthers(ctx, to.Merge, current, &next, deals); err != nil {
				return err
			}
		}
		if err := c.save(ctx, current, &next, models.ActionUpdate); err != nil {
			return err
		}
		for _, d := range deals {
			renamed := d
			renamed.Source = m.Name
			if err := c.writeDeal(ctx, d, &renamed, models.ActionUpdate); err != nil {
				return err
			}
		}
	}
	return nil
}

// leaveOthers leaves a customer as it is that didn't come with a campaign, and returns those of its deals that did.
func (c *change) leaveOthers(ctx context.Context, merge int64, current models.Customer, next *models.Customer, deals []models.Deal) ([]models.Deal, error) {
	came, err := c.CameWith(ctx, merge, "customers", []int64{current.ID})
	if err != nil {
		return nil, err
	}
	if len(came) == 0 {
		next.Source = current.Source
	}
	ids := make([]int64, len(deals))
	for i, d := range deals {
		ids[i] = d.ID
	}
	if came, err = c.CameWith(ctx, merge, "deals", ids); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(deals, func(d models.Deal) bool { return !slices.Contains(came, d.ID) }), nil
}

// resourceRun gives all customers of a campaign its new name. It keeps no ledger: it isn't taken back but by another name.
type resourceRun struct {
	*Service
	op  models.Operation
	to  models.Resource
	ids []int64
}

func (w bulkWorker) resourceRun(ctx context.Context, t models.Task, to models.Resource) (taskRun, error) {
	m, err := w.store.Campaign(ctx, to.Campaign)
	if err != nil {
		return nil, campaignGone(err, "")
	}
	to.Name = m.Name
	ids, err := writtenOtherwise(ctx, w.store.Queries, to)
	return &resourceRun{w.Service, rewriting(t.Zone), to, ids}, err
}

func (r *resourceRun) close() error { return nil }

func (r *resourceRun) next(ctx context.Context, t *models.Task) (done bool, err error) {
	some := r.ids[:min(len(r.ids), retagAtOnce)]
	if len(some) == 0 {
		return true, nil
	}
	err = r.batch(ctx, r.op, t, func(c *change, t *models.Task) ([]models.TaskRow, error) {
		t.Counts.Rows, t.Through = t.Counts.Rows+len(some), some[len(some)-1]
		return nil, c.rewriteSources(ctx, some, r.to)
	})
	if err == nil {
		r.ids = r.ids[len(some):]
	}
	return err == nil && len(r.ids) == 0, err
}

// sourcesOf are the sources that a customer and its deals have or had, as far as they are known.
func (c *change) sourcesOf(ctx context.Context, customer models.Customer) ([]string, error) {
	sources := []string{customer.Source}
	deals, err := c.DealsOfAll(ctx, []int64{customer.ID})
	if err != nil {
		return nil, err
	}
	entries, err := c.AuditSince(ctx, models.EntityCustomer, customer.ID, 0)
	for _, d := range deals {
		if err != nil {
			return nil, err
		}
		var more []models.AuditEntry
		more, err = c.AuditSince(ctx, models.EntityDeal, d.ID, 0)
		sources, entries = append(sources, d.Source), append(entries, more...)
	}
	for _, e := range entries {
		if models.Field(e.Field) == models.FieldSource {
			sources = append(sources, e.OldValue, e.NewValue)
		}
	}
	slices.Sort(sources)
	return slices.DeleteFunc(slices.Compact(sources), func(source string) bool { return store.SourceKey(source) == "" }), err
}

// forgetSources deletes the campaigns that came by being named by a customer whose data was erased, of which nobody said anything more, and which
// nothing else names: what was typed as its source may have been about the person.
func (c *change) forgetSources(ctx context.Context, sources []string) error {
	for some := range slices.Chunk(sources, 500) {
		named, err := c.CampaignsNamed(ctx, some)
		if err != nil {
			return err
		}
		for _, m := range named {
			if m.Version > 1 || m.Owner != "" { // somebody made it, or changed it
				continue
			}
			used, err := c.CampaignUsed(ctx, m.ID)
			if err == nil && !used {
				err = c.ForgetCampaign(ctx, m.ID)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// retagCampaigns gives campaigns with a tag the name that it has now. They are few, and changed at once.
func (c *change) retagCampaigns(ctx context.Context, args models.Retag) error {
	list, err := c.TaggedCampaigns(ctx)
	if err != nil {
		return err
	}
	for _, m := range list {
		next := m
		if next.Tags = retagged(m.Tags, args); next.Tags == m.Tags {
			continue
		}
		next.Version, next.UpdatedAt = m.Version+1, c.at
		c.audit = append(c.audit, models.AuditEntry{
			At: c.at, Actor: models.SystemID, Entity: models.EntityCampaign, EntityID: m.ID, Version: next.Version, Action: models.ActionUpdate,
			Field: string(models.FieldTags), OldValue: m.Tags, NewValue: next.Tags, Source: c.op.Source, Operation: operationID(c.at),
		})
		if err := c.UpdateCampaign(ctx, m, &next); err != nil {
			return err
		}
	}
	return nil
}
