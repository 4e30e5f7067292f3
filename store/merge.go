package store

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Merge lets all that hangs on one customer hang on another, and gives the merge its ID. The rows are remembered.
func (tx *Tx) Merge(ctx context.Context, merge *models.Merge) error {
	merge.ID = 0
	if err := tx.session(ctx).Create(merge).Error; err != nil {
		return wrap("insert merge", err)
	}
	for _, t := range tables {
		if !t.moves {
			continue
		}
		err := tx.session(ctx).Exec("INSERT INTO merge_rows (merge_id, kept_in, row_id) SELECT ?, ?, id FROM "+t.name+" WHERE customer_id = ?",
			merge.ID, t.name, merge.OtherID).Error
		if err == nil {
			err = tx.session(ctx).Exec("UPDATE "+t.name+" SET customer_id = ? WHERE customer_id = ?", merge.KeptID, merge.OtherID).Error
		}
		if err != nil {
			return wrap("move what hangs on a customer", err)
		}
	}
	return nil
}

// Unmerge gives back what a merge moved, with what the audit log has told of it since.
func (tx *Tx) Unmerge(ctx context.Context, merge models.Merge, at time.Time) error {
	for _, t := range tables {
		if !t.moves {
			continue
		}
		const moved = "SELECT row_id FROM merge_rows WHERE merge_id = ? AND kept_in = ?"
		err := tx.session(ctx).Exec("UPDATE "+t.name+" SET customer_id = ? WHERE customer_id = ? AND id IN ("+moved+")",
			merge.OtherID, merge.KeptID, merge.ID, t.name).Error
		if err == nil && t.kind != nil {
			err = tx.session(ctx).Exec("UPDATE audit_entries SET customer_id = ? WHERE customer_id = ? AND entity = ? AND entity_id IN ("+moved+")",
				merge.OtherID, merge.KeptID, t.kind.Entity, merge.ID, t.name).Error
		}
		if err != nil {
			return wrap("give back what hung on a customer", err)
		}
	}
	result := tx.session(ctx).Model(&models.Merge{}).Where("id = ? AND undone_at IS NULL", merge.ID).UpdateColumn("undone_at", at)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("end merge", ErrStale)
	}
	return wrap("end merge", result.Error)
}

// MergeByID returns a merge; ErrNotFound when there is none.
func (q Queries) MergeByID(ctx context.Context, id int64) (models.Merge, error) {
	var merge models.Merge
	err := q.session(ctx).Where("id = ?", id).Take(&merge).Error
	return merge, wrap("read merge", err)
}

// Merges returns at most limit merges since an instant that hold, the latest first.
func (q Queries) Merges(ctx context.Context, since time.Time, limit int) ([]models.Merge, error) {
	var list []models.Merge
	err := q.session(ctx).Where("merged_at >= ? AND undone_at IS NULL", since).Order("merged_at DESC, id DESC").Limit(limit).Find(&list).Error
	return list, wrap("list merges", err)
}

// MergedInto returns the IDs of the customers that were merged into one, and into those.
func (q Queries) MergedInto(ctx context.Context, id int64) (all []int64, err error) {
	for next := []int64{id}; len(next) > 0; {
		var others []int64
		err := q.session(ctx).Model(&models.Merge{}).Where("kept_id IN ? AND undone_at IS NULL", next).Order("id").Pluck("other_id", &others).Error
		if err != nil {
			return nil, wrap("read what was merged", err)
		}
		all, next = append(all, others...), others
	}
	return all, nil
}
