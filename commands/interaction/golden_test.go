package interaction

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
		c := viewstest.Customer()
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"logged": Logged(p, c, models.Interaction{Kind: models.InteractionVisit, Text: "saw `them`"}),
			},
			Modals: map[string]surface.Modal{
				"log": logInteraction(p, &c, models.InteractionInput{Text: "x"}),
			},
		}
	}, os.DirFS("."))
}
