package views

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// ticketSubject is how much of a ticket's subject a line shows, in UTF-16 units.
const ticketSubject = 120

// priorityIcons mark what is urgent. The normal priority has no mark.
var priorityIcons = map[models.Priority]string{models.PriorityUrgent: "🔴 ", models.PriorityHigh: "🟠 ", models.PriorityLow: "⚪ "}

// PriorityText is a priority with its mark.
func PriorityText(p *i18n.Printer, priority models.Priority) string {
	return priorityIcons[priority] + p.T("priority."+string(priority))
}

// ticketIcons mark a ticket by its state.
var ticketIcons = map[models.TicketState]string{models.TicketOpen: "🎫", models.TicketWaiting: "⏸️", models.TicketSolved: "✅", models.TicketClosed: "🔒"}

// TicketStateText is a ticket's state with its mark.
func TicketStateText(p *i18n.Printer, state models.TicketState) string {
	return ticketIcons[state] + " " + p.T("ticket_state."+string(state))
}

// TicketLine is a ticket in a line: its code and subject, how urgent it is, its state, by when something is to be done, and who has it.
func TicketLine(p *i18n.Printer, t models.Ticket, now time.Time) string {
	who := Mention(t.Assignee)
	if t.Assignee == "" && t.State.Undone() {
		who = p.T("ticket.nobody")
	}
	return joinParts([]string{ownTicketLine(p, t, now), who})
}

// ownTicketLine is a ticket in a line, without who has it.
func ownTicketLine(p *i18n.Printer, t models.Ticket, now time.Time) string {
	priority := ""
	if icon := priorityIcons[t.Priority]; icon != "" {
		priority = PriorityText(p, t.Priority)
	}
	return joinParts([]string{"*" + t.Code + "* " + Clip(Escape(OneLine(t.Subject)), ticketSubject), TicketStateText(p, t.State), priority, TicketDue(p, t.DueAt, now)})
}

// OwnTickets are tickets that the reader has, or that nobody has, each with its customer and the way to it.
func OwnTickets(p *i18n.Printer, page models.TicketPage, now time.Time) (blocks []slack.Block) {
	for _, t := range page.Tickets {
		line := SectionWith(ownTicketLine(p, t, now)+"\n"+ticketCustomer(page.Customers[t.CustomerID]), OpenRecord(p, "ticket", t.Code))
		blocks = append(blocks, NameLine(line, t.Code))
	}
	return blocks
}

// ticketBlocks are the tickets of a customer of which something is left to do, on its card, with the way to all of them.
func ticketBlocks(p *i18n.Printer, card models.Card) []slack.Block {
	if len(card.Tickets) == 0 {
		return nil
	}
	lines := []string{"*" + p.T("card.tickets") + "*"}
	for _, t := range card.Tickets {
		lines = append(lines, "• "+TicketLine(p, t, card.Now))
	}
	if more := card.TicketCount - len(card.Tickets); more > 0 {
		lines = append(lines, p.T("card.tickets_more", "Count", p.Number(more)))
	}
	return []slack.Block{SectionWith(strings.Join(lines, "\n"), RunButton("tickets", "ticket "+card.Customer.Code, p.T("button.open")))}
}

func ticketCustomer(c models.Customer) string {
	return "*" + c.Code + "* " + Clip(Escape(OneLine(c.Name)), TimelineLine)
}

// TicketDue says by when something is to be done, or for how long it should have been; "" where no time runs.
func TicketDue(p *i18n.Printer, due, now time.Time) string {
	switch {
	case due.Equal(models.NoDue()):
		return ""
	case due.After(now):
		return p.T("ticket.due", "At", SlackTime(due))
	}
	return "⚠️ " + p.T("ticket.late", "At", SlackTime(due))
}

// WorkTime is a span of working time in hours and minutes.
func WorkTime(p *i18n.Printer, d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch hours := minutes / 60; {
	case hours == 0:
		return p.T("time.minutes", "Minutes", p.Number(minutes))
	case minutes%60 == 0:
		return p.T("time.hours", "Hours", p.Number(hours))
	default:
		return p.T("time.hours_minutes", "Hours", p.Number(hours), "Minutes", p.Number(minutes%60))
	}
}
