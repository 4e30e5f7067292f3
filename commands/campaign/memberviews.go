package campaign

import (
	"cmp"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// members is a page of the members of a campaign as somebody sees it.
type members struct {
	campaign models.Campaign
	page     models.MemberPage
	state    models.MemberState // "" is any
	after    int64
	mayEdit  bool
}

// memberList is a page of the members of a campaign, each with a menu of what it may become.
func memberList(p views.Reader, l members) surface.Message {
	m := l.campaign
	key := "campaign.members_title"
	if l.state != "" {
		key = "campaign.members_title_of"
	}
	text := p.Count(key, l.page.Total, "Code", m.Code, "Name", views.Escape(views.OneLine(m.Name)), "State", p.T("member_state."+string(cmp.Or(l.state, models.MemberInvited))))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(l.page.Members) == 0 {
		blocks = append(blocks, views.Section(p.T("campaign.members_hint", "Command", commands.Slash, "Code", m.Code)))
	}
	for _, member := range l.page.Members {
		customer := l.page.Customers[member.CustomerID]
		row := joined(views.CardTitle(customer), views.MemberState(p.Printer, member.State), views.SlackTime(member.StateAt))
		if l.mayEdit {
			blocks = append(blocks, views.SectionWith(row, memberMenu(p.Printer, member)))
		} else {
			blocks = append(blocks, views.Section(row))
		}
	}
	place := fmt.Sprintf("%d:%d:", m.ID, numberOf(l.state))
	var buttons []slack.BlockElement
	if l.mayEdit {
		buttons = append(buttons, views.Primary(views.RunButton("add", "campaign "+m.Code+" add", p.T("button.member_add"))))
		buttons = append(buttons, views.RunButton("import", "import "+m.Code, p.T("button.members_import")))
		if len(l.page.Members) > 0 {
			buttons = append(buttons, views.Button(manyAction, place+views.Itoa(l.after), p.T("button.members_many")))
		}
	}
	for _, state := range models.MemberStates() {
		if state != l.state {
			buttons = append(buttons, views.Button(membersAction+"/"+string(state), fmt.Sprintf("%d:%d:0", m.ID, numberOf(state)), views.MemberState(p.Printer, state)))
		}
	}
	if l.state != "" {
		buttons = append(buttons, views.Button(membersAction+"/all", fmt.Sprintf("%d:0:0", m.ID), p.T("button.members_all")))
	}
	buttons = append(buttons, views.RunButton("export", "campaign "+m.Code+" export", p.T("button.members_export")), views.RunButton("open", "campaign "+m.Code, p.T("button.campaign")))
	if l.page.Next != 0 {
		buttons = append(buttons, views.Button(membersAction+"/more", place+views.Itoa(l.page.Next), p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// memberMenu is what a member may become.
func memberMenu(p *i18n.Printer, member models.CampaignMember) slack.BlockElement {
	option := func(state, text string) *slack.OptionBlockObject {
		return views.Option(fmt.Sprintf("%d:%d:%s", member.ID, member.Version, state), text)
	}
	var options []*slack.OptionBlockObject
	for _, state := range models.MemberStates() {
		if state != member.State {
			options = append(options, option(string(state), views.MemberState(p, state)))
		}
	}
	options = append(options, option(remove, p.T("campaign.member_remove")))
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("campaign.member_set"), views.MaxOption), memberAction+"/"+views.Itoa(member.ID), options...)
}

// addForm asks which customer is to be added to a campaign, and how it stands to it.
func addForm(p *i18n.Printer, m models.Campaign) surface.Modal {
	return surface.Modal{
		Callback: addModal, Title: p.T("modal.campaign_add.title", "Code", m.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{views.Footnote(views.CampaignTitle(m)), views.CustomerInput(p, nil), views.MemberStateInput(p, models.MemberInvited)},
	}
}

// manyForm asks which members are to come into which state: some of a page, or all that are in one.
func manyForm(p *i18n.Printer, m models.Campaign, page models.MemberPage, states map[models.MemberState]int) surface.Modal {
	blocks := []slack.Block{views.Footnote(views.CampaignTitle(m)), views.MemberStateInput(p, "")}
	var boxes, of []*slack.OptionBlockObject
	seen := map[int64]bool{}
	for _, member := range page.Members {
		if customer := page.Customers[member.CustomerID]; !seen[customer.ID] {
			boxes = append(boxes, views.Option(views.Itoa(customer.ID), views.CustomerChoice(customer)))
			seen[customer.ID] = true
		}
	}
	if len(boxes) > 0 {
		blocks = append(blocks, views.Optional(views.Input(p, models.InputMembers, slack.NewCheckboxGroupsBlockElement(views.FieldAction, boxes...))))
	}
	total := 0
	for _, state := range models.MemberStates() {
		if n := states[state]; n > 0 {
			of = append(of, views.Option(string(state), p.T("campaign.all_of", "State", p.T("member_state."+string(state)), "Count", p.Number(n))))
			total += n
		}
	}
	if total > 0 {
		of = append(of, views.Option(everybody, p.T("campaign.all", "Count", p.Number(total))))
		blocks = append(blocks, views.Optional(views.ChooseInput(p, models.InputMembersOf, of, "")))
	}
	return surface.Modal{
		Callback: manyModal, Title: p.T("modal.campaign_many.title", "Code", m.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: blocks,
	}
}
