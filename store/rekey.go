package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// phoneForm is the version of models.NormalisePhone; every change of it raises the version. Customers are compared by
// the result, which a migration can't compute again, since it has no keys.
const phoneForm = "2"

// settingPhoneForm is the setting with the version that the stored numbers have.
const settingPhoneForm = "phone form"

// rekeyPhones computes the keys for comparing phone numbers again, once, while other processes write.
func (s *Store) rekeyPhones(ctx context.Context) error {
	form, err := s.Setting(ctx, settingPhoneForm)
	if err != nil || form == phoneForm {
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
		return tx.SaveSetting(ctx, settingPhoneForm, phoneForm)
	})
}

// rekeySome does it for the customers after an ID, and returns the last one's ID; 0 when there are none.
func (tx *Tx) rekeySome(ctx context.Context, after int64) (through int64, err error) {
	var kept []keptCustomer
	if err := tx.session(ctx).Where("id > ?", after).Order("id").Limit(protectBatch).Find(&kept).Error; err != nil {
		return 0, err
	}
	for i := range kept {
		through = kept[i].ID
		c, err := tx.privacy.open(&kept[i])
		if err != nil {
			return through, err
		}
		if c.Phone == "" || c.Unreadable {
			continue
		}
		_ = c.Set(models.FieldPhone, c.Phone.Plain()) // text is never refused; what it is compared by comes along
		row, err := tx.customerRow(ctx, c)
		if err != nil {
			return through, err
		}
		err = tx.session(ctx).Model(&customerRow{}).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, kept[i].SealedKey).
			UpdateColumn("phone_key", row.PhoneKey).Error
		if err != nil {
			return through, err
		}
	}
	return through, nil
}
