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

// ClaimEnvelope remembers a delivery that changes nothing by itself, and reports whether it is new. A call whose own
// first answer was lost counts as new as well. Deliveries that change something are remembered by Once, with the change.
// When a delivery is forgotten at a power cut, the worst that follows is a second answer.
func (s *Store) ClaimEnvelope(ctx context.Context, key string, at time.Time) (fresh bool, err error) {
	d := Delivery{Key: key, Owner: newOwner(), At: at}
	owner := ""
	err = s.retry(ctx, func() error {
		err := s.lightly(ctx, func(db *gorm.DB) error { return insertEnvelope(db, d) })
		if owner = d.Owner; duplicate(err) {
			owner, err = s.ownerOf(ctx, key)
		}
		return err
	})
	return err == nil && owner == d.Owner, wrap("remember delivery", err)
}

// ForgetEnvelope forgets a delivery whose claim was not used.
func (s *Store) ForgetEnvelope(ctx context.Context, key string) error {
	err := s.retry(ctx, func() error {
		return s.write.WithContext(ctx).Where("`key` = ?", envelopeKey(key)).Delete(&models.Envelope{}).Error
	})
	return wrap("forget delivery", err)
}

// HandledBy returns the name of the call that remembered a delivery (Delivery.Owner). found is false when no call did,
// or when the delivery is forgotten already.
func (s *Store) HandledBy(ctx context.Context, key string) (owner string, found bool, err error) {
	var owners []string
	// It is read by the writing connection, since a copy that lags may not have it yet.
	err = s.write.WithContext(ctx).Model(&models.Envelope{}).Where("`key` = ?", envelopeKey(key)).Pluck("owner", &owners).Error
	if err != nil || len(owners) == 0 {
		return "", false, wrap("look up delivery", err)
	}
	return owners[0], true, nil
}

// ownerOf returns who remembered a delivery.
func (s *Store) ownerOf(ctx context.Context, key string) (string, error) {
	owner, _, err := s.HandledBy(ctx, key)
	return owner, err
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
		err := s.retry(ctx, func() error {
			return s.lightly(ctx, func(db *gorm.DB) error {
				result := db.Where("`key` IN ?", batch).Delete(&models.Envelope{})
				deleted += int(result.RowsAffected)
				return result.Error
			})
		})
		if err != nil {
			return deleted, wrap("forget old deliveries", err)
		}
	}
	return deleted, nil
}

func insertEnvelope(db *gorm.DB, d Delivery) error {
	const insert = "INSERT INTO envelopes (`key`, received_at, owner) VALUES (?, ?, ?)"
	err := db.Exec(insert, envelopeKey(d.Key), d.At.Add(d.Keep).Unix(), d.Owner).Error
	if err != nil || d.Also == "" || d.Also == d.Key {
		return err
	}
	return db.Exec(insert, envelopeKey(d.Also), d.At.Unix(), d.Owner).Error
}

// envelopeKey is a key as the column takes it.
func envelopeKey(key string) string {
	if len(key) > maxEnvelopeKey {
		sum := sha256.Sum256([]byte(key))
		key = hex.EncodeToString(sum[:])
	}
	return key
}
