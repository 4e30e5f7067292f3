package find

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
		to := viewstest.UTC(p)
		c := viewstest.Customer()
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"found":      found(to, "科技 status:active", views.Asked{Text: "科技 status:active"}, models.CustomerPage{Customers: []models.Customer{c}, Total: 12}, "cursor 科技 status:active", true),
				"found_none": found(to, "<!channel>", views.Asked{Text: "<!channel>"}, models.CustomerPage{}, "", true),
				"found_instead": none(to, "科技 status:active owner:none", views.Asked{Text: "科技 status:active owner:none"}, instead{without: []less{
					{views.Asked{Text: "status:active"}, "科技 owner:none", 1, false}, {views.Asked{Text: "owner:none"}, "科技 status:active", 200, true},
				}}),
				"found_nobody": none(to, "city:Lhasa owner:none", views.Asked{Text: "city:Lhasa owner:none"}, instead{nobody: []views.Asked{{Text: "city:Lhasa"}}}),
				"found_more":   found(to, "northwind", views.Asked{Text: "northwind"}, models.CustomerPage{Customers: []models.Customer{c}, Total: 200, AtLeast: true}, "cursor northwind", true),
			},
		}
	}, os.DirFS("."))
}
