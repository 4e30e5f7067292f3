package channel

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What may be said of a channel, by the words for it.
const (
	channelOff  = "off"
	channelTeam = "team" // the team's language and time zone
	channelHere = "here"
	channelAdd  = "add"
)

var channelWords = map[string]string{
	"add": channelAdd, "新增": channelAdd, "添加": channelAdd, "here": channelHere, "这里": channelHere, "本频道": channelHere,
	"summary": sendSummary, "待办": sendSummary, "每日待办": sendSummary, "report": sendReport, "weekly": sendReport, "周报": sendReport, "报告": sendReport,
	"monthly": sendMonthly, "月报": sendMonthly, "quarterly": sendQuarterly, "季报": sendQuarterly,
	"cleaning": sendCleaning, "clean": sendCleaning, "数据清理": sendCleaning, "清理": sendCleaning,
	"wins": sendWon, "won": sendWon, "赢单": sendWon, "losses": sendLost, "lost": sendLost, "输单": sendLost,
	"moves": sendMoved, "stages": sendMoved, "阶段": sendMoved, "推进": sendMoved, "阶段变化": sendMoved,
	"queue": sendQueue, "service": sendQueue, "每日工单": sendQueue, "工单队列": sendQueue, "工单摘要": sendQueue,
	"tickets": sendTickets, "support": sendTickets, "工单": sendTickets, "客服": sendTickets,
	"off": channelOff, "none": channelOff, "关闭": channelOff, "停用": channelOff, "team": channelTeam, "团队": channelTeam,
	"zh": i18n.Chinese, "中文": i18n.Chinese, "chinese": i18n.Chinese, "en": i18n.English, "英文": i18n.English, "english": i18n.English,
}

// readChannel shows which channels get what, or says it of one: /crm channel [#channel [summary] [report]
// [monthly] [quarterly] [cleaning] [queue] [wins] [losses] [moves] [from:100k] [owner:@user] [pipeline:name] [off] [zh|en] [zone]].
// What a channel gets is asked in a form where it isn't said.
func (c handlers) readChannel(text string) commands.Step {
	word, said := commands.CutWord(text)
	switch {
	case word == "":
		return commands.Answers(c.channels)
	case channelWords[models.NormaliseText(word)] == channelAdd:
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Show(setChannel(cl.Printer, everything, c.CRM.Pipelines()), ""), nil
		})
	case said == "":
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return c.askChannel(ctx, cl, word) })
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		channel, err := c.channelCalled(ctx, cl, word)
		if err == nil {
			err = c.alterChannel(cl, &channel, said)
		}
		if err != nil {
			return bot.Reply{}, err
		}
		return c.setChannel(ctx, cl, "/crm channel", channel)
	})
}

func (c handlers) channels(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	list, err := c.CRM.ReportChannels(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	places, err := c.CRM.Places(ctx, cl.Actor, list)
	return commands.Say(channels(cl.Printer, list, places, c.CRM.Pipelines())), err
}

func (c handlers) channelCalled(ctx context.Context, cl commands.Call, word string) (models.ReportChannel, error) {
	list, err := c.CRM.ReportChannels(ctx, cl.Actor)
	return channelIn(cl, list, word), err
}

// everything is what a new channel gets, unless something else is said.
var everything = models.ReportChannel{Summary: true, Report: true, Monthly: true, Quarterly: true, Cleaning: true}

func (c handlers) askChannel(ctx context.Context, cl commands.Call, word string) (bot.Reply, error) {
	channel, err := c.channelCalled(ctx, cl, word)
	if err != nil {
		return bot.Reply{}, err
	}
	place, err := c.CRM.Place(ctx, channel.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	channel.ID = place.ID
	return commands.Show(setChannel(cl.Printer, channel, c.CRM.Pipelines()), ""), nil
}

// channelIn is the channel of the list that a word names, or a new one, which gets everything.
func channelIn(cl commands.Call, list []models.ReportChannel, word string) models.ReportChannel {
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
func (c handlers) alterChannel(cl commands.Call, channel *models.ReportChannel, said string) error {
	named := false
	for word := range strings.FieldsSeq(said) {
		if filtered, err := c.filterNews(cl, &channel.Deals, word); err != nil {
			return err
		} else if filtered {
			continue
		}
		switch known := channelWords[models.NormaliseText(strings.Trim(word, ",，、"))]; known {
		case channelOff:
			sends(channel, nil)
		case sendSummary, sendReport, sendMonthly, sendQuarterly, sendCleaning, sendQueue, sendWon, sendLost, sendMoved, sendTickets:
			if !named {
				sends(channel, nil)
				named = true
			}
			sends(channel, append(sentTo(*channel), known))
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

// filterNews takes a word into what a channel hears of deals: from:100k, owner:@bob, pipeline:Sales, and the same in Chinese.
func (c handlers) filterNews(cl commands.Call, filter *models.NewsFilter, word string) (filtered bool, err error) {
	name, value, ok := strings.Cut(strings.NewReplacer("：", ":", "＝", ":", "=", ":").Replace(word), ":")
	if !ok {
		return false, nil
	}
	switch models.NormaliseText(name) {
	case "from", "起", "金额", "amount":
		filter.From, err = c.fromAmount(commands.Unescape(value))
	case "owner", "负责人":
		if filter.Owner = ""; value != "" {
			filter.Owner, err = commands.Person(cl, value)
		}
	case "pipeline", "流程", "漏斗":
		filter.PipelineID, err = c.pipelineCalled(commands.Unescape(value))
	default:
		return false, nil
	}
	return true, err
}

// fromAmount reads from which amount on a channel hears of a deal.
func (c handlers) fromAmount(text string) (models.Money, error) {
	amount, err := models.ParseMoney(text, c.CRM.Currency())
	if err != nil {
		return models.Money{}, commands.AtField(models.Field(models.InputNewsFrom), err)
	}
	return amount, nil
}

// pipelineCalled is the pipeline of a name, in whichever language; 0 where none is named.
func (c handlers) pipelineCalled(name string) (int64, error) {
	wanted := models.SqueezeLabel(name)
	for _, p := range c.CRM.Pipelines().Active() {
		if wanted == models.SqueezeLabel(p.LabelEN) || wanted == models.SqueezeLabel(p.LabelZH) {
			return p.ID, nil
		}
	}
	if wanted == "" {
		return 0, nil
	}
	return 0, models.Invalid(models.InputNewsPipeline, "error.unknown_pipeline", "Value", models.Shorten(name, 60))
}

// sentTo lists what a channel gets.
func sentTo(c models.ReportChannel) (list []string) {
	for _, what := range []struct {
		gets bool
		word string
	}{{c.Summary, sendSummary}, {c.Report, sendReport}, {c.Monthly, sendMonthly}, {c.Quarterly, sendQuarterly}, {c.Cleaning, sendCleaning}, {c.Queue, sendQueue}, {c.Deals.Won, sendWon}, {c.Deals.Lost, sendLost}, {c.Deals.Moved, sendMoved}, {c.Tickets, sendTickets}} {
		if what.gets {
			list = append(list, what.word)
		}
	}
	return list
}

// sends says all that a channel gets.
func sends(c *models.ReportChannel, list []string) {
	c.Summary, c.Report = slices.Contains(list, sendSummary), slices.Contains(list, sendReport)
	c.Monthly, c.Quarterly = slices.Contains(list, sendMonthly), slices.Contains(list, sendQuarterly)
	c.Cleaning, c.Queue, c.Tickets = slices.Contains(list, sendCleaning), slices.Contains(list, sendQueue), slices.Contains(list, sendTickets)
	c.Deals.Won, c.Deals.Lost, c.Deals.Moved = slices.Contains(list, sendWon), slices.Contains(list, sendLost), slices.Contains(list, sendMoved)
}

func (c handlers) setChannel(ctx context.Context, cl commands.Call, source string, channel models.ReportChannel) (bot.Reply, error) {
	place, err := c.CRM.SetReportChannel(ctx, cl.Operation(source), channel)
	if err != nil {
		return bot.Reply{}, err
	}
	channel.ID = place.ID
	return commands.Say(channelSet(cl.Printer, channel, place, c.CRM.Pipelines(), c.Unheard())), nil
}

func (c handlers) submitChannel(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	channel := models.ReportChannel{ID: cl.Form.Get(string(models.InputChannel))}
	sends(&channel, cl.Form[string(models.InputSends)])
	from, err := c.fromAmount(cl.Form.Get(string(models.InputNewsFrom)))
	if err != nil {
		return bot.Reply{}, err
	}
	channel.Deals.From, channel.Deals.Owner = from, cl.Form.Get(string(models.InputNewsOwner))
	if id := cl.Form.Get(string(models.InputNewsPipeline)); id != "" && id != anyPipeline {
		if channel.Deals.PipelineID, err = commands.ParseID(id); err != nil {
			return bot.Reply{}, err
		}
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

func (c handlers) suggestChannelZone(_ context.Context, cl commands.Call) (bot.Reply, error) {
	return commands.ZonesLike(cl, surface.Option{Text: channelZoneOfTeam(cl.Printer), Value: views.LeaveToTeam}), nil
}
