package rates

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ratesModal is the callback ID of the form of all rates.
const ratesModal = "rates.save"

// ratesList shows what currencies are worth, and which of those in use have no rate.
func ratesList(p *i18n.Printer, rates models.Rates, missing []string, mayManage bool) surface.Message {
	text := p.T("rates.title", "Team", rates.Team)
	var lines []string
	for _, rate := range rates.List {
		lines = append(lines, p.T("rates.line", "Currency", rate.Currency, "Worth", p.Money(rate.Worth, rates.Team), "Day", views.Day(p, rate.Day)))
	}
	for _, currency := range missing {
		lines = append(lines, p.T("rates.missing", "Currency", currency))
	}
	if len(lines) == 0 {
		lines = []string{p.T("rates.none")}
	}
	blocks := append([]slack.Block{views.Section("*" + text + "*")}, views.Sections(strings.Join(lines, "\n"))...)
	if mayManage {
		blocks = append(blocks, views.Actions("", views.RunButton("edit", "rates edit", p.T("button.rates_edit"))))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("rates.note")))}
}

// ratesForm asks for all rates, each in a line.
func ratesForm(p *i18n.Printer, rates models.Rates, missing []string) surface.Modal {
	lines := make([]string, 0, len(rates.List)+len(missing))
	for _, rate := range rates.List {
		lines = append(lines, rate.String())
	}
	lines = append(lines, missing...)
	return surface.Modal{
		Callback: ratesModal, Title: p.T("modal.rates.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Section(p.T("rates.ask", "Team", rates.Team)),
			views.Optional(views.TextInput(p, models.InputRates, strings.Join(lines, "\n"), 0, true)),
		},
	}
}
