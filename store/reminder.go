package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"
)

// reminderLook is an instant until which the follow-ups with a time of day were looked at for reminders.
type reminderLook struct {
	LookedUntil time.Time `gorm:"primaryKey"`
}

// RemindersLookedUntil returns the latest noted instant that is not after another; false when none is noted. Later ones were
// noted by a clock that was ahead.
func (s *Store) RemindersLookedUntil(ctx context.Context, now time.Time) (until time.Time, known bool, err error) {
	var looks []reminderLook
	err = s.session(ctx).Where("looked_until <= ?", now).Order("looked_until DESC").Limit(1).Find(&looks).Error
	if err != nil || len(looks) == 0 {
		return time.Time{}, false, wrap("look up how far reminders have come", err)
	}
	return looks[0].LookedUntil, true, nil
}

// NoteReminderLook notes that the follow-ups with a time of day were looked at until an instant. Noting it again changes nothing.
func (s *Store) NoteReminderLook(ctx context.Context, until time.Time) error {
	err := s.retry(ctx, func() error {
		look := reminderLook{LookedUntil: instant(until)}
		return s.write.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&look).Error
	})
	return wrap("note how far reminders have come", err)
}

// PruneReminderLooks forgets at most limit looks before an instant, and returns how many. The latest of them stays, since
// later ones may have been noted by a clock that was ahead.
func (s *Store) PruneReminderLooks(ctx context.Context, before time.Time, limit int) (int, error) {
	latest, known, err := s.RemindersLookedUntil(ctx, before)
	if err != nil || !known {
		return 0, err
	}
	var looks []time.Time
	err = s.session(ctx).Model(&reminderLook{}).Where("looked_until < ?", latest).Order("looked_until").Limit(limit).Pluck("looked_until", &looks).Error
	if err != nil || len(looks) == 0 {
		return 0, wrap("list old looks", err)
	}
	err = s.retry(ctx, func() error {
		return s.write.WithContext(ctx).Where("looked_until IN ?", looks).Delete(&reminderLook{}).Error
	})
	return len(looks), wrap("forget old looks", err)
}
