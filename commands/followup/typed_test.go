package followup

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		item := viewstest.Due(1, viewstest.Today, typed.Text("item"))
		item.CustomerName = typed.Card.Customer.Name
		due := models.DueDay{Today: models.DuePage{FollowUps: []models.DueFollowUp{item}, Total: 1}}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"digest":  digest(typed.To, models.Digest{Today: viewstest.Today, Due: due}),
			"summary": summary(typed.To, models.Summary{Today: viewstest.Today, Due: due}),
			"planned": plannedMessage(typed.To, typed.Card.Customer, item.FollowUp, viewstest.ChineseCalendar(t), nil),
		}}
	}, os.DirFS("."))
}
