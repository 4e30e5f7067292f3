package store

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// CustomFields returns the custom fields, retired ones too, in their order. There are few (models.MaxCustomFields).
func (q Queries) CustomFields(ctx context.Context) ([]models.CustomField, error) {
	var list []models.CustomField
	err := q.session(ctx).Order("position, id").Find(&list).Error
	return list, wrap("list custom fields", err)
}

// InsertCustomField inserts a field and gives it its ID.
func (tx *Tx) InsertCustomField(ctx context.Context, f *models.CustomField) error {
	f.ID = 0
	return wrap("insert custom field", tx.session(ctx).Create(f).Error)
}

// UpdateCustomField writes everything of a field but whose it is and its kind. It returns ErrStale when the stored version isn't
// previous.Version any more; f.Version should be greater.
func (tx *Tx) UpdateCustomField(ctx context.Context, previous, f models.CustomField) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "Entity", "Kind").UpdateColumns(&f)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update custom field", ErrStale)
	}
	return wrap("update custom field", result.Error)
}

// CustomValues returns a customer's values of custom fields, also of retired ones.
func (q Queries) CustomValues(ctx context.Context, customerID int64) (map[models.Field]string, error) {
	var rows []customRow
	err := q.session(ctx).Select("customer_id", "field_id", "place", "value", "sealed").Where("customer_id = ?", customerID).Order("field_id, place").Find(&rows).Error
	values := make(map[models.Field]string, len(rows))
	for i := range rows {
		if err := q.privacy.addValue(values, &rows[i]); err != nil {
			return nil, wrap("read custom values", err)
		}
	}
	return values, wrap("read custom values", err)
}

// addValue opens a row and adds its value to those of a customer; one that can't be read is left out.
func (p privacy) addValue(values map[models.Field]string, row *customRow) error {
	if err := p.openValue(row); err != nil || row.Value == "" {
		return err
	}
	key := models.CustomFieldKey(row.FieldID)
	if before, several := values[key]; several {
		row.Value = before + "," + row.Value
	}
	values[key] = row.Value
	return nil
}

// SaveCustomValues replaces a customer's values of these fields. Values of personal fields are sealed in the mode that
// seals, also when the caller doesn't know yet that a field is personal.
func (tx *Tx) SaveCustomValues(ctx context.Context, customerID int64, fields []int64, rows []models.CustomValue) error {
	kept, err := tx.customRows(ctx, rows)
	if err != nil {
		return wrap("write custom values", err)
	}
	if err := tx.noteSaved(ctx, customerID, fields, kept); err != nil {
		return err
	}
	if len(fields) > 0 {
		err := tx.session(ctx).Exec("DELETE FROM custom_values WHERE customer_id = ? AND field_id IN ?", customerID, fields).Error
		if err != nil {
			return wrap("replace custom values", err)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	replace := clause.OnConflict{ // a value that couldn't be read was taken for missing
		Columns:   []clause.Column{{Name: "customer_id"}, {Name: "field_id"}, {Name: "place"}},
		DoUpdates: clause.AssignmentColumns([]string{"value", "value_key", "number", "sealed", "sealed_key"}),
	}
	return wrap("write custom values", tx.session(ctx).Clauses(replace).Create(&kept).Error)
}

// InsertCustomValues writes values of customers that have none yet, and aren't archived. They are sealed as SaveCustomValues seals.
func (tx *Tx) InsertCustomValues(ctx context.Context, values []models.CustomValue) error {
	if len(values) == 0 {
		return nil
	}
	rows, err := tx.customRows(ctx, values)
	if err == nil {
		err = createAll(tx.session(ctx), rows)
	}
	if err != nil {
		return wrap("write custom values", err)
	}
	now := valuesAt{}
	now.add(rows)
	return tx.noteAllValues(ctx, valuesAt{}, now)
}

// noteSaved notes what SaveCustomValues changes of what is searched for.
func (tx *Tx) noteSaved(ctx context.Context, customerID int64, fields []int64, rows []customRow) error {
	customers, named := []int64{customerID}, slices.Clone(fields)
	for _, row := range rows {
		customers, named = append(customers, row.CustomerID), append(named, row.FieldID)
	}
	slices.Sort(customers)
	slices.Sort(named)
	var found []customRow
	err := tx.session(ctx).Select("customer_id", "field_id", "place", "value_key", "number", "sealed_key").
		Where("customer_id IN ? AND field_id IN ?", slices.Compact(customers), slices.Compact(named)).
		Order("customer_id, field_id, place").Find(&found).Error
	if err != nil {
		return wrap("read custom values", err)
	}
	before, now := valuesAt{}, valuesAt{}
	before.add(found)
	now.add(slices.DeleteFunc(found, func(row customRow) bool {
		return row.CustomerID == customerID && slices.Contains(fields, row.FieldID) ||
			slices.ContainsFunc(rows, func(r customRow) bool { return sameValue(r, row) })
	}))
	now.add(rows)
	return tx.noteValues(ctx, before, now)
}

// sameValue reports two rows for the same value.
func sameValue(a, b customRow) bool {
	return a.CustomerID == b.CustomerID && a.FieldID == b.FieldID && a.Place == b.Place
}
