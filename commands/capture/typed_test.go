package capture

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		text := []rune(typed.Text("sentence"))
		s := sentence{Text: string(text[:min(len(text), 200)]), Code: "C007", Name: typed.Card.Customer.Name, Kind: "call", Day: "2026-11-23", Due: "2026-12-02", Title: "t" + clipped(typed.Text("title")), Deal: "d" + clipped(typed.Text("deal"))}
		unknown := s
		unknown.Code, unknown.New = "", "n"+clipped(typed.Text("new"))
		if !unknown.fits() { // no card is made of it: some characters are written as six
			s.Text, unknown.Text, unknown.Deal, s.Title, unknown.Title = "", "", "", "", ""
		}
		saved := models.Captured{Customer: typed.Card.Customer, Interaction: &models.Interaction{Kind: models.InteractionCall, Text: typed.Text("interaction")}, FollowUp: &typed.Card.FollowUps[0], Deal: &models.Deal{Code: "D001", Title: typed.Text("deal title")}}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"card": proposal(typed.To, s, questions{}), "asks": proposal(typed.To, unknown, questions{customers: []models.Customer{typed.Card.Customer}, create: true}),
			"saved": savedMessage(typed.To, saved, workday.Calendar{}), "dropped": droppedMessage(typed.To.Printer, s),
		}}
	}, os.DirFS("."))
}

// clipped is a text that is short enough for a button that carries it with others.
func clipped(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), 60)])
}
