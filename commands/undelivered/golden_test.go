package undelivered

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
				"undelivered":      undelivered(p, []models.OutboxMessage{{ID: 7, Kind: "digest", Recipient: "U0BOB", Attempts: 12, LastError: "<x>", CreatedAt: viewstest.Now}}, 20),
				"undelivered_none": undelivered(p, nil, 20),
			},
		}
	}, os.DirFS("."))
}
