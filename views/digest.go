package views

import (
	"strconv"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// digestList names the digest for its rows: with what is unattended, or without.
func digestList(d models.Digest) string {
	if d.Unattended.Total > 0 {
		return ListDigest + "," + WithUnattended
	}
	return ListDigest
}

// digestItems is how many follow-ups a digest shows with buttons: two blocks each, within Slack's 50 a message.
const digestItems = 15

// Digest is a person's daily direct message.
func Digest(p Reader, d models.Digest) surface.Message {
	total := d.Due.Total()
	text := p.Count("digest.text", total, "Overdue", d.Due.Overdue.Total)
	blocks := []slack.Block{Header(p.T("digest.title", "Day", day(p.Printer, d.Today)))}
	if total == 0 && d.Unattended.Total > 0 {
		text = p.Count("digest.unattended", d.Unattended.Total)
	} else if total == 0 {
		text = p.T("digest.all_done")
		return surface.Message{Text: text, Blocks: append(blocks, Section(text))}
	}
	if d.Late {
		blocks = append(blocks, Footnote(p.T("reminder.late")))
	}
	shown := 0
	for _, part := range DueParts(p.Printer, d.Due, digestItems) {
		blocks = append(blocks, Section("*"+part.Title+"*"))
		for _, item := range part.Items {
			blocks = append(blocks, FollowUpRow(p, item, d.Today, digestList(d))...)
			shown++
		}
	}
	if rest := total - shown; rest > 0 {
		blocks = append(blocks, SectionWith(p.Count("due.more", rest), RunButton("due", "due", p.T("due.show_all"))))
	}
	return surface.Message{Text: text, Blocks: append(blocks, unattended(p, d)...)}
}

// unattendedItems is how many follow-ups of others a digest shows with buttons.
const unattendedItems = 5

// unattended shows whose the follow-ups are that nobody does, with the buttons that give them to somebody else.
func unattended(p Reader, d models.Digest) []slack.Block {
	if d.Unattended.Total == 0 {
		return nil
	}
	shown := d.Unattended.FollowUps[:min(len(d.Unattended.FollowUps), unattendedItems)]
	blocks := []slack.Block{Section("*" + p.Count("digest.unattended", d.Unattended.Total) + "*")}
	for _, item := range shown {
		row := FollowUpRow(p, item, d.Today, digestList(d))
		row[0] = Section(followUpLine(p, item, d.Today) + " · " + Mention(item.Assignee))
		blocks = append(blocks, row...)
	}
	if rest := d.Unattended.Total - len(shown); rest > 0 {
		blocks = append(blocks, SectionWith(p.Count("due.more", rest), RunButton("team", "due team", p.T("due.show_all"))))
	}
	return blocks
}

// Reminder is the direct message about one follow-up whose time has come; where it is somebody's who can't be reminded, it says
// so at the end.
func Reminder(p Reader, r models.Reminder) surface.Message {
	item := r.Item
	text := p.T("reminder.text", "Customer", Escape(item.CustomerName), "Code", item.CustomerCode, "Time", p.clock(item.Due()))
	blocks := []slack.Block{Section("⏰ *" + text + "*")}
	if r.Late {
		blocks = append(blocks, Footnote(p.T("reminder.late")))
	}
	blocks = append(blocks, FollowUpRow(p, item, item.Due().In(p.zone).Day, ListReminder)...)
	if r.Instead != "" {
		blocks = append(blocks, Footnote("⚠️ "+p.T("reminder.instead", "User", Mention(r.Instead))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// summaryItems is how many lines a channel's summary shows: it informs, the digests are for working.
const summaryItems = 20

// Summary is the daily message to a team's channel: what is overdue and due today, and whose it is.
func Summary(p Reader, d models.Summary) surface.Message {
	total := d.Due.Total()
	text := p.Count("summary.text", total, "Overdue", d.Due.Overdue.Total)
	blocks := []slack.Block{Header(p.T("summary.title", "Day", day(p.Printer, d.Today)))}
	if d.Late {
		blocks = append(blocks, Footnote(p.T("reminder.late")))
	}
	shown, timed := 0, false
	for _, part := range DueParts(p.Printer, d.Due, summaryItems) {
		blocks = append(blocks, Section("*"+part.Title+"*"))
		for _, item := range part.Items {
			timed = timed || item.Due().Timed()
			blocks = append(blocks, Section("• "+followUpLine(p, item.Public(), d.Today)+"  "+Mention(item.Assignee)))
			shown++
		}
	}
	if rest := total - shown; rest > 0 {
		blocks = append(blocks, Footnote(p.Count("due.more", rest)))
	}
	if timed { // who reads a channel lives anywhere
		blocks = append(blocks, Footnote(p.T("time.channel", "Zone", p.OwnZone(d.Today))))
	}
	blocks = append(blocks, Actions("", RunButton("due", "due", p.T("due.my_day")), RunButton("team", "due team", p.T("due.show_all"))))
	return surface.Message{Text: text, Blocks: blocks}
}

// duePart is a titled part of a list of what is due.
type duePart struct {
	Title string // with the number of all, shown or not
	Items []models.DueFollowUp
}

// DueParts are what is overdue and what is due today, as far as there is any, with at most so many items together. A third
// of the room is kept for today's, however much is overdue.
func DueParts(p *i18n.Printer, due models.DueDay, most int) []duePart {
	overdue, today := due.Overdue.FollowUps, due.Today.FollowUps
	overdue = overdue[:min(len(overdue), most-min(len(today), most/3))]
	today = today[:min(len(today), most-len(overdue))]
	var parts []duePart
	if len(overdue) > 0 {
		parts = append(parts, duePart{p.Count("due.overdue", due.Overdue.Total), overdue})
	}
	if len(today) > 0 {
		parts = append(parts, duePart{p.Count("due.today", due.Today.Total), today})
	}
	return parts
}

func Itoa(n int64) string { return strconv.FormatInt(n, 10) }
