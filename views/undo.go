package views

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// UndoAction is the button that takes a change back; its value is the operation's name.
const UndoAction = "undo.take_back"

// AskUndo shows a person their last change and asks whether it is to be taken back.
func AskUndo(p Reader, u models.Undo) surface.Message {
	text := p.T("undo.title", "Code", u.Customer.Code, "Name", Escape(OneLine(u.Customer.Name)))
	blocks := append([]slack.Block{Section(text + "\n" + SlackTime(u.At) + " · " + sourceText(p.Printer, u.Source))}, undoLines(p, u)...)
	return surface.Message{Text: text, Blocks: append(blocks,
		Footnote(p.T("undo.hint")),
		Actions("", Button(UndoAction, u.Operation, p.T("button.undo")).WithStyle(slack.StyleDanger),
			RunButton("open", "show "+u.Customer.Code, p.T("button.open"))),
	)}
}

// Undone says what was taken back.
func Undone(p Reader, u models.Undo) surface.Message {
	text := p.T("notice.undone", "Code", u.Customer.Code, "Name", Escape(OneLine(u.Customer.Name)))
	return surface.Message{Text: text, Blocks: append(append([]slack.Block{Section(text)}, undoLines(p, u)...),
		Actions("", RunButton("open", "show "+u.Customer.Code, p.T("button.open")),
			RunButton("history", "history "+u.Customer.Code, p.T("button.history"))),
	)}
}

// undoLines are what the change did, so many lines a section as fit.
func undoLines(p Reader, u models.Undo) []slack.Block {
	var blocks []slack.Block
	for some := range slices.Chunk(u.Entries, historyLines) {
		lines := make([]string, len(some))
		for i, entry := range some {
			lines[i] = "• " + historyLine(p, entry)
		}
		blocks = append(blocks, Section(strings.Join(lines, "\n")))
	}
	for _, kept := range u.Kept[:min(len(u.Kept), historyLines)] {
		text := p.T("undo.kept", "Field", fieldLabel(p.Printer, kept.Field), "Present", Mention(kept.Present), "User", Mention(kept.Before))
		blocks = append(blocks, Footnote("⚠️ "+text))
	}
	return blocks
}
