package ticket

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The buttons of who is asked how it was. Their values are the ticket's ID, the answer, and the language of the
// question: of people of another company Slack says none.
const (
	rateAction   = "ticket.rate"
	reasonAction = "ticket.reason"
)

var satisfactionIcons = map[models.Satisfaction]string{models.SatisfactionGood: "🙂", models.SatisfactionFair: "😐", models.SatisfactionPoor: "🙁"}

// howWasIt asks who has asked how it was. Everybody in the conversation reads it, also people of another company.
func howWasIt(p *i18n.Printer, t models.Ticket) surface.Message {
	text := p.T("asked.how", "Code", t.Code, "User", views.Mention(t.Requester))
	var buttons []slack.BlockElement
	for _, how := range models.Satisfactions() {
		buttons = append(buttons, views.Button(rateAction+"/"+string(how), fmt.Sprintf("%d:%s:%s", t.ID, how, p.Language()), satisfactionIcons[how]+" "+p.T("satisfaction."+string(how))))
	}
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text), views.Actions("", buttons...)}}
}

// whatMattered asks what mattered most.
func whatMattered(p *i18n.Printer, t models.Ticket) surface.Message {
	text := satisfactionIcons[t.Satisfaction] + " " + p.T("asked.why", "Code", t.Code)
	var buttons []slack.BlockElement
	for _, reason := range models.SatisfactionReasons() {
		buttons = append(buttons, views.Button(reasonAction+"/"+reason, fmt.Sprintf("%d:%s:%s", t.ID, reason, p.Language()), p.T("satisfied_by."+reason)))
	}
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text), views.Actions("", buttons...)}}
}

// thanks says that it was heard.
func thanks(p *i18n.Printer, t models.Ticket) surface.Message {
	return views.Notice(satisfactionIcons[t.Satisfaction] + " " + p.T("asked.thanks", "Code", t.Code))
}

// rate keeps how it was, and asks what mattered most.
func (h handlers) rate(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.rated(ctx, cl, whatMattered, func(id int64, answer string) (models.Ticket, error) {
		return h.CRM.RateTicket(ctx, cl.Operation("button ticket.rate"), id, models.Satisfaction(answer))
	})
}

// reason keeps what mattered most.
func (h handlers) reason(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.rated(ctx, cl, thanks, func(id int64, answer string) (models.Ticket, error) {
		return h.CRM.ExplainRating(ctx, cl.Operation("button ticket.reason"), id, answer)
	})
}

// rated keeps an answer, in the place of whose question the next stands. People of another company who weren't asked are told nothing at all.
func (h handlers) rated(_ context.Context, cl commands.Call, next func(*i18n.Printer, models.Ticket) surface.Message, keep func(id int64, answer string) (models.Ticket, error)) (bot.Reply, error) {
	number, rest, _ := strings.Cut(cl.Value, ":")
	answer, language, _ := strings.Cut(rest, ":")
	id, err := commands.ParseID(number)
	if err != nil {
		return bot.Reply{}, err
	}
	t, err := keep(id, answer)
	if refused := models.AsErrors(err); len(refused) > 0 && refused[0].Kind == models.KindForbidden && cl.User.Stranger {
		return bot.Reply{}, nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.ReplaceOpenly, next(h.Printer(bot.User{Locale: language}), t)), nil
}
