package bulk

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		text := typed.Text("text")
		c := typed.Card.Customer
		after := c
		after.Tags, after.Source = models.JoinTags(models.ParseTags(text)), text
		b := models.BulkChange{Status: models.StatusActive, Basis: models.InteractionCall, Text: text, Add: models.ParseTags(text), Source: text}
		args, err := json.Marshal(models.BulkArgs{Change: b})
		if err != nil {
			t.Fatal(err)
		}
		looked := models.BulkPreview{
			Change: b, Counts: models.TaskCounts{Rows: 2, Updated: 1, Rejected: 1}, Samples: []models.BulkSample{{Before: c, After: after}},
			LeftOut: []models.BulkReason{{Why: models.Conflict("error.archived", "Code", c.Code), Count: 1, Codes: []string{c.Code}}},
		}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"preview": previewed(typed.To, looked, views.Asked{Text: text}, workday.Calendar{}),
				"done":    news(typed.To, models.TaskNews{Task: models.Task{Kind: models.TaskBulk, Mode: models.TaskDo, Args: string(args), Title: text}, Ended: true}),
			},
			Modals: map[string]surface.Modal{"form": bulkForm(typed.To.Printer, offered{total: 1, status: true}, &text)},
		}
	}, os.DirFS("."))
}
