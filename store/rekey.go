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

// rekey computes anew what personal data and the values of custom fields are compared by, once, while other processes write.
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
	var kept []keptCustomer
	if err := tx.session(ctx).Where("id > ?", after).Order("id").Limit(protectBatch).Find(&kept).Error; err != nil || len(kept) == 0 {
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

func (tx *Tx) rekeyCustomer(ctx context.Context, kept *keptCustomer) error {
	c, err := tx.privacy.open(kept)
	if err != nil || c.Unreadable || c.Phone == "" && c.Email == "" && c.ContactName == "" && c.WeChat == "" {
		return err
	}
	for _, field := range []models.Field{models.FieldPhone, models.FieldEmail, models.FieldWeChat} {
		_ = c.Set(field, c.Get(field)) // text is never refused; what it is compared by comes along
	}
	row, err := tx.customerRow(ctx, c)
	if err != nil {
		return err
	}
	return tx.session(ctx).Model(&customerRow{}).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, kept.SealedKey).
		UpdateColumns(map[string]any{"phone_key": row.PhoneKey.Plain(), "email_key": row.EmailKey.Plain(), "wechat_key": row.WeChatKey.Plain(), "contact_key": row.ContactKey}).Error
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
		row := &rows[i]
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
		err := tx.session(ctx).Model(&customRow{}).Where("customer_id = ? AND field_id = ? AND place = ? AND sealed_key = ?", row.CustomerID, row.FieldID, row.Place, row.SealedKey).
			UpdateColumn("value_key", row.ValueKey).Error
		if err != nil {
			return err
		}
	}
	now.add(rows)
	return tx.noteValues(ctx, before, now)
}
