package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Away says that the database is away, and what is known of the change; form says that what was typed stands below it.
func Away(p *i18n.Printer, key string, form bool) surface.Message {
	text := "⚠️ " + p.T(key)
	if form {
		text += " " + p.T("again.form")
	}
	return Notice(text)
}

// SavedUnseen says that something was saved and couldn't be shown, and why: a refusal, or an error that the log has under
// a reference.
func SavedUnseen(p *i18n.Printer, errs models.Errors, reference string, form bool) surface.Message {
	text := "✅ " + p.T("again.saved_unseen")
	switch {
	case errs != nil:
		text += "\n" + Refusal(p, errs).Text
	case reference != "":
		text += " " + p.T("again.reference", "Reference", reference)
	}
	if form {
		text += "\n" + p.T("again.form_saved")
	}
	return Notice(text)
}

// AgainTry and AgainShow are the labels of the button that makes a request again.
func AgainTry(p *i18n.Printer) string { return p.T("button.try_again") }

// AgainShow is for what was saved already.
func AgainShow(p *i18n.Printer) string { return p.T("button.show_it") }

// WithAgain puts what was typed under a message, and a button that makes the request again; an empty value leaves it out.
func WithAgain(m surface.Message, typed, label, action, value string) surface.Message {
	m = Repeating(m, typed)
	if value != "" {
		m.Blocks = append(m.Blocks, Actions("", Primary(Button(action, value, label))))
	}
	return m
}

// Typed shows a text as it was typed, as much of it as a message takes; it is empty for an empty text.
func Typed(typed string) []slack.Block {
	if strings.TrimSpace(typed) == "" {
		return nil
	}
	var blocks []slack.Block
	for rest := []rune(typed); len(rest) > 0 && len(blocks) < maxQuotedBlocks; {
		n := min(len(rest), quotedRunes)
		blocks = append(blocks, slack.NewSectionBlock(slack.NewTextBlockObject(slack.PlainTextType, string(rest[:n]), false, false), nil, nil))
		rest = rest[n:]
	}
	return blocks
}

// How much of a typed text a message repeats: it takes about 11,000 characters in all.
const (
	quotedRunes     = 1400 // of two UTF-16 code units each at most
	maxQuotedBlocks = 6
)

// WithOpen adds a button that opens a customer.
func WithOpen(p *i18n.Printer, m surface.Message, code string) surface.Message {
	m.Blocks = append(m.Blocks, Actions("", RunButton("open", "show "+code, p.T("button.open"))))
	return m
}

// Waiting is the view a person sees while a slow answer is prepared, with what they typed and a button to ask again.
func Waiting(p *i18n.Printer, typed, action, value string) surface.Modal {
	m := WithAgain(surface.Message{Blocks: []slack.Block{Section("⏳ " + p.T("modal.waiting.text"))}}, typed, AgainTry(p), action, value)
	return surface.Modal{Title: p.T("modal.waiting.title"), Close: p.T("button.close"), Blocks: m.Blocks}
}

// WaitingForm is the view that takes the place of a form that was sent, while its answer is prepared.
func WaitingForm(p *i18n.Printer) surface.Modal {
	return surface.Modal{Title: p.T("modal.waiting.title"), Close: p.T("button.close"), Blocks: []slack.Block{Section("⏳ " + p.T("modal.waiting.form"))}}
}
