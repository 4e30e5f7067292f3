package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// The pipeline and the stage in which opportunities of before there were deals begin: migration 70 makes them.
const (
	firstPipeline = 1
	firstStage    = 1
)

// fillDeals makes a deal of each opportunity that stands in a customer's record: its title is the text, it is the customer's owner's,
// has no amount, and was opened when the record was changed last, since nothing says when it was. Those that have one already, after a crash in the
// middle, are passed over.
func fillDeals(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		found, err := opportunities(ctx, tx, after, through)
		if err == nil && len(found) > 0 {
			err = insertOpportunities(ctx, tx, found)
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO stage_moves (deal_id, customer_id, from_stage, to_stage, moved_by, moved_at) "+
			"SELECT id, customer_id, 0, stage_id, created_by, stage_since FROM deals WHERE customer_id > ? AND customer_id <= ? "+
			"AND NOT EXISTS (SELECT 1 FROM stage_moves WHERE stage_moves.deal_id = deals.id)", after, through)
		return err
	})
}

// insertOpportunities gives opportunities the next codes and inserts them as deals.
func insertOpportunities(ctx context.Context, tx *sql.Tx, found []opportunity) error {
	var next int64
	if _, err := tx.ExecContext(ctx, "UPDATE sequences SET next = next + ? WHERE name = 'deal'", len(found)); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "SELECT next FROM sequences WHERE name = 'deal'").Scan(&next); err != nil {
		return err
	}
	var args []any
	for i, d := range found {
		code := models.DealCode(next - int64(len(found)) + int64(i))
		args = append(args, code, d.customer, d.title, firstPipeline, firstStage, d.state, d.at, d.owner, d.source, d.owner, d.at, d.owner, d.at)
	}
	const row = "(?, ?, ?, ?, ?, ?, ?, 0, '', ?, ?, '', '', '', ?, ?, ?, ?, 1)"
	statement := strings.Join([]string{
		"INSERT INTO deals (code, customer_id, title, pipeline_id, stage_id, state, stage_since, amount, currency, owner, source, lost_reason, lost_note, closed_by, " +
			"created_by, created_at, updated_by, updated_at, version) VALUES ", row, strings.Repeat(", "+row, len(found)-1),
	}, "")
	_, err := tx.ExecContext(ctx, statement, args...)
	return err
}

// opportunity is one that stands in a customer's record.
type opportunity struct {
	customer             int64
	title, owner, source string
	state                models.DealState
	at                   string
}

func opportunities(ctx context.Context, tx *sql.Tx, after, through int64) (list []opportunity, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, opportunity, owner, source, archived_at, updated_at FROM customers WHERE id > ? AND id <= ? AND opportunity <> '' "+
		"AND NOT EXISTS (SELECT 1 FROM deals WHERE deals.customer_id = customers.id) ORDER BY id", after, through)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var found opportunity
		var archived sql.NullTime
		var updated time.Time
		if err := rows.Scan(&found.customer, &found.title, &found.owner, &found.source, &archived, &updated); err != nil {
			return nil, err
		}
		if found.state = models.DealOpen; archived.Valid {
			found.state = models.DealShelved
		}
		found.at = updated.UTC().Format("2006-01-02 15:04:05.000000")
		list = append(list, found)
	}
	return list, rows.Err()
}
