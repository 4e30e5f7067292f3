package word

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"words": shownWords(p, crm.WordList{Words: []string{"发票", "*x*"}, Mode: models.WordsWarn}),
				"excepted": shownWords(p, crm.WordList{
					Words: []string{"发票"}, Exceptions: []string{"开发票夹", "<x>"}, BuiltIn: []string{"票据", "幸福"}, Mode: models.WordsBlock,
				}),
			},
			Modals: map[string]surface.Modal{
				"word": addWord(p),
			},
		}
	}, os.DirFS("."))
}
