package crm

import (
	"context"
	"maps"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Campaigns are the team's and hang on no customer. Everybody may see them; what came of one is counted of the customers that somebody sees.

// Campaigns returns a page of campaigns of a phase, "" for all that are in use, as it is for somebody in a zone.
func (s *Service) Campaigns(ctx context.Context, op models.Operation, phase models.CampaignPhase, after string, limit int) (models.CampaignPage, error) {
	if err := permit(op.Actor, models.MayView); err != nil {
		return models.CampaignPage{}, err
	}
	phases := models.CampaignPhases()
	if phase != "" {
		phases = []models.CampaignPhase{phase}
	} else {
		phases = phases[:slices.Index(phases, models.CampaignShelved)]
	}
	return s.store.Campaigns(ctx, phases, s.Today(op.Zone), after, limit)
}

// RunningCampaigns returns the campaigns that are under way today for somebody in a zone, those of an owner alone unless it is "", the latest first.
func (s *Service) RunningCampaigns(ctx context.Context, op models.Operation, owner string) ([]models.Campaign, error) {
	if err := permit(op.Actor, models.MayView); err != nil {
		return nil, err
	}
	today := s.Today(op.Zone)
	running, err := s.store.CampaignsBetween(ctx, today, today)
	slices.Reverse(running)
	return slices.DeleteFunc(running, func(m models.Campaign) bool { return owner != "" && m.Owner != owner }), err
}

// CampaignStates counts the members of a campaign by their states, of customers that the actor sees.
func (s *Service) CampaignStates(ctx context.Context, actor models.Actor, id int64) (map[models.MemberState]int, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	return s.store.MemberStates(ctx, id, actor.Sees())
}

// Audiences are the saved searches that can be an audience: those of the team.
func (s *Service) Audiences(ctx context.Context, actor models.Actor) ([]models.SavedSearch, error) {
	all, err := s.SavedSearches(ctx, actor)
	return slices.DeleteFunc(all, func(search models.SavedSearch) bool { return !search.Team }), err
}

// CreateCampaign makes a campaign. Values are canonical text; amounts may be as people write them. Without an owner it is the actor's.
func (s *Service) CreateCampaign(ctx context.Context, op models.Operation, values map[models.Field]string) (models.Campaign, error) {
	if err := permit(op.Actor, models.MayManageCampaigns); err != nil {
		return models.Campaign{}, err
	}
	var fresh models.Campaign
	errs := setCampaign(&fresh, s.campaignValues(values))
	if fresh.Owner == "" && models.IsUser(op.Actor.ID) {
		fresh.Owner = op.Actor.ID
	}
	errs = append(append(errs, checkUser(models.FieldOwner, fresh.Owner)...), fresh.Validate(nil, s.Rules(op.Zone))...)
	if err := errs.Err(); err != nil {
		return models.Campaign{}, err
	}
	var made models.Campaign
	err := s.change(ctx, op, func(c *change) error {
		made = fresh
		if err := c.checkAudience(ctx, models.Campaign{}, made); err != nil {
			return err
		}
		if err := c.LockCampaigns(ctx); err != nil {
			return err
		}
		if err := c.freeCampaignName(ctx, made); err != nil {
			return err
		}
		if err := c.useTags(ctx, &made.Tags); err != nil {
			return err
		}
		made.CreatedBy, made.UpdatedBy, made.CreatedAt, made.UpdatedAt, made.Version = op.Actor.ID, op.Actor.ID, c.at, c.at, 1
		if err := c.InsertCampaigns(ctx, []*models.Campaign{&made}); err != nil {
			return err
		}
		c.noteChanges(models.EntityCampaign, made.ID, made.Version, models.ActionCreate, models.Campaigns.Changes(&models.Campaign{}, &made))
		return nil
	})
	return made, err
}

// campaignValues returns what was given for a campaign in the form in which it is kept. What can't be read stays as it is, and is refused later.
func (s *Service) campaignValues(given map[models.Field]string) map[models.Field]string {
	values := make(map[models.Field]string, len(given))
	for field, value := range given {
		spec, _ := models.Campaigns.Find(field)
		if value = spec.Cleaned(value); spec.Type == models.TypeMoney {
			if read, err := models.ParseMoney(value, s.team.Currency); err == nil {
				value = read.String()
			}
		}
		values[field] = value
	}
	return values
}

// setCampaign puts values into a campaign; it refuses fields that a campaign hasn't.
func setCampaign(m *models.Campaign, values map[models.Field]string) (errs models.Errors) {
	for _, field := range slices.SortedFunc(maps.Keys(values), models.Campaigns.Compare) {
		errs = append(errs, models.AsErrors(m.Set(field, values[field]))...)
	}
	return errs
}

// checkAudience refuses a saved search that isn't the team's.
func (c *change) checkAudience(ctx context.Context, previous, m models.Campaign) error {
	if m.AudienceID == 0 || m.AudienceID == previous.AudienceID {
		return nil
	}
	found, err := visibleSearch(ctx, c.Queries, c.op.Actor, m.AudienceID)
	if models.AsErrors(err) != nil || err == nil && !found.Team {
		return models.Invalid(models.FieldAudience, "error.unknown_audience", "Value", "")
	}
	return err
}

// freeCampaignName refuses a name that another campaign has, or had, and a new one that reads as a code: as a source it would mean that campaign.
func (c *change) freeCampaignName(ctx context.Context, m models.Campaign) error {
	named, err := c.CampaignsNamed(ctx, []string{m.Name})
	if err != nil {
		return err
	}
	other, taken := named[store.SourceKey(m.Name)]
	if taken && other.ID != m.ID {
		return models.Invalid(models.FieldCampaignName, "error.campaign_taken", "Name", other.Name, "Code", other.Code)
	}
	if code, is := models.ParseCampaignCode(m.Name); is && !taken {
		return models.Invalid(models.FieldCampaignName, "error.campaign_name_code", "Name", models.Shorten(m.Name, 60), "Code", code)
	}
	return nil
}

// ChangedCampaign is a campaign that was changed, and, where its name was, what became of the sources that are written by a former one.
type ChangedCampaign struct {
	models.Campaign
	Rewritten int         // customers whose source has the new name already
	Task      models.Task // that gives it to all others; its ID is 0 where none are left
	// LeftCost is what another cost that was merged into it, where both have a cost: it isn't among the cost. None for every other change.
	LeftCost models.Money
}

// UpdateCampaign changes the named fields of a campaign, as UpdateCustomer changes those of a customer; the Current of a *models.ConflictError is the
// campaign. Another name stands as the source of its customers and deals then: at once where they are few, else by a task, which tells its end in locale.
func (s *Service) UpdateCampaign(ctx context.Context, op models.Operation, id int64, base models.EditBase, set map[models.Field]string, locale string) (ChangedCampaign, error) {
	wanted := s.campaignValues(set)
	var scratch models.Campaign
	if errs := setCampaign(&scratch, wanted); len(errs) > 0 {
		return ChangedCampaign{}, errs
	}
	for field := range wanted {
		wanted[field] = scratch.Get(field)
	}
	_, named := wanted[models.FieldCampaignName]
	again := named && len(wanted) == 1 // asked for once more, it goes on with what an interruption has left
	return s.changeCampaign(ctx, op, id, rewrite{locale: locale, again: again}, func(c *change, current models.Campaign, next *models.Campaign) error {
		apply, err := c.merge(ctx, recordOfCampaign(current), base, wanted)
		if err != nil {
			return err
		}
		errs := setCampaign(next, apply)
		if next.Owner != current.Owner {
			errs = append(errs, checkUser(models.FieldOwner, next.Owner)...)
		}
		if err := append(errs, next.Validate(&current, c.rules)...).Err(); err != nil {
			return err
		}
		if err := c.checkAudience(ctx, current, *next); err != nil {
			return err
		}
		return c.freeCampaignName(ctx, *next)
	})
}

func recordOfCampaign(m models.Campaign) record {
	return record{entity: models.EntityCampaign, id: m.ID, version: m.Version, code: m.Code, current: &m}
}

// ArchiveCampaign takes a campaign out of use, or back into it. Nothing else becomes of it.
func (s *Service) ArchiveCampaign(ctx context.Context, op models.Operation, id int64, archived bool) (models.Campaign, error) {
	saved, err := s.changeCampaign(ctx, op, id, rewrite{}, func(c *change, current models.Campaign, next *models.Campaign) error {
		if current.Archived() == archived {
			return models.Conflict("error.campaign_archived_so", "Code", current.Code)
		}
		if next.ArchivedAt = nil; archived {
			next.ArchivedAt = &c.at
		}
		return nil
	})
	return saved.Campaign, err
}

// changeCampaign changes a campaign, of which alter gets a copy, and gives its customers and deals its new name.
func (s *Service) changeCampaign(ctx context.Context, op models.Operation, id int64, how rewrite, alter func(c *change, current models.Campaign, next *models.Campaign) error) (ChangedCampaign, error) {
	if err := permit(op.Actor, models.MayManageCampaigns); err != nil {
		return ChangedCampaign{}, err
	}
	var changed ChangedCampaign
	var ids []int64
	err := s.change(ctx, op, func(c *change) error {
		current, err := c.LockCampaign(ctx, id)
		if err := campaignGone(err, ""); err != nil {
			return err
		}
		if current.MergedInto != 0 {
			return models.NotFound("error.campaign_gone")
		}
		if err := c.LockCampaigns(ctx); err != nil { // no other comes by the name meanwhile
			return err
		}
		changed = ChangedCampaign{Campaign: current}
		if err := alter(c, current, &changed.Campaign); err != nil {
			return err
		}
		if err := c.saveCampaign(ctx, current, &changed.Campaign, models.ActionUpdate); err != nil {
			return err
		}
		ids, err = c.startRewriting(ctx, current, &changed, how)
		return err
	})
	if err != nil || changed.Task.ID != 0 {
		return changed, err
	}
	changed.Rewritten, err = s.rewriteAll(ctx, op, ids, models.Resource{Campaign: changed.ID})
	return changed, err
}

// saveCampaign writes a campaign when a field changed, under a new version, with an audit entry for each.
func (c *change) saveCampaign(ctx context.Context, previous models.Campaign, next *models.Campaign, action string) error {
	if next.Tags != previous.Tags {
		if err := c.useTags(ctx, &next.Tags); err != nil {
			return err
		}
	}
	changes := models.Campaigns.Changes(&previous, next)
	if previous.Archived() != next.Archived() {
		changes = append(changes, models.FieldChange{Field: models.FieldArchivedAt, Before: previous.Get(models.FieldArchivedAt), After: next.Get(models.FieldArchivedAt)})
	}
	if len(changes) == 0 && previous.MergedInto == next.MergedInto {
		return nil
	}
	next.Version, next.UpdatedBy, next.UpdatedAt = previous.Version+1, c.op.Actor.ID, c.at
	c.noteChanges(models.EntityCampaign, previous.ID, next.Version, action, changes)
	return c.UpdateCampaign(ctx, previous, next)
}

// campaignHistory is how many entries the history of a campaign shows.
const campaignHistory = 50

// CampaignHistory returns what was changed of a campaign, newest first.
func (s *Service) CampaignHistory(ctx context.Context, actor models.Actor, id int64) (models.Campaign, []models.HistoryEntry, error) {
	found, err := s.Campaign(ctx, actor, id)
	if err != nil {
		return found, nil, err
	}
	entries, err := s.store.Audit(ctx, models.EntityCampaign, found.ID, campaignHistory)
	list := make([]models.HistoryEntry, len(entries))
	for i, entry := range entries {
		list[i] = models.HistoryEntry{AuditEntry: entry, Subject: found.Name}
	}
	return found, list, err
}
