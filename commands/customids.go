package commands

import "github.com/guanxi-crm/guanxi/models"

// CustomIDs are the IDs of custom fields, by which a form remembers those that it shows.
func CustomIDs(fields []models.CustomField) []int64 {
	ids := make([]int64, len(fields))
	for i, f := range fields {
		ids[i] = f.ID
	}
	return ids
}

// WithCustom are the fields of a form with the custom ones that it shows, by their IDs.
func WithCustom(fields []models.Field, ids []int64) []models.Field {
	for _, id := range ids {
		fields = append(fields, models.CustomFieldKey(id))
	}
	return fields
}
