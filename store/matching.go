package store

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// MatchingIDs returns the IDs of the customers that match words and filters, the oldest first: at most limit, of which the newest are
// left. Nothing of them is read where the lists of the search tell who matches.
func (s *Store) MatchingIDs(ctx context.Context, query models.CustomerQuery, limit int) (ids []int64, err error) {
	query.Sort, query.After = models.SortNewest, ""
	err = s.Snapshot(ctx, func(read Queries) error {
		ids = nil
		search := newSearcher(read)
		defer search.release()
		possible, err := search.plan(ctx, query)
		if err != nil || !possible {
			return err
		}
		ids, _, err = search.newest(ctx, 0, limit, limit)
		return err
	})
	slices.Reverse(ids)
	return ids, err
}

// ArchivedIDs returns the IDs of at most limit archived customers, without those that were merged into another. visibleTo limits them as
// in models.CustomerQuery.
func (q Queries) ArchivedIDs(ctx context.Context, visibleTo string, limit int) (ids []int64, err error) {
	err = notErased(visible(q.session(ctx).Table("customers"), visibleTo)).Where("customers.archived_at IS NOT NULL AND customers.merged_into = 0").
		Order("customers.id").Limit(limit).Pluck("customers.id", &ids).Error
	return ids, wrap("list archived customers", err)
}
