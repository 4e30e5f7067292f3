package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

const orderHistory = "history"

// History returns one page of what happened to a customer and to all that belongs to it, newest first.
func (q Queries) History(ctx context.Context, customerID int64, after string, limit int) (models.HistoryPage, error) {
	size := pageSize(limit)
	db := q.entries(ctx).Where("audit_entries.customer_id = ?", customerID)
	if after != "" {
		at, err := decodeCursor(after, orderHistory)
		if err != nil {
			return models.HistoryPage{}, err
		}
		db = db.Where("audit_entries.id < ?", at.ID)
	}
	rows := roomFor[historyRow](size + 1)
	if err := db.Order("audit_entries.id DESC").Limit(size + 1).Find(&rows).Error; err != nil {
		return models.HistoryPage{}, wrap("read history", err)
	}
	list, err := q.privacy.openHistory(rows)
	if err != nil {
		return models.HistoryPage{}, wrap("read history", err)
	}
	page := models.HistoryPage{Entries: list}
	if len(list) > size {
		page.Entries = list[:size]
		page.Next = cursor{Order: orderHistory, ID: list[size-1].ID}.encode()
	}
	return page, nil
}

// LastOperation returns the name of what a person changed of a customer last, "" when there is nothing. To look at
// something, or to take a copy, is no change.
func (q Queries) LastOperation(ctx context.Context, actor string) (string, error) {
	var names []string
	err := q.session(ctx).Model(&models.AuditEntry{}).Where("actor = ? AND (customer_id <> 0 OR entity = ?) AND action NOT IN ?", actor, models.EntityCampaign, models.PassedOver()).
		Order("id DESC").Limit(1).Pluck("operation", &names).Error
	if err != nil || len(names) == 0 {
		return "", wrap("read last operation", err)
	}
	return names[0], nil
}

// ChangedCustomer returns the customer that an operation changed, by its name in the audit log; 0 when it changed none.
func (s *Store) ChangedCustomer(ctx context.Context, operation string) (int64, error) {
	var ids []int64
	err := s.write.WithContext(ctx).Model(&models.AuditEntry{}).Where("operation = ? AND operation <> '' AND customer_id <> 0", operation).
		Order("id").Limit(1).Pluck("customer_id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, wrap("look up what was changed", err)
	}
	return ids[0], nil
}

// OperationEntries returns what a person changed in one operation, in its order.
func (q Queries) OperationEntries(ctx context.Context, actor, operation string) ([]models.HistoryEntry, error) {
	var rows []historyRow
	err := q.entries(ctx).Where("audit_entries.actor = ? AND audit_entries.operation = ? AND audit_entries.action NOT IN ?", actor, operation, models.PassedOver()).
		Order("audit_entries.id").Find(&rows).Error
	if err != nil {
		return nil, wrap("read operation", err)
	}
	list, err := q.privacy.openHistory(rows)
	return list, wrap("read operation", err)
}

// entries are audit entries with the words of what they are about: the subject of the record, by the table of its kind.
func (q Queries) entries(ctx context.Context) *gorm.DB {
	db := q.session(ctx).Model(&models.AuditEntry{})
	subjects := "audit_entries.*, COALESCE("
	for _, t := range tables {
		if t.kind == nil || t.kind.Subject == "" {
			continue
		}
		subject, _ := t.kind.Find(t.kind.Subject)
		subjects += t.name + "." + subject.ColumnName() + ", "
		db = db.Joins("LEFT JOIN "+t.name+" ON audit_entries.entity = ? AND "+t.name+".id = audit_entries.entity_id", t.kind.Entity)
	}
	return db.Select(subjects + "'') AS subject, COALESCE(contacts.sealed, '') AS subject_sealed")
}
