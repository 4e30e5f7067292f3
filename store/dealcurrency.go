package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// maxCurrencies is how many currencies are looked for: more than ISO 4217 has.
const maxCurrencies = 300

// DealCurrencies returns the currencies that deals have amounts in, in the order of their codes: one look into the index for each.
func (q Queries) DealCurrencies(ctx context.Context) ([]string, error) {
	var list []string
	last := ""
	for range maxCurrencies {
		var next []string
		err := q.session(ctx).Model(&models.Deal{}).Where("currency > ?", last).Order("currency").Limit(1).Pluck("currency", &next).Error
		if err != nil {
			return nil, wrap("look up the currencies of deals", err)
		}
		if len(next) == 0 {
			return list, nil
		}
		last = next[0]
		list = append(list, last)
	}
	return list, nil
}
