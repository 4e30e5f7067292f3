package store

import (
	"context"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// AppendAudit adds entries to the audit log, in the transaction of the change that they tell of, after what they tell of was written. What
// follows from a change for the silences of the customer and of its deals is brought up to date with it.
func (tx *Tx) AppendAudit(ctx context.Context, entries []models.AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	rows, err := tx.auditRows(ctx, entries)
	if err != nil {
		return wrap("write audit log", err)
	}
	if err := createAll(tx.session(ctx), rows); err != nil {
		return wrap("write audit log", err)
	}
	if err := tx.refreshSilences(ctx, customerSilences(), silenced(entries, endsSilence)); err != nil {
		return err
	}
	return tx.refreshSilences(ctx, tx.dialect.dealSilences(), silenced(entries, endsDealSilence))
}

// ReplaceAudited puts another value into the audit log of a field of a record wherever it holds a certain one, which nobody is to read any more. It
// reports whether it held that.
func (tx *Tx) ReplaceAudited(ctx context.Context, entity string, id int64, field models.Field, value, by string) (held bool, err error) {
	for _, column := range []string{"old_value", "new_value"} {
		result := tx.session(ctx).Model(&auditRow{}).Where("entity = ? AND entity_id = ? AND field = ? AND "+column+" = ?", entity, id, field, value).UpdateColumn(column, by)
		if result.Error != nil {
			return false, wrap("replace a value in the audit log", result.Error)
		}
		held = held || result.RowsAffected > 0
	}
	return held, nil
}

// AuditSince returns the changes of a record's fields after a version, oldest first.
func (q Queries) AuditSince(ctx context.Context, entity string, id int64, version int) ([]models.AuditEntry, error) {
	var rows []auditRow
	err := q.session(ctx).Where("entity = ? AND entity_id = ? AND version > ? AND field <> '' AND action NOT IN ?", entity, id, version, models.PassedOver()).
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

// PruneAudit deletes at most limit entries of the audit log that are older than an instant, the oldest first, and
// returns how many. Looks at personal data, and questions for it, are among the entries.
func (s *Store) PruneAudit(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []int64
	err := s.session(ctx).Model(&models.AuditEntry{}).Where("at < ?", before).Order("at, id").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, wrap("list old audit entries", err)
	}
	for batch := range slices.Chunk(ids, 500) {
		err := s.retry(ctx, func() error {
			return s.write.WithContext(ctx).Where("id IN ?", batch).Delete(&models.AuditEntry{}).Error
		})
		if err != nil {
			return 0, wrap("forget old audit entries", err)
		}
	}
	return len(ids), nil
}

// ChangesSince returns what was changed of a customer, and of what hangs on it, since an operation made it, oldest first.
func (q Queries) ChangesSince(ctx context.Context, customerID int64, operation string) ([]models.AuditEntry, error) {
	var made []int64
	err := q.session(ctx).Model(&models.AuditEntry{}).Where("operation = ? AND customer_id = ?", operation, customerID).Order("id DESC").Limit(1).Pluck("id", &made).Error
	if err != nil || len(made) == 0 {
		return nil, wrap("look when a customer was made", err)
	}
	var list []models.AuditEntry
	err = q.session(ctx).Select("id, at, actor, action, entity, entity_id, operation, undoes").
		Where("customer_id = ? AND id > ? AND action NOT IN ?", customerID, made[0], models.PassedOver()).Order("id").Find(&list).Error
	return list, wrap("read what was changed since", err)
}
