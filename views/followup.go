package views

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The buttons of a follow-up.
const (
	FollowUpDoneAction   = "followup.done"
	FollowUpSnoozeAction = "followup.snooze"
	FollowUpEditAction   = "followup.edit"
)

// RowPrefix begins the block_id of a follow-up's buttons: followup/17.2/digest, with the version that the row shows. A follow-up
// that was changed has rows with another block_id, whose buttons may be pressed again.
const RowPrefix = "followup"

// RowList returns the list a pressed row stands in, from its block_id; "" when it is not such a row.
func RowList(blockID string) string {
	parts := strings.SplitN(blockID, "/", 3)
	if len(parts) != 3 || parts[0] != RowPrefix {
		return ""
	}
	return parts[2]
}

// linePrefix begins the block_id of a line that stands for a record, without a row of buttons of its own that change it.
const linePrefix = "line/"

// NameLine names the line of a record, by its code or its ID: among those that a message tells, whose page may be followed by another, and on
// the page itself.
func NameLine(line *slack.SectionBlock, record string) *slack.SectionBlock {
	line.BlockID = linePrefix + record
	return line
}

// NamePage notes on each row of a page which rows and lines stand there, so that the page is shown anew when one of them was pressed:
// followup/17.2/digest becomes followup/17.2/digest,page=17+18+T003.
func NamePage(blocks []slack.Block) {
	var rows []*slack.ActionBlock
	var names []string
	for _, block := range blocks {
		if line, is := strings.CutPrefix(block.ID(), linePrefix); is {
			names = append(names, line)
		}
		row, is := block.(*slack.ActionBlock)
		if !is || RowList(row.BlockID) == "" {
			continue
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(row.BlockID, RowPrefix+"/"), ".")
		rows, names = append(rows, row), append(names, id)
	}
	name := pageMark + strings.Join(names, "+")
	if surface.Size(blocks)+len(rows)*len(name) > surface.MaxChars {
		return // the whole list is shown anew
	}
	for _, row := range rows {
		if len(row.BlockID)+len(name) <= MaxBlockID {
			row.BlockID += name
		}
	}
}

// pageMark stands in a list's name before the names of a page's rows and lines.
const pageMark = ",page="

// Page are the rows and lines of a page, by the IDs of follow-ups and the codes of other records; nil is a list that is shown as a whole.
type Page map[string]bool

// CutPage takes what NamePage has noted off the name of a list.
func CutPage(list string) (name string, page Page) {
	name, rows, is := strings.Cut(list, pageMark)
	if !is {
		return list, nil
	}
	page = Page{}
	for row := range strings.SplitSeq(rows, "+") {
		page[row] = true
	}
	return name, page
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
		snoozes = append(snoozes, slack.NewOptionBlockObject(id+":"+choice, Plain(p.T("snooze."+choice), MaxOption), nil))
	}
	return []slack.Block{
		Section(FollowUpLine(p, item, today)),
		Actions(RowPrefix+"/"+id+"."+Itoa(int64(item.Version))+"/"+list,
			Primary(Button(FollowUpDoneAction+"/"+id, id, p.T("button.done"))),
			snoozeMenu(p.Printer, FollowUpSnoozeAction+"/"+id, snoozes),
			Button(FollowUpEditAction+"/"+id, id, p.T("button.reassign")),
			RunButton("log", "log "+item.CustomerCode, p.T("button.log")),
			RunButton("open", "show "+item.CustomerCode, p.T("button.open")),
		),
	}
}

// snoozeMenu is a drop-down and no overflow menu, since a drop-down says what it is for.
func snoozeMenu(p *i18n.Printer, actionID string, options []*slack.OptionBlockObject) *slack.SelectBlockElement {
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, Plain(p.T("button.snooze"), maxPlaceholder), actionID, options...)
}

// FollowUpLine is a follow-up in one line: C001 ABC公司 · 送报价 · 2026-12-01（周二） 10:00 · 3 days overdue. today is on the
// reader's clock.
func FollowUpLine(p Reader, item models.DueFollowUp, today models.Date) string {
	parts := []string{"*" + item.CustomerCode + "* " + Escape(OneLine(item.CustomerName))}
	if item.Title != "" {
		parts = append(parts, Escape(OneLine(item.Title)))
	}
	parts = append(parts, p.Due(item.Due()))
	if days := item.Overdue(today, p.Location); days > 0 {
		parts = append(parts, "⚠️ "+p.Count("due.days_overdue", days))
	}
	return strings.Join(parts, " · ")
}

// Rings says at what time a follow-up reminds its assignee, where their clock shows another time than the reader's; else it is "".
// ring is the assignee's zone; nil means that nobody knows it.
func Rings(p Reader, f models.FollowUp, ring *time.Location) string {
	due := f.Due()
	if ring == nil || !due.Timed() || f.Assignee == "" || due.In(ring) == due.In(p.Location) {
		return ""
	}
	return "⏰ " + p.T("notice.rings", "User", Mention(f.Assignee), "When", p.dueNextTo(due, ring))
}

// duePart is a titled part of a list of what is due.
type duePart struct {
	Title string // with the number of all, shown or not
	Items []models.DueFollowUp
}

// DueParts are the follow-ups that are overdue and those of today, at most so many together; a part without any is left out. A third
// of the room is kept for today's, however many are overdue.
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
