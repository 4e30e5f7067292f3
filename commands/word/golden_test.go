package word_test

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/commands/word"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"words": word.Words(p, []string{"发票", "*x*"}, models.WordsWarn),
			},
			Modals: map[string]surface.Modal{
				"word": word.AddWord(p),
			},
		}
	}, os.DirFS("."))
}
