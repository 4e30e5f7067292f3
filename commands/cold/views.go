package cold

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	pageAction = "cold.page"  // the button that shows the next page: whose customers, and where it begins
	rulesModal = "cold.rules" // the callback ID of the form of the rules
)

// coldList is a page of cold customers, each with why it is cold and what can be done about it.
func coldList(p views.Reader, owner string, page models.ColdPage, rules models.ColdRules, today models.Date, mayRule bool) surface.Message {
	text := p.Count("cold.count", page.Total)
	if page.Total >= models.MaxCounted {
		text = p.T("cold.many", "Max", models.MaxCounted)
	}
	who := p.T("cold.everybody")
	if owner != "" {
		who = views.Mention(owner)
	}
	blocks := []slack.Block{views.Section("*" + text + "* · " + who)}
	if len(page.Customers) == 0 {
		blocks = append(blocks, views.Section(p.T("cold.none")))
	}
	for _, c := range page.Customers {
		line := views.ColdLine(p, c, today)
		if owner == "" {
			line += " · " + whose(p.Printer, c.Customer)
		}
		blocks = append(blocks, views.Section(line), views.ColdButtons(p.Printer, c.Customer))
	}
	var buttons []slack.BlockElement
	if mayRule {
		buttons = append(buttons, rulesButton(p.Printer))
	}
	if owner != "" {
		buttons = append(buttons, views.RunButton("team", "cold team", p.T("button.cold_team")))
	}
	if page.Next != "" {
		of := owner
		if owner == "" {
			of = ofTeam
		}
		buttons = append(buttons, views.Button(pageAction, of+" "+page.Next, p.T("button.more")))
	}
	blocks = append(blocks, views.Footnote(rulesText(p.Printer, rules)))
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// whose names a customer's owner.
func whose(p *i18n.Printer, c models.Customer) string {
	if c.Owner == "" {
		return p.T("cold.no_owner")
	}
	return views.Mention(c.Owner)
}

func rulesButton(p *i18n.Printer) slack.BlockElement {
	return views.RunButton("rules", "cold rules", p.T("button.cold_rules"))
}

// noRules says that nobody has said when a customer is cold, and offers who may to say it.
func noRules(p *i18n.Printer, mayRule bool) surface.Message {
	text := p.T("cold.no_rules")
	message := surface.Message{Text: text, Blocks: []slack.Block{views.Section(text)}}
	if mayRule {
		message.Blocks = append(message.Blocks, views.Actions("", rulesButton(p)))
	}
	return message
}

// rulesText says the rules in a sentence each.
func rulesText(p *i18n.Printer, rules models.ColdRules) string {
	var parts []string
	if rules.Contact > 0 {
		parts = append(parts, p.Count("cold.rule_contact", rules.Contact))
	}
	if rules.Step > 0 {
		parts = append(parts, p.Count("cold.rule_step", rules.Step))
	}
	if len(parts) == 0 {
		return p.T("cold.rules_off")
	}
	said := parts[0]
	if len(parts) > 1 {
		said = p.T("cold.either", "First", parts[0], "Second", parts[1])
	}
	text := p.T("cold.rules", "Rules", said)
	if rules.Lead > 0 {
		text += " " + p.Count("cold.rule_lead", rules.Lead)
	}
	return text
}

// rulesForm asks after how many days a customer is cold.
func rulesForm(p *i18n.Printer, rules models.ColdRules) surface.Modal {
	days := func(input models.Input, n int) slack.Block {
		value := ""
		if n > 0 {
			value = strconv.Itoa(n)
		}
		return views.Optional(views.TextInput(p, input, value, 0, false))
	}
	return surface.Modal{
		Callback: rulesModal, Title: p.T("modal.cold.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			days(models.InputColdContact, rules.Contact), days(models.InputColdStep, rules.Step), days(models.InputColdLead, rules.Lead),
			views.Footnote(p.T("cold.hint")),
		},
	}
}

// rulesSet says what holds now.
func rulesSet(p *i18n.Printer, rules models.ColdRules) surface.Message {
	text := p.T("notice.cold_rules") + " " + rulesText(p, rules)
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text), views.Actions("", views.RunButton("team", "cold team", p.T("button.cold_team")))}}
}
