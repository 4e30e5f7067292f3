package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A change of a campaign is taken back as one of a customer is: as a whole, by who made it, and only while nobody changed the campaign since.

// ofCampaign reports an operation that changed a campaign.
func ofCampaign(entries []models.HistoryEntry) bool {
	return len(entries) > 0 && entries[0].Entity == models.EntityCampaign && entries[0].CustomerID == 0
}

// campaignUndo returns an operation that changed a campaign when it can be taken back, else why it can't.
func (c *change) campaignUndo(ctx context.Context, entries []models.HistoryEntry) (models.Undo, error) {
	return campaignUndo(ctx, c.Queries, entries, c.at.Sub(entries[0].At) > models.UndoMaxAge)
}

func campaignUndo(ctx context.Context, q store.Queries, entries []models.HistoryEntry, tooOld bool) (models.Undo, error) {
	first, id := entries[0], entries[0].EntityID
	if kept, merged := mergedCampaign(entries); merged {
		id = kept
	}
	undo := models.Undo{Operation: first.Operation, At: first.At, Source: first.Source, Entries: entries}
	m, err := q.Campaign(ctx, id)
	if err := campaignGone(err, ""); err != nil {
		return undo, err
	}
	undo.Campaign = m
	last := entries[len(entries)-1]
	since, err := q.AuditSince(ctx, models.EntityCampaign, m.ID, last.Version)
	if err != nil {
		return undo, err
	}
	switch {
	case first.Action == models.ActionUndo:
		return undo, models.Conflict("error.undo_of_undo", "Code", m.Code)
	case tooOld:
		return undo, models.Conflict("error.undo_too_old", "Code", m.Code)
	case last.Version != m.Version && (len(since) == 0 || len(standing(since)) > 0): // what was taken back doesn't count
		return undo, models.Conflict("error.undo_campaign_since", "Code", m.Code, "User", models.Person(m.UpdatedBy))
	case first.Action == models.ActionCreate:
		used, err := q.CampaignUsed(ctx, m.ID)
		if err != nil {
			return undo, err
		}
		if used {
			return undo, models.Conflict("error.undo_campaign_used", "Code", m.Code)
		}
	}
	return undo, nil
}

// undoCampaign takes a change of a campaign back. Where that was another name, its customers and deals get the former one again.
func (s *Service) undoCampaign(ctx context.Context, op models.Operation, operation string) (models.Undo, error) {
	if err := permit(op.Actor, models.MayManageCampaigns); err != nil {
		return models.Undo{}, err
	}
	entries, err := s.store.OperationEntries(ctx, op.Actor.ID, operation)
	if err != nil {
		return models.Undo{}, err
	}
	if _, merged := mergedCampaign(entries); merged {
		return s.undoCampaignMerge(ctx, op, operation)
	}
	var undone models.Undo
	var changed ChangedCampaign
	var ids []int64
	err = s.change(ctx, op, func(c *change) error {
		if err := c.LockCampaigns(ctx); err != nil {
			return err
		}
		entries, err := c.OperationEntries(ctx, op.Actor.ID, operation)
		if err != nil {
			return err
		}
		if !ofCampaign(entries) {
			return models.NotFound("error.undo_nothing")
		}
		if _, err := c.LockCampaign(ctx, entries[0].EntityID); campaignGone(err, "") != nil {
			return campaignGone(err, "")
		}
		if err := c.isLast(ctx, operation, entries); err != nil {
			return err
		}
		if undone, err = c.campaignUndo(ctx, entries); err != nil {
			return err
		}
		current := undone.Campaign
		back, err := c.takeCampaignBack(ctx, current, entries)
		if err != nil || entries[0].Action == models.ActionCreate {
			return err
		}
		undone.Campaign, changed.Campaign = back, back
		ids, err = c.startRewriting(ctx, current, &changed, rewrite{})
		return err
	})
	if err != nil || changed.Task.ID != 0 {
		return undone, err
	}
	_, err = s.rewriteAll(ctx, op, ids, models.Resource{Campaign: undone.Campaign.ID})
	return undone, err
}

// takeCampaignBack reverses what an operation did to a campaign that is locked: one that it made is deleted. It returns the campaign as it then is.
func (c *change) takeCampaignBack(ctx context.Context, current models.Campaign, entries []models.HistoryEntry) (models.Campaign, error) {
	back := current
	if entries[0].Action == models.ActionCreate {
		c.noteChanges(models.EntityCampaign, current.ID, current.Version+1, models.ActionUndo, models.Campaigns.Changes(&current, &models.Campaign{}))
		c.nameUndone(entries)
		return back, c.DeleteCampaign(ctx, current.ID)
	}
	for _, entry := range entries {
		if models.Field(entry.Field) == models.FieldArchivedAt {
			if back.ArchivedAt = nil; entry.OldValue != "" {
				back.ArchivedAt = &c.at
			}
			continue
		}
		if err := back.Set(models.Field(entry.Field), entry.OldValue); err != nil {
			return back, err
		}
	}
	if err := c.saveCampaign(ctx, current, &back, models.ActionUndo); err != nil {
		return back, err
	}
	c.nameUndone(entries)
	return back, nil
}
