package archive

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		c := viewstest.Customer()
		now := viewstest.Now
		c.ArchivedAt = &now
		to := viewstest.UTC(p)
		return viewstest.Shown{Messages: map[string]surface.Message{
			"archived":      archived(p, c),
			"archived_last": archivedList(to, []models.Customer{c, c}, true),
			"archived_none": archivedList(to, nil, true),
			"archived_card": views.Card(to, models.Card{Customer: c}),
		}}
	}, os.DirFS("."))
}
