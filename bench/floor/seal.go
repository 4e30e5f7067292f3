package main

import (
	"encoding/json"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// kinds are the blind indexes, as the bot names them.
var kinds = map[models.Field]string{models.FieldContactName: "contact", models.FieldPhone: "phone", models.FieldEmail: "email"}

// sealed is personal data as the bot's rows hold it by default.
type sealed struct{ sealed, contact, phone, email string }

func seal(keys *vault.Keys, c models.Customer) (s sealed, err error) {
	personal := map[models.Field]string{}
	for _, field := range models.PersonalFields() {
		personal[field] = c.Get(field)
	}
	plain, err := json.Marshal(personal)
	if err != nil {
		return s, err
	}
	if s.sealed, err = keys.Seal(plain, "customer "+c.Code); err != nil {
		return s, err
	}
	var errs [3]error
	s.contact, errs[0] = keys.Index(kinds[models.FieldContactName], models.NormaliseText(c.ContactName.Plain()))
	s.phone, errs[1] = keys.Index(kinds[models.FieldPhone], c.PhoneKey.Plain())
	s.email, errs[2] = keys.Index(kinds[models.FieldEmail], c.EmailKey.Plain())
	return s, errors.Join(errs[:]...)
}

func unseal(keys *vault.Keys, c *models.Customer, text string) error {
	if text == "" {
		return nil
	}
	plain, err := keys.Open(text, "customer "+c.Code)
	if err != nil {
		return err
	}
	var personal map[models.Field]string
	if err := json.Unmarshal(plain, &personal); err != nil {
		return err
	}
	for field, value := range personal {
		if err := c.Set(field, value); err != nil {
			return err
		}
	}
	return nil
}
