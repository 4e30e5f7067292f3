package ticket

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// page is a page of a customer's tickets as somebody sees it.
type page struct {
	customer models.Customer
	tickets  []models.Ticket // those with something left to do first
	total    int
	before   int // how many stand before the page
	rows     int // how many stand on it
	now      time.Time
	mayServe bool
}

// ticketList is a page of a customer's tickets.
func ticketList(p views.Reader, l page) surface.Message {
	code := l.customer.Code
	text := p.T("ticket.title", "Code", code, "Name", views.Escape(views.OneLine(l.customer.Name)), "Count", p.Number(l.total))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(l.tickets) == 0 {
		blocks = append(blocks, views.Section(p.T("ticket.none", "Command", commands.Slash, "Code", code)))
	}
	for _, t := range l.tickets[l.before : l.before+l.rows] {
		blocks = append(blocks, views.SectionWith(views.TicketLine(p.Printer, t, l.now), views.OpenRecord(p.Printer, "ticket", t.Code)))
	}
	var buttons []slack.BlockElement
	if l.mayServe {
		buttons = append(buttons, views.Primary(views.RunButton("add", "ticket "+code+" new", p.T("button.ticket_new"))))
	}
	buttons = append(buttons, views.RunButton("open", "show "+code, p.T("button.ticket_customer")))
	if next := l.before + l.rows; next < len(l.tickets) {
		buttons = append(buttons, views.Button(pageAction, fmt.Sprintf("%d:%d", l.customer.ID, next), p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// queued is a page of the queue as somebody sees it.
type queued struct {
	looking
	page     models.TicketPage
	now      time.Time
	reader   string
	mayServe bool

	intakes   []models.Intake // the first of the messages that are nobody's ticket yet
	undecided int             // how many they are
}

// ticketQueue is a page of the queue, the most urgent first, under the messages that are nobody's ticket yet.
func ticketQueue(p views.Reader, q queued) surface.Message {
	who := q.Whose()
	if who == "" && !q.Unassigned {
		who = p.T("ticket.everybody")
	}
	text := q.Title(p.Printer) + " · " + p.Count("ticket.count", q.page.Total)
	head := "*" + text + "*"
	if who != "" {
		head += " · " + who
	}
	blocks := append([]slack.Block{views.Section(head)}, intakeRows(p, q.intakes, q.undecided)...)
	if len(q.page.Tickets) == 0 && q.undecided == 0 {
		blocks = append(blocks, views.Section(p.T("ticket.queue_empty")))
	}
	for _, t := range q.page.Tickets {
		customer := q.page.Customers[t.CustomerID]
		line := views.TicketLine(p.Printer, t, q.now) + "\n" + views.CardTitle(customer)
		blocks = append(blocks, views.SectionWith(line, views.OpenRecord(p.Printer, "ticket", t.Code)))
	}
	var buttons []slack.BlockElement
	offer := func(name string, to looking, label string) {
		if to.key() != q.key() {
			buttons = append(buttons, views.Button(queueAction+"/"+name, to.key(), label))
		}
	}
	for _, to := range []struct {
		name string
		looking
	}{
		{"all", q.at(commands.TicketsUndone, false, false)},
		{"late", q.at(commands.TicketsUndone, true, false)},
		{"unassigned", q.at(commands.TicketsUndone, false, true)},
		{"waiting", q.at(commands.TicketsWaiting, false, false)},
	} {
		offer(to.name, to.looking, to.Title(p.Printer))
	}
	switch {
	case q.Assignee == q.reader:
		offer("everybody", q.of(""), p.T("button.ticket_everybody"))
	case q.mayServe:
		offer("mine", q.of(q.reader), p.T("button.ticket_mine"))
	}
	if q.page.Next != "" {
		buttons = append(buttons, views.Button(queueAction+"/more", q.key()+" "+q.page.Next, p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}
