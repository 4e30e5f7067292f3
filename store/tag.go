package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// tagRow is a tag as it is kept. One that was renamed has another name than its key says.
type tagRow struct {
	NameKey   string `gorm:"primaryKey"`
	Name      string
	CreatedBy string
	CreatedAt time.Time
}

// TableName names the table.
func (tagRow) TableName() string { return "tags" }

// TagNames returns what tags are called now, by their keys: those that there are or were.
func (q Queries) TagNames(ctx context.Context, keys []string) (map[string]string, error) {
	var rows []tagRow
	if err := q.session(ctx).Where("name_key IN ?", keys).Find(&rows).Error; err != nil {
		return nil, wrap("look up tags", err)
	}
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[row.NameKey] = row.Name
	}
	return names, nil
}

// Tags returns the team's tags in the order of their keys, at most models.MaxTeamTags.
func (q Queries) Tags(ctx context.Context) ([]models.Tag, error) {
	var rows []tagRow
	if err := q.session(ctx).Where("name_key > ''").Order("name_key").Limit(models.MaxTeamTags).Find(&rows).Error; err != nil {
		return nil, wrap("list tags", err)
	}
	var tags []models.Tag
	for _, row := range rows {
		if models.TagKey(row.Name) == row.NameKey { // the others were renamed
			tags = append(tags, models.Tag{Name: row.Name, NameKey: row.NameKey})
		}
	}
	return tags, nil
}

// CountTags counts the team's tags, those that were renamed included.
func (q Queries) CountTags(ctx context.Context) (int, error) {
	var count int64
	err := q.session(ctx).Model(&tagRow{}).Count(&count).Error
	return int(count), wrap("count tags", err)
}

// AddTags adds tags as they were written; those that there are already stay as they are.
func (tx *Tx) AddTags(ctx context.Context, names []string, by string, at time.Time) error {
	rows := make([]tagRow, len(names))
	for i, name := range names {
		rows[i] = tagRow{models.TagKey(name), name, by, at}
	}
	return wrap("add tags", tx.session(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error)
}

// RenameTag gives a tag, and those that were renamed to it, another name, which the team may have already.
func (tx *Tx) RenameTag(ctx context.Context, from, to, by string, at time.Time) error {
	if err := tx.session(ctx).Exec("UPDATE tags SET name = ? WHERE name = ? OR name_key = ?", to, from, models.TagKey(from)).Error; err != nil {
		return wrap("rename tag", err)
	}
	if err := tx.AddTags(ctx, []string{to}, by, at); err != nil {
		return err
	}
	return wrap("rename tag", tx.session(ctx).Exec("UPDATE tags SET name = ? WHERE name_key = ?", to, models.TagKey(to)).Error)
}
