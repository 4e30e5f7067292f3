package views_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func messages(t testing.TB, p *i18n.Printer) map[string]surface.Message {
	to, newYork := viewstest.UTC(p), views.ReaderOf(p, viewstest.ZoneOf("America/New_York"))
	c := viewstest.Customer()
	masked := viewstest.Card()
	masked.Masked, masked.MayReveal = true, true
	served := viewstest.Card()
	served.Tickets, served.TicketCount, served.Now = viewstest.Tickets()[:2], 5, viewstest.Now
	return map[string]surface.Message{
		"card":           views.Card(to, viewstest.Card()),
		"card_tickets":   views.Card(to, served),
		"card_masked":    views.Card(to, masked),
		"candidates":     views.Candidates(to, "科技", []models.Customer{c}, func(int) string { return "show " + c.Code }),
		"refusal":        views.RefusalWithForm(p, models.Errors{models.Invalid(models.FieldName, "error.too_long", "Field", models.FieldName, "Max", 100, "Got", 101)}, "new x", "/crm new x"),
		"suggestion":     views.Suggestion(p, models.NotFound("error.unknown_command_near", "Word", "fnd"), []string{"find x"}),
		"card_abroad":    views.Card(newYork, models.Card{Customer: viewstest.AbroadCustomer(), FollowUps: []models.FollowUp{viewstest.Abroad(1, models.NewDate(2026, 12, 1)).FollowUp}}),
		"which_day":      views.WhichDay(p, "follow.which", "3点 `x`", []views.Reading{{Moment: models.Moment{Day: viewstest.Today, Time: "15:00"}, Command: "follow C007 2026-11-24 15:00"}, {Moment: models.Moment{Day: viewstest.Today.AddDays(1), Time: "03:00"}, Command: "follow C007 2026-11-25 03:00"}}),
		"warned":         views.WithWarning(p, models.FieldNotes, "发票", views.Notice("saved")),
		"card_own":       views.Card(to, viewstest.CustomCard(30)),
		"erased_refusal": views.Refusal(p, models.Errors{models.Gone("error.erased", "Code", "C007", "Date", viewstest.Today)}),
		"refusal_option": views.Refusal(p, models.Errors{viewstest.CustomFields(4)[3].UnknownOption("Paris <!here>")}),
		"failure":        views.Failure(p, "ABCD2345"),
		"open_form":      views.OpenForm(p, "new x"),
	}
}

// modals are every form there is, by name.
func modals(p *i18n.Printer) map[string]surface.Modal {
	return map[string]surface.Modal{
		"pick":         views.PickCustomer(p, "show"),
		"waiting":      views.Waiting(p, "/crm new <Acme> & Co", "request.again", "{}"),
		"waiting_form": views.WaitingForm(p),
	}
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{Messages: messages(t, p), Modals: modals(p)}
	})
}
