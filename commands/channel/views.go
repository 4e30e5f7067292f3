package channel

import (
	"slices"
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
	sendSummary   = "summary"
	sendReport    = "report"
	sendMonthly   = "monthly"
	sendQuarterly = "quarterly"
	sendCleaning  = "cleaning"
	sendWon       = "won"
	sendLost      = "lost"
	sendMoved     = "moved"
	sendQueue     = "queue"
	sendTickets   = "tickets"
)

// anyPipeline is the choice of deals of whichever pipeline.
const anyPipeline = "any"

// channels shows which channels get summaries and reports, what of them, as they were looked at, keeps messages away, and
// which of them are called otherwise by now.
func channels(p *i18n.Printer, channels []models.ReportChannel, places map[string]models.Place, pipelines *models.Pipelines) surface.Message {
	text := p.T("channel.title")
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(channels) == 0 {
		blocks = append(blocks, views.Section(p.T("channel.none")))
	}
	for i, c := range channels {
		change := views.RunButton("change_"+strconv.Itoa(i), "channel "+channelWord(c), p.T("button.change"))
		line := channelLine(p, c, pipelines)
		if place, seen := places[c.ID]; seen {
			if why := place.Unfit(); why != "" && (c.Gets() || why != models.PlaceOutside) {
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

func channelLine(p *i18n.Printer, c models.ReportChannel, pipelines *models.Pipelines) string {
	facts := []string{channelSends(p, c, pipelines)}
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

func channelSends(p *i18n.Printer, c models.ReportChannel, pipelines *models.Pipelines) string {
	var sends []string
	for _, what := range sentTo(c) {
		sends = append(sends, p.T("channel."+what))
	}
	if len(sends) == 0 {
		return p.T("channel.nothing")
	}
	var only []string
	if pipeline, known := pipelines.Find(c.Deals.PipelineID); known {
		only = append(only, views.Escape(views.OneLine(pipeline.Label(p.Language()))))
	}
	if !c.Deals.From.None() {
		only = append(only, p.T("channel.from", "Amount", views.Money(p, c.Deals.From)))
	}
	if c.Deals.Owner != "" {
		only = append(only, views.Mention(c.Deals.Owner))
	}
	if !c.Deals.Any() || len(only) == 0 {
		return p.List(sends)
	}
	return p.T("channel.only", "Sends", p.List(sends), "Only", strings.Join(only, " · "))
}

// setChannel is the form that says what a channel gets; where the ID is "" or a name, it asks for the channel.
func setChannel(p *i18n.Printer, c models.ReportChannel, pipelines *models.Pipelines) surface.Modal {
	channel := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, nil, views.FieldAction)
	channel.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
	if models.IsChannel(c.ID) {
		channel.InitialConversation = c.ID
	}
	var sends []*slack.OptionBlockObject
	for _, what := range []string{sendSummary, sendReport, sendMonthly, sendQuarterly, sendCleaning, sendQueue, sendWon, sendLost, sendMoved, sendTickets} {
		sends = append(sends, views.Option(what, p.T("channel."+what)))
	}
	boxes := slack.NewCheckboxGroupsBlockElement(views.FieldAction, sends...)
	for _, option := range sends {
		if slices.Contains(sentTo(c), option.Value) {
			boxes.InitialOptions = append(boxes.InitialOptions, option)
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
			views.Optional(views.TextInput(p, models.InputNewsFrom, c.Deals.From.String(), 0, false)), pipelineInput(p, pipelines, c.Deals.PipelineID),
			views.UserInput(p, models.InputNewsOwner, c.Deals.Owner),
			views.LanguageInput(p, views.Option(views.LeaveToTeam, p.T("channel.language_team")), c.Language),
			views.ZoneInput(p, channelZonePicker, views.Option(views.LeaveToTeam, channelZoneOfTeam(p)), zone),
		},
	}
}

// pipelineInput asks of which pipeline's deals a channel hears.
func pipelineInput(p *i18n.Printer, pipelines *models.Pipelines, chosen int64) slack.Block {
	options, value := []*slack.OptionBlockObject{views.Option(anyPipeline, p.T("channel.any_pipeline"))}, anyPipeline
	for _, pipeline := range pipelines.All() {
		if id := strconv.FormatInt(pipeline.ID, 10); !pipeline.Retired() || pipeline.ID == chosen {
			options = append(options, views.Option(id, pipeline.Label(p.Language())))
			if pipeline.ID == chosen {
				value = id
			}
		}
	}
	return views.ChooseInput(p, models.InputNewsPipeline, options, value)
}

// channelZoneOfTeam is how the choice reads that leaves a channel's zone to the team.
func channelZoneOfTeam(p *i18n.Printer) string { return p.T("channel.zone_team") }

// channelSet says what a channel gets now, and what the bot needs to post there, or to hear; unheard says that it has heard nothing yet.
func channelSet(p *i18n.Printer, c models.ReportChannel, place models.Place, pipelines *models.Pipelines, unheard bool) surface.Message {
	text := p.T("notice.channel_set", "Channel", channelName(c), "Sends", channelSends(p, c, pipelines))
	if !place.In && (c.Gets() || c.Tickets) {
		text += " " + p.T("channel.invite")
	}
	if c.Tickets && unheard {
		text += "\n" + p.T("channel.unheard")
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
