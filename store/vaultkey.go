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
	// ErrOtherKey says that the database was sealed with a key that is not among those given. OtherKey tells which.
	ErrOtherKey = errors.New("sealed with another key")
	// ErrOldKey says that this process has older keys than the database is sealed with now: it must not write.
	ErrOldKey = errors.New("the database is sealed with a newer key than this process has")
	// ErrKeyInUse says that a key can't be dropped: something is still sealed with it.
	ErrKeyInUse = errors.New("something is still sealed with an older key")
)

// vaultKey proves that a key was used on this database: the proof is sealed with it.
type vaultKey struct {
	ID    string `gorm:"primaryKey"`
	Proof string
}

// otherKey is ErrOtherKey with the ID of the key that is missing.
type otherKey struct{ id string }

func (e otherKey) Error() string { return ErrOtherKey.Error() + " (" + e.id + ")" }

func (otherKey) Unwrap() error { return ErrOtherKey }

// OtherKey returns the ID of the key with which the database was sealed, of an error that is ErrOtherKey; "" where nobody knows.
func OtherKey(err error) string {
	var other otherKey
	_ = errors.As(err, &other)
	return other.id
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
	for _, key := range known {
		plain, err := keys.Open(key.Proof, aboutProof(key.ID))
		if (err != nil || string(plain) != proofText) && !keys.Holds(key.ID) { // one that it holds was damaged, which proves nothing
			return otherKey{key.ID}
		}
	}
	foreign, err := tx.foreign(ctx, keys.IDs())
	if err == nil && foreign {
		err = ErrOtherKey
	}
	if err != nil || !tx.privacy.protect {
		return err
	}
	return tx.makeCurrent(ctx, keys)
}

// settingVaultKey is the setting that names the key with which everything is sealed from now on. Whoever seals reads it in
// its transaction, so that nothing is sealed with a key that is about to be dropped, by whichever process.
const settingVaultKey = "vault key"

// makeCurrent remembers the primary key as a used one, by a proof, and as the one that seals from now on.
func (tx *Tx) makeCurrent(ctx context.Context, keys *vault.Keys) error {
	current, err := tx.Setting(ctx, settingVaultKey)
	if err != nil || current == keys.Primary() {
		return err
	}
	proof, err := keys.Seal([]byte(proofText), aboutProof(keys.Primary()))
	if err != nil {
		return err
	}
	if err := tx.LockSettings(ctx); err != nil { // every process reads its settings anew
		return err
	}
	var others []string // another process may have been first, with keys of its own
	if err := tx.session(ctx).Table("vault_keys").Pluck("id", &others).Error; err != nil {
		return err
	}
	for _, id := range others {
		if !keys.Holds(id) {
			return otherKey{id}
		}
	}
	known := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"proof"})}
	if err := tx.session(ctx).Clauses(known).Create(&vaultKey{ID: keys.Primary(), Proof: proof}).Error; err != nil {
		return err
	}
	return tx.SaveSetting(ctx, settingVaultKey, keys.Primary())
}

// sealWith returns the keys to seal with, nil where nothing is sealed. They are the database's present ones until the
// transaction ends. A process that has been given newer ones makes them so; the error of one that has older ones is
// ErrOldKey.
func (tx *Tx) sealWith(ctx context.Context) (*vault.Keys, error) {
	if !tx.privacy.protect || tx.sealer != nil {
		return tx.sealer, nil
	}
	keys, err := tx.privacy.keys()
	if err != nil {
		return nil, err
	}
	var current []string
	err = tx.session(ctx).Raw("SELECT value FROM settings WHERE name = ?"+tx.dialect.share, settingVaultKey).Scan(&current).Error
	if err != nil {
		return nil, err
	}
	switch {
	case len(current) == 1 && current[0] == keys.Primary():
	case len(current) == 1 && !keys.Holds(current[0]):
		return nil, fmt.Errorf("%w: it is %s", ErrOldKey, current[0])
	default: // newer ones, or the first
		var known []vaultKey
		if err := tx.session(ctx).Where("id > ''").Find(&known).Error; err != nil {
			return nil, err
		}
		if err := tx.checkWith(ctx, keys, known); err != nil {
			return nil, err
		}
	}
	tx.sealer = keys
	return keys, nil
}

// foreign reports whether anything is sealed with a key other than these. It looks between their names in the index,
// which takes as long for many rows as for few.
func (q Queries) foreign(ctx context.Context, ids []string) (bool, error) {
	ids = append([]string{""}, ids...)
	slices.Sort(ids)
	for _, table := range []string{"customers", "contacts", "audit_entries", "custom_values"} {
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
// vault's primary key will do alone. It waits for whoever is sealing something right now, and raises the version of the
// settings. ErrKeyInUse when something is sealed with an older key, ErrOldKey when this process has one itself.
func (s *Store) DropKeys(ctx context.Context) error {
	err := s.Tx(ctx, func(tx *Tx) error {
		if err := tx.LockSettings(ctx); err != nil {
			return err
		}
		keys, err := tx.sealWith(ctx)
		if err == nil && keys == nil {
			err = ErrNoKey
		}
		if err == nil {
			err = tx.SaveSetting(ctx, settingVaultKey, keys.Primary()) // others that seal hold on to it until they are done
		}
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
		if err := tx.session(ctx).Exec("DELETE FROM settings WHERE name = ?", settingVaultKey).Error; err != nil {
			return err
		}
		return tx.session(ctx).Where("id <> ''").Delete(&vaultKey{}).Error
	})
	return wrap("forget the keys", err)
}
