package store

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// InsertInteraction inserts an interaction and gives it its ID.
func (tx *Tx) InsertInteraction(ctx context.Context, in *models.Interaction) error {
	in.ID = 0
	return wrap("insert interaction", tx.session(ctx).Create(in).Error)
}

// Interaction returns an interaction; ErrNotFound when there is none.
func (q Queries) Interaction(ctx context.Context, id int64) (models.Interaction, error) {
	var in models.Interaction
	err := q.session(ctx).Take(&in, "id = ?", id).Error
	return in, wrap("read interaction", err)
}

// DeleteInteraction deletes an interaction, as if it had never been logged.
func (tx *Tx) DeleteInteraction(ctx context.Context, id int64) error {
	return wrap("delete interaction", tx.session(ctx).Delete(&models.Interaction{}, "id = ?", id).Error)
}

// Interactions returns at most limit interactions with a customer that happened at or after an instant, newest first.
// The zero instant means ever.
func (q Queries) Interactions(ctx context.Context, customerID int64, since time.Time, limit int) ([]models.Interaction, error) {
	db := q.session(ctx).Where("customer_id = ?", customerID)
	if !since.IsZero() {
		db = db.Where("happened_at >= ?", since)
	}
	list := roomFor[models.Interaction](limit)
	err := db.Order("happened_at DESC, id DESC").Limit(limit).Find(&list).Error
	return list, wrap("list interactions", err)
}
