package report_test

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestEveryFigureHasWordsInEveryLanguage(t *testing.T) {
	bundle := viewstest.Catalogues(t, os.DirFS("."))
	for _, language := range i18n.Languages() {
		for _, d := range reports.Definitions() {
			keys := []string{"report." + d.Key}
			if d.ByPerson {
				keys = append(keys, "report.person."+d.Key)
			}
			for _, key := range keys {
				if !bundle.For(language).Has(key) {
					t.Errorf("%s has no words in %s", key, language)
				}
			}
		}
		for _, d := range reports.TicketDefinitions() {
			for _, key := range []string{"tickets." + d.Key, "report.list." + string(d.Opening)} {
				if !bundle.For(language).Has(key) {
					t.Errorf("%s has no words in %s", key, language)
				}
			}
		}
	}
}
