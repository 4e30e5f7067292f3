package followup

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// duePageAction is the button that shows the next page of a list of follow-ups.
const duePageAction = "due.page"

// The lists a follow-up's row can stand in. It is kept in the row's block_id, so that the list can be shown anew in
// the place where a button was pressed.
const (
	listDigest   = "digest" // followed by WithUnattended where it shows that: digest,unattended
	listReminder = "reminder"
	listDue      = "due" // followed by range and assignee: due,week,U0123
)

// withUnattended says of a digest that it also shows what others have to do who can't be told of it.
const withUnattended = "unattended"

// planFollowUp is the form of a follow-up; known is nil when the customer is yet to be chosen.
func planFollowUp(p *i18n.Printer, known *models.Customer, in models.FollowUpInput) surface.Modal {
	return surface.Modal{
		Callback: followModal, Title: p.T("modal.follow.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.CustomerInput(p, known),
			views.DateInput(p, models.FieldDueOn, in.DueOn).WithOptional(false),
			views.TimeInput(p, models.FieldDueTime, in.DueTime),
			views.Optional(views.TextInput(p, models.FieldTitle, in.Title, models.MaxFollowUpTitle, false)),
			views.UserInput(p, models.FieldAssignee, in.Assignee),
		},
	}
}

// editFollowUp is the form of an open follow-up: another day, time or text, or somebody else's. Day and time stand in it as
// the reader's clock shows them.
func editFollowUp(p views.Reader, item models.DueFollowUp, today models.Date) surface.Modal {
	due := item.Due()
	return surface.Modal{
		Callback: editFollowModal, Title: p.T("modal.edit_follow.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Section(views.FollowUpLine(p, item, today)),
			views.UserInput(p.Printer, models.FieldAssignee, item.Assignee).WithOptional(false),
			views.DateInput(p.Printer, models.FieldDueOn, due.In(p.Location).Day).WithOptional(false),
			views.DueTimeInput(p, models.FieldDueTime, due),
			views.Optional(views.TextInput(p.Printer, models.FieldTitle, item.Title, models.MaxFollowUpTitle, false)),
		},
	}
}

// The proposals of when the next follow-up is, besides a day of one's own.
const (
	nextNone     = "none"
	nextWeek     = "1w"
	nextTwoWeeks = "2w"
	nextMonth    = "1m"
)

// proposal is a day that is proposed for the next follow-up.
type proposal struct {
	Choice string // one of the Next constants
	Day    models.Date
}

// nextInput proposes when the next follow-up is; it begins with none.
func nextInput(p *i18n.Printer, proposals []proposal) *slack.InputBlock {
	options := []*slack.OptionBlockObject{views.Option(nextNone, p.T("next.none"))}
	for _, proposal := range proposals {
		options = append(options, views.Option(proposal.Choice, p.T("next."+proposal.Choice, "Day", views.Day(p, proposal.Day))))
	}
	return views.Optional(views.ChooseInput(p, models.InputNext, options, nextNone))
}

// followUpDone is the form that asks what came of a follow-up and proposes the next one.
func followUpDone(p views.Reader, item models.DueFollowUp, today models.Date, proposals []proposal) surface.Modal {
	next := views.DateInput(p.Printer, models.FieldDueOn, models.Date{})
	next.Label = views.Plain(p.T("modal.done.next"), views.InputMax)
	title := views.TextInput(p.Printer, models.FieldTitle, "", models.MaxFollowUpTitle, false)
	title.Label = views.Plain(p.T("modal.done.next_title"), views.InputMax)
	return surface.Modal{
		Callback: doneModal, Title: p.T("modal.done.title"), Submit: p.T("button.done"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Section(views.FollowUpLine(p, item, today)),
			views.Optional(views.TextInput(p.Printer, models.FieldOutcome, "", models.MaxOutcome, true)),
			nextInput(p.Printer, proposals),
			next,
			views.Optional(title),
		},
	}
}

// snoozeFollowUp is the form that asks for another day; it begins with a proposed one.
func snoozeFollowUp(p views.Reader, item models.DueFollowUp, today, proposed models.Date) surface.Modal {
	return surface.Modal{
		Callback: snoozeModal, Title: p.T("modal.snooze.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Section(views.FollowUpLine(p, item, today)),
			views.DateInput(p.Printer, models.FieldDueOn, proposed).WithOptional(false),
		},
	}
}

// plannedMessage says what follow-up was planned, with the day as it was understood; a day off by the calendar is pointed out. ring
// is where who is to do it lives.
func plannedMessage(p views.Reader, c models.Customer, f models.FollowUp, calendar workday.Calendar, ring *time.Location) surface.Message {
	text := "🗓️ " + p.T("notice.planned", "Code", c.Code, "Name", views.Escape(c.Name), "When", p.Due(f.Due()))
	body := text
	if f.Title != "" {
		body += "\n" + views.Escape(views.OneLine(f.Title))
	}
	if off := views.DayOff(p.Printer, calendar, f.Due().In(p.Location).Day); off != "" {
		body += "\n" + off
	}
	if rings := views.Rings(p, f, ring); rings != "" {
		text, body = text+" · "+rings, body+"\n"+rings
	}
	id := views.Itoa(f.ID)
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Section(body + "  " + views.Mention(f.Assignee)),
		views.Actions(views.RowPrefix+"/"+id+"/"+listReminder,
			views.Button(views.FollowUpSnoozeAction+"/"+id, id+":"+views.SnoozePick, p.T("button.move")),
			views.RunButton("open", "show "+c.Code, p.T("button.open"))),
	}}
}

// followUpChanged says in a line what a follow-up is now, and whose. ring is where they live.
func followUpChanged(p views.Reader, item models.DueFollowUp, calendar workday.Calendar, ring *time.Location) surface.Message {
	text := p.T("notice.followup_changed", "Code", item.CustomerCode, "Name", views.Escape(views.OneLine(item.CustomerName)),
		"When", p.Due(item.Due()), "User", views.Mention(item.Assignee))
	return views.Notice(joined(text, views.DayOff(p.Printer, calendar, item.Due().In(p.Location).Day), views.Rings(p, item.FollowUp, ring)))
}

// joined puts sentences one after the other, those that there are.
func joined(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}

// followUpClosed says in a line what became of a follow-up: done, cancelled, or moved to another day, which is pointed
// out when the calendar has it off. ring is where who is to do it lives; notes are sentences on what was done.
func followUpClosed(p views.Reader, item models.DueFollowUp, calendar workday.Calendar, ring *time.Location, notes ...string) surface.Message {
	key, off, rings := "notice.followup_moved", "", ""
	switch item.State {
	case models.FollowUpDone:
		key = "notice.followup_done"
	case models.FollowUpCancelled:
		key = "notice.followup_cancelled"
	case models.FollowUpPlanned:
		off, rings = views.DayOff(p.Printer, calendar, item.Due().In(p.Location).Day), views.Rings(p, item.FollowUp, ring)
	}
	text := p.T(key, "Code", item.CustomerCode, "Name", views.Escape(views.OneLine(item.CustomerName)), "When", p.Due(item.Due()))
	text = joined(append([]string{text, off, rings}, notes...)...)
	body := text
	if item.Title != "" {
		body += " · " + views.Escape(views.OneLine(item.Title))
	}
	if item.Outcome != "" {
		body += "\n" + views.Escape(item.Outcome)
	}
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(body), views.Actions("",
		views.RunButton("open", "show "+item.CustomerCode, p.T("button.open")),
		views.RunButton("follow", "follow "+item.CustomerCode, p.T("button.follow")))}}
}

// putToWorkday says for which day off it was put to another.
func putToWorkday(p *i18n.Printer, off models.Date) string {
	return p.T("notice.put_to_workday", "Day", views.Day(p, off))
}

// skipped says that the clocks skip the time at which something was due on the day to which it was moved; else "".
func skipped(p *i18n.Printer, before, moved models.Due) string {
	was, _, _ := before.Elsewhere(time.UTC)
	is, _, _ := moved.Elsewhere(time.UTC)
	if !before.Timed() || !moved.Timed() || was.Time == is.Time {
		return ""
	}
	return p.T("notice.clocks_skip", "Time", string(was.Time), "Now", string(is.Time))
}

// dueList is a page of open follow-ups with their buttons. list names it, for the rows; next is the value of the
// button that shows the next page, "" when this is the last.
func dueList(p views.Reader, q models.DueQuery, page models.DuePage, list, next string, mayBulk bool) surface.Message {
	title := p.T("due.title_" + string(q.Range))
	text := title + " · " + p.Count("due.count", page.Total)
	who := p.T("due.everybody")
	if q.Assignee != "" {
		who = views.Mention(q.Assignee)
	}
	blocks := []slack.Block{views.Section("*" + text + "* · " + who)}
	if len(page.FollowUps) == 0 {
		blocks = append(blocks, views.Section(p.T("due.none")))
	}
	for _, item := range page.FollowUps {
		blocks = append(blocks, views.FollowUpRow(p, item, q.Today, list)...)
	}
	buttons := []slack.BlockElement{views.RunButton("new", "follow", p.T("button.follow"))}
	if next != "" {
		buttons = append(buttons, views.Button(duePageAction, next, p.T("button.more")))
	}
	if mayBulk && page.Total > 1 {
		buttons = append(buttons, views.Button(views.BulkAction, views.DueScope(q.Range, q.Assignee), p.T("button.bulk")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// The callback IDs of a follow-up's forms.
const (
	followModal     = "followup.plan"
	doneModal       = "followup.done"
	snoozeModal     = "followup.snooze"
	editFollowModal = "followup.edit"
)
