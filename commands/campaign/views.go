package campaign

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	newModal  = "campaign.new"
	editModal = "campaign.edit"
	addModal  = "campaign.add"
	manyModal = "campaign.many"
)

const (
	pageAction     = "campaign.page"     // another page of the list; its value is the phase and a cursor
	touchAction    = "campaign.touch"    // a campaign by the other touch; its value is the campaign's ID and the number of the touch
	membersAction  = "campaign.members"  // a page of members; its value is the campaign's ID, the number of the state, and behind which member
	manyAction     = "campaign.many"     // the form that changes many members; likewise
	memberAction   = "campaign.member"   // the menu of a member; an option's value is its ID, its version and the state
	audienceAction = "campaign.audience" // adds the audience; its value is the campaign's ID
)

// phaseIcons mark campaigns by where they stand.
var phaseIcons = map[models.CampaignPhase]string{
	models.CampaignRuns: "🟢", models.CampaignPlanned: "🔵", models.CampaignUndated: "⚪", models.CampaignOver: "⚫", models.CampaignShelved: "🗄️",
}

func phaseText(p *i18n.Printer, m models.Campaign, today models.Date) string {
	phase := m.Phase(today)
	return phaseIcons[phase] + " " + p.T("campaign.phase_"+string(phase))
}

func channelText(p *i18n.Printer, m models.Campaign) string {
	if m.Channel == "" {
		return ""
	}
	if key := "campaign_channel." + m.Channel; p.Has(key) {
		return views.Escape(p.T(key))
	}
	return views.Escape(m.Channel) // one that is configured no longer
}

// page is a page of the list of campaigns as somebody sees it.
type page struct {
	results   []reports.CampaignResult
	total     int
	phase     models.CampaignPhase // "" is all in use
	next      string
	today     models.Date
	mayManage bool
}

// campaignList is a page of campaigns, each with what came of it in a line.
func campaignList(p views.Reader, l page) surface.Message {
	key := "campaign.title"
	if l.phase != "" {
		key = "campaign.title_" + string(l.phase)
	}
	text := p.Count(key, l.total)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(l.results) == 0 {
		blocks = append(blocks, views.Section(p.T("campaign.none", "Command", commands.Slash)))
	}
	for _, r := range l.results {
		blocks = append(blocks, views.SectionWith(line(p.Printer, r, l.today), views.RunButton("open/"+r.Campaign.Code, "campaign "+r.Campaign.Code, p.T("button.open"))))
	}
	var buttons []slack.BlockElement
	if l.mayManage {
		buttons = append(buttons, views.Primary(views.RunButton("new", "campaign new", p.T("button.campaign_new"))))
	}
	if l.next != "" {
		buttons = append(buttons, views.Button(pageAction, string(l.phase)+":"+l.next, p.T("button.more")))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// line is a campaign in two lines: what it is, and what came of it.
func line(p *i18n.Printer, r reports.CampaignResult, today models.Date) string {
	first := joined(views.CampaignTitle(r.Campaign), phaseText(p, r.Campaign, today), channelText(p, r.Campaign), views.CampaignDays(p, r.Campaign))
	return first + "\n" + numbers(p, r.CampaignNumbers)
}

// numbers are what came of a campaign, in a line.
func numbers(p *i18n.Printer, n reports.CampaignNumbers) string {
	return views.CampaignNumbers(p, n.Brought, n.Converted, n.Won, n.WonAmount)
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// newForm asks for a new campaign; values are what is known of it.
func newForm(p *i18n.Printer, a asked, values map[models.Field]string) surface.Modal {
	return surface.Modal{
		Callback: newModal, Title: p.T("modal.campaign_new.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: inputs(p, a, func(field models.Field) string { return values[field] }),
	}
}

// editForm is the form of a campaign.
func editForm(p *i18n.Printer, m models.Campaign, a asked) surface.Modal {
	return surface.Modal{
		Callback: editModal, Title: p.T("modal.campaign_edit.title", "Code", m.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: inputs(p, a, m.Get),
	}
}

func inputs(p *i18n.Printer, a asked, value func(models.Field) string) []slack.Block {
	var blocks []slack.Block
	for _, key := range models.CampaignFields() {
		spec, _ := models.Campaigns.Find(key)
		if key != models.FieldAudience {
			blocks = append(blocks, views.FieldInput(p, spec, value(key), a.rules))
			continue
		}
		var options []*slack.OptionBlockObject
		for _, search := range a.searches {
			options = append(options, views.Option(views.Itoa(search.ID), search.Name))
		}
		if len(options) > 0 {
			blocks = append(blocks, views.Optional(views.ChooseInput(p, key, options, value(key))))
		}
	}
	return blocks
}

// historyMessage is what was changed of a campaign, newest first.
func historyMessage(p views.Reader, m models.Campaign, entries []models.HistoryEntry) surface.Message {
	text := p.T("campaign.history", "Code", m.Code, "Name", views.Escape(views.OneLine(m.Name)))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	var lines []string
	for _, e := range entries {
		change := views.HistoryChange(p, e)
		if e.Action == models.ActionUndo {
			change = "↩️ " + change
		}
		lines = append(lines, "• "+joined(views.SlackTime(e.At), views.WhoDid(p.Printer, e.Actor), change))
	}
	if len(lines) == 0 {
		lines = append(lines, p.T("campaign.history_none"))
	}
	for some := range slices.Chunk(lines, commands.PageSize) {
		blocks = append(blocks, views.Sections(strings.Join(some, "\n"))...)
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", views.RunButton("open", "campaign "+m.Code, p.T("button.open"))))}
}
