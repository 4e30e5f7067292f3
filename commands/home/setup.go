package home

import (
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// setUpButtons do each step that is done here.
var setUpButtons = map[models.SetUpStep]func(p *i18n.Printer) *slack.ButtonBlockElement{
	models.SetUpCustomers: func(p *i18n.Printer) *slack.ButtonBlockElement {
		return views.RunButton("new", "new", p.T("button.new"))
	},
	models.SetUpChannels: func(p *i18n.Printer) *slack.ButtonBlockElement {
		return views.RunButton("channels", "channel add", p.T("button.add_channel"))
	},
	models.SetUpLeads: func(p *i18n.Printer) *slack.ButtonBlockElement {
		return views.RunButton("roles", "role set", p.T("button.give_role"))
	},
	models.SetUpDelivery: func(p *i18n.Printer) *slack.ButtonBlockElement {
		return views.Button(views.UndeliveredAction, "list", p.T("button.show_list"))
	},
}

// setUp is the admin's checklist, as long as something on it is to be done.
func setUp(p *i18n.Printer, steps []models.SetUpState) []slack.Block {
	if !slices.ContainsFunc(steps, func(s models.SetUpState) bool { return !s.Done }) {
		return nil
	}
	blocks := []slack.Block{views.Divider(), views.Section("*" + p.T("setup.title") + "*")}
	for _, s := range steps {
		if s.Done {
			blocks = append(blocks, views.Section("✅ "+p.T("setup."+string(s.Step))))
			continue
		}
		if setUpButtons[s.Step] == nil { // it is done elsewhere
			blocks = append(blocks, views.Section("⬜ "+p.T("setup."+string(s.Step))))
			continue
		}
		blocks = append(blocks, views.SectionWith("⬜ "+p.T("setup."+string(s.Step)), setUpButtons[s.Step](p)))
	}
	return blocks
}
