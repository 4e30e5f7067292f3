package list

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
		saved := func(id int64, name, query, owner string, team bool) models.SavedSearch {
			return models.SavedSearch{ID: id, Name: name, Query: query, Owner: owner, Team: team, Version: 1}
		}
		rows := []row{
			{SavedSearch: saved(1, "重点客户 <Key>", "行业:科技 status:active", "U0ALICE", true), total: 1, mine: true, changes: true},
			{SavedSearch: saved(2, "Everybody", "sort:newest", "U0BOB", true), total: models.MaxCounted},
			{SavedSearch: saved(3, "Mine *", "owner:me due:overdue", "U0ALICE", false), mine: true, changes: true},
			{SavedSearch: saved(4, "Broken", "level:gold", "U0ALICE", false), mine: true, changes: true, broken: models.Errors{models.Invalid("", "error.unknown_field", "Word", "level")}},
		}
		for i := range rows {
			rows[i].asked = views.Asked{Text: rows[i].Query}
		}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"lists":      listMessage(p, rows, 14, 0),
				"lists_none": listMessage(p, nil, 0, 0),
			},
			Modals: map[string]surface.Modal{
				"list_save":   saveForm(p, models.SavedSearchInput{Name: "重点客户"}),
				"list_change": changeForm(p, rows[0].SavedSearch),
			},
		}
	}, os.DirFS("."))
}
