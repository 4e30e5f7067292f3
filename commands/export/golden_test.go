package export

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
		what := views.Asked{Text: "行业:科技 <b> owner:<@U0BOB>", People: []string{"U0BOB"}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"export_making": beingMade(p, counted{1, false}),
				"export_nobody": nobody(p, "行业:科技", what),
				"export_none":   nobody(p, "", views.Asked{}),
				"export_shared": views.Notice(shared(p, 1200, "行业:科技", what, false)),
				"export_masked": views.Notice(shared(p, 1, "", views.Asked{}, true)),
			},
			Modals: map[string]surface.Modal{
				"export":      form(p, "行业:科技", what, counted{12, false}, true),
				"export_many": form(p, "", views.Asked{}, counted{models.MaxCounted, true}, false),
			},
		}
	}, os.DirFS("."))
}
