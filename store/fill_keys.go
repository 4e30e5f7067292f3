package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// fillKeys computes anew what customers' names and sources are compared by.
func fillKeys(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		return refill(ctx, tx, after, through, []refilled{{"name_key", "name", NameKey}, {"stem_key", "name", stemKey}, {"source_key", "source", NameKey}})
	})
}

// fillSites computes anew what customers' websites are compared by.
func fillSites(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		return refill(ctx, tx, after, through, []refilled{{"website_key", "website", models.SiteKey}})
	})
}

// fillSounds computes how customers' names are read.
func fillSounds(ctx context.Context, tx *sql.Tx) error {
	return inBatches(ctx, tx, "customers", func(after, through int64) error {
		return refill(ctx, tx, after, through, []refilled{{"sound_key", "name", soundKey}})
	})
}

// refilled is a column that is computed from another.
type refilled struct {
	column, from string
	compute      func(string) string
}

// refill computes columns of a range of customers, each with one statement.
func refill(ctx context.Context, tx *sql.Tx, after, through int64, columns []refilled) error {
	for _, c := range columns {
		ids, texts, err := readColumn(ctx, tx, c.from, after, through)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			continue
		}
		args := make([]any, 0, 2*len(ids)+2)
		for i, id := range ids {
			args = append(args, id, c.compute(texts[i]))
		}
		cases := strings.Repeat(" WHEN ? THEN ?", len(ids))
		statement := strings.Join([]string{"UPDATE customers SET ", c.column, " = CASE id", cases, " ELSE ", c.column, " END WHERE id > ? AND id <= ?"}, "")
		if _, err := tx.ExecContext(ctx, statement, append(args, after, through)...); err != nil {
			return err
		}
	}
	return nil
}

// readColumn reads a column of a range of customers where it isn't empty.
func readColumn(ctx context.Context, tx *sql.Tx, column string, after, through int64) (ids []int64, texts []string, err error) {
	query := strings.Join([]string{"SELECT id, ", column, " FROM customers WHERE id > ? AND id <= ? AND ", column, " <> ''"}, "")
	rows, err := tx.QueryContext(ctx, query, after, through)
	if err != nil {
		return nil, nil, err
	}
	return scanTexts(rows)
}

// scanTexts reads rows of an ID and a text.
func scanTexts(rows *sql.Rows) (ids []int64, texts []string, err error) {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, nil, err
		}
		ids, texts = append(ids, id), append(texts, text)
	}
	return ids, texts, rows.Err()
}
