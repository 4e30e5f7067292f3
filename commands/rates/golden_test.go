package rates

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "JPY", Worth: "0.0478", Day: viewstest.Today.AddDays(-3)}, {Currency: "USD", Worth: "7.12", Day: viewstest.Today}}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"rates": ratesList(p, rates, []string{"EUR"}, true),
				"none":  ratesList(p, models.Rates{Team: "CNY"}, nil, false),
			},
			Modals: map[string]surface.Modal{"rates": ratesForm(p, rates, []string{"EUR"})},
		}
	}, os.DirFS("."))
}
