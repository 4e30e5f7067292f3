package store

import (
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

// havingValues adds the conditions of filters to a query of few customers. Each customer's rows are counted, since a
// server may turn EXISTS into a list of all that fit, read before the first customer is looked at.
func havingValues(db *gorm.DB, filters []models.CustomFilter) *gorm.DB {
	for _, filter := range filters {
		fresh := db.Session(&gorm.Session{NewDB: true})
		found := valued(fresh.Table("custom_values AS v").Select("COUNT(*)").Where("v.customer_id = customers.id"), filter)
		db = db.Where("(?) > 0", found)
	}
	return db
}
