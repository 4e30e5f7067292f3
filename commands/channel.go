package commands

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func channelRoutes() []route {
	return []route{
		{bot.KindSubmission, views.ChannelModal, models.MayManageChannels, (*Commands).submitChannel, nil},
		{bot.KindOptions, views.ChannelZonePicker, models.MayManageChannels, (*Commands).suggestChannelZone, nil},
	}
}

// What may be said of a channel, by the words for it.
const (
	channelOff  = "off"
	channelTeam = "team" // the team's language and time zone
	channelHere = "here"
	channelAdd  = "add"
)

var channelWords = map[string]string{
	"add": channelAdd, "新增": channelAdd, "添加": channelAdd, "here": channelHere, "这里": channelHere, "本频道": channelHere,
	"summary": views.SendSummary, "待办": views.SendSummary, "每日待办": views.SendSummary, "report": views.SendReport, "周报": views.SendReport, "报告": views.SendReport,
	"off": channelOff, "none": channelOff, "关闭": channelOff, "停用": channelOff, "team": channelTeam, "团队": channelTeam,
	"zh": i18n.Chinese, "中文": i18n.Chinese, "chinese": i18n.Chinese, "en": i18n.English, "英文": i18n.English, "english": i18n.English,
}

// opensChannelForm: what a channel gets is asked where it isn't said.
func opensChannelForm(_ *Commands, rest string) bool {
	channel, said := cutWord(rest)
	return channel != "" && said == ""
}

// channel shows which channels get what, or says it of one: /crm channel [#channel [summary] [report] [off] [zh|en] [zone]].
func (c *Commands) channel(ctx context.Context, cl call) (bot.Reply, error) {
	list, err := c.crm.ReportChannels(ctx, cl.actor)
	if err != nil {
		return bot.Reply{}, err
	}
	word, said := cutWord(cl.text)
	if word == "" {
		outside, err := c.crm.Outside(ctx, cl.actor, list)
		return say(views.Channels(cl.p, list, outside)), err
	}
	if channelWords[models.NormaliseText(word)] == channelAdd {
		return show(views.SetChannel(cl.p, everything), ""), nil
	}
	channel := channelIn(cl, list, word)
	if said == "" {
		return c.askChannel(ctx, cl, channel)
	}
	if err := alterChannel(&channel, said); err != nil {
		return bot.Reply{}, err
	}
	return c.setChannel(ctx, cl, "/crm channel", channel)
}

// everything is what a new channel gets, unless something else is said.
var everything = models.ReportChannel{Summary: true, Report: true}

func (c *Commands) askChannel(ctx context.Context, cl call, channel models.ReportChannel) (bot.Reply, error) {
	place, err := c.crm.Place(ctx, channel.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	channel.ID = place.ID
	return show(views.SetChannel(cl.p, channel), ""), nil
}

// channelIn is the channel of the list that a word names, or a new one, which gets everything.
func channelIn(cl call, list []models.ReportChannel, word string) models.ReportChannel {
	id, name := channelNamed(word)
	if channelWords[models.NormaliseText(word)] == channelHere {
		id = cl.Channel
	}
	at := slices.IndexFunc(list, func(c models.ReportChannel) bool {
		return (id != "" && c.ID == id) || (name != "" && (c.ID == "#"+name || c.Name == name))
	})
	known := everything
	if at >= 0 {
		known = list[at]
	}
	switch {
	case id != "":
		known.ID = id
	case known.ID == "" && name != "":
		known.ID = "#" + name
	}
	return known
}

// channelNamed reads a channel as Slack escapes it, <#C123|name>, or as it is typed where Slack doesn't, #name.
func channelNamed(word string) (id, name string) {
	if inner, escaped := strings.CutPrefix(word, "<#"); escaped {
		id, name, _ = strings.Cut(strings.TrimSuffix(inner, ">"), "|")
		return id, name
	}
	if name, typed := strings.CutPrefix(word, "#"); typed {
		return "", name
	}
	return "", ""
}

// alterChannel changes what is said of a channel. Once something that it gets is named, it gets nothing else.
func alterChannel(channel *models.ReportChannel, said string) error {
	named := false
	for word := range strings.FieldsSeq(said) {
		switch known := channelWords[models.NormaliseText(strings.Trim(word, ",，、"))]; known {
		case channelOff:
			channel.Summary, channel.Report = false, false
		case views.SendSummary, views.SendReport:
			if !named {
				channel.Summary, channel.Report, named = false, false, true
			}
			channel.Summary = channel.Summary || known == views.SendSummary
			channel.Report = channel.Report || known == views.SendReport
		case channelTeam:
			channel.Language, channel.Zone = "", nil
		case i18n.Chinese, i18n.English:
			channel.Language = known
		default:
			zone, err := time.LoadLocation(word)
			if err != nil || !strings.Contains(word, "/") {
				return models.Invalid(models.InputChannel, "error.unknown_channel_word", "Word", word)
			}
			channel.Zone = zone
		}
	}
	return nil
}

func (c *Commands) setChannel(ctx context.Context, cl call, source string, channel models.ReportChannel) (bot.Reply, error) {
	place, err := c.crm.SetReportChannel(ctx, cl.operation(source), channel)
	if err != nil {
		return bot.Reply{}, err
	}
	channel.ID = place.ID
	return say(views.ChannelSet(cl.p, channel, place)), nil
}

func (c *Commands) submitChannel(ctx context.Context, cl call) (bot.Reply, error) {
	sends := cl.Form[string(models.InputSends)]
	channel := models.ReportChannel{
		ID:      cl.Form.Get(string(models.InputChannel)),
		Summary: slices.Contains(sends, views.SendSummary), Report: slices.Contains(sends, views.SendReport),
	}
	if language := cl.Form.Get(string(models.InputLanguage)); language != views.LeaveToTeam {
		channel.Language = language
	}
	if name := cl.Form.Get(string(models.InputZone)); name != "" && name != views.LeaveToTeam {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return bot.Reply{}, models.Invalid(models.InputZone, "error.unknown_zone", "Value", name)
		}
		channel.Zone = zone
	}
	return c.setChannel(ctx, cl, "modal channel.set", channel)
}

func (c *Commands) suggestChannelZone(_ context.Context, cl call) (bot.Reply, error) {
	return zonesLike(cl, bot.Option{Text: views.ChannelZoneOfTeam(cl.p), Value: views.LeaveToTeam}), nil
}
