package views

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The buttons of a follow-up.
const (
	FollowUpDoneAction   = "followup.done"
	FollowUpSnoozeAction = "followup.snooze"
	FollowUpEditAction   = "followup.edit"
)

// DuePageAction is the button that shows the next page of a list of follow-ups.
const DuePageAction = "due.page"

// The lists a follow-up's row can stand in. It is kept in the row's block_id, so that the list can be shown anew in
// the place where a button was pressed.
const (
	ListDigest   = "digest" // followed by WithUnattended where it shows that: digest,unattended
	ListReminder = "reminder"
	ListDue      = "due" // followed by range and assignee: due,week,U0123
)

// WithUnattended says of a digest that it also shows what others have to do who can't be told of it.
const WithUnattended = "unattended"

// rowPrefix begins the block_id of a follow-up's buttons: followup/17.2/digest, with the version that the row shows. Once it
// is changed its row asks anew.
const rowPrefix = "followup"

// RowList returns the list a pressed row stands in, from its block_id; "" when it is not such a row.
func RowList(blockID string) string {
	parts := strings.SplitN(blockID, "/", 3)
	if len(parts) != 3 || parts[0] != rowPrefix {
		return ""
	}
	return parts[2]
}

// The choices of a snooze button, as they stand in its value after the id: 17:1d.
const (
	SnoozeTomorrow  = "1d"
	SnoozeThreeDays = "3d"
	SnoozeNextWeek  = "1w"
	SnoozePick      = "pick"
	SnoozeCancel    = "cancel"
)

// FollowUpRow is a follow-up in a list: what and when, and its buttons.
func FollowUpRow(p Reader, item models.DueFollowUp, today models.Date, list string) []slack.Block {
	id := Itoa(item.ID)
	var snoozes []*slack.OptionBlockObject
	for _, choice := range []string{SnoozeTomorrow, SnoozeThreeDays, SnoozeNextWeek, SnoozePick, SnoozeCancel} {
		snoozes = append(snoozes, slack.NewOptionBlockObject(id+":"+choice, plain(p.T("snooze."+choice), MaxOption), nil))
	}
	return []slack.Block{
		Section(followUpLine(p, item, today)),
		Actions(rowPrefix+"/"+id+"."+Itoa(int64(item.Version))+"/"+list,
			Primary(Button(FollowUpDoneAction+"/"+id, id, p.T("button.done"))),
			snoozeMenu(p.Printer, FollowUpSnoozeAction+"/"+id, snoozes),
			Button(FollowUpEditAction+"/"+id, id, p.T("button.reassign")),
			RunButton("log", "log "+item.CustomerCode, p.T("button.log")),
			RunButton("open", "show "+item.CustomerCode, p.T("button.open")),
		),
	}
}

// snoozeMenu is a drop-down rather than an overflow menu: its purpose stands on it.
func snoozeMenu(p *i18n.Printer, actionID string, options []*slack.OptionBlockObject) *slack.SelectBlockElement {
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(p.T("button.snooze"), maxPlaceholder), actionID, options...)
}

// followUpLine is a follow-up in one line: C001 ABC公司 · 送报价 · 2026-12-01（周二） 10:00 · 3 days overdue. today is on the
// reader's clock.
func followUpLine(p Reader, item models.DueFollowUp, today models.Date) string {
	parts := []string{"*" + item.CustomerCode + "* " + Escape(OneLine(item.CustomerName))}
	if item.Title != "" {
		parts = append(parts, Escape(OneLine(item.Title)))
	}
	parts = append(parts, p.due(item.Due()))
	if days := item.Overdue(today, p.zone); days > 0 {
		parts = append(parts, "⚠️ "+p.Count("due.days_overdue", days))
	}
	return strings.Join(parts, " · ")
}

// PlanFollowUp is the form of a follow-up; known is nil when the customer is yet to be chosen.
func PlanFollowUp(p *i18n.Printer, known *models.Customer, in models.FollowUpInput) surface.Modal {
	return surface.Modal{
		Callback: FollowModal, Title: p.T("modal.follow.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			CustomerInput(p, known),
			DateInput(p, models.FieldDueOn, in.DueOn).WithOptional(false),
			TimeInput(p, models.FieldDueTime, in.DueTime),
			Optional(TextInput(p, models.FieldTitle, in.Title, models.MaxFollowUpTitle, false)),
			UserInput(p, models.FieldAssignee, in.Assignee),
		},
	}
}

// EditFollowUp is the form of an open follow-up: another day, time or text, or somebody else's. Day and time stand in it as
// the reader's clock shows them.
func EditFollowUp(p Reader, item models.DueFollowUp, today models.Date) surface.Modal {
	due := item.Due()
	return surface.Modal{
		Callback: EditFollowModal, Title: p.T("modal.edit_follow.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			Section(followUpLine(p, item, today)),
			UserInput(p.Printer, models.FieldAssignee, item.Assignee).WithOptional(false),
			DateInput(p.Printer, models.FieldDueOn, due.In(p.zone).Day).WithOptional(false),
			dueTimeInput(p, models.FieldDueTime, due),
			Optional(TextInput(p.Printer, models.FieldTitle, item.Title, models.MaxFollowUpTitle, false)),
		},
	}
}

// The proposals of when the next follow-up is, besides a day of one's own.
const (
	NextNone     = "none"
	NextWeek     = "1w"
	NextTwoWeeks = "2w"
	NextMonth    = "1m"
)

// Proposal is a day that is proposed for the next follow-up.
type Proposal struct {
	Choice string // one of the Next constants
	Day    models.Date
}

// nextInput proposes when the next follow-up is; it begins with none.
func nextInput(p *i18n.Printer, proposals []Proposal) *slack.InputBlock {
	options := []*slack.OptionBlockObject{Option(NextNone, p.T("next.none"))}
	for _, proposal := range proposals {
		options = append(options, Option(proposal.Choice, p.T("next."+proposal.Choice, "Day", day(p, proposal.Day))))
	}
	return Optional(ChooseInput(p, models.InputNext, options, NextNone))
}

// FollowUpDone is the form that asks what came of a follow-up and proposes the next one.
func FollowUpDone(p Reader, item models.DueFollowUp, today models.Date, proposals []Proposal) surface.Modal {
	next := DateInput(p.Printer, models.FieldDueOn, models.Date{})
	next.Label = plain(p.T("modal.done.next"), inputMax)
	title := TextInput(p.Printer, models.FieldTitle, "", models.MaxFollowUpTitle, false)
	title.Label = plain(p.T("modal.done.next_title"), inputMax)
	return surface.Modal{
		Callback: DoneModal, Title: p.T("modal.done.title"), Submit: p.T("button.done"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			Section(followUpLine(p, item, today)),
			Optional(TextInput(p.Printer, models.FieldOutcome, "", models.MaxOutcome, true)),
			nextInput(p.Printer, proposals),
			next,
			Optional(title),
		},
	}
}

// SnoozeFollowUp is the form that asks for another day.
func SnoozeFollowUp(p Reader, item models.DueFollowUp, today models.Date) surface.Modal {
	return surface.Modal{
		Callback: SnoozeModal, Title: p.T("modal.snooze.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			Section(followUpLine(p, item, today)),
			DateInput(p.Printer, models.FieldDueOn, today.AddDays(1)).WithOptional(false),
		},
	}
}

// WhichDay asks what a date phrase means, with a button for each reading that does what was asked with it.
func WhichDay(p *i18n.Printer, phrase string, readings []Reading) surface.Message {
	text := p.T("follow.which", "Phrase", Escape(Clip(OneLine(phrase), maxQuoted)))
	buttons := make([]slack.BlockElement, len(readings))
	for i, r := range readings {
		buttons[i] = RunButton(Itoa(int64(i)), r.Command, said(p, r.Moment))
	}
	return surface.Message{Text: text, Blocks: []slack.Block{Section(text), Actions("", buttons...)}}
}

// Reading is one meaning of a date phrase, and the command that takes it.
type Reading struct {
	models.Moment
	Command string
}

// Planned says what follow-up was planned, with the day as it was understood; a day off by the calendar is pointed out. ring
// is where who is to do it lives.
func Planned(p Reader, c models.Customer, f models.FollowUp, calendar workday.Calendar, ring *time.Location) surface.Message {
	text := "🗓️ " + p.T("notice.planned", "Code", c.Code, "Name", Escape(c.Name), "When", p.due(f.Due()))
	body := text
	if f.Title != "" {
		body += "\n" + Escape(OneLine(f.Title))
	}
	if off := DayOff(p.Printer, calendar, f.Due().In(p.zone).Day); off != "" {
		body += "\n" + off
	}
	if rings := Rings(p, f, ring); rings != "" {
		text, body = text+" · "+rings, body+"\n"+rings
	}
	id := Itoa(f.ID)
	return surface.Message{Text: text, Blocks: []slack.Block{
		Section(body + "  " + Mention(f.Assignee)),
		Actions(rowPrefix+"/"+id+"/"+ListReminder,
			Button(FollowUpSnoozeAction+"/"+id, id+":"+SnoozePick, p.T("button.move")),
			RunButton("open", "show "+c.Code, p.T("button.open"))),
	}}
}

// Rings says when a moment comes for who is to do it, where their clock shows another time than the reader's; else "". ring
// is where they live; nil is not known.
func Rings(p Reader, f models.FollowUp, ring *time.Location) string {
	due := f.Due()
	if ring == nil || !due.Timed() || f.Assignee == "" || due.In(ring) == due.In(p.zone) {
		return ""
	}
	return "⏰ " + p.T("notice.rings", "User", Mention(f.Assignee), "When", p.dueNextTo(due, ring))
}

// FollowUpChanged says in a line what a follow-up is now, and whose. ring is where they live.
func FollowUpChanged(p Reader, item models.DueFollowUp, calendar workday.Calendar, ring *time.Location) surface.Message {
	text := p.T("notice.followup_changed", "Code", item.CustomerCode, "Name", Escape(OneLine(item.CustomerName)),
		"When", p.due(item.Due()), "User", Mention(item.Assignee))
	return Notice(joined(text, DayOff(p.Printer, calendar, item.Due().In(p.zone).Day), Rings(p, item.FollowUp, ring)))
}

// joined puts sentences one after the other, those that there are.
func joined(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}

// FollowUpClosed says in a line what became of a follow-up: done, cancelled, or moved to another day, which is pointed
// out when the calendar has it off. ring is where who is to do it lives.
func FollowUpClosed(p Reader, item models.DueFollowUp, calendar workday.Calendar, ring *time.Location) surface.Message {
	key, off, rings := "notice.followup_moved", "", ""
	switch item.State {
	case models.FollowUpDone:
		key = "notice.followup_done"
	case models.FollowUpCancelled:
		key = "notice.followup_cancelled"
	case models.FollowUpPlanned:
		off, rings = DayOff(p.Printer, calendar, item.Due().In(p.zone).Day), Rings(p, item.FollowUp, ring)
	}
	text := p.T(key, "Code", item.CustomerCode, "Name", Escape(OneLine(item.CustomerName)), "When", p.due(item.Due()))
	text = joined(text, off, rings)
	body := text
	if item.Title != "" {
		body += " · " + Escape(OneLine(item.Title))
	}
	if item.Outcome != "" {
		body += "\n" + Escape(item.Outcome)
	}
	return surface.Message{Text: text, Blocks: []slack.Block{Section(body), Actions("",
		RunButton("open", "show "+item.CustomerCode, p.T("button.open")),
		RunButton("follow", "follow "+item.CustomerCode, p.T("button.follow")))}}
}

// WithNotice puts what was just done above a list.
func WithNotice(notice, list surface.Message) surface.Message {
	return surface.Message{Text: notice.Text, Blocks: append([]slack.Block{Footnote(notice.Text)}, list.Blocks...)}
}

// DueList is a page of open follow-ups with their buttons. list names it, for the rows; next is the value of the
// button that shows the next page, "" when this is the last.
func DueList(p Reader, q models.DueQuery, page models.DuePage, list, next string) surface.Message {
	title := p.T("due.title_" + string(q.Range))
	text := title + " · " + p.Count("due.count", page.Total)
	who := p.T("due.everybody")
	if q.Assignee != "" {
		who = Mention(q.Assignee)
	}
	blocks := []slack.Block{Section("*" + text + "* · " + who)}
	if len(page.FollowUps) == 0 {
		blocks = append(blocks, Section(p.T("due.none")))
	}
	for _, item := range page.FollowUps {
		blocks = append(blocks, FollowUpRow(p, item, q.Today, list)...)
	}
	buttons := []slack.BlockElement{RunButton("new", "follow", p.T("button.follow"))}
	if next != "" {
		buttons = append(buttons, Button(DuePageAction, next, p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, Actions("", buttons...))}
}
