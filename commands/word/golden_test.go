package word

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
				"words": shownWords(p, []string{"发票", "*x*"}, models.WordsWarn),
			},
			Modals: map[string]surface.Modal{
				"word": addWord(p),
			},
		}
	}, os.DirFS("."))
}
