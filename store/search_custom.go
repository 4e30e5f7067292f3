package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// valued adds a filter's conditions on custom_values. An index begins with each of them.
func valued(db *gorm.DB, f models.CustomFilter) *gorm.DB {
	db = db.Where("v.field_id = ?", f.FieldID)
	switch {
	case len(f.Forms) > 0:
		return db.Where("v.value_key IN ?", f.Forms)
	case f.Key == "":
		return db.Where("v.number BETWEEN ? AND ?", f.From, f.To)
	case f.Begins:
		return db.Where("v.value_key >= ? AND v.value_key < ?", f.Key, f.Key+lastKey)
	}
	return db.Where("v.value_key = ?", f.Key)
}

// meets reports a row that fits a filter.
func meets(row customRow, f models.CustomFilter) bool {
	switch {
	case len(f.Forms) > 0:
		return slices.Contains(f.Forms, row.ValueKey)
	case f.Key == "":
		return row.Number != nil && *row.Number >= f.From && *row.Number <= f.To
	case f.Begins:
		return strings.HasPrefix(row.ValueKey, f.Key)
	}
	return row.ValueKey == f.Key
}

// withValues leaves of customers those that fit a filter. Their rows are compared here: a server that is to compare them
// may begin with all that have such a value.
func (q Queries) withValues(ctx context.Context, ids []int64, f models.CustomFilter) ([]int64, error) {
	fit := map[int64]bool{}
	err := q.eachRow(ctx, func(rows *sql.Rows) error {
		var row customRow
		err := rows.Scan(&row.CustomerID, &row.ValueKey, &row.Number)
		if err == nil && meets(row, f) {
			fit[row.CustomerID] = true
		}
		return err
	}, "SELECT customer_id, value_key, number FROM custom_values WHERE customer_id IN ? AND field_id = ?", ids, f.FieldID)
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !fit[id] }), wrap("look up custom values", err)
}
