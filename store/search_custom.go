package store

import (
	"context"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// A filter on a custom field leads the search when few customers have such a value: their IDs are read, and the search
// goes on among them as among those of a rare word. When many have one, the customers are read in their order and each
// is checked, which soon fills a page.

// valued adds a filter's conditions on custom_values. An index begins with each of them.
func valued(db *gorm.DB, f models.CustomFilter) *gorm.DB {
	const last = "\U0010FFFF" // sorts after whatever follows a beginning
	db = db.Where("v.field_id = ?", f.FieldID)
	switch {
	case len(f.Forms) > 0:
		return db.Where("v.value_key IN ?", f.Forms)
	case f.Key == "":
		return db.Where("v.number BETWEEN ? AND ?", f.From, f.To)
	case f.Begins:
		return db.Where("v.value_key >= ? AND v.value_key < ?", f.Key, f.Key+last)
	}
	return db.Where("v.value_key = ?", f.Key)
}

// planFilters reads which customers have the values, as long as these are few. It leaves the other filters to having.
func (q Queries) planFilters(ctx context.Context, filters []models.CustomFilter, plan *wordPlan) error {
	for _, filter := range filters {
		var ids []int64
		err := valued(q.session(ctx).Table("custom_values AS v"), filter).Limit(maxRanked+1).Pluck("v.customer_id", &ids).Error
		switch {
		case err != nil:
			return wrap("look up custom values", err)
		case len(ids) > maxRanked:
			plan.filters = append(plan.filters, filter)
		case len(ids) == 0:
			plan.nothing = true
			return nil
		default:
			plan.among = append(plan.among, ids)
		}
	}
	return nil
}

// havingValues adds the conditions of the filters that many customers fit. Each customer's rows are counted, since a
// server may turn EXISTS into a list of all that fit, read before the first customer is looked at.
func havingValues(db *gorm.DB, filters []models.CustomFilter) *gorm.DB {
	for _, filter := range filters {
		fresh := db.Session(&gorm.Session{NewDB: true})
		found := valued(fresh.Table("custom_values AS v").Select("COUNT(*)").Where("v.customer_id = customers.id"), filter)
		db = db.Where("(?) > 0", found)
	}
	return db
}
