package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// SavedSearches returns the saved searches that a person sees, by name: at most limit of their own, and at most limit of the team's.
func (q Queries) SavedSearches(ctx context.Context, person string, limit int) ([]models.SavedSearch, error) {
	list := roomFor[models.SavedSearch](2 * limit)
	const some = "SELECT * FROM (SELECT * FROM saved_searches WHERE "
	err := q.session(ctx).Raw(some+"owner = ? ORDER BY name_key, id LIMIT ?) own UNION "+some+"team = ? ORDER BY name_key, id LIMIT ?) shared ORDER BY name_key, id",
		person, limit, true, limit).Scan(&list).Error
	return list, wrap("list saved searches", err)
}

// SavedSearch returns a saved search; ErrNotFound when there is none.
func (q Queries) SavedSearch(ctx context.Context, id int64) (models.SavedSearch, error) {
	var found models.SavedSearch
	err := q.session(ctx).Take(&found, "id = ?", id).Error
	return found, wrap("read saved search", err)
}

// InsertSavedSearch inserts a saved search and gives it its ID. ErrStale when its owner has come to have one of its name.
func (tx *Tx) InsertSavedSearch(ctx context.Context, s *models.SavedSearch) error {
	s.ID = 0
	err := tx.session(ctx).Create(s).Error
	if duplicate(err) {
		err = ErrStale
	}
	return wrap("insert saved search", err)
}

// UpdateSavedSearch writes a saved search. ErrStale when the stored version isn't previous.Version any more, or its owner has
// come to have another one of its name.
func (tx *Tx) UpdateSavedSearch(ctx context.Context, previous, s models.SavedSearch) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).Select("*").Omit("ID", "CreatedAt").UpdateColumns(&s)
	if result.Error == nil && result.RowsAffected == 0 || duplicate(result.Error) {
		return wrap("update saved search", ErrStale)
	}
	return wrap("update saved search", result.Error)
}

// DeleteSavedSearch deletes a saved search. ErrStale when the stored version isn't s.Version any more.
func (tx *Tx) DeleteSavedSearch(ctx context.Context, s models.SavedSearch) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", s.ID, s.Version).Delete(&models.SavedSearch{})
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("delete saved search", ErrStale)
	}
	return wrap("delete saved search", result.Error)
}
