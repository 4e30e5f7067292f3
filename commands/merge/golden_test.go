package merge

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
		to := viewstest.UTC(p)
		fields := viewstest.CustomFields(7)
		pair := models.MergePair{Kept: viewstest.Valued(fields), Other: models.Customer{ID: 9, Code: "C009", Name: "北京科技 <Beijing>", Industry: "retail", Phone: "138-1234-5678", Status: models.StatusChurned}}
		pair.Kept.Tags, pair.Other.Tags = "VIP,重点", "vip,Fair <!here>"
		pair.Fields = models.MergeFields(models.Customers.With(models.NewCustomFields(fields)), &pair.Kept, &pair.Other)
		merges := []models.Merge{{ID: 3, MergedAt: viewstest.Now, MergedBy: "U0BOB"}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"pair":         pairMessage(to, models.Pair{First: pair.Kept, Second: pair.Other, Same: []models.Field{models.FieldName, models.FieldPhone}, Place: models.PairPlace{Field: models.FieldName, ID: 7}}),
				"pair_sound":   pairMessage(to, models.Pair{First: pair.Kept, Second: pair.Other, Same: []models.Field{models.FieldSound}, Place: models.PairPlace{Field: models.FieldSound, ID: 7}}),
				"pair_none":    noPairs(p),
				"merged":       merged(to, models.Card{Customer: viewstest.Customer()}, pair.Other, 3),
				"merges":       mergesList(p, merges, []models.MergePair{pair}),
				"merges_none":  mergesList(p, nil, nil),
				"unmerged":     unmerged(p, models.Unmerged{Kept: pair.Kept, Other: pair.Other}, nil),
				"unmerged_not": unmerged(p, models.Unmerged{Kept: pair.Kept, Other: pair.Other}, []string{"Notes", "Level <A>"}),
			},
			Modals: map[string]surface.Modal{"merge": mergeForm(to, pair)},
		}
	}, os.DirFS("."))
}
