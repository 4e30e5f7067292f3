package cold

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	pageAction     = "cold.page"  // the button that shows the next page: whose customers, and where it begins
	dealPageAction = "cold.deals" // likewise of deals
	rulesModal     = "cold.rules" // the callback ID of the form of the rules
)

// coldList is a page of cold customers, each with why it is cold and what can be done about it.
func coldList(p views.Reader, owner string, page models.ColdPage, rules models.ColdRules, today models.Date, mayRule bool) surface.Message {
	text := counted(p, "cold.count", "cold.many", page.Total)
	blocks := []slack.Block{title(p, text, owner)}
	if len(page.Customers) == 0 {
		blocks = append(blocks, views.Section(p.T("cold.none")))
	}
	for _, c := range page.Customers {
		line := views.ColdLine(p, c, today)
		if owner == "" {
			line += " · " + whose(p.Printer, c.Customer.Owner)
		}
		blocks = append(blocks, views.Section(line), views.ColdButtons(p.Printer, c.Customer))
	}
	var buttons []slack.BlockElement
	if rules.OfDeals() {
		buttons = append(buttons, views.RunButton("deals", strings.TrimSpace("cold "+word(owner)+" deals"), p.T("button.cold_deals")))
	}
	if owner != "" {
		buttons = append(buttons, views.RunButton("team", "cold team", p.T("button.cold_team")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, below(p, buttons, pageAction, owner, page, rules, mayRule)...)}
}

// dealList is a page of cold deals, each with why it is cold and a way to it.
func dealList(p views.Reader, owner string, page models.ColdPage, rules models.ColdRules, today models.Date, mayRule bool) surface.Message {
	text := counted(p, "cold.deals", "cold.many_deals", page.DealTotal)
	blocks := []slack.Block{title(p, text, owner)}
	switch {
	case !rules.OfDeals():
		blocks = append(blocks, views.Section(p.T("cold.no_deal_rules")))
	case len(page.Deals) == 0:
		blocks = append(blocks, views.Section(p.T("cold.no_deals")))
	}
	for _, d := range page.Deals {
		line := views.ColdDealLine(p, d, today)
		if owner == "" {
			line += " · " + whose(p.Printer, d.Deal.Owner)
		}
		blocks = append(blocks, views.SectionWith(line, views.OpenRecord(p.Printer, "deal", d.Deal.Code)))
	}
	buttons := []slack.BlockElement{views.RunButton("customers", strings.TrimSpace("cold "+word(owner)), p.T("button.cold_customers"))}
	if owner != "" {
		buttons = append(buttons, views.RunButton("team", "cold team deals", p.T("button.cold_team")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, below(p, buttons, dealPageAction, owner, page, rules, mayRule)...)}
}

// counted says how many there are; many is for more than are counted.
func counted(p views.Reader, key, many string, total int) string {
	if total >= models.MaxCounted {
		return p.T(many, "Max", models.MaxCounted)
	}
	return p.Count(key, total)
}

// title is the line above a list: how many there are, and whose.
func title(p views.Reader, text, owner string) slack.Block {
	who := p.T("cold.everybody")
	if owner != "" {
		who = views.Mention(owner)
	}
	return views.Section("*" + text + "* · " + who)
}

// word is how a command names whose list it is.
func word(owner string) string {
	if owner == "" {
		return ofTeam
	}
	return views.Mention(owner)
}

// below is what stands below a list: the rules, buttons, and the way to the next page.
func below(p views.Reader, buttons []slack.BlockElement, more, owner string, page models.ColdPage, rules models.ColdRules, mayRule bool) []slack.Block {
	if mayRule {
		buttons = append([]slack.BlockElement{rulesButton(p.Printer)}, buttons...)
	}
	if page.Next != "" {
		of := owner
		if owner == "" {
			of = ofTeam
		}
		buttons = append(buttons, views.Button(more, of+" "+page.Next, p.T("button.more")))
	}
	blocks := []slack.Block{views.Footnote(rulesText(p.Printer, rules))}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return blocks
}

// whose names an owner.
func whose(p *i18n.Printer, owner string) string {
	if owner == "" {
		return p.T("cold.no_owner")
	}
	return views.Mention(owner)
}

func rulesButton(p *i18n.Printer) slack.BlockElement {
	return views.RunButton("rules", "cold rules", p.T("button.cold_rules"))
}

// noRules says that nobody has said when something is cold, and offers who may to say it.
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
	if !rules.On() {
		return p.T("cold.rules_off")
	}
	var said []string
	switch len(parts) {
	case 1:
		said = append(said, p.T("cold.rules", "Rules", parts[0]))
	case 2:
		said = append(said, p.T("cold.rules", "Rules", p.T("cold.either", "First", parts[0], "Second", parts[1])))
	}
	if rules.Stuck > 0 {
		said = append(said, p.Count("cold.rule_stuck", rules.Stuck))
	}
	if rules.Close > 0 {
		said = append(said, p.Count("cold.rule_close", rules.Close))
	}
	if rules.Lead > 0 {
		said = append(said, p.Count("cold.rule_lead", rules.Lead))
	}
	return strings.Join(said, " ")
}

// rulesForm asks after how many days a customer or a deal is cold.
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
			days(models.InputColdContact, rules.Contact), days(models.InputColdStep, rules.Step),
			days(models.InputColdStuck, rules.Stuck), days(models.InputColdClose, rules.Close), days(models.InputColdLead, rules.Lead),
			views.Footnote(p.T("cold.hint")),
		},
	}
}

// rulesSet says what holds now.
func rulesSet(p *i18n.Printer, rules models.ColdRules) surface.Message {
	text := p.T("notice.cold_rules") + " " + rulesText(p, rules)
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text), views.Actions("", views.RunButton("team", "cold team", p.T("button.cold_team")))}}
}
