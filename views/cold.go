package views

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// ColdLine is a cold customer in one line: C001 Acme · no contact for 42 days · no next step for 20 days. today is on the reader's clock.
func ColdLine(p Reader, c models.ColdCustomer, today models.Date) string {
	parts := []string{"*" + c.Customer.Code + "* " + Clip(Escape(OneLine(c.Customer.Name)), TimelineLine), p.T("status." + string(c.Customer.Status))}
	for _, silence := range c.Silences {
		days := max(1, int(today.In(time.UTC).Sub(models.DateOf(silence.Since.In(p.Location)).In(time.UTC))/(24*time.Hour)))
		parts = append(parts, p.Count("cold."+string(silence.Rule), days))
	}
	return strings.Join(parts, " · ")
}

// ColdButtons are what can be done about a cold customer.
func ColdButtons(p *i18n.Printer, c models.Customer) slack.Block {
	return Actions("", RunButton("log", "log "+c.Code, p.T("button.log")), RunButton("follow", "follow "+c.Code, p.T("button.follow")), RunButton("open", "show "+c.Code, p.T("button.open")))
}
