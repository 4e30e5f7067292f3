package crm

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Taking a change back gives nothing to who can't be given work any more, such as who left since. What was theirs stays
// with whom it is now; a follow-up that is open again is for who takes the change back.

// unfitBefore looks up who of those that an operation took something from, or whose follow-ups it closed, can't be given it
// back. It may ask Slack, and so comes before transactions.
func (s *Service) unfitBefore(ctx context.Context, actor models.Actor, by, operation string) (map[string]models.Unfit, error) {
	if operation == "" {
		return nil, nil
	}
	entries, err := s.store.OperationEntries(ctx, by, operation)
	if err != nil {
		return nil, err
	}
	unfit := map[string]models.Unfit{}
	for _, entry := range entries {
		id := entry.OldValue
		if reopens(entry) {
			closed, err := s.store.FollowUp(ctx, entry.EntityID)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			id = closed.Assignee
		} else if !takes(entry) {
			continue
		}
		if why := s.unfit(ctx, actor, id); why != models.Fit {
			unfit[id] = why
		}
	}
	return unfit, nil
}

// takes reports an entry of somebody who had a customer or a follow-up before.
func takes(entry models.HistoryEntry) bool {
	spec, known := models.Describe(entry.Entity, models.Field(entry.Field))
	return known && spec.Type == models.TypePerson
}

// reopens reports an entry whose taking back makes a follow-up open again.
func reopens(entry models.HistoryEntry) bool {
	return entry.Entity == models.EntityFollowUp && (entry.Action == models.ActionDone || entry.Action == models.ActionCancel)
}

// keepFromUnfit takes out of an undo what would go back to who can't be given it, and notes what stays with whom. Where
// nothing is left to take back, it refuses.
func keepFromUnfit(ctx context.Context, q store.Queries, actor models.Actor, undo *models.Undo, unfit map[string]models.Unfit) error {
	var back []models.HistoryEntry
	for _, entry := range undo.Entries {
		kept := models.UndoKept{Field: models.Field(entry.Field), Before: entry.OldValue, Present: entry.NewValue}
		if entry.Entity == models.EntityFollowUp {
			kept.FollowUp = entry.EntityID
		}
		if reopens(entry) {
			closed, err := q.FollowUp(ctx, entry.EntityID)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			kept.Field, kept.Before, kept.Present = models.FieldAssignee, closed.Assignee, actor.ID
		}
		kept.Why = unfit[kept.Before]
		affected := kept.Why != models.Fit && (takes(entry) || reopens(entry))
		if affected {
			undo.Kept = append(undo.Kept, kept)
		}
		if !affected || reopens(entry) {
			back = append(back, entry)
		}
	}
	if len(back) == 0 && len(undo.Kept) > 0 {
		kept := undo.Kept[0]
		return append(models.Errors{models.Conflict("error.undo_stays", "Code", undo.Customer.Code, "User", models.Person(kept.Present))},
			checkWorker("", candidate{Named: models.Named{ID: kept.Before}, why: kept.Why})...)
	}
	undo.Entries = back
	return nil
}

// heir returns who gets a follow-up that is open again and whose assignee can't be given it; "" where they can.
func heir(undo models.Undo, followUp int64) string {
	for _, kept := range undo.Kept {
		if kept.FollowUp == followUp && kept.Field == models.FieldAssignee {
			return kept.Present
		}
	}
	return ""
}
