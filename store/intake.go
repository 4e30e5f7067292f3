package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// KeepIntake keeps a message of a support channel, unless it is kept already, and returns it as it is.
func (tx *Tx) KeepIntake(ctx context.Context, in models.Intake) (models.Intake, error) {
	in.ID, in.Version = 0, 1
	first := clause.OnConflict{Columns: []clause.Column{{Name: "channel"}, {Name: "ts"}}, DoUpdates: clause.AssignmentColumns([]string{"ts"})}
	if err := tx.session(ctx).Clauses(first).Create(&in).Error; err != nil {
		return models.Intake{}, wrap("keep a message of a support channel", err)
	}
	return tx.Intake(ctx, in.Channel, in.TS)
}

// UpdateIntake writes what is decided of a message of a support channel, and what it is about. ErrStale when the stored version isn't
// previous.Version any more.
func (tx *Tx) UpdateIntake(ctx context.Context, previous, in models.Intake) error {
	result := tx.session(ctx).Model(&models.Intake{}).Where("id = ? AND version = ?", previous.ID, previous.Version).
		UpdateColumns(map[string]any{"subject": in.Subject, "undecided": in.Undecided, "set_aside_by": in.SetAsideBy, "version": in.Version})
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("decide a message of a support channel", ErrStale)
	}
	return wrap("decide a message of a support channel", result.Error)
}

// Intake returns a message of a support channel; the zero value when it isn't kept.
func (q Queries) Intake(ctx context.Context, channel, ts string) (models.Intake, error) {
	var in models.Intake
	err := q.session(ctx).Take(&in, "channel = ? AND ts = ?", channel, ts).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return models.Intake{}, nil
	}
	return in, wrap("read a message of a support channel", err)
}

// Intakes returns at most limit messages of support channels that aren't decided, the oldest first, and how many there are.
func (q Queries) Intakes(ctx context.Context, limit int) (list []models.Intake, total int, err error) {
	list = roomFor[models.Intake](limit)
	if err := q.session(ctx).Where("undecided = ?", true).Order("said_at, id").Limit(limit).Find(&list).Error; err != nil {
		return nil, 0, wrap("list messages of support channels", err)
	}
	count := int64(len(list))
	if len(list) == limit {
		err = q.session(ctx).Model(&models.Intake{}).Where("undecided = ?", true).Count(&count).Error
	}
	return list, int(count), wrap("count messages of support channels", err)
}

// PruneIntakes forgets at most limit messages of support channels that were said before an instant, and returns how many.
func (s *Store) PruneIntakes(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []int64
	if err := s.session(ctx).Model(&models.Intake{}).Where("said_at < ?", before).Limit(limit).Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return 0, wrap("list old messages of support channels", err)
	}
	err := s.retry(ctx, func() error { return s.write.WithContext(ctx).Delete(&models.Intake{}, "id IN ?", ids).Error })
	return len(ids), wrap("forget old messages of support channels", err)
}
