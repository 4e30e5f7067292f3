package views

import (
	"strings"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// RatesNote says by which rates a sum was converted, and of what it is without since there is no rate; "" where nothing was converted.
func RatesNote(p *i18n.Printer, c models.Converted) string {
	var parts []string
	if len(c.Rates) > 0 {
		rates := make([]string, len(c.Rates))
		for i, rate := range c.Rates {
			rates[i] = p.T("rates.used", "Currency", rate.Currency, "Worth", p.Money(rate.Worth, c.Team), "Day", rate.Day)
		}
		parts = append(parts, p.T("rates.converted", "Rates", p.List(rates)))
	}
	if len(c.Apart) > 0 {
		apart := make([]string, len(c.Apart))
		for i, worth := range c.Apart {
			apart[i] = Money(p, worth.Amount)
		}
		parts = append(parts, p.T("rates.apart", "Amounts", p.List(apart)))
	}
	between := " "
	if p.Language() == i18n.Chinese {
		between = ""
	}
	return strings.Join(parts, between)
}
