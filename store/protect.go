package store

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// protectBatch is how many rows are sealed or opened in one transaction: others wait for no more than that.
const protectBatch = 200

// Protected is what Protect has done.
type Protected struct {
	Customers, Entries int // rows that were brought into the mode, of customers and of the audit log
	// Traces says that plain text which was sealed may still stand in parts of the database's file that are free now,
	// since other processes kept it from being rewritten.
	Traces bool
}

// Protect brings what is there into the store's mode: sealed with the primary key, or plain. It may run beside processes
// that write, and again after it was interrupted; when there is nothing to do it looks at some entries of an index.
func (s *Store) Protect(ctx context.Context) (done Protected, err error) {
	var keys *vault.Keys
	if s.privacy.protect {
		if keys, err = s.privacy.keys(); err != nil {
			return done, wrap("seal personal data", err)
		}
	}
	for _, turn := range []struct {
		sum   *int
		rests []rest
		step  func(tx *Tx, rest rest) (found, changed int, err error)
	}{
		{&done.Customers, plainCustomers(keys), func(tx *Tx, r rest) (int, int, error) { return tx.protectCustomers(ctx, keys, r) }},
		{&done.Entries, plainEntries(keys), func(tx *Tx, r rest) (int, int, error) { return tx.protectEntries(ctx, keys, r) }},
	} {
		for _, r := range turn.rests {
			changed, err := s.inTurns(ctx, func(tx *Tx) (int, int, error) {
				if now, err := tx.sealWith(ctx); err != nil {
					return 0, 0, err
				} else if now != nil && now.Primary() != keys.Primary() {
					return 0, 0, errKeysChanged
				}
				return turn.step(tx, r)
			})
			*turn.sum += changed
			if err != nil {
				return done, wrap("bring personal data into the privacy mode", err)
			}
		}
	}
	if err := s.rekeyPhones(ctx); err != nil {
		return done, wrap("bring phone numbers into the form in which they are compared", err)
	}
	if !s.privacy.protect {
		return done, s.forgetKeys(ctx)
	}
	if done.Customers+done.Entries > 0 {
		done.Traces = !s.scrub(ctx)
	}
	return done, nil
}

// errKeysChanged says that the key file got a newer key while things were being sealed with the one before.
var errKeysChanged = errors.New("the keys were changed meanwhile: run it again")

// rest is a condition for rows that aren't in the mode; each is a range of an index.
type rest struct {
	where string
	args  []any
}

// plainCustomers are the conditions for customers that aren't sealed with the primary key of keys; for those that are
// sealed when keys is nil.
func plainCustomers(keys *vault.Keys) []rest {
	if keys == nil {
		return []rest{{"sealed_key > ''", nil}}
	}
	return []rest{{"sealed_key < ?", []any{keys.Primary()}}, {"sealed_key > ?", []any{keys.Primary()}}}
}

// plainEntries are the same for the audit log, of whose plain entries most are about other fields.
func plainEntries(keys *vault.Keys) []rest {
	if keys == nil {
		return []rest{{"sealed_key > ''", nil}}
	}
	return []rest{
		{"sealed_key = '' AND field IN ?", []any{models.PersonalFields()}},
		{"sealed_key > '' AND sealed_key < ?", []any{keys.Primary()}},
		{"sealed_key > ?", []any{keys.Primary()}},
	}
}

// inTurns runs a step in one transaction after the other until it finds no rows. A row that somebody else wrote
// meanwhile is found again.
func (s *Store) inTurns(ctx context.Context, step func(*Tx) (found, changed int, err error)) (sum int, err error) {
	for {
		found, changed := 0, 0
		err := s.Tx(ctx, func(tx *Tx) (err error) {
			found, changed, err = step(tx)
			return err
		})
		if err != nil || found == 0 {
			return sum, err
		}
		sum += changed
	}
}

func (tx *Tx) protectCustomers(ctx context.Context, keys *vault.Keys, rest rest) (found, changed int, err error) {
	var kept []keptCustomer
	if err := tx.session(ctx).Where(rest.where, rest.args...).Order("sealed_key, id").Limit(protectBatch).Find(&kept).Error; err != nil {
		return 0, 0, err
	}
	for i := range kept {
		c, err := tx.privacy.open(&kept[i])
		if err != nil {
			return 0, 0, err
		}
		row := customerRow{Customer: c, ContactKey: contactKey(c.ContactName)}
		if keys != nil {
			if err := sealRow(keys, &row); err != nil {
				return 0, 0, err
			}
		}
		result := tx.session(ctx).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, kept[i].SealedKey).
			Select(personalColumns).UpdateColumns(&row)
		if result.Error != nil {
			return 0, 0, result.Error
		}
		changed += int(result.RowsAffected)
	}
	return len(kept), changed, nil
}

func (tx *Tx) protectEntries(ctx context.Context, keys *vault.Keys, rest rest) (found, changed int, err error) {
	var rows []auditRow
	if err := tx.session(ctx).Where(rest.where, rest.args...).Order("sealed_key, field, id").Limit(protectBatch).Find(&rows).Error; err != nil {
		return 0, 0, err
	}
	for i := range rows {
		row, before := &rows[i], rows[i].SealedKey
		if err := tx.privacy.openEntry(&row.AuditEntry, before); err != nil {
			return 0, 0, err
		}
		row.SealedKey = ""
		if keys != nil {
			if err := sealEntry(keys, row); err != nil {
				return 0, 0, err
			}
		}
		result := tx.session(ctx).Where("id = ? AND sealed_key = ?", row.ID, before).
			Select("old_value", "new_value", "sealed_key").UpdateColumns(row)
		if result.Error != nil {
			return 0, 0, result.Error
		}
		changed += int(result.RowsAffected)
	}
	return len(rows), changed, nil
}

// scrub rewrites a database file, so that what was plain doesn't stand in its free parts; it reports whether it could.
// Servers keep no such file of ours.
func (s *Store) scrub(ctx context.Context) bool {
	if s.dialect.name != sqliteDialect.name {
		return true
	}
	if s.write.WithContext(ctx).Exec("VACUUM").Error != nil {
		return false
	}
	var emptied struct{ Busy int } // 1 while others read what stands in the log: that is no error
	err := s.write.WithContext(ctx).Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&emptied).Error
	return err == nil && emptied.Busy == 0
}
