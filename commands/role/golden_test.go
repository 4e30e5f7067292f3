package role

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
				"roles": roleList(p, []roleLine{{User: "U0BOB", Role: models.RoleManager}, {User: "U0LINA", Role: models.RoleNone, Configured: true}}, models.RoleSales),
			},
			Modals: map[string]surface.Modal{
				"role": setRole(p, "U0BOB"),
			},
		}
	}, os.DirFS("."))
}
