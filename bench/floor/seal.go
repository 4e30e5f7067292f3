package main

import (
	"encoding/json"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// unseal opens the personal data of a row.
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
