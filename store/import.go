package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"
)

// importMapping is what people decided of the columns of files of a shape.
type importMapping struct {
	Shape     string `gorm:"primaryKey"`
	Mapping   string
	UpdatedBy string
	UpdatedAt time.Time
}

// TableName names the table.
func (importMapping) TableName() string { return "import_mappings" }

// SaveImportMapping keeps what somebody decided of the columns of files of a shape, in place of what was decided before.
func (tx *Tx) SaveImportMapping(ctx context.Context, shape, mapping, by string, at time.Time) error {
	row := importMapping{shape, mapping, by, at}
	replace := clause.OnConflict{Columns: []clause.Column{{Name: "shape"}}, DoUpdates: clause.AssignmentColumns([]string{"mapping", "updated_by", "updated_at"})}
	return wrap("remember columns", tx.session(ctx).Clauses(replace).Create(&row).Error)
}

// ImportMapping returns what was decided of the columns of files of a shape; found is false where nothing was.
func (q Queries) ImportMapping(ctx context.Context, shape string) (mapping string, found bool, err error) {
	var list []importMapping
	err = q.session(ctx).Where("shape = ?", shape).Limit(1).Find(&list).Error
	if err != nil || len(list) == 0 {
		return "", false, wrap("look up columns", err)
	}
	return list[0].Mapping, true, nil
}
