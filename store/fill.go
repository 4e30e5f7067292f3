package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// fills are the parts of migrations that SQL alone can't do, or that should be done in steps, by version. They run after
// the migration's script, and again after a crash, like the script.
var fills = map[int64]func(ctx context.Context, tx *sql.Tx) error{
	2: fillHistory,
	3: fillStems,
	5: fillContacts,

	30: fillKeys,
	40: fillSites,
	66: fillSounds,
	70: fillDeals,
	75: fillEvents,
	76: fillSilences,
	87: fillCampaigns,
}

// lastRelist is the migration after which what a search goes by is made anew: whoever changes what indexTerms cuts a text into,
// what sortKey returns, or which listings a customer has, raises it. A database that stands before it comes through it.
const lastRelist = 55

// fillBatch is how many rows one step reads, so that a server doesn't hold too much at once.
const fillBatch = 500

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

// fillHistory sets the customer to whose history each entry of the audit log belongs.
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

// fillStems computes the names' forms in which near-duplicates agree.
func fillStems(ctx context.Context, tx *sql.Tx) error {
	return fillColumn(ctx, tx, "stem_key", "name", stemKey)
}

// fillContacts computes the form in which contacts' names are compared.
func fillContacts(ctx context.Context, tx *sql.Tx) error {
	return fillColumn(ctx, tx, "contact_key", "contact_name", func(name string) string { return contactKey(models.Personal(name)) })
}

// fillColumn computes an empty column of customers from another one, with one statement for each batch. A MySQL-protocol
// server has committed with the script's last statement, and commits each statement by itself.
func fillColumn(ctx context.Context, tx *sql.Tx, column, from string, compute func(string) string) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		ids, texts, err := readEmpty(ctx, tx, column, from, after, through)
		if err != nil || len(ids) == 0 {
			return err
		}
		var args []any
		for i, id := range ids {
			args = append(args, id, compute(texts[i]))
		}
		cases := strings.Repeat(" WHEN ? THEN ?", len(ids))
		statement := strings.Join([]string{"UPDATE customers SET ", column, " = CASE id", cases, " ELSE ", column, " END WHERE id > ? AND id <= ?"}, "")
		_, err = tx.ExecContext(ctx, statement, append(args, after, through)...)
		return err
	})
}

// readEmpty reads the sources of a column where that is still empty.
func readEmpty(ctx context.Context, tx *sql.Tx, column, from string, after, through int64) (ids []int64, texts []string, err error) {
	query := strings.Join([]string{"SELECT id, ", from, " FROM customers WHERE id > ? AND id <= ? AND ", column, " = '' AND ", from, " <> ''"}, "")
	rows, err := tx.QueryContext(ctx, query, after, through)
	if err != nil {
		return nil, nil, err
	}
	return scanTexts(rows)
}
