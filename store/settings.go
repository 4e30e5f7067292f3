package store

import (
	"context"

	"gorm.io/gorm/clause"
)

// settingsVersion is the row that counts the changes of all settings.
const settingsVersion = "team"

// Settings returns the team's settings by name, as they were saved, and the version they have together.
func (q Queries) Settings(ctx context.Context) (map[string]string, int, error) {
	var rows []struct {
		Name    string
		Value   string
		Version int
	}
	if err := q.session(ctx).Table("settings").Find(&rows).Error; err != nil {
		return nil, 0, wrap("read settings", err)
	}
	settings, version := map[string]string{}, 0
	for _, row := range rows {
		if row.Name == settingsVersion {
			version = row.Version
			continue
		}
		settings[row.Name] = row.Value
	}
	return settings, version, nil
}

// Setting returns one of the team's settings as it was saved; "" when it never was.
func (q Queries) Setting(ctx context.Context, name string) (string, error) {
	var values []string
	err := q.session(ctx).Table("settings").Where("name = ?", name).Pluck("value", &values).Error
	if err != nil || len(values) == 0 {
		return "", wrap("read setting", err)
	}
	return values[0], nil
}

// LockSettings keeps others from changing any setting until the transaction ends, and raises their version, so that
// every process reads them anew.
func (tx *Tx) LockSettings(ctx context.Context) error {
	err := tx.session(ctx).Exec("UPDATE settings SET version = version + 1 WHERE name = ?", settingsVersion).Error
	return wrap("lock settings", err)
}

// SaveSetting writes one setting, after LockSettings.
func (tx *Tx) SaveSetting(ctx context.Context, name, value string) error {
	row := map[string]any{"name": name, "value": value, "version": 1}
	err := tx.session(ctx).Table("settings").Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
	}).Create(row).Error
	return wrap("save setting", err)
}
