package customfield

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
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"fields":      fieldList(p, models.EntityCustomer, retired(viewstest.CustomFields(30)), 1),
				"fields_deal": fieldList(p, models.EntityDeal, models.NewCustomFields([]models.CustomField{{ID: 1, Entity: models.EntityDeal, Kind: models.CustomDate, LabelEN: "Renewal", LabelZH: "续约"}}), 0),
				"fields_none": fieldList(p, models.EntityCustomer, nil, 0),
			},
			Modals: map[string]surface.Modal{
				"field_add":     addField(p, models.CustomField{LabelEN: "Budget"}),
				"field_rename":  renameField(p, viewstest.CustomFields(1)[0]),
				"field_options": fieldOptionsForm(p, viewstest.CustomFields(4)[3]),
			},
		}
	}, os.DirFS("."))
}

// retired are the fields of which the last is out of use.
func retired(fields []models.CustomField) *models.CustomFields {
	fields[len(fields)-1].RetiredAt = &viewstest.Now
	return models.NewCustomFields(fields)
}
