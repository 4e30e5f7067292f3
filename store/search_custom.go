package store

import (
	"context"
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
	var rows []customRow
	err := q.session(ctx).Select("customer_id", "field_id", "value_key", "number").Where("customer_id IN ? AND field_id = ?", ids, f.FieldID).Find(&rows).Error
	fit := map[int64]bool{}
	for _, row := range rows {
		if meets(row, f) {
			fit[row.CustomerID] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !fit[id] }), wrap("look up custom values", err)
}
