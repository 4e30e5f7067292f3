package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// How personal data of a record of any kind is sealed. A kind that has some keeps it in the column sealed, with the name of the key
// in sealed_key, and is brought into the privacy mode by a turn of Protect.

// sealPersonal seals the personal fields of a record of a kind as one text, and empties them in the record. A record that has none
// gives "". about binds the text to the record.
func sealPersonal[R any](keys *vault.Keys, kind *models.RecordKind[R], r *R, about string) (string, error) {
	personal := map[models.Field]string{}
	for i := range kind.Fields {
		if field := &kind.Fields[i]; field.Personal() {
			if value := kind.Get(r, field.Key); value != "" {
				personal[field.Key] = value
			}
		}
	}
	if len(personal) == 0 {
		return "", nil
	}
	plain, err := json.Marshal(personal)
	if err != nil {
		return "", fmt.Errorf("seal personal data: %w", err)
	}
	sealed, err := keys.Seal(plain, about)
	if err != nil {
		return "", fmt.Errorf("seal personal data: %w", err)
	}
	for field := range personal {
		_ = kind.Set(r, field, "") // text is never refused
	}
	return sealed, nil
}

// openPersonal puts what sealPersonal sealed back into a record of a kind. unreadable says that it can't be read; the fields are
// empty then.
func openPersonal[R any](p privacy, kind *models.RecordKind[R], r *R, sealed, about string) (unreadable bool, err error) {
	switch {
	case sealed == "":
		return false, nil
	case p.vault == nil:
		return false, ErrNoKey
	}
	plain, err := p.vault.Open(sealed, about)
	var personal map[models.Field]string
	if err == nil && json.Unmarshal(plain, &personal) != nil {
		err = vault.ErrForged
	}
	if illegible(err) {
		p.failed.Add(1)
		unreadable = true
	} else if err != nil {
		return false, fmt.Errorf("open personal data: %w", err)
	}
	for i := range kind.Fields {
		if field := &kind.Fields[i]; field.Personal() {
			_ = kind.Set(r, field.Key, personal[field.Key]) // text is never refused; the keys to compare by come along
		}
	}
	return unreadable, nil
}

// comparedBy is what the personal data of a customer or a contact is compared by, as its row has it: sealed, or plain.
type comparedBy struct{ phone, email, wechat, contact string }

// sealed returns the blind indexes of what is plain.
func (by comparedBy) sealed(keys *vault.Keys) (comparedBy, error) {
	phone, err1 := keys.Index(kindPhone, by.phone)
	email, err2 := keys.Index(kindEmail, by.email)
	wechat, err3 := keys.Index(kindWeChat, by.wechat)
	contact, err4 := keys.Index(kindContact, by.contact)
	return comparedBy{phone, email, wechat, contact}, errors.Join(err1, err2, err3, err4)
}
