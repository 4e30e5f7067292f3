package store

import (
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// valued adds what is asked of a custom field's value to a query of custom_values. An index begins with each condition.
func valued(db *gorm.DB, field int64, m models.Match) *gorm.DB {
	db = db.Where("v.field_id = ?", field)
	if m.By == models.MatchSpan {
		return db.Where("v.number BETWEEN ? AND ?", m.From, m.To)
	}
	return db.Where("v.value_key >= ? AND v.value_key < ?", m.Value, m.Value+lastKey)
}

// withValues leaves of customers those whose value of a custom field is asked for. Their rows are compared here: a server
// that is to compare them may begin with all that have such a value.
func (q Queries) withValues(ctx context.Context, ids []int64, field int64, m models.Match) ([]int64, error) {
	out := make(map[int64]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	err := q.eachRow(ctx, func(rows *sql.Rows) error {
		var row customRow
		err := rows.Scan(&row.CustomerID, &row.ValueKey, &row.Number)
		if m.By == models.MatchSpan && row.Number != nil && *row.Number >= m.From && *row.Number <= m.To ||
			m.By == models.MatchBeginning && strings.HasPrefix(row.ValueKey, m.Value) {
			delete(out, row.CustomerID)
		}
		return err
	}, "SELECT customer_id, value_key, number FROM custom_values WHERE customer_id IN ? AND field_id = ?", ids, field)
	return without(ids, out), wrap("look up custom values", err)
}
