package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// Values of custom fields that are declared personal are sealed, each by itself. The declaration is read in the
// transaction that writes: a process that doesn't know of it yet seals as well.

// customRow is a value of a custom field as it is stored.
type customRow struct {
	models.CustomValue
	Sealed    string // the value, which is empty then
	SealedKey string // name of the key that sealed it; "" for a plain one
}

// TableName keeps the row in its model's table.
func (customRow) TableName() string { return "custom_values" }

// personalFields are the IDs of the fields that are declared personal.
func (q Queries) personalFields(ctx context.Context, lock string) (map[int64]bool, error) {
	var ids []int64
	err := q.session(ctx).Raw("SELECT id FROM custom_fields WHERE personal = 1" + lock).Scan(&ids).Error
	personal := make(map[int64]bool, len(ids))
	for _, id := range ids {
		personal[id] = true
	}
	return personal, wrap("read personal fields", err)
}

// personalFields returns the same, and nobody changes them until the transaction ends.
func (tx *Tx) personalFields(ctx context.Context) (personal map[int64]bool, err error) {
	if tx.personal == nil {
		tx.personal, err = tx.Queries.personalFields(ctx, tx.dialect.share)
	}
	return tx.personal, err
}

// personalKeys returns the field keys of the IDs.
func personalKeys(personal map[int64]bool) []models.Field {
	var keys []models.Field
	for id := range personal {
		keys = append(keys, models.CustomFieldKey(id))
	}
	slices.Sort(keys)
	return keys
}

// customRows returns values in the form in which they are stored.
func (tx *Tx) customRows(ctx context.Context, values []models.CustomValue) ([]customRow, error) {
	rows := make([]customRow, len(values))
	for i := range values {
		rows[i].CustomValue = values[i]
	}
	if !tx.privacy.protect {
		return rows, nil
	}
	personal, err := tx.personalFields(ctx)
	if err != nil || len(personal) == 0 {
		return rows, err
	}
	keys, err := tx.sealWith(ctx)
	for i := range rows {
		if err == nil && personal[rows[i].FieldID] {
			err = sealValue(keys, &rows[i])
		}
	}
	return rows, err
}

func sealValue(keys *vault.Keys, row *customRow) (err error) {
	if row.ValueKey, err = keys.Index(aboutField(row.FieldID), models.PersonalKey(row.Value)); err == nil {
		row.Sealed, err = keys.Seal([]byte(row.Value), aboutValue(row.CustomValue))
	}
	if err != nil {
		return fmt.Errorf("seal custom value: %w", err)
	}
	row.Value, row.Number, row.SealedKey = "", nil, keys.Primary()
	return nil
}

// aboutField names the blind index of a field, so that equal values of two fields have different indexes.
func aboutField(id int64) string { return fmt.Sprintf("custom %d", id) }

// aboutValue binds a sealed value to its customer and field.
func aboutValue(v models.CustomValue) string {
	return fmt.Sprintf("custom value %d %d %d", v.CustomerID, v.FieldID, v.Place)
}

// openValue opens a sealed value. A value that can't be read stays empty.
func (p privacy) openValue(row *customRow) error {
	switch {
	case row.Sealed == "":
		return nil
	case p.vault == nil:
		return ErrNoKey
	}
	plain, err := p.vault.Open(row.Sealed, aboutValue(row.CustomValue))
	if illegible(err) {
		p.failed.Add(1)
		return nil
	}
	row.Value = string(plain)
	return err
}

// sealedForms returns what the database may hold for a value of a personal field.
func (q Queries) sealedForms(ctx context.Context, field int64, value string) ([]string, error) {
	if q.privacy.vault == nil {
		return []string{models.CustomKey(value)}, nil
	}
	keys, err := q.privacy.vault.Keys()
	if err != nil {
		return nil, wrap("look for personal values", err)
	}
	forms, err := keys.Indexes(aboutField(field), models.PersonalKey(value))
	if err != nil {
		return nil, wrap("look for personal values", err)
	}
	var plain []int
	if err := q.session(ctx).Raw("SELECT 1 FROM custom_values WHERE sealed_key = '' AND field_id = ? LIMIT 1", field).Scan(&plain).Error; err != nil {
		return nil, wrap("look for plain values", err)
	}
	if len(plain) > 0 {
		forms = append(forms, models.CustomKey(value))
	}
	return forms, nil
}

// plainValues returns the conditions for values that are sealed and shouldn't be, or the reverse.
func plainValues(keys *vault.Keys, personal map[int64]bool) []rest {
	if keys == nil {
		return []rest{{"sealed_key > ''", nil}}
	}
	ids := []int64{0}
	for id := range personal {
		ids = append(ids, id)
	}
	return []rest{
		{"sealed_key = '' AND field_id IN ?", []any{ids}},
		{"sealed_key = ? AND field_id NOT IN ?", []any{keys.Primary(), ids}},
		{"sealed_key > '' AND sealed_key < ?", []any{keys.Primary()}},
		{"sealed_key > ?", []any{keys.Primary()}},
	}
}

// asWanted reports whether a value is sealed or plain as it should be; sealedKey "" is plain.
func asWanted(keys *vault.Keys, personal bool, sealedKey string) bool {
	if keys == nil || !personal {
		return sealedKey == ""
	}
	return sealedKey == keys.Primary()
}

func protectValues(ctx context.Context, tx *Tx, keys *vault.Keys, at batch) (t turned, err error) {
	personal, err := tx.personalFields(ctx)
	if err != nil {
		return t, err
	}
	var rows []customRow
	err = tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Where(at.where, at.args...).
		Where("sealed_key > ? OR (sealed_key = ? AND (field_id > ? OR (field_id = ? AND customer_id > ?)))", at.after.key, at.after.key, at.after.fieldID, at.after.fieldID, at.after.id).
		Order("sealed_key, field_id, customer_id").Limit(protectBatch).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return t, err
	}
	kinds, err := tx.CustomFields(ctx)
	if err != nil {
		return t, err
	}
	fields := models.NewCustomFields(kinds)
	before, now := valuesAt{}, valuesAt{}
	for i := range rows {
		row, was := &rows[i], rows[i]
		t.last = place{key: row.SealedKey, fieldID: row.FieldID, id: row.CustomerID}
		if asWanted(keys, personal[row.FieldID], row.SealedKey) {
			return turned{}, tx.noteValues(ctx, before, now) // declared otherwise since it was looked for: whoever declared it goes on
		}
		if err := tx.privacy.openValue(row); err != nil {
			return t, err
		}
		if row.Value == "" {
			t.unreadable = append(t.unreadable, fmt.Sprintf("value of field %d of customer %d", row.FieldID, row.CustomerID))
			continue
		}
		row.Sealed, row.SealedKey = "", ""
		if keys != nil && personal[row.FieldID] {
			err = sealValue(keys, row)
		} else if f, known := fields.Find(models.CustomFieldKey(row.FieldID)); known && f.Kind != models.CustomChoices {
			row.CustomValue = f.Rows(row.CustomerID, row.Value)[0]
		}
		if err != nil {
			return t, err
		}
		result := tx.session(ctx).Model(&customRow{}).Where("customer_id = ? AND field_id = ? AND place = ?", row.CustomerID, row.FieldID, row.Place).
			Select("value", "value_key", "number", "sealed", "sealed_key").UpdateColumns(row)
		if result.Error != nil {
			return t, result.Error
		}
		t.changed += int(result.RowsAffected)
		before.add([]customRow{was})
		now.add(rows[i : i+1])
	}
	t.found = len(rows)
	return t, tx.noteValues(ctx, before, now)
}

// ProtectFields seals the values of custom fields that are personal, and makes those plain that are no longer personal,
// in the audit log as well. When there is nothing to do it reads a few entries of an index.
func (s *Store) ProtectFields(ctx context.Context) (changed int, err error) {
	var keys *vault.Keys
	if s.privacy.protect {
		if keys, err = s.privacy.keys(); err != nil {
			return 0, wrap("seal personal fields", err)
		}
	}
	if keys == nil {
		return 0, nil
	}
	personal, err := s.personalFields(ctx, "")
	if err != nil {
		return 0, err
	}
	var done Protected
	err = s.turn(ctx, keys, &done, []turn{{&done.Entries, plainEntries(keys, personal), protectEntries}, {&done.Values, plainValues(keys, personal), protectValues}})
	if err == nil {
		err = s.foldPersonal(ctx, personal)
	}
	if changed = done.Entries + done.Values; err != nil || changed == 0 || s.dialect.name != sqliteDialect.name {
		return changed, err
	}
	return changed, s.Tx(ctx, func(tx *Tx) error { return tx.SaveSetting(ctx, scrubWanted, "fields "+newOwner()) })
}
