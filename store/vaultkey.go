package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/store/vault"
)

var (
	// ErrOtherKey says that the database was sealed with a key that is not among those given.
	ErrOtherKey = errors.New("sealed with another key")
	// ErrKeyInUse says that a key can't be dropped: something is still sealed with it.
	ErrKeyInUse = errors.New("something is still sealed with an older key")
)

// vaultKey proves that a key was used on this database: the proof is sealed with it.
type vaultKey struct {
	ID    string `gorm:"primaryKey"`
	Proof string
}

const proofText = "guanxi"

func aboutProof(id string) string { return "proof " + id }

// Keyed reports whether the database was sealed before: then no other key will do.
func (s *Store) Keyed(ctx context.Context) (bool, error) {
	var known []vaultKey
	if err := s.session(ctx).Limit(1).Find(&known).Error; err != nil {
		return false, wrap("look up keys", err)
	}
	if len(known) > 0 {
		return true, nil
	}
	foreign, err := s.foreign(ctx, nil)
	return foreign, wrap("look up keys", err)
}

// CheckKeys makes sure that the store has the keys this database was sealed with, before anything is written. Where it
// seals with a new one, that is remembered, so that processes with different keys can't write to one database. The
// error is ErrNoKey or ErrOtherKey, unless something failed.
func (s *Store) CheckKeys(ctx context.Context) error {
	err := s.Tx(ctx, func(tx *Tx) error {
		var sequence struct{ Next int64 } // its row is what processes that start at once wait for
		lock := tx.session(ctx).Table("sequences").Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
		if err := lock.Where("name = ?", "customer").Take(&sequence).Error; err != nil {
			return err
		}
		var known []vaultKey
		if err := tx.session(ctx).Where("id > ''").Find(&known).Error; err != nil {
			return err
		}
		if tx.privacy.vault == nil {
			return tx.checkWithout(ctx)
		}
		keys, err := tx.privacy.vault.Keys()
		if err != nil {
			return err
		}
		return tx.checkWith(ctx, keys, known)
	})
	return wrap("check the key", err)
}

// checkWithout lets a store go without keys while nothing is sealed and nothing will be.
func (tx *Tx) checkWithout(ctx context.Context) error {
	sealed, err := tx.foreign(ctx, nil)
	if err == nil && (sealed || tx.privacy.protect) {
		return ErrNoKey
	}
	return err
}

func (tx *Tx) checkWith(ctx context.Context, keys *vault.Keys, known []vaultKey) error {
	registered := false
	for _, key := range known {
		plain, err := keys.Open(key.Proof, aboutProof(key.ID))
		if err != nil || string(plain) != proofText {
			return fmt.Errorf("%w (%s)", ErrOtherKey, key.ID)
		}
		registered = registered || key.ID == keys.Primary()
	}
	foreign, err := tx.foreign(ctx, keys.IDs())
	if err == nil && foreign {
		err = ErrOtherKey
	}
	if err != nil || registered || !tx.privacy.protect {
		return err
	}
	proof, err := keys.Seal([]byte(proofText), aboutProof(keys.Primary()))
	if err != nil {
		return err
	}
	return tx.session(ctx).Create(&vaultKey{ID: keys.Primary(), Proof: proof}).Error
}

// foreign reports whether anything is sealed with a key other than these. It looks between their names in the index,
// which takes as long for many rows as for few.
func (q Queries) foreign(ctx context.Context, ids []string) (bool, error) {
	ids = append([]string{""}, ids...)
	slices.Sort(ids)
	for _, table := range []string{"customers", "audit_entries"} {
		for i, after := range ids {
			between := q.session(ctx).Table(table).Where("sealed_key > ?", after)
			if i+1 < len(ids) {
				between = between.Where("sealed_key < ?", ids[i+1])
			}
			var found []string
			if err := between.Limit(1).Pluck("sealed_key", &found).Error; err != nil || len(found) > 0 {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// DropKeys forgets that older keys were used on this database, once nothing is sealed with them: after that the
// vault's primary key will do alone. ErrKeyInUse when something is.
func (s *Store) DropKeys(ctx context.Context) error {
	err := s.Tx(ctx, func(tx *Tx) error {
		keys, err := tx.privacy.keys()
		if err != nil {
			return err
		}
		used, err := tx.foreign(ctx, []string{keys.Primary()})
		if err == nil && used {
			err = ErrKeyInUse
		}
		if err != nil {
			return err
		}
		return tx.session(ctx).Where("id <> ?", keys.Primary()).Delete(&vaultKey{}).Error
	})
	return wrap("drop older keys", err)
}

// forgetKeys forgets all keys once nothing is sealed any more and nothing will be.
func (s *Store) forgetKeys(ctx context.Context) error {
	err := s.Tx(ctx, func(tx *Tx) error {
		sealed, err := tx.foreign(ctx, nil)
		if err != nil || sealed {
			return err
		}
		return tx.session(ctx).Where("id <> ''").Delete(&vaultKey{}).Error
	})
	return wrap("forget the keys", err)
}
