package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// InsertStatusChange adds a row to a customer's status history and gives it its ID.
func (tx *Tx) InsertStatusChange(ctx context.Context, change *models.StatusChange) error {
	change.ID = 0
	return wrap("insert status change", tx.session(ctx).Create(change).Error)
}

// InsertStatusChanges adds rows to the status histories of customers.
func (tx *Tx) InsertStatusChanges(ctx context.Context, list []models.StatusChange) error {
	return wrap("insert status changes", createAll(tx.session(ctx), list))
}

// StatusChangesOn returns the rows of a customer's status history that rest on an interaction, newest first.
func (q Queries) StatusChangesOn(ctx context.Context, customerID, interactionID int64) ([]models.StatusChange, error) {
	var list []models.StatusChange
	err := q.session(ctx).Where("customer_id = ? AND interaction_id = ?", customerID, interactionID).
		Order("changed_at DESC, id DESC").Find(&list).Error
	return list, wrap("list status changes on an interaction", err)
}

// StatusChanges returns at most limit rows of a customer's status history, newest first.
func (q Queries) StatusChanges(ctx context.Context, customerID int64, limit int) ([]models.StatusChange, error) {
	list := roomFor[models.StatusChange](limit)
	err := q.session(ctx).Where("customer_id = ?", customerID).
		Order("changed_at DESC, id DESC").Limit(limit).Find(&list).Error
	return list, wrap("list status changes", err)
}
