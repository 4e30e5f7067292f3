package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// WithClock replaces the database server's clock by another, where time is simulated.
func WithClock(c models.Clock) Option { return func(s *settings) { s.clock = c } }

// Clock returns the time of the database server's clock, in UTC. known is false for SQLite, which has no clock but the
// machine's.
func (s *Store) Clock(ctx context.Context) (at time.Time, known bool, err error) {
	switch {
	case s.clock != nil:
		return s.clock.Now().UTC(), true, nil
	case s.dialect.name == sqliteDialect.name:
		return time.Time{}, false, nil
	}
	err = s.pools[0].QueryRowContext(ctx, "SELECT UTC_TIMESTAMP(6)").Scan(&at)
	return at, err == nil, wrap("read the server's clock", err)
}

// clockDay is a day in UTC on which a process was at work.
type clockDay struct {
	SeenOn models.Date `gorm:"primaryKey"`
}

const (
	daysToBelieve = 3  // so many days with a process at work make a time that is believed
	daysApart     = 60 // the most days between them
	daysLookedAt  = 100
)

// LivedUntil notes that a process is at work at an instant, and returns until when time has certainly passed: the
// beginning, in UTC, of the newest day after which processes were at work on two more days, within two months. A clock
// that is wrong for a while changes nothing, until it has been wrong for days. lived is false while there are no such
// days. Days after now are deleted: the clock was ahead when they were noted.
func (s *Store) LivedUntil(ctx context.Context, now time.Time) (until time.Time, lived bool, err error) {
	today := models.DateOf(now.UTC())
	days, err := s.clockDays(ctx)
	if err == nil && (len(days) == 0 || days[0] != today) {
		err = s.noteDay(ctx, today)
		if err == nil {
			days, err = s.clockDays(ctx)
		}
	}
	for i := 0; err == nil && i+daysToBelieve <= len(days); i++ {
		first, last := days[i+daysToBelieve-1], days[i]
		if !first.AddDays(daysApart).Before(last) {
			return first.In(time.UTC), true, nil
		}
	}
	return time.Time{}, false, wrap("look on which days somebody was at work", err)
}

// LastDay returns the latest day in UTC that LivedUntil has noted; the zero date when there is none.
func (s *Store) LastDay(ctx context.Context) (models.Date, error) {
	days, err := s.clockDays(ctx)
	if err != nil || len(days) == 0 {
		return models.Date{}, wrap("look when somebody was last at work", err)
	}
	return days[0], nil
}

// clockDays lists the noted days, the latest first.
func (s *Store) clockDays(ctx context.Context) ([]models.Date, error) {
	var days []models.Date
	err := s.session(ctx).Model(&clockDay{}).Order("seen_on DESC").Limit(daysLookedAt).Pluck("seen_on", &days).Error
	return days, err
}

// noteDay notes a day, and deletes the days after it. The others stay: one row a day.
func (s *Store) noteDay(ctx context.Context, day models.Date) error {
	return s.Tx(ctx, func(tx *Tx) error {
		db := tx.session(ctx)
		if err := db.Where("seen_on > ?", day).Delete(&clockDay{}).Error; err != nil {
			return err
		}
		note := clause.OnConflict{Columns: []clause.Column{{Name: "seen_on"}}, DoUpdates: clause.AssignmentColumns([]string{"seen_on"})}
		return db.Clauses(note).Create(&clockDay{day}).Error
	})
}
