package ticket

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// maxAlerts is how many tickets a message names.
const maxAlerts = 12

// alerts tells somebody of tickets whose targets are over, or will be soon: of one with what may be done, of several together.
func alerts(p views.Reader, told models.AlertsTold) surface.Message {
	if len(told.Items) == 1 {
		return lateness(p, told.Items[0], told.Late)
	}
	over := 0
	for _, item := range told.Items {
		if item.Over {
			over++
		}
	}
	var parts []string
	if over > 0 {
		parts = append(parts, p.Count("alerts.over", over))
	}
	if soon := len(told.Items) - over; soon > 0 {
		parts = append(parts, p.Count("alerts.soon", soon))
	}
	text := p.List(parts)
	var lines []string
	for _, item := range told.Items[:min(len(told.Items), maxAlerts)] {
		lines = append(lines, alertLine(p.Printer, item)+" · "+whose(p.Printer, item.Ticket))
	}
	if more := len(told.Items) - maxAlerts; more > 0 {
		lines = append(lines, p.Count("alerts.more", more))
	}
	blocks := append([]slack.Block{views.Section("⏰ *" + text + "*")}, views.Sections(strings.Join(lines, "\n"))...)
	return surface.Message{Text: text, Blocks: append(afterwards(p.Printer, blocks, told.Late), views.Actions("", views.RunButton("queue", "tickets", p.T("button.ticket_queue"))))}
}

// lateness tells of one ticket.
func lateness(p views.Reader, item models.AlertTold, late bool) surface.Message {
	t := item.Ticket
	key := "alert.soon_" + string(item.Target)
	if item.Over {
		key = "alert.over_" + string(item.Target)
	}
	text := p.T(key, "Code", t.Code)
	lines := []string{"⏰ *" + text + "*", alertLine(p.Printer, item), views.CardTitle(item.Customer), whose(p.Printer, t)}
	blocks := afterwards(p.Printer, []slack.Block{views.Section(strings.Join(lines, "\n"))}, late)
	return surface.Message{Text: text + " · " + views.Escape(views.OneLine(t.Subject)), Blocks: append(blocks, views.Actions("", ticketButtons(p.Printer, t)...))}
}

// ticketButtons are what may be done with a ticket of which somebody is told.
func ticketButtons(p *i18n.Printer, t models.Ticket) []slack.BlockElement {
	return []slack.BlockElement{
		views.Primary(views.OpenRecord(p, "ticket", t.Code)),
		views.Button(takeAction, fmt.Sprint(t.ID), p.T("button.ticket_take")), views.RunButton("edit", "ticket "+t.Code+" edit", p.T("button.ticket_assign")),
	}
}

func afterwards(p *i18n.Printer, blocks []slack.Block, late bool) []slack.Block {
	if late {
		blocks = append(blocks, views.Footnote(p.T("alert.afterwards")))
	}
	return blocks
}

// alertLine is a ticket of which somebody is told: what it is about, how urgent it is, and until or since when.
func alertLine(p *i18n.Printer, item models.AlertTold) string {
	t := item.Ticket
	when := p.T("ticket.due", "At", views.SlackTime(item.Time.Due))
	if item.Over {
		when = "⚠️ " + p.T("ticket.late", "At", views.SlackTime(item.Time.Due))
	}
	return strings.Join([]string{"*" + t.Code + "* " + views.Clip(views.Escape(views.OneLine(t.Subject)), views.TimelineLine), views.PriorityText(p, t.Priority), when}, " · ")
}

// assigned tells somebody that a ticket was given to them.
func assigned(p views.Reader, told models.AssignedTold) surface.Message {
	t := told.Ticket
	text := p.T("alert.assigned", "Code", t.Code)
	line := "*" + t.Code + "* " + views.Clip(views.Escape(views.OneLine(t.Subject)), views.TimelineLine) + " · " + views.PriorityText(p.Printer, t.Priority)
	if !t.DueAt.Equal(models.NoDue()) {
		line += " · " + p.T("ticket.due", "At", views.SlackTime(t.DueAt))
	}
	lines := []string{"🎫 *" + text + "*", line, views.CardTitle(told.Customer)}
	buttons := []slack.BlockElement{
		views.Primary(views.OpenRecord(p.Printer, "ticket", t.Code)), views.RunButton("edit", "ticket "+t.Code+" edit", p.T("button.ticket_assign")),
	}
	return surface.Message{Text: text + " · " + views.Escape(views.OneLine(t.Subject)), Blocks: []slack.Block{views.Section(strings.Join(lines, "\n")), views.Actions("", buttons...)}}
}
