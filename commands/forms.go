package commands

import (
	"github.com/guanxi-crm/guanxi/models"
)

// FormDay reads a date picker; the zero Date when nothing was picked.
func FormDay[K models.FormKey](cl Call, field K) (models.Date, error) {
	value := cl.Form.Get(string(field))
	if value == "" {
		return models.Date{}, nil
	}
	d, err := models.ParseDate(value)
	if err != nil {
		return d, models.Invalid(field, "error.bad_date", "Value", value)
	}
	return d, nil
}
