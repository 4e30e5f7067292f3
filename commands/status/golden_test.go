package status

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		c := viewstest.Customer()
		return viewstest.Shown{
			Modals: map[string]surface.Modal{
				"status":       statusChange(p, c, models.StatusActive, []models.Interaction{{ID: 5, Kind: models.InteractionCall, Text: "called", HappenedAt: viewstest.Now}}, time.UTC),
				"status_empty": statusChange(p, c, models.StatusChurned, nil, time.UTC),
			},
		}
	}, os.DirFS("."))
}
