package ticket

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// answer is the first answer in a ticket's conversation: its code, its state and who has it. Everybody in the conversation reads it, also people
// of another company, so that it holds nothing of the customer, and where they do, no button that would refuse them.
func answer(p *i18n.Printer, told models.TicketTold) surface.Message {
	t := told.Ticket
	if told.Gone {
		return views.Notice(p.T("ticket.taken_back", "Code", t.Code))
	}
	who := p.T("ticket.nobody")
	if t.Assignee != "" {
		who = views.Mention(t.Assignee)
	}
	parts := []string{"*" + t.Code + "*", views.TicketStateText(p, t.State)}
	if t.Priority != models.PriorityNormal {
		parts = append(parts, views.PriorityText(p, t.Priority))
	}
	if t.State.Undone() || t.Assignee != "" {
		parts = append(parts, who)
	}
	text := strings.Join(parts, " · ")
	if told.Subject != "" {
		text += "\n" + views.Escape(views.OneLine(told.Subject))
	}
	if told.Outside {
		return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text)}}
	}
	return surface.Message{Text: text, Blocks: []slack.Block{views.SectionWith(text, views.OpenRecord(p, "ticket", t.Code))}}
}

// offer answers an emoji at a message of which nobody knows whose request it is, or of which no ticket can be made as it is.
func offer(p *i18n.Printer, from source, refused models.Errors) surface.Message {
	if len(refused) > 0 {
		said := views.Refusal(p, refused)
		return surface.Message{Text: said.Text, Blocks: append(said.Blocks, views.Actions("", whoseButton(p, from)))}
	}
	text := p.T("ticket.offer")
	return surface.Message{Text: text, Blocks: []slack.Block{views.SectionWith(text, whoseButton(p, from))}}
}

func whoseButton(p *i18n.Printer, from source) *slack.ButtonBlockElement {
	return views.Button(whoseAction, commands.Pack(from), p.T("button.ticket_whose"))
}

// saidLine is how much of a message a line of a conversation shows, in UTF-16 units.
const saidLine = 300

// said is what was said of a ticket last.
func said(p views.Reader, customer models.Customer, t models.Ticket, list []models.TicketMessage, total int) surface.Message {
	text := p.T("ticket.said", "Code", t.Code, "Subject", views.Escape(views.OneLine(t.Subject)))
	blocks := []slack.Block{views.Section("*" + text + "*\n" + views.CardTitle(customer))}
	if total == 0 {
		blocks = append(blocks, views.Section(p.T("ticket.said_nothing")))
	}
	for _, m := range list {
		blocks = append(blocks, views.Section(saidText(p, m)))
	}
	if total > len(list) {
		blocks = append(blocks, views.Footnote(p.T("ticket.said_before", "Count", p.Number(total-len(list)))))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", views.RunButton("ticket", "ticket "+t.Code, p.T("button.ticket_back"))))}
}

// saidText is a message of a conversation: when it was written, by whom, and what it says now.
func saidText(p views.Reader, m models.TicketMessage) string {
	who := p.T("ticket.said_by_bot")
	if m.Author != "" {
		who = views.Mention(m.Author)
	}
	if m.Side == models.SideRequester {
		who += " (" + p.T("field.requester") + ")"
	}
	head := views.SlackTime(m.SaidAt) + " · " + who
	if m.Deleted {
		return head + "\n_" + p.T("ticket.said_deleted") + "_"
	}
	if m.Edited {
		head += " · " + p.T("ticket.said_edited")
	}
	lines := []string{head}
	if m.Text != "" {
		lines = append(lines, views.Clip(views.Escape(m.Text), saidLine))
	}
	for _, file := range m.Files {
		lines = append(lines, "📎 "+views.Clip(views.Escape(views.OneLine(file.Name)), saidLine))
	}
	return strings.Join(lines, "\n")
}
