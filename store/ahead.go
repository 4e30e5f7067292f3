package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// FreeAhead ends what is held until later than any right clock would have written, and returns how many rows that were.
// Claims of messages and of runs end now, and posted messages are looked for again now. A process that still works under
// such a claim can't write any more, since the row's fence has grown.
func (s *Store) FreeAhead(ctx context.Context, now time.Time, furthest models.Furthest) (freed int, err error) {
	for _, held := range []struct {
		model any
		where string
		args  []any
		set   map[string]any
	}{
		{
			&models.OutboxMessage{}, "state = ? AND claimed_until > ?",
			[]any{models.OutboxPending, furthest.Claim},
			map[string]any{"claimed_by": "", "claimed_until": nil},
		},
		{&models.OutboxMessage{}, "state = ? AND not_before > ?", []any{models.OutboxPosted, furthest.Look}, map[string]any{"not_before": now}},
		{&models.JobRun{}, "finished_at IS NULL AND lease_until > ?", []any{furthest.Lease}, map[string]any{"lease_until": now}},
	} {
		n := int64(0)
		err := s.retry(ctx, func() error {
			result := s.write.WithContext(ctx).Model(held.model).Where(held.where, held.args...).UpdateColumns(held.set)
			n = result.RowsAffected
			return result.Error
		})
		if err != nil {
			return freed, wrap("end what is held for too long", err)
		}
		freed += int(n)
	}
	return freed, nil
}

// PutOffUntilAfter returns at most limit pending messages that wait until after an instant, the soonest first.
func (s *Store) PutOffUntilAfter(ctx context.Context, after time.Time, limit int) ([]models.OutboxMessage, error) {
	var list []models.OutboxMessage
	err := s.session(ctx).Where("state = ? AND not_before > ?", models.OutboxPending, after).Order("not_before, id").Limit(limit).Find(&list).Error
	return list, wrap("list messages that wait for long", err)
}

// BringForward shortens the wait of a pending message to an earlier instant.
func (s *Store) BringForward(ctx context.Context, m models.OutboxMessage, to time.Time) error {
	err := s.retry(ctx, func() error {
		return s.write.WithContext(ctx).Model(&models.OutboxMessage{}).
			Where("id = ? AND state = ? AND attempts = ? AND not_before > ?", m.ID, models.OutboxPending, m.Attempts, to).
			UpdateColumns(map[string]any{"not_before": instant(to)}).Error
	})
	return wrap("bring a message forward", err)
}

// RedateEnvelopes gives now as the date to deliveries that came before an instant or after another, at most limit of
// them. A clock that was wrong has dated them. So they are neither forgotten at once nor kept for good.
func (s *Store) RedateEnvelopes(ctx context.Context, before, after, now time.Time, limit int) (redated int, err error) {
	for _, odd := range []struct {
		where string
		at    int64
	}{{"received_at < ?", before.Unix()}, {"received_at > ?", after.Unix()}} {
		var keys []string
		err := s.session(ctx).Model(&models.Envelope{}).Where(odd.where, odd.at).Limit(limit).Pluck("key", &keys).Error
		if err != nil {
			return redated, wrap("list deliveries of another time", err)
		}
		for batch := range slices.Chunk(keys, 500) {
			err := s.retry(ctx, func() error {
				return s.lightly(ctx, func(db *gorm.DB) error {
					return db.Model(&models.Envelope{}).Where("`key` IN ?", batch).UpdateColumns(map[string]any{"received_at": now.Unix()}).Error
				})
			})
			if err != nil {
				return redated, wrap("date deliveries anew", err)
			}
			redated += len(batch)
		}
	}
	return redated, nil
}
