package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// protectBatch is how many rows one transaction seals or opens. Others wait for no more than that.
const protectBatch = 200

// Protected is the result of Protect.
type Protected struct {
	// Rows that were brought into the mode: of customers, of their further contacts, of the audit log, and of values of the team's
	// personal fields.
	Customers, Contacts, Entries, Values int
	// Traces says that plain text which was sealed may still be in free parts of the database's file, since other
	// processes kept the file from being rewritten.
	Traces bool
	// Unreadable names the rows that can't be read and were skipped: "customer C017", "contact 4 of customer 17", "history entry 12 of customer 17".
	// They stay sealed as they are. At most 100 are named.
	Unreadable      []string
	UnreadableCount int
}

const maxUnreadableNamed = 100

// skip notes a row that is skipped.
func (p *Protected) skip(name string) {
	if p.UnreadableCount++; len(p.Unreadable) < maxUnreadableNamed {
		p.Unreadable = append(p.Unreadable, name)
	}
}

// Protect brings the stored data into the store's mode: sealed with the primary key, or plain. It may run while
// processes write, and again after an interruption. When there is nothing to do it reads some entries of an index.
func (s *Store) Protect(ctx context.Context) (done Protected, err error) {
	var keys *vault.Keys
	if s.privacy.protect {
		if keys, err = s.privacy.keys(); err != nil {
			return done, wrap("seal personal data", err)
		}
	}
	personal, err := s.personalFields(ctx, "")
	if err != nil {
		return done, err
	}
	err = s.turn(ctx, keys, &done, []turn{
		{&done.Customers, plainRows(keys), protectCustomers}, {&done.Contacts, plainRows(keys), protectContacts}, {&done.Entries, plainEntries(keys, personal), protectEntries}, {&done.Values, plainValues(keys, personal), protectValues},
	})
	if err != nil {
		return done, err
	}
	if err := s.rekey(ctx); err != nil {
		return done, wrap("bring personal data into the form in which it is compared", err)
	}
	if !s.privacy.protect {
		return done, s.forgetKeys(ctx)
	}
	if err := s.foldPersonal(ctx, personal); err != nil {
		return done, err
	}
	if done.Customers+done.Contacts+done.Entries+done.Values > 0 {
		done.Traces = !s.scrub(ctx)
	}
	return done, nil
}

// turn is a kind of rows to bring into the mode, and how.
type turn struct {
	sum   *int
	rests []rest
	step  func(context.Context, *Tx, *vault.Keys, batch) (turned, error)
}

func (s *Store) turn(ctx context.Context, keys *vault.Keys, done *Protected, turns []turn) error {
	for _, turn := range turns {
		for _, r := range turn.rests {
			if err := s.inTurns(ctx, keys, r, turn.step, turn.sum, done); err != nil {
				return wrap("bring personal data into the privacy mode", err)
			}
		}
	}
	return nil
}

// errKeysChanged says that the key file got a newer key while things were being sealed with the one before.
var errKeysChanged = errors.New("the keys were changed meanwhile: run it again")

// rest is a condition for rows that aren't in the mode. Each is a range of an index.
type rest struct {
	where string
	args  []any
}

// plainRows are the conditions for customers, or contacts, that aren't sealed with the primary key of keys; for those that are
// sealed when keys is nil.
func plainRows(keys *vault.Keys) []rest {
	if keys == nil {
		return []rest{{"sealed_key > ''", nil}}
	}
	return []rest{{"sealed_key < ?", []any{keys.Primary()}}, {"sealed_key > ?", []any{keys.Primary()}}}
}

// plainEntries are the same for the audit log, of whose plain entries most are about other fields.
func plainEntries(keys *vault.Keys, personal map[int64]bool) []rest {
	if keys == nil {
		return []rest{{"sealed_key > ''", nil}}
	}
	sealed := personalKeys(personal)
	return []rest{
		{"sealed_key = '' AND field IN ?", []any{append(models.PersonalFields(), sealed...)}},
		{"sealed_key = ? AND field >= 'custom.' AND field < 'custom/' AND field NOT IN ?", []any{keys.Primary(), append([]models.Field{""}, sealed...)}}, // declared so no more
		{"sealed_key > '' AND sealed_key < ?", []any{keys.Primary()}},
		{"sealed_key > ?", []any{keys.Primary()}},
	}
}

// batch is where the next rows of a rest begin: skipped rows lie before.
type batch struct {
	rest
	after place
}

// place is a place in the order of a rest.
type place struct {
	key, field  string
	fieldID, id int64 // fieldID is of a custom field
}

// turned is the result of a batch.
type turned struct {
	found, changed int
	last           place
	unreadable     []string // in it, by their names
}

// inTurns brings the rows of a rest into the mode, in batches of one transaction each. A row that somebody else wrote
// meanwhile is found again. Rows that can't be read are skipped.
func (s *Store) inTurns(ctx context.Context, keys *vault.Keys, r rest, step func(context.Context, *Tx, *vault.Keys, batch) (turned, error), sum *int, done *Protected) error {
	for at := (batch{rest: r}); ; {
		var t turned
		err := s.Tx(ctx, func(tx *Tx) error {
			now, err := tx.sealWith(ctx)
			if err != nil {
				return err
			}
			if now != nil && now.Primary() != keys.Primary() {
				return errKeysChanged
			}
			t, err = step(ctx, tx, keys, at)
			return err
		})
		if err != nil || t.found == 0 {
			return err
		}
		*sum += t.changed
		if len(t.unreadable) == t.found { // all of it: go on behind
			at.after = t.last
			for _, name := range t.unreadable {
				done.skip(name)
			}
		} else if t.found < protectBatch && len(t.unreadable)+t.changed == t.found {
			for _, name := range t.unreadable {
				done.skip(name)
			}
			return nil // that was the rest of it
		}
	}
}

func protectCustomers(ctx context.Context, tx *Tx, keys *vault.Keys, at batch) (t turned, err error) {
	var kept []keptCustomer
	err = tx.session(ctx).Where(at.where, at.args...).Where("sealed_key > ? OR (sealed_key = ? AND id > ?)", at.after.key, at.after.key, at.after.id).
		Order("sealed_key, id").Limit(protectBatch).Find(&kept).Error
	if err != nil {
		return t, err
	}
	for i := range kept {
		t.last = place{key: kept[i].SealedKey, id: kept[i].ID}
		c, err := tx.privacy.open(&kept[i])
		if err != nil {
			return t, err
		}
		if c.Unreadable {
			t.unreadable = append(t.unreadable, "customer "+c.Code)
			continue
		}
		row := customerRow{Customer: c, ContactKey: contactKey(c.ContactName)}
		if keys != nil {
			if err := sealRow(keys, &row); err != nil {
				return t, err
			}
		}
		result := tx.session(ctx).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, kept[i].SealedKey).
			Select(personalColumns).UpdateColumns(&row)
		if result.Error != nil {
			return t, result.Error
		}
		t.changed += int(result.RowsAffected)
	}
	t.found = len(kept)
	return t, nil
}

func protectEntries(ctx context.Context, tx *Tx, keys *vault.Keys, at batch) (t turned, err error) {
	var rows []auditRow
	err = tx.session(ctx).Where(at.where, at.args...).
		Where("sealed_key > ? OR (sealed_key = ? AND (field > ? OR (field = ? AND id > ?)))", at.after.key, at.after.key, at.after.field, at.after.field, at.after.id).
		Order("sealed_key, field, id").Limit(protectBatch).Find(&rows).Error
	if err != nil {
		return t, err
	}
	for i := range rows {
		row, before := &rows[i], rows[i].SealedKey
		t.last = place{key: before, field: row.Field, id: row.ID}
		if err := tx.privacy.openEntry(&row.AuditEntry, before); err != nil {
			return t, err
		}
		if row.Unreadable {
			t.unreadable = append(t.unreadable, fmt.Sprintf("history entry %d of customer %d", row.ID, row.CustomerID))
			continue
		}
		personal, err := tx.personalEntry(ctx, row.AuditEntry)
		if err != nil {
			return t, err
		}
		if asWanted(keys, personal, before) {
			return turned{}, nil // declared otherwise since it was looked for
		}
		row.SealedKey = ""
		if keys != nil && personal {
			if err := sealEntry(keys, row); err != nil {
				return t, err
			}
		}
		result := tx.session(ctx).Where("id = ? AND sealed_key = ?", row.ID, before).
			Select("old_value", "new_value", "sealed_key").UpdateColumns(row)
		if result.Error != nil {
			return t, result.Error
		}
		t.changed += int(result.RowsAffected)
	}
	t.found = len(rows)
	return t, nil
}

// scrub rewrites a database file, so that its free parts don't contain what was plain. It reports whether it could.
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
