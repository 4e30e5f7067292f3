package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// UndoAction is the button that takes a change back; its value is the operation's name.
const UndoAction = "undo.take_back"

// AskUndo shows a person their last change and asks whether it is to be taken back.
func AskUndo(p *i18n.Printer, u models.Undo) Message {
	text := p.T("undo.title", "Code", u.Customer.Code, "Name", Escape(oneLine(u.Customer.Name)))
	return Message{Text: text, Blocks: []slack.Block{
		section(text + "\n" + slackTime(u.At) + " · " + sourceText(p, u.Source)),
		section(undoLines(p, u)),
		footnote(p.T("undo.hint")),
		actions("", button(UndoAction, u.Operation, p.T("button.undo")).WithStyle(slack.StyleDanger),
			runButton("open", "show "+u.Customer.Code, p.T("button.open"))),
	}}
}

// Undone says what was taken back.
func Undone(p *i18n.Printer, u models.Undo) Message {
	text := p.T("notice.undone", "Code", u.Customer.Code, "Name", Escape(oneLine(u.Customer.Name)))
	return Message{Text: text, Blocks: []slack.Block{
		section(text),
		section(undoLines(p, u)),
		actions("", runButton("open", "show "+u.Customer.Code, p.T("button.open")),
			runButton("history", "history "+u.Customer.Code, p.T("button.history"))),
	}}
}

func undoLines(p *i18n.Printer, u models.Undo) string {
	lines := make([]string, len(u.Entries))
	for i, entry := range u.Entries {
		lines[i] = "• " + historyLine(p, entry)
	}
	return strings.Join(lines, "\n")
}
