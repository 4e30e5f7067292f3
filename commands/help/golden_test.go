package help

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"permissions": permissions(p, models.RoleViewer),
				"help":        help(p, "/crm", []commands.CommandHelp{{Name: "find", Alias: "查找"}}),
				"help_on":     helpOn(p, "/crm", commands.CommandHelp{Name: "find", Alias: "查找", Usage: "[words]", Example: []string{"find x"}}),
			},
		}
	}, os.DirFS("."), os.DirFS("../find"))
}
