package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// CustomersAfter returns at most limit customers that are neither erased nor archived, by ascending ID, from the one behind an ID on. visibleTo limits them as
// in models.CustomerQuery. Values of custom fields are WithCustomValues's.
func (q Queries) CustomersAfter(ctx context.Context, after int64, visibleTo string, limit int) ([]models.Customer, error) {
	db := listed(visible(q.session(ctx), visibleTo)).Where("customers.id > ?", after).Order("customers.id").Limit(limit)
	list, err := q.findCustomers(db, limit)
	return list, wrap("list customers", err)
}

// WithCustomValues reads the values of custom fields of some customers at once, into the list. It is CustomValues for many.
func (q Queries) WithCustomValues(ctx context.Context, list []models.Customer) error {
	ids, at := make([]int64, len(list)), make(map[int64]int, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = list[i].ID, i
		list[i].Custom = map[models.Field]string{}
	}
	var rows []customRow
	err := q.session(ctx).Select("customer_id", "field_id", "place", "value", "sealed").Where("customer_id IN ?", ids).Order("customer_id, field_id, place").Find(&rows).Error
	if err != nil {
		return wrap("read custom values", err)
	}
	for i := range rows {
		if err := q.privacy.addValue(list[at[rows[i].CustomerID]].Custom, &rows[i]); err != nil {
			return wrap("read custom values", err)
		}
	}
	return nil
}
