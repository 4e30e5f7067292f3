package reply

import (
	"fmt"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	sendModal = "reply.send"
	newModal  = "reply.new"
	editModal = "reply.edit"
)

// chooseAction is the menu of canned replies in the form of an answer, whose value is the reply's ID. menuAction is the menu of a row; an option's
// value is what to do and the reply's ID. pageAction is the button that shows another page; its value is how many stand before it.
const (
	chooseAction = "reply.choose"
	menuAction   = "reply.menu"
	pageAction   = "reply.page"
)

// leaveState is the choice of the state that the ticket has.
const leaveState = "leave"

// about is what the form of an answer shows.
type about struct {
	customer models.Customer
	ticket   models.Ticket
	canned   []models.CannedReply
	chosen   int64 // the canned reply that fills it; 0 is none
	text     string
	state    models.TicketState // "" is the one that the ticket has
}

// sendForm asks for an answer to a ticket. A canned reply that is chosen stands behind what was typed: the input has another action then, since
// Slack keeps what was typed into one that stays (docs.slack.dev/surfaces/modals, "Updating modals").
func sendForm(p *i18n.Printer, a about) surface.Modal {
	t := a.ticket
	blocks := []slack.Block{views.Footnote("*" + t.Code + "* " + views.Clip(views.Escape(views.OneLine(t.Subject)), views.TimelineLine) + " · " + views.CardTitle(a.customer))}
	if len(a.canned) > 0 {
		options := make([]*slack.OptionBlockObject, len(a.canned))
		var chosen *slack.OptionBlockObject
		for i, r := range a.canned {
			options[i] = views.Option(views.Itoa(r.ID), r.Name)
			if r.ID == a.chosen {
				chosen = options[i]
			}
		}
		menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("reply.choose"), views.MaxOption), chooseAction, options...)
		menu.InitialOption = chosen
		blocks = append(blocks, slack.NewActionBlock(string(models.InputReply), menu))
	}
	text := views.TextInput(p, models.InputReplyText, a.text, models.MaxReplyText, true)
	if a.chosen != 0 {
		text.Element.(*slack.PlainTextInputBlockElement).ActionID = fmt.Sprintf("%s/%d", views.FieldAction, a.chosen)
	}
	states := []*slack.OptionBlockObject{views.Option(leaveState, p.T("reply.leave", "State", p.T("ticket_state."+string(t.State))))}
	for _, state := range []models.TicketState{models.TicketOpen, models.TicketWaiting, models.TicketSolved} {
		if state != t.State {
			states = append(states, views.Option(string(state), p.T("ticket_state."+string(state))))
		}
	}
	chosen := leaveState
	if a.state != "" {
		chosen = string(a.state)
	}
	blocks = append(blocks, text, views.ChooseInput(p, models.InputReplyState, states, chosen), views.Footnote(p.T("reply.who_reads")))
	return surface.Modal{Callback: sendModal, Title: p.T("modal.reply.title", "Code", t.Code), Submit: p.T("button.reply_send"), Close: p.T("button.cancel"), Blocks: blocks}
}

// cannedForm asks for a canned reply; in is what is known of it.
func cannedForm(p *i18n.Printer, callback string, in models.CannedInput) surface.Modal {
	return surface.Modal{
		Callback: callback, Title: p.T("modal." + callback + ".title"), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: []slack.Block{
			views.TextInput(p, models.InputReplyName, in.Name, models.MaxReplyName, false),
			views.TextInput(p, models.InputReplyText, in.Text, models.MaxReplyText, true), views.Footnote(p.T("reply.placeholders")),
		},
	}
}

// listMessage is a page of so many canned replies: those behind the first so many.
func listMessage(p *i18n.Printer, list []models.CannedReply, of, before int, manages bool) surface.Message {
	text := p.Count("reply.title", of)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if of == 0 {
		blocks = append(blocks, views.Section(p.T("reply.none", "Command", commands.Slash)))
	}
	for _, r := range list {
		line := "*" + views.Escape(views.OneLine(r.Name)) + "*\n" + views.Clip(views.Escape(views.OneLine(r.Text)), views.TimelineLine)
		if !manages {
			blocks = append(blocks, views.Section(line))
			continue
		}
		blocks = append(blocks, views.SectionWith(line, slack.NewOverflowBlockElement(menuAction,
			views.Option(doEdit+" "+views.Itoa(r.ID), p.T("button.edit")), views.Option(doDelete+" "+views.Itoa(r.ID), p.T("reply.delete")))))
	}
	var buttons []slack.BlockElement
	if manages {
		buttons = append(buttons, views.Primary(views.RunButton("new", "reply new", p.T("button.reply_new"))))
	}
	if next := before + len(list); next < of {
		buttons = append(buttons, views.Button(pageAction, views.Itoa(int64(next)), p.T("button.more")))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// sent says that a ticket was answered.
func sent(p *i18n.Printer, t models.Ticket) surface.Message {
	text := p.T("notice.reply_sent", "Code", t.Code, "State", p.T("ticket_state."+string(t.State)))
	return surface.Message{Text: text, Blocks: []slack.Block{views.SectionWith(text, views.OpenRecord(p, "ticket", t.Code))}}
}

// told is an answer in a ticket's conversation, which another company may read: what was written, and who answers.
func told(p views.Reader, reply models.ReplyTold) surface.Message {
	by := p.T("reply.by_team")
	if reply.By != "" {
		by = p.T("reply.by", "Name", views.Escape(views.OneLine(reply.By)))
	}
	text := views.Escape(reply.Text)
	return surface.Message{Text: text, Blocks: append(views.Sections(text), views.Footnote(by))}
}
