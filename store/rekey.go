package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// keyForm is the version of what personal data is compared by: of models.NormalisePhone, NormaliseEmail, NormaliseWeChat, NormaliseName for contacts, and
// CustomKey and PersonalKey for the values of custom fields. Every change of one of them raises the version. A migration can't
// compute these again, since it has no keys.
const keyForm = "3"

// settingKeyForm is the setting with the version that the stored ones have.
const settingKeyForm = "phone form"

// rekey computes anew what personal data and the values of custom fields are compared by, once, while other processes write. Rows
// that are in the present form already, nearly all, are only read.
func (s *Store) rekey(ctx context.Context) error {
	form, err := s.Setting(ctx, settingKeyForm)
	if err != nil || form == keyForm {
		return err
	}
	for last, more := int64(0), true; more; {
		err := s.Tx(ctx, func(tx *Tx) error {
			through, err := tx.rekeySome(ctx, last)
			last, more = through, through > 0
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.Tx(ctx, func(tx *Tx) error {
		if err := tx.LockSettings(ctx); err != nil {
			return err
		}
		return tx.SaveSetting(ctx, settingKeyForm, keyForm)
	})
}

// rekeySome does it for the customers after an ID, and returns the last one's ID; 0 when there are none.
func (tx *Tx) rekeySome(ctx context.Context, after int64) (through int64, err error) {
	var kept []comparedCustomer
	columns := append([]string{"id", "code", "version"}, personalColumns...)
	if err := tx.session(ctx).Select(columns).Where("id > ?", after).Order("id").Limit(protectBatch).Find(&kept).Error; err != nil || len(kept) == 0 {
		return 0, err
	}
	for i := range kept {
		through = kept[i].ID
		if err := tx.rekeyCustomer(ctx, &kept[i]); err != nil {
			return through, err
		}
	}
	if err := tx.rekeyContacts(ctx, after, through); err != nil {
		return through, err
	}
	return through, tx.rekeyValues(ctx, after, through)
}

// comparedCustomer is a customer with all that its personal data is compared by.
type comparedCustomer struct {
	models.Customer
	Sealed     string
	SealedKey  string
	ContactKey string
}

// TableName names the table.
func (comparedCustomer) TableName() string { return "customers" }

// comparedBy returns what the row of a customer with plain personal data has to be compared by.
func (tx *Tx) comparedBy(ctx context.Context, c models.Customer) (by comparedBy, err error) {
	by = comparedBy{c.PhoneKey.Plain(), c.EmailKey.Plain(), c.WeChatKey.Plain(), contactKey(c.ContactName)}
	keys, err := tx.sealWith(ctx)
	if err != nil || keys == nil {
		return by, err
	}
	return by.sealed(keys)
}

func (tx *Tx) rekeyCustomer(ctx context.Context, kept *comparedCustomer) error {
	before := comparedBy{kept.PhoneKey.Plain(), kept.EmailKey.Plain(), kept.WeChatKey.Plain(), kept.ContactKey}
	c, err := tx.privacy.open(&keptCustomer{Customer: kept.Customer, Sealed: kept.Sealed, SealedKey: kept.SealedKey})
	if err != nil || c.Unreadable || c.Phone == "" && c.Email == "" && c.ContactName == "" && c.WeChat == "" {
		return err
	}
	for _, field := range []models.Field{models.FieldPhone, models.FieldEmail, models.FieldWeChat} {
		_ = c.Set(field, c.Get(field)) // text is never refused; what it is compared by comes along
	}
	by, err := tx.comparedBy(ctx, c)
	if err != nil || by == before {
		return err
	}
	return tx.session(ctx).Model(&customerRow{}).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, kept.SealedKey).
		UpdateColumns(map[string]any{"phone_key": by.phone, "email_key": by.email, "wechat_key": by.wechat, "contact_key": by.contact}).Error
}

// rekeyValues does it for the values of custom fields of a range of customers.
func (tx *Tx) rekeyValues(ctx context.Context, after, through int64) error {
	var rows []customRow
	err := tx.session(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Where("customer_id > ? AND customer_id <= ?", after, through).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	var keys *vault.Keys
	if tx.privacy.vault != nil {
		if keys, err = tx.privacy.keys(); err != nil {
			return err
		}
	}
	before, now := valuesAt{}, valuesAt{}
	before.add(rows)
	for i := range rows {
		row, was := &rows[i], rows[i].ValueKey
		if err := tx.privacy.openValue(row); err != nil {
			return err
		}
		switch {
		case row.Value == "": // it can't be read
		case row.Sealed == "":
			row.ValueKey = models.CustomKey(row.Value)
		case row.SealedKey != keys.Primary(): // it is sealed anew before long, with its key
		default:
			if row.ValueKey, err = keys.Index(aboutField(row.FieldID), models.PersonalKey(row.Value)); err != nil {
				return err
			}
		}
		if row.ValueKey == was {
			continue
		}
		err := tx.session(ctx).Model(&customRow{}).Where("customer_id = ? AND field_id = ? AND place = ? AND sealed_key = ?", row.CustomerID, row.FieldID, row.Place, row.SealedKey).
			UpdateColumn("value_key", row.ValueKey).Error
		if err != nil {
			return err
		}
	}
	now.add(rows)
	return tx.noteValues(ctx, before, now)
}
