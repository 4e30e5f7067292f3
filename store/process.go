package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// process is a row for each process that works on the database.
type process struct {
	Owner  string `gorm:"primaryKey"`
	BeatAt time.Time
}

// BeginProcess makes the row of a process. Nothing was ever claimed under its name.
func (s *Store) BeginProcess(ctx context.Context, owner string, now time.Time) error {
	err := s.retry(ctx, func() error {
		return s.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&process{Owner: owner, BeatAt: instant(now)}).Error
	})
	return wrap("begin a process", err)
}

// BeatProcess renews the row of a process. It returns false when the row is gone: the process was taken for dead, others
// may have what it had claimed, and it has to begin again under another name.
func (s *Store) BeatProcess(ctx context.Context, owner string, now time.Time) (alive bool, err error) {
	err = s.retry(ctx, func() (err error) {
		alive, err = beat(s.write.WithContext(ctx), owner, now)
		return err
	})
	return alive, wrap("renew a process", err)
}

func beat(db *gorm.DB, owner string, now time.Time) (alive bool, err error) {
	result := db.Model(&process{}).Where("owner = ?", owner).UpdateColumns(map[string]any{"beat_at": instant(now)})
	return result.RowsAffected == 1, result.Error
}

// EndProcess deletes the row of a process, if it has one, and gives back what the process still holds.
func (s *Store) EndProcess(ctx context.Context, owner string, now time.Time) error {
	err := s.Tx(ctx, func(tx *Tx) error { return tx.endProcess(ctx, owner, now) })
	return wrap("end a process", err)
}

// ReapProcesses ends the processes that have not renewed their rows since an instant, and those whose rows are dated as
// far in the future, of which nobody could tell when they fell silent. It returns their names. A process that renews at
// the same moment either keeps its row, or finds it gone.
func (s *Store) ReapProcesses(ctx context.Context, silentSince, now time.Time) (dead []string, err error) {
	var silent []string
	const silentOrAhead = "(beat_at <= ? OR beat_at > ?)"
	ahead := now.Add(now.Sub(silentSince))
	err = s.session(ctx).Model(&process{}).Where(silentOrAhead, silentSince, ahead).Order("beat_at").Pluck("owner", &silent).Error
	if err != nil {
		return nil, wrap("look for dead processes", err)
	}
	for _, owner := range silent {
		mine := false
		err := s.Tx(ctx, func(tx *Tx) error {
			result := tx.session(ctx).Where("owner = ? AND "+silentOrAhead, owner, silentSince, ahead).Delete(&process{})
			if mine = result.RowsAffected == 1; result.Error != nil || !mine {
				return result.Error
			}
			return tx.endProcess(ctx, owner, now)
		})
		if err != nil {
			return dead, wrap("free what a dead process held", err)
		}
		if mine {
			dead = append(dead, owner)
		}
	}
	return dead, nil
}

// endProcess frees the messages and runs that a process holds, and deletes its row.
func (tx *Tx) endProcess(ctx context.Context, owner string, now time.Time) error {
	db := tx.session(ctx)
	if err := db.Where("owner = ?", owner).Delete(&process{}).Error; err != nil {
		return err
	}
	free := map[string]any{"claimed_by": "", "claimed_until": nil}
	err := db.Model(&models.OutboxMessage{}).Where("state = ? AND claimed_until > ? AND claimed_by = ?", models.OutboxPending, now, owner).UpdateColumns(free).Error
	if err != nil {
		return err
	}
	return db.Model(&models.JobRun{}).Where("finished_at IS NULL AND claimed_by = ? AND lease_until > ?", owner, now).
		UpdateColumns(map[string]any{"lease_until": now}).Error
}
