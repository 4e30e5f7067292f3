package store

import (
	"context"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// protectContacts brings a batch of contacts into the mode, as protectCustomers does.
func protectContacts(ctx context.Context, tx *Tx, keys *vault.Keys, at batch) (t turned, err error) {
	var rows []contactRow
	err = tx.session(ctx).Where(at.where, at.args...).Where("sealed_key > ? OR (sealed_key = ? AND id > ?)", at.after.key, at.after.key, at.after.id).
		Order("sealed_key, id").Limit(protectBatch).Find(&rows).Error
	if err != nil {
		return t, err
	}
	list, err := tx.privacy.openContacts(rows)
	if err != nil {
		return t, err
	}
	for i, c := range list {
		t.last = place{key: rows[i].SealedKey, id: c.ID}
		if c.Unreadable {
			t.unreadable = append(t.unreadable, fmt.Sprintf("contact %d of customer %d", c.ID, c.CustomerID))
			continue
		}
		row := contactRow{Contact: c, ContactKey: contactKey(c.ContactName)}
		if keys != nil {
			if err := sealContact(keys, &row); err != nil {
				return t, err
			}
		}
		result := tx.session(ctx).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, rows[i].SealedKey).Select(contactColumns).UpdateColumns(&row)
		if result.Error != nil {
			return t, result.Error
		}
		t.changed += int(result.RowsAffected)
	}
	t.found = len(rows)
	return t, nil
}

// rekeyContacts computes anew what the contacts of a range of customers are compared by. One that is sealed with an older key is
// sealed anew before long.
func (tx *Tx) rekeyContacts(ctx context.Context, after, through int64) error {
	var rows []contactRow
	if err := tx.session(ctx).Where("customer_id > ? AND customer_id <= ?", after, through).Find(&rows).Error; err != nil || len(rows) == 0 {
		return err
	}
	list, err := tx.privacy.openContacts(rows)
	if err != nil {
		return err
	}
	for i, c := range list {
		if c.Unreadable {
			continue
		}
		for _, field := range []models.Field{models.FieldPhone, models.FieldEmail, models.FieldWeChat} {
			_ = c.Set(field, c.Get(field)) // text is never refused; what it is compared by comes along
		}
		row, err := tx.contactRow(ctx, c)
		if err != nil {
			return err
		}
		err = tx.session(ctx).Model(&contactRow{}).Where("id = ? AND version = ? AND sealed_key = ?", c.ID, c.Version, rows[i].SealedKey).
			UpdateColumns(map[string]any{"phone_key": row.PhoneKey.Plain(), "email_key": row.EmailKey.Plain(), "wechat_key": row.WeChatKey.Plain(), "contact_key": row.ContactKey}).Error
		if err != nil {
			return err
		}
	}
	return nil
}
