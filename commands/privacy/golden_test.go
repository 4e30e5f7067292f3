package privacy

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
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"erased":         erasedMessage(p, viewstest.Erased(), false),
				"exported":       subjectShared(p, c),
				"exported_files": views.Notice(subjectFiles(p, c)),
			},
			Modals: map[string]surface.Modal{
				"erase":          eraseCustomer(p, c, models.SubjectCounts{Interactions: 1, FollowUps: 2, Open: 1, Changes: 1, Audit: 1200}),
				"erase_consumer": eraseCustomer(p, viewstest.Consumer(), models.SubjectCounts{}),
			},
		}
	}, os.DirFS("."))
}
