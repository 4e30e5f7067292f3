package channel

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// channelModal is the callback ID of the form that says what a channel gets.
const channelModal = "channel.set"

// channelZonePicker is the action_id of the typeahead of a channel's time zone, of which the first is the team's.
const channelZonePicker = "channel.zone"

// What a channel may get.
const (
	sendSummary = "summary"
	sendReport  = "report"
)

// channels shows which channels get summaries and reports, what of them, as they were looked at, keeps messages away, and
// which of them are called otherwise by now.
func channels(p *i18n.Printer, channels []models.ReportChannel, places map[string]models.Place) surface.Message {
	text := p.T("channel.title")
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(channels) == 0 {
		blocks = append(blocks, views.Section(p.T("channel.none")))
	}
	for i, c := range channels {
		change := views.RunButton("change_"+strconv.Itoa(i), "channel "+channelWord(c), p.T("button.change"))
		line := channelLine(p, c)
		if place, seen := places[c.ID]; seen {
			if why := place.Unfit(); why != "" {
				line += "\n⚠️ " + p.T("channel."+why)
			}
			if name, named := strings.CutPrefix(c.ID, "#"); named && place.ID != "" && place.Name != name {
				line += "\n" + p.T("channel.renamed", "Channel", channelWord(models.ReportChannel{ID: place.ID}))
			}
		}
		blocks = append(blocks, views.SectionWith(line, change))
	}
	return surface.Message{Text: text, Blocks: append(blocks,
		views.Actions("", views.Primary(views.RunButton("add", "channel add", p.T("button.add_channel")))), views.Footnote(p.T("channel.hint")))}
}

// channelWord is how a command names a channel.
func channelWord(c models.ReportChannel) string {
	if models.IsChannel(c.ID) {
		return "<#" + c.ID + ">"
	}
	return c.ID
}

func channelName(c models.ReportChannel) string {
	if models.IsChannel(c.ID) {
		return channelWord(c)
	}
	return views.Escape(c.ID)
}

func channelLine(p *i18n.Printer, c models.ReportChannel) string {
	facts := []string{channelSends(p, c)}
	if c.Language != "" {
		facts = append(facts, p.T("settings.language_"+c.Language))
	}
	if c.Zone != nil {
		facts = append(facts, views.Escape(c.Zone.String()))
	}
	if c.Configured {
		facts = append(facts, p.T("role.configured"))
	}
	return "*" + channelName(c) + "*\n" + strings.Join(facts, " · ")
}

func channelSends(p *i18n.Printer, c models.ReportChannel) string {
	var sends []string
	if c.Summary {
		sends = append(sends, p.T("channel.summary"))
	}
	if c.Report {
		sends = append(sends, p.T("channel.report"))
	}
	if len(sends) == 0 {
		return p.T("channel.nothing")
	}
	return p.List(sends)
}

// setChannel is the form that says what a channel gets; where the ID is "" or a name, it asks for the channel.
func setChannel(p *i18n.Printer, c models.ReportChannel) surface.Modal {
	channel := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, nil, views.FieldAction)
	channel.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
	if models.IsChannel(c.ID) {
		channel.InitialConversation = c.ID
	}
	sends := []*slack.OptionBlockObject{views.Option(sendSummary, p.T("channel.summary")), views.Option(sendReport, p.T("channel.report"))}
	boxes := slack.NewCheckboxGroupsBlockElement(views.FieldAction, sends...)
	for i, on := range []bool{c.Summary, c.Report} {
		if on {
			boxes.InitialOptions = append(boxes.InitialOptions, sends[i])
		}
	}
	zone := ""
	if c.Zone != nil {
		zone = c.Zone.String()
	}
	return surface.Modal{
		Callback: channelModal, Title: p.T("modal.channel.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Input(p, models.InputChannel, channel), views.Optional(views.Input(p, models.InputSends, boxes)),
			views.LanguageInput(p, views.Option(views.LeaveToTeam, p.T("channel.language_team")), c.Language),
			views.ZoneInput(p, channelZonePicker, views.Option(views.LeaveToTeam, channelZoneOfTeam(p)), zone),
		},
	}
}

// channelZoneOfTeam is how the choice reads that leaves a channel's zone to the team.
func channelZoneOfTeam(p *i18n.Printer) string { return p.T("channel.zone_team") }

// channelSet says what a channel gets now, and what the bot needs to post there.
func channelSet(p *i18n.Printer, c models.ReportChannel, place models.Place) surface.Message {
	text := p.T("notice.channel_set", "Channel", channelName(c), "Sends", channelSends(p, c))
	if !place.In && (c.Summary || c.Report) {
		text += " " + p.T("channel.invite")
	}
	return views.Notice(text)
}

// outsideNotice tells an admin that a channel is shared with another company, and gets nothing any more.
func outsideNotice(p *i18n.Printer, c models.ReportChannel) surface.Message {
	return views.Notice(p.T("outside.text", "Channel", channelName(c)))
}

// unreachableNotice tells an admin that a channel couldn't be reached.
func unreachableNotice(p *i18n.Printer, c models.ReportChannel) surface.Message {
	return views.Notice(p.T("unreachable.text", "Channel", channelName(c)))
}
