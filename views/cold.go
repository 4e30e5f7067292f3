package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// ColdLine is a cold customer in one line: C001 Acme · no contact for 42 days · no next step for 20 days. today is on the reader's clock.
func ColdLine(p Reader, c models.ColdCustomer, today models.Date) string {
	parts := []string{"*" + c.Customer.Code + "* " + Clip(Escape(OneLine(c.Customer.Name)), TimelineLine), p.T("status." + string(c.Customer.Status))}
	return strings.Join(append(parts, silences(p, c.Silences, today)...), " · ")
}

// ColdDealLine is a cold deal in two lines: what it is and why it is cold, and its customer.
func ColdDealLine(p Reader, d models.ColdDeal, today models.Date) string {
	parts := []string{"*" + d.Deal.Code + "* " + Clip(Escape(OneLine(d.Deal.Title)), dealTitle), Money(p.Printer, d.Deal.Amount), StageText(p.Printer, d.Deal.StageID)}
	return joinParts(append(parts, silences(p, d.Silences, today)...)) + "\n*" + d.Customer.Code + "* " + Clip(Escape(OneLine(d.Customer.Name)), TimelineLine)
}

// silences say for how long something has been without what each rule asks for.
func silences(p Reader, list []models.Silence, today models.Date) (parts []string) {
	for _, silence := range list {
		since := silence.Since.In(p.Location)
		if silence.Rule == models.ColdClose { // a day, wherever it is read
			since = silence.Since.UTC()
		}
		parts = append(parts, p.Count("cold."+string(silence.Rule), max(1, today.DaysSince(models.DateOf(since)))))
	}
	return parts
}

// ColdButtons are what can be done about a cold customer.
func ColdButtons(p *i18n.Printer, c models.Customer) slack.Block {
	return Actions("", RunButton("log", "log "+c.Code, p.T("button.log")), RunButton("follow", "follow "+c.Code, p.T("button.follow")), RunButton("open", "show "+c.Code, p.T("button.open")))
}
