package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// fillCampaigns makes a campaign of each text that stands as the source of a customer or a deal: several spellings of one are one campaign, which is
// called as it was written first. Those that are there already, after a crash in the middle, are passed over.
func fillCampaigns(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, "UPDATE customers SET source_key = source WHERE source_key = '' AND source <> ''"); err != nil {
		return err
	}
	if err := inBatches(ctx, tx, "deals", func(after, through int64) error { return fillDealSources(ctx, tx, after, through) }); err != nil {
		return err
	}
	for _, table := range []string{"customers", "deals"} {
		for behind := ""; ; {
			found, err := sourcesBehind(ctx, tx, table, behind)
			if err != nil {
				return err
			}
			if len(found) == 0 {
				break
			}
			behind = found[len(found)-1].key
			if err := insertSources(ctx, tx, found); err != nil {
				return err
			}
		}
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO campaign_names (name_key, campaign_id) SELECT c.name_key, c.id FROM campaigns AS c "+
		"WHERE NOT EXISTS (SELECT 1 FROM campaign_names AS n WHERE n.name_key = c.name_key)")
	return err
}

// fillDealSources computes what the sources of a range of deals are compared by.
func fillDealSources(ctx context.Context, tx *sql.Tx, after, through int64) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, source FROM deals WHERE id > ? AND id <= ? AND source <> '' AND source_key = ''", after, through)
	if err != nil {
		return err
	}
	ids, texts, err := scanTexts(rows)
	if err != nil || len(ids) == 0 {
		return err
	}
	var args []any
	for i, id := range ids {
		args = append(args, id, SourceKey(texts[i]))
	}
	statement := strings.Join([]string{"UPDATE deals SET source_key = CASE id", strings.Repeat(" WHEN ? THEN ?", len(ids)), " ELSE source_key END WHERE id > ? AND id <= ?"}, "")
	_, err = tx.ExecContext(ctx, statement, append(args, after, through)...)
	return err
}

// source is a text that stands as a source, as it was written first.
type source struct {
	key, text string
	id        int64 // of the record in which it stands
	at        string
}

// sourcesBehind returns the next sources of a table in the order of their keys that are no campaign's name yet: at most fillBatch keys are looked at.
// The last key is there in any case, with no text where there is nothing to do.
func sourcesBehind(ctx context.Context, tx *sql.Tx, table, behind string) (list []source, err error) {
	query := strings.Join([]string{"SELECT source_key, MIN(id) FROM ", table, " WHERE source_key > ? GROUP BY source_key ORDER BY source_key LIMIT ?"}, "")
	rows, err := tx.QueryContext(ctx, query, behind, fillBatch)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var found source
		if err := rows.Scan(&found.key, &found.id); err != nil {
			return nil, err
		}
		list = append(list, found)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range list {
		var known int
		err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM campaigns WHERE name_key = ?", list[i].key).Scan(&known)
		if err != nil {
			return nil, err
		}
		if known > 0 {
			continue
		}
		var created time.Time
		if err := tx.QueryRowContext(ctx, "SELECT source, created_at FROM "+table+" WHERE id = ?", list[i].id).Scan(&list[i].text, &created); err != nil {
			return nil, err
		}
		list[i].at = created.UTC().Format("2006-01-02 15:04:05.000000")
	}
	return list, nil
}

// insertSources gives sources that are no campaign's name yet the next codes, in the order in which they were written, and inserts them as campaigns.
func insertSources(ctx context.Context, tx *sql.Tx, found []source) error {
	fresh := slices.DeleteFunc(slices.Clone(found), func(s source) bool { return s.text == "" })
	if len(fresh) == 0 {
		return nil
	}
	slices.SortFunc(fresh, func(a, b source) int { return cmp.Compare(a.id, b.id) })
	var next int64
	if _, err := tx.ExecContext(ctx, "UPDATE sequences SET next = next + ? WHERE name = 'campaign'", len(fresh)); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "SELECT next FROM sequences WHERE name = 'campaign'").Scan(&next); err != nil {
		return err
	}
	var args []any
	for i, s := range fresh {
		code := models.CampaignCode(next - int64(len(fresh)) + int64(i))
		args = append(args, code, models.Shorten(s.text, models.MaxCampaignName), s.key, models.SystemID, s.at, models.SystemID, s.at)
	}
	const row = "(?, ?, ?, '', 0, '', 0, '', 0, '', '', '', ?, ?, ?, ?, 1, 0)"
	statement := strings.Join([]string{
		"INSERT INTO campaigns (code, name, name_key, channel, budget_amount, budget_currency, cost_amount, cost_currency, audience_id, owner, notes, tags, " +
			"created_by, created_at, updated_by, updated_at, version, merged_into) VALUES ", row, strings.Repeat(", "+row, len(fresh)-1),
	}, "")
	_, err := tx.ExecContext(ctx, statement, args...)
	return err
}
