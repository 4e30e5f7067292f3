package ticket

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	newModal   = "ticket.new"
	editModal  = "ticket.edit"
	raiseModal = "ticket.raise"
)

// The buttons. moveAction's value is the ticket's ID and version and the state, takeAction's the ticket's ID, pageAction's the customer's ID
// and how many stand before the page, queueAction's what of the queue is wanted and where the page begins. What an action is called goes on
// behind a slash, where several stand in one block.
const (
	moveAction  = "ticket.move"
	takeAction  = "ticket.take"
	pageAction  = "ticket.page"
	queueAction = "ticket.queue"
	whoseAction = "ticket.whose" // opens the form that makes a ticket of a message; its value is the message
	saidAction  = "ticket.said"  // shows what was said of a ticket; its value is the ticket's ID
)

// card is a ticket as somebody sees it.
type card struct {
	customer models.Customer
	ticket   models.Ticket
	contact  string // the name of the ticket's contact, in plain text; "" for none
	custom   []models.CustomField
	times    models.TicketTimes
	now      time.Time
	reader   string
	mayServe bool
	mayUndo  bool // something was just changed that they may take back
}

// ticketCard is everything about a ticket, with buttons.
func ticketCard(p views.Reader, c card) surface.Message {
	t := c.ticket
	rows := []struct {
		field models.Field
		value string
	}{
		{models.Field(models.InputCustomer), views.CardTitle(c.customer)},
		{models.FieldTicketState, views.TicketStateText(p.Printer, t.State)},
		{models.FieldPriority, views.PriorityText(p.Printer, t.Priority)},
		{models.FieldTicketAssignee, whose(p.Printer, t)},
		{models.FieldRequester, views.MentionIfAny(t.Requester)},
		{models.FieldTicketContact, views.Escape(c.contact)},
		{models.FieldRaisedAt, views.SlackTime(t.RaisedAt)},
		{fieldResponse, timeRow(p.Printer, t.State, c.times.Response, c.now)},
		{fieldSolution, timeRow(p.Printer, t.State, c.times.Solve, c.now)},
		{models.FieldTags, views.Clip(views.Escape(views.TagNames(t.Tags)), views.MaxFieldText)},
		{models.FieldSatisfaction, satisfaction(p.Printer, t)},
	}
	var fields []*slack.TextBlockObject
	for _, row := range rows {
		if row.value != "" {
			fields = append(fields, views.CardRow(views.FieldLabel(p.Printer, row.field), row.value))
		}
	}
	fields = append(fields, views.CustomRows(p.Printer, t.Custom, c.custom)...)
	blocks := append([]slack.Block{views.Header(t.Code + " · " + t.Subject)}, views.RowSections(fields)...)
	if more := beyondSubject(t); more != "" {
		blocks = append(blocks, views.Section(views.Escape(more)))
	}
	blocks = append(blocks, views.Actions("", buttons(p.Printer, c)...), views.Footnote(p.T("card.footnote",
		"Created", views.SlackTime(t.CreatedAt), "CreatedBy", views.Mention(t.CreatedBy), "Updated", views.SlackTime(t.UpdatedAt), "UpdatedBy", views.Mention(t.UpdatedBy))))
	return surface.Message{Text: t.Code + " · " + views.Escape(views.OneLine(t.Subject)), Blocks: blocks}
}

// beyondSubject is what a ticket's text says that its subject doesn't: the subject of a message is its first line.
func beyondSubject(t models.Ticket) string {
	more, begins := strings.CutPrefix(t.Text, t.Subject)
	if begins && (more == "" || more[0] == '\n') {
		return strings.TrimSpace(more)
	}
	return t.Text
}

// The rows of a ticket's times, which are no fields of it.
const (
	fieldResponse models.Field = "ticket_response"
	fieldSolution models.Field = "ticket_solution"
)

func whose(p *i18n.Printer, t models.Ticket) string {
	if t.Assignee == "" {
		return p.T("ticket.nobody")
	}
	return views.Mention(t.Assignee)
}

func satisfaction(p *i18n.Printer, t models.Ticket) string {
	if t.Satisfaction == "" {
		return ""
	}
	text := p.T("satisfaction." + string(t.Satisfaction))
	if t.SatisfiedBy != "" {
		text += " · " + p.T("satisfied_by."+t.SatisfiedBy)
	}
	return text
}

// timeRow says of one of a ticket's times by when it ends, how long it took, or that it stands still; nothing of a time that never came to its
// end, as the first answer to a ticket that was solved without one.
func timeRow(p *i18n.Printer, state models.TicketState, c models.ServiceTime, now time.Time) string {
	used := views.WorkTime(p, c.Used)
	switch {
	case c.Ended && c.Late():
		return "⚠️ " + p.T("ticket.took_late", "Used", used, "Target", views.WorkTime(p, c.Target))
	case c.Ended:
		return p.T("ticket.took", "Used", used)
	case c.Target == 0, !state.Undone():
		return ""
	case c.Due.IsZero():
		return p.T("ticket.stands", "Left", views.WorkTime(p, c.Target-c.Used))
	}
	return views.TicketDue(p, c.Due, now)
}

// buttons are what may be done with a ticket.
func buttons(p *i18n.Printer, c card) []slack.BlockElement {
	t := c.ticket
	move := func(state models.TicketState) *slack.ButtonBlockElement {
		return views.Button(fmt.Sprintf("%s/%s", moveAction, state), fmt.Sprintf("%d:%d:%s", t.ID, t.Version, state), p.T("ticket_button."+string(state)))
	}
	var list []slack.BlockElement
	switch {
	case !c.mayServe:
	case t.State.Undone():
		if t.Assignee != c.reader {
			list = append(list, views.Primary(views.Button(takeAction, fmt.Sprint(t.ID), p.T("button.ticket_take"))))
		}
		list = append(list, move(models.TicketSolved))
		if t.State == models.TicketOpen {
			list = append(list, move(models.TicketWaiting))
		} else {
			list = append(list, move(models.TicketOpen))
		}
		list = append(list, views.RunButton("edit", "ticket "+t.Code+" edit", p.T("button.edit")))
		if t.Thread != "" {
			list = append(list, views.RunButton("reply", "reply "+t.Code, p.T("button.ticket_reply")))
		}
	default:
		list = append(list, move(models.TicketOpen))
		if t.State == models.TicketSolved {
			list = append(list, move(models.TicketClosed))
		}
	}
	if c.ticket.Thread != "" {
		list = append(list, views.Button(saidAction, fmt.Sprint(t.ID), p.T("button.ticket_said")))
	}
	if c.mayUndo {
		list = append(list, views.RunButton("undo", "undo", p.T("button.ticket_undo")))
	}
	return append(list, views.RunButton("tickets", "ticket "+c.customer.Code, p.T("button.tickets")), views.RunButton("open", "show "+c.customer.Code, p.T("button.ticket_customer")))
}

// asked is what a form offers to choose from, and the rules of the rest.
type asked struct {
	people commands.People
	rules  models.Rules
	custom []models.CustomField
}

// newForm asks for a new ticket; values are what is known of it.
func newForm(p *i18n.Printer, customer models.Customer, asked asked, values map[models.Field]string) surface.Modal {
	return form(p, newModal, p.T("modal.ticket_new.title", "Code", customer.Code), customer, asked, func(field models.Field) string { return values[field] })
}

// editForm is the form of a ticket.
func editForm(p *i18n.Printer, customer models.Customer, t models.Ticket, asked asked) surface.Modal {
	return form(p, editModal, p.T("modal.ticket_edit.title", "Code", t.Code), customer, asked, t.Get)
}

// raiseForm asks whose request a message is, and for the rest of its ticket; values are what is known of it.
func raiseForm(p *i18n.Printer, guessed *models.Customer, asked asked, values map[models.Field]string) surface.Modal {
	return formUnder(p, raiseModal, p.T("modal.ticket_raise.title"), views.CustomerInput(p, guessed), asked, func(field models.Field) string { return values[field] })
}

func form(p *i18n.Printer, callback, title string, customer models.Customer, a asked, value func(models.Field) string) surface.Modal {
	return formUnder(p, callback, title, views.Footnote(views.CardTitle(customer)), a, value)
}

// formUnder is a form of a ticket under a block that says, or asks, whose it is.
func formUnder(p *i18n.Printer, callback, title string, whose slack.Block, a asked, value func(models.Field) string) surface.Modal {
	blocks := []slack.Block{whose}
	for _, key := range models.TicketFields() {
		spec, _ := models.Tickets.Find(key)
		input := views.FieldInput(p, spec, value(key), a.rules)
		if key == models.FieldTicketContact {
			if input = a.people.Input(p, key, value(key)); input == nil {
				continue
			}
		}
		blocks = append(blocks, input)
	}
	return surface.Modal{
		Callback: callback, Title: title, Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: append(blocks, views.CustomInputs(p, value, a.custom)...),
	}
}
