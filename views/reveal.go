package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// RevealAction is the card's button that shows personal data to who may see it; its value is the customer's ID.
const RevealAction = "customer.reveal"

// Revealed is a customer's personal data in a window of its own: Slack keeps messages, also private ones, but not these.
// own are the team's own fields, of which it shows those that are personal.
func Revealed(p *i18n.Printer, c models.Customer, own ...models.CustomField) surface.Modal {
	blocks := append([]slack.Block{Section("*" + CardTitle(c) + "*")}, unreadable(p, c)...)
	for _, field := range models.PersonalFields() {
		if value := c.Get(field); value != "" {
			blocks = append(blocks, Section("*"+fieldLabel(p, field)+"*\n"+Escape(value)))
		}
	}
	for _, f := range own {
		if value := c.Get(f.Key()); f.Personal && value != "" {
			blocks = append(blocks, Section("*"+Escape(OneLine(f.Label(p.Language())))+"*\n"+customValue(p, f, value, MaxText)))
		}
	}
	return surface.Modal{
		Title: p.T("modal.reveal.title"), Close: p.T("button.close"),
		Blocks: append(blocks, Footnote(p.T("modal.reveal.hint"))),
	}
}

// hasPersonal reports whether there is anything to reveal.
func hasPersonal(c models.Customer) bool {
	for _, field := range models.PersonalFields() {
		if c.Get(field) != "" {
			return true
		}
	}
	return false
}
