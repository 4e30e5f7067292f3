package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// fillEvents marks the entries of the audit log that begin an event of a timeline. The entries of an operation were written together:
// with each batch of entries, the one before it is looked at too.
func fillEvents(ctx context.Context, tx *sql.Tx) error {
	var before []models.AuditEntry
	return inBatches(ctx, tx, "audit_entries", func(after, through int64) error {
		batch, err := readMarkable(ctx, tx, after, through)
		if err != nil {
			return err
		}
		both := slices.Concat(before, batch)
		models.MarkEvents(both)
		leading := map[models.EventKind][]any{}
		for _, e := range both[len(before):] {
			if e.Leads != "" {
				leading[e.Leads] = append(leading[e.Leads], e.ID)
			}
		}
		for kind, ids := range leading {
			statement := strings.Join([]string{"UPDATE audit_entries SET event = ? WHERE id IN (?", strings.Repeat(", ?", len(ids)-1), ")"}, "")
			if _, err := tx.ExecContext(ctx, statement, append([]any{string(kind)}, ids...)...); err != nil {
				return err
			}
		}
		before = batch
		return nil
	})
}

// readMarkable reads what MarkEvents goes by of a range of entries, in their order. The state of a follow-up is never sealed.
func readMarkable(ctx context.Context, tx *sql.Tx, after, through int64) (list []models.AuditEntry, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, operation, customer_id, entity, entity_id, action, field, CASE WHEN field = 'state' THEN old_value ELSE '' END FROM audit_entries WHERE id > ? AND id <= ? ORDER BY id", after, through)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var e models.AuditEntry
		if err := rows.Scan(&e.ID, &e.Operation, &e.CustomerID, &e.Entity, &e.EntityID, &e.Action, &e.Field, &e.OldValue); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}
