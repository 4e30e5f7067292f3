package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// MergeCampaigns lets two campaigns be one: the kept one takes the names, members and touches of the other, and what it says nothing of itself, as far as
// that goes together. The other's code leads to it from now on.
func (s *Service) MergeCampaigns(ctx context.Context, op models.Operation, keptID, otherID int64, locale string) (ChangedCampaign, error) {
	if err := permit(op.Actor, models.MayManageCampaigns); err != nil {
		return ChangedCampaign{}, err
	}
	var merged ChangedCampaign
	var ids []int64
	err := s.change(ctx, op, func(c *change) error {
		if err := c.LockCampaigns(ctx); err != nil {
			return err
		}
		kept, other, err := c.lockCampaigns(ctx, keptID, otherID)
		if err == nil && (kept.MergedInto != 0 || other.MergedInto != 0) {
			err = models.NotFound("error.campaign_gone")
		}
		if err != nil {
			return err
		}
		if keptID == otherID {
			return models.Conflict("error.campaign_merge_itself", "Code", kept.Code)
		}
		merged = ChangedCampaign{Campaign: kept.With(other, c.rules)}
		if merged.Cost != other.Cost {
			merged.LeftCost = other.Cost
		}
		gone := other
		if gone.MergedInto = kept.ID; gone.ArchivedAt == nil {
			gone.ArchivedAt = &c.at
		}
		if err := c.MergeCampaign(ctx, &models.CampaignMerge{MergedAt: c.at, Operation: c.id}, kept, other); err != nil {
			return err
		}
		if err := c.saveMerged(ctx, models.ActionMerge, [2]models.Campaign{other, kept}, [2]*models.Campaign{&gone, &merged.Campaign}); err != nil {
			return err
		}
		ids, err = c.startRewriting(ctx, other, &merged, rewrite{locale: locale, again: true})
		return err
	})
	if err != nil || merged.Task.ID != 0 {
		return merged, err
	}
	merged.Rewritten, err = s.rewriteAll(ctx, op, ids, models.Resource{Campaign: merged.ID})
	return merged, err
}

// lockCampaigns locks two campaigns, always in the same order.
func (c *change) lockCampaigns(ctx context.Context, keptID, otherID int64) (kept, other models.Campaign, err error) {
	both := map[int64]models.Campaign{}
	for _, id := range []int64{min(keptID, otherID), max(keptID, otherID)} {
		found, err := c.LockCampaign(ctx, id)
		if err := campaignGone(err, ""); err != nil {
			return kept, other, err
		}
		both[id] = found
	}
	return both[keptID], both[otherID], nil
}

// saveMerged writes the campaign that was merged into another and the one that was kept, or of which this was taken back, each under a new version.
func (c *change) saveMerged(ctx context.Context, action string, previous [2]models.Campaign, next [2]*models.Campaign) error {
	for i, before := range previous {
		if err := c.useTags(ctx, &next[i].Tags); err != nil {
			return err
		}
		next[i].Version, next[i].UpdatedBy, next[i].UpdatedAt = before.Version+1, c.op.Actor.ID, c.at
		c.note(models.EntityCampaign, before.ID, next[i].Version, action, models.FieldMergedInto, previous[0].Code, previous[1].Code)
		c.noteChanges(models.EntityCampaign, before.ID, next[i].Version, action, models.Campaigns.Changes(&before, next[i]))
		if err := c.UpdateCampaign(ctx, before, next[i]); err != nil {
			return err
		}
	}
	return nil
}

// mergedCampaign is the campaign that was kept by a merge, by its entries, of which the last are about it.
func mergedCampaign(entries []models.HistoryEntry) (id int64, merged bool) {
	last := entries[len(entries)-1]
	return last.EntityID, last.Action == models.ActionMerge
}

// undoCampaignMerge takes a merge of campaigns back: the other is as it was, with its names, members and touches, and the sources that came with it are
// written by its name again.
func (s *Service) undoCampaignMerge(ctx context.Context, op models.Operation, operation string) (models.Undo, error) {
	var undone models.Undo
	var ids []int64
	var merge models.CampaignMerge
	var other ChangedCampaign
	err := s.change(ctx, op, func(c *change) error {
		if err := c.LockCampaigns(ctx); err != nil {
			return err
		}
		entries, err := c.OperationEntries(ctx, op.Actor.ID, operation)
		if err != nil {
			return err
		}
		if err := c.isLast(ctx, operation, entries); err != nil {
			return err
		}
		if merge, err = c.CampaignMergeOf(ctx, operation); errors.Is(err, store.ErrNotFound) {
			return models.NotFound("error.undo_nothing")
		} else if err != nil {
			return err
		}
		kept, gone, err := c.lockCampaigns(ctx, merge.KeptID, merge.OtherID)
		if err != nil {
			return err
		}
		if undone, err = c.campaignUndo(ctx, entries); err != nil {
			return err
		}
		back, was := kept, gone
		if was.MergedInto = 0; was.ArchivedAt != nil && was.ArchivedAt.Equal(merge.MergedAt) { // by the merge
			was.ArchivedAt = nil
		}
		for _, entry := range entries {
			if _, known := models.Campaigns.Find(models.Field(entry.Field)); !known || entry.EntityID != kept.ID {
				continue
			}
			if err := back.Set(models.Field(entry.Field), entry.OldValue); err != nil {
				return err
			}
		}
		if err := c.UnmergeCampaign(ctx, merge, was, c.at); err != nil {
			return err
		}
		if err := c.saveMerged(ctx, models.ActionUndo, [2]models.Campaign{gone, kept}, [2]*models.Campaign{&was, &back}); err != nil {
			return err
		}
		c.nameUndone(entries)
		undone.Campaign, other.Campaign = back, was
		ids, err = c.startRewriting(ctx, was, &other, rewrite{again: true, merge: merge.ID})
		return err
	})
	if err != nil || other.Task.ID != 0 {
		return undone, err
	}
	_, err = s.rewriteAll(ctx, op, ids, models.Resource{Campaign: other.ID, Merge: merge.ID})
	return undone, err
}
