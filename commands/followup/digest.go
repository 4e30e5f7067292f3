package followup

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// digestList names the digest for its rows: with what is unattended, or without.
func digestList(d models.Digest) string {
	if d.Unattended.Total > 0 {
		return listDigest + "," + withUnattended
	}
	return listDigest
}

// digestItems is how many follow-ups a digest shows with buttons: two blocks each, within Slack's 50 a message.
const digestItems = 15

// digest is a person's daily direct message. It may be longer than Slack takes: then it goes out in pages.
func digest(p views.Reader, d models.Digest) surface.Message { return digestOf(p, d, digestItems) }

// digestOf is a digest that shows at most so many follow-ups with buttons.
func digestOf(p views.Reader, d models.Digest, most int) surface.Message {
	total := d.Due.Total()
	text := p.Count("digest.text", total, "Overdue", d.Due.Overdue.Total)
	title := "digest.title"
	if d.Tickets.Total > 0 {
		title = "digest.title_day"
	}
	blocks := []slack.Block{views.Header(p.T(title, "Day", views.Day(p.Printer, d.Today)))}
	switch {
	case total > 0:
	case d.Tickets.Total > 0:
		text = ticketsText(p, d.Tickets)
	case d.Unattended.Total > 0:
		text = p.Count("digest.unattended", d.Unattended.Total)
	case d.Cold.Any():
		text = coldText(p, d.Cold)
	default:
		text = p.T("digest.all_done")
		return surface.Message{Text: text, Blocks: append(blocks, views.Section(text))}
	}
	if d.Late {
		blocks = append(blocks, views.Footnote(p.T("reminder.late")))
	}
	shown := 0
	for _, part := range views.DueParts(p.Printer, d.Due, most) {
		blocks = append(blocks, views.Section("*"+part.Title+"*"))
		for _, item := range part.Items {
			blocks = append(blocks, views.FollowUpRow(p, item, d.Today, digestList(d))...)
			shown++
		}
	}
	if rest := total - shown; rest > 0 {
		blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("due", "due", p.T("due.show_all"))))
	}
	return surface.Message{Text: text, Blocks: slices.Concat(blocks, ticketsDue(p, d.Tickets), unattended(p, d), coldPart(p, d.Cold, d.Today, "cold"))}
}

// coldText says how much went cold.
func coldText(p views.Reader, cold models.ColdPage) string {
	var said []string
	if cold.Total > 0 {
		said = append(said, p.Count("cold.told", cold.Total))
	}
	if cold.DealTotal > 0 {
		said = append(said, p.Count("cold.told_deals", cold.DealTotal))
	}
	return strings.Join(said, " · ")
}

// coldPart shows which customers and deals went cold, with what can be done about each; whose is the command that lists all of them.
func coldPart(p views.Reader, cold models.ColdPage, today models.Date, whose string) (blocks []slack.Block) {
	return append(coldCustomers(p, cold, today, whose), coldDeals(p, cold, today, whose)...)
}

// coldDeals shows which deals went cold.
func coldDeals(p views.Reader, cold models.ColdPage, today models.Date, whose string) (blocks []slack.Block) {
	if cold.DealTotal == 0 {
		return nil
	}
	blocks = append(blocks, views.Section("*🕸️ "+p.Count("cold.told_deals", cold.DealTotal)+"*"))
	for _, d := range cold.Deals {
		line := views.ColdDealLine(p, d, today)
		if whose != "cold" {
			line += " · " + views.Mention(d.Deal.Owner)
		}
		blocks = append(blocks, views.NameLine(views.SectionWith(line, views.OpenRecord(p.Printer, "deal", d.Deal.Code)), d.Deal.Code))
	}
	if rest := cold.DealTotal - len(cold.Deals); rest > 0 {
		blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("cold_deals", whose+" deals", p.T("due.show_all"))))
	}
	return blocks
}

// coldCustomers shows which customers went cold.
func coldCustomers(p views.Reader, cold models.ColdPage, today models.Date, whose string) (blocks []slack.Block) {
	if cold.Total == 0 {
		return nil
	}
	blocks = append(blocks, views.Section("*🧊 "+p.Count("cold.told", cold.Total)+"*"))
	for _, c := range cold.Customers {
		line := views.ColdLine(p, c, today)
		if whose != "cold" {
			line += " · " + views.Mention(c.Customer.Owner)
		}
		blocks = append(blocks, views.NameLine(views.Section(line), c.Customer.Code), views.ColdButtons(p.Printer, c.Customer))
	}
	if rest := cold.Total - len(cold.Customers); rest > 0 {
		blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("cold", whose, p.T("due.show_all"))))
	}
	return blocks
}

// unattendedItems is how many follow-ups of others a digest shows with buttons.
const unattendedItems = 5

// unattended shows whose the follow-ups are that nobody does, with the buttons that give them to somebody else.
func unattended(p views.Reader, d models.Digest) []slack.Block {
	if d.Unattended.Total == 0 {
		return nil
	}
	shown := d.Unattended.FollowUps[:min(len(d.Unattended.FollowUps), unattendedItems)]
	blocks := []slack.Block{views.Section("*" + p.Count("digest.unattended", d.Unattended.Total) + "*")}
	for _, item := range shown {
		row := views.FollowUpRow(p, item, d.Today, digestList(d))
		row[0] = views.Section(views.FollowUpLine(p, item, d.Today) + " · " + views.Mention(item.Assignee))
		blocks = append(blocks, row...)
	}
	if rest := d.Unattended.Total - len(shown); rest > 0 {
		blocks = append(blocks, views.SectionWith(p.Count("due.more", rest), views.RunButton("team", "due team", p.T("due.show_all"))))
	}
	return blocks
}

// reminder is the direct message about one follow-up whose time has come; where it is somebody's who can't be reminded, it says
// so at the end.
func reminder(p views.Reader, r models.Reminder) surface.Message {
	item := r.Item
	text := p.T("reminder.text", "Customer", views.Escape(item.CustomerName), "Code", item.CustomerCode, "Time", p.Clock(item.Due()))
	blocks := []slack.Block{views.Section("⏰ *" + text + "*")}
	if r.Late {
		blocks = append(blocks, views.Footnote(p.T("reminder.late")))
	}
	blocks = append(blocks, views.FollowUpRow(p, item, item.Due().In(p.Location).Day, listReminder)...)
	if r.Instead != "" {
		blocks = append(blocks, views.Footnote("⚠️ "+p.T("reminder.instead", "User", views.Mention(r.Instead))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// summaryItems is how many lines a channel's summary shows: it informs, the digests are for working.
const summaryItems = 20

// summary is the daily message to a team's channel: what is overdue and due today, and whose it is, and which tickets are late or nobody's.
func summary(p views.Reader, d models.Summary) surface.Message {
	total := d.Due.Total()
	text, title := p.Count("summary.text", total, "Overdue", d.Due.Overdue.Total), "summary.title"
	if total == 0 {
		text, title = ticketsLeftText(p, d.Tickets), "summary.title_tickets"
	}
	blocks := []slack.Block{views.Header(p.T(title, "Day", views.Day(p.Printer, d.Today)))}
	if d.Late {
		blocks = append(blocks, views.Footnote(p.T("reminder.late")))
	}
	shown, timed := 0, false
	for _, part := range views.DueParts(p.Printer, d.Due, summaryItems) {
		blocks = append(blocks, views.Section("*"+part.Title+"*"))
		for _, item := range part.Items {
			timed = timed || item.Due().Timed()
			line := views.Section("• " + views.FollowUpLine(p, item.Public(), d.Today) + "  " + views.Mention(item.Assignee))
			blocks = append(blocks, views.NameLine(line, views.Itoa(item.ID)))
			shown++
		}
	}
	if rest := total - shown; rest > 0 {
		blocks = append(blocks, views.Footnote(p.Count("due.more", rest)))
	}
	if timed { // who reads a channel lives anywhere
		blocks = append(blocks, views.Footnote(p.T("time.channel", "Zone", p.OwnZone(d.Today))))
	}
	if total > 0 {
		blocks = append(blocks, views.Actions("", views.RunButton("due", "due", p.T("due.my_day")), views.RunButton("team", "due team", p.T("due.show_all"))))
	}
	return surface.Message{Text: text, Blocks: append(blocks, ticketsLeft(p, d.Tickets.Public())...)}
}
