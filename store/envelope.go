package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

const maxEnvelopeKey = 190 // characters the column takes

// ClaimEnvelope remembers a delivery that changes nothing by itself, and reports whether this is the first time it
// was seen. Deliveries that change something are remembered by Once, with the change.
func (s *Store) ClaimEnvelope(ctx context.Context, key string, at time.Time) (fresh bool, err error) {
	err = retry(ctx, func() error { return insertEnvelope(s.write.WithContext(ctx), key, at) })
	if duplicate(err) {
		return false, nil
	}
	return err == nil, wrap("remember delivery", err)
}

// PruneEnvelopes forgets at most limit deliveries that came before an instant, and returns how many.
func (s *Store) PruneEnvelopes(ctx context.Context, before time.Time, limit int) (int, error) {
	var keys []string
	err := s.session(ctx).Model(&models.Envelope{}).Where("received_at < ?", before.Unix()).
		Order("received_at").Limit(limit).Pluck("key", &keys).Error
	if err != nil || len(keys) == 0 {
		return 0, wrap("list old deliveries", err)
	}
	deleted := 0
	for batch := range slices.Chunk(keys, 500) {
		err := retry(ctx, func() error {
			result := s.write.WithContext(ctx).Where("`key` IN ?", batch).Delete(&models.Envelope{})
			deleted += int(result.RowsAffected)
			return result.Error
		})
		if err != nil {
			return deleted, wrap("forget old deliveries", err)
		}
	}
	return deleted, nil
}

func insertEnvelope(db *gorm.DB, key string, at time.Time) error {
	if len(key) > maxEnvelopeKey {
		sum := sha256.Sum256([]byte(key))
		key = hex.EncodeToString(sum[:])
	}
	return db.Exec("INSERT INTO envelopes (`key`, received_at) VALUES (?, ?)", key, at.Unix()).Error
}
