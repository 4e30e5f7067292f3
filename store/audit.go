package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// AppendAudit adds entries to the audit log, in the transaction of what they tell of.
func (tx *Tx) AppendAudit(ctx context.Context, entries []models.AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	rows, err := tx.auditRows(ctx, entries)
	if err != nil {
		return wrap("write audit log", err)
	}
	return wrap("write audit log", tx.session(ctx).Create(&rows).Error)
}

// AuditSince returns the changes of a record's fields after a version, oldest first.
func (q Queries) AuditSince(ctx context.Context, entity string, id int64, version int) ([]models.AuditEntry, error) {
	var rows []auditRow
	err := q.session(ctx).Where("entity = ? AND entity_id = ? AND version > ? AND field <> '' AND action NOT IN ?", entity, id, version, models.LookActions()).
		Order("id").Find(&rows).Error
	if err != nil {
		return nil, wrap("read audit log", err)
	}
	list, err := q.privacy.openEntries(rows)
	return list, wrap("read audit log", err)
}

// Audit returns at most limit entries of a record, newest first.
func (q Queries) Audit(ctx context.Context, entity string, id int64, limit int) ([]models.AuditEntry, error) {
	var rows []auditRow
	err := q.session(ctx).Where("entity = ? AND entity_id = ?", entity, id).Order("id DESC").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, wrap("read audit log", err)
	}
	list, err := q.privacy.openEntries(rows)
	return list, wrap("read audit log", err)
}
