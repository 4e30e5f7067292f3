package followup

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// ticketsText says how many tickets of a person are due today, and how many are late.
func ticketsText(p views.Reader, due models.TicketsDue) string {
	return p.Count("digest.tickets", due.Total, "Late", due.Late)
}

// ticketsDue shows the tickets of a person that are late or due today.
func ticketsDue(p views.Reader, due models.TicketsDue) []slack.Block {
	if due.Total == 0 {
		return nil
	}
	blocks := append([]slack.Block{views.Section("*🎫 " + ticketsText(p, due) + "*")}, views.OwnTickets(p.Printer, due.TicketPage, due.Now)...)
	if rest := due.Total - len(due.Tickets); rest > 0 {
		blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("tickets", "tickets mine", p.T("due.show_all"))))
	}
	return blocks
}

// ticketsLeftText says how many tickets of the team are late, how many nobody has, and how many messages are nobody's ticket yet.
func ticketsLeftText(p views.Reader, left models.TicketsLeft) string {
	if left.Late.Total+left.Unassigned.Total == 0 {
		return p.Count("ticket.undecided", left.Undecided)
	}
	return p.T("summary.tickets", "Late", p.Number(left.Late.Total), "Unassigned", p.Number(left.Unassigned.Total))
}

// ticketsLeft shows the tickets of a team that are late, and those that nobody has, each part with the way to all of it. A ticket that is both
// stands among the late ones.
func ticketsLeft(p views.Reader, left models.TicketsLeft) (blocks []slack.Block) {
	if !left.Any() {
		return nil
	}
	if left.Undecided > 0 {
		blocks = append(blocks, views.SectionWith("*❔ "+p.Count("ticket.undecided", left.Undecided)+"*", views.RunButton("undecided", "tickets", p.T("due.show_all"))))
	}
	told := map[int64]bool{}
	part := func(title string, page models.TicketPage, command string) {
		if page.Total == 0 {
			return
		}
		blocks = append(blocks, views.SectionWith("*"+title+"*", views.RunButton(command, "tickets "+command, p.T("due.show_all"))))
		for _, t := range page.Tickets {
			if !told[t.ID] {
				told[t.ID] = true
				blocks = append(blocks, ticketRow(p, t, page.Customers[t.CustomerID], left.Now))
			}
		}
		if rest := page.Total - len(page.Tickets); rest > 0 {
			blocks = append(blocks, views.Footnote(p.Count("due.more", rest)))
		}
	}
	part("⚠️ "+p.Count("summary.tickets_late", left.Late.Total), left.Late, "late")
	part("🎫 "+p.Count("summary.tickets_unassigned", left.Unassigned.Total), left.Unassigned, "unassigned")
	return blocks
}

// ticketRow is a ticket in a channel: who opens it sees it by their rights.
func ticketRow(p views.Reader, t models.Ticket, c models.Customer, now time.Time) slack.Block {
	return views.NameLine(views.Section("• "+views.TicketLine(p.Printer, t, now)+" · *"+c.Code+"* "+views.Clip(views.Escape(views.OneLine(c.Name)), views.TimelineLine)), t.Code)
}
