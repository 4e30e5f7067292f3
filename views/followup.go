package views

import (
	"strconv"
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

// NamePage notes on each row of a page which rows stand there, so that the page is shown anew when one of them was pressed:
// followup/17.2/digest becomes followup/17.2/digest,page=17+18.
func NamePage(blocks []slack.Block) {
	var rows []*slack.ActionBlock
	var ids []string
	for _, block := range blocks {
		row, is := block.(*slack.ActionBlock)
		if !is || RowList(row.BlockID) == "" {
			continue
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(row.BlockID, RowPrefix+"/"), ".")
		rows, ids = append(rows, row), append(ids, id)
	}
	name := pageMark + strings.Join(ids, "+")
	if surface.Size(blocks)+len(rows)*len(name) > surface.MaxChars {
		return // the whole list is shown anew
	}
	for _, row := range rows {
		if len(row.BlockID)+len(name) <= MaxBlockID {
			row.BlockID += name
		}
	}
}

// pageMark stands in a list's name before the IDs of a page's rows.
const pageMark = ",page="

// CutPage takes what NamePage has noted off the name of a list. ids is nil for one that is shown as a whole.
func CutPage(list string) (name string, ids map[int64]bool) {
	name, page, is := strings.Cut(list, pageMark)
	if !is {
		return list, nil
	}
	ids = map[int64]bool{}
	for text := range strings.SplitSeq(page, "+") {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			ids[id] = true
		}
	}
	return name, ids
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
