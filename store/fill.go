package store

import (
	"context"
	"database/sql"
)

// fills are what migrations do that SQL alone can't, or should do in steps, by version. They run after the migration's
// script, and again after a crash, as it does.
var fills = map[int64]func(ctx context.Context, tx *sql.Tx) error{
	2: fillHistory,
}

// fillBatch is how many rows a step looks at: it bounds what a server has to hold at once.
const fillBatch = 2000

// inBatches calls step for every range of a table's IDs, after and through.
func inBatches(ctx context.Context, tx *sql.Tx, table string, step func(after, through int64) error) error {
	var last int64
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM "+table).Scan(&last); err != nil {
		return err
	}
	for after := int64(0); after < last; after += fillBatch {
		if err := step(after, after+fillBatch); err != nil {
			return err
		}
	}
	return nil
}

// ownerOf are the statements that find out who owns each kind of entry.
var ownerOf = []string{
	"UPDATE audit_entries SET customer_id = entity_id WHERE id > ? AND id <= ? AND customer_id = 0 AND entity = 'customer'",
	"UPDATE audit_entries SET customer_id = COALESCE((SELECT f.customer_id FROM followups f WHERE f.id = audit_entries.entity_id), 0) " +
		"WHERE id > ? AND id <= ? AND customer_id = 0 AND entity = 'followup'",
	"UPDATE audit_entries SET customer_id = COALESCE((SELECT i.customer_id FROM interactions i WHERE i.id = audit_entries.entity_id), 0) " +
		"WHERE id > ? AND id <= ? AND customer_id = 0 AND entity = 'interaction'",
}

// fillHistory says of each entry of the audit log whose history it belongs to.
func fillHistory(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "audit_entries", func(after, through int64) error {
		for _, statement := range ownerOf {
			if _, err := tx.ExecContext(ctx, statement, after, through); err != nil {
				return err
			}
		}
		return nil
	})
}
