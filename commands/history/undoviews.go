package history

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// undoAction is the button that takes a change back; its value is the operation's name.
const undoAction = "undo.take_back"

// askUndo shows a person their last change and asks whether it is to be taken back.
func askUndo(p views.Reader, u models.Undo) surface.Message {
	code, name, open := changed(u)
	text := p.T("undo.title", "Code", code, "Name", name)
	blocks := append([]slack.Block{views.Section(text + "\n" + views.SlackTime(u.At) + " · " + sourceText(p.Printer, u.Source))}, undoLines(p, u)...)
	return surface.Message{Text: text, Blocks: append(blocks,
		views.Footnote(p.T("undo.hint")),
		views.Actions("", views.Button(undoAction, u.Operation, p.T("button.undo")).WithStyle(slack.StyleDanger),
			views.RunButton("open", open, p.T("button.open"))),
	)}
}

// changed is the code and the name of what was changed, and the command that shows it: a customer, or a campaign.
func changed(u models.Undo) (code, name, open string) {
	if m := u.Campaign; m.ID != 0 {
		return m.Code, views.Escape(views.OneLine(m.Name)), "campaign " + m.Code
	}
	return u.Customer.Code, views.Escape(views.OneLine(u.Customer.Name)), "show " + u.Customer.Code
}

// askUndoTask says that a person's last change was of many customers, and offers to take back all of it.
func askUndoTask(p *i18n.Printer, t models.Task) surface.Message {
	text := p.Count("undo.task_"+string(t.Kind), t.Counts.Created+t.Counts.Updated)
	undo := views.RunButton("undo", string(t.Kind)+" undo "+views.Itoa(t.ID), p.T("button.undo_task")).WithStyle(slack.StyleDanger)
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text), views.Footnote(p.T("undo.task_hint")), views.Actions("", undo)}}
}

// undoneMessage says what was taken back.
func undoneMessage(p views.Reader, u models.Undo) surface.Message {
	code, name, open := changed(u)
	text := p.T("notice.undone", "Code", code, "Name", name)
	history := "history " + code
	if u.Campaign.ID != 0 {
		history = open + " history"
	}
	return surface.Message{Text: text, Blocks: append(append([]slack.Block{views.Section(text)}, undoLines(p, u)...),
		views.Actions("", views.RunButton("open", open, p.T("button.open")), views.RunButton("history", history, p.T("button.history"))),
	)}
}

// undoLines are what the change did, so many lines a section as fit.
func undoLines(p views.Reader, u models.Undo) []slack.Block {
	var blocks []slack.Block
	for some := range slices.Chunk(u.Entries, historyLines) {
		var lines []string
		for i, entry := range some {
			if i > 0 && sameRecord(some[i-1], entry) {
				lines[len(lines)-1] += " · " + views.HistoryChange(p, entry)
				continue
			}
			line := "• " + historyLine(p, entry)
			if len(lines) == 0 || lines[len(lines)-1] != line { // a merge is told of both campaigns
				lines = append(lines, line)
			}
		}
		blocks = append(blocks, views.Sections(strings.Join(lines, "\n"))...)
	}
	for _, kept := range u.Kept[:min(len(u.Kept), historyLines)] {
		text := p.T("undo.kept", "Field", views.FieldLabel(p.Printer, kept.Field), "Present", views.Mention(kept.Present), "User", views.Mention(kept.Before))
		blocks = append(blocks, views.Footnote("⚠️ "+text))
	}
	return blocks
}
