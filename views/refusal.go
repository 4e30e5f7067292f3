package views

import (
	"fmt"
	"maps"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// maxQuoted bounds how much of a wrong input an answer repeats, in UTF-16 code units.
const maxQuoted = 80

// maxOffered bounds how many of a choice's options an answer names, in UTF-16 code units.
const maxOffered = 300

// RefusalText is a refusal as plain text, for a form's field.
func RefusalText(p *i18n.Printer, e *models.Error) string {
	return Sentence(p, named(e), func(s string) string { return s })
}

// named replaces mentions by people's names, since Slack shows no mentions at a form's field.
func named(e *models.Error) *models.Error {
	plain := *e
	plain.Args = maps.Clone(e.Args)
	for key, value := range e.Args {
		if who, isPerson := value.(models.Named); isPerson && who.Name != "" {
			plain.Args[key] = "@" + who.Name
		}
	}
	return &plain
}

// Refusal says what was wrong with a command, one line a field.
func Refusal(p *i18n.Printer, errs models.Errors) surface.Message {
	lines := make([]string, len(errs))
	for i, e := range errs {
		lines[i] = "⚠️ " + Sentence(p, e, Escape)
	}
	text := strings.Join(lines, "\n")
	return surface.Message{Text: Clip(text, MaxText), Blocks: []slack.Block{Section(text)}}
}

// RefusalWithForm is a refusal of a command, with what was typed and a button that opens the form with it.
func RefusalWithForm(p *i18n.Printer, errs models.Errors, command, typed string) surface.Message {
	m := Repeating(Refusal(p, errs), typed)
	if len(command) <= MaxRunText {
		m.Blocks = append(m.Blocks, Actions("", Primary(RunButton("retry", command, p.T("button.open_form")))))
	}
	return m
}

// Repeating puts what was typed under a message, since Slack shows a typed command nowhere.
func Repeating(m surface.Message, typed string) surface.Message {
	m.Blocks = append(m.Blocks, Typed(typed)...)
	return m
}

// Suggestion says that a word is unknown and offers the nearest known ones: each a command to run.
func Suggestion(p *i18n.Printer, e *models.Error, commands []string) surface.Message {
	m := Refusal(p, models.Errors{e})
	var buttons []slack.BlockElement
	for i, command := range commands {
		buttons = append(buttons, RunButton(Itoa(int64(i)), command, Clip(command, MaxOption)))
	}
	buttons = append(buttons, RunButton("help", "help", p.T("button.help")))
	m.Blocks = append(m.Blocks, Actions("", buttons...))
	return m
}

// Sentence renders a refusal; arguments that are text go through quote.
func Sentence(p *i18n.Printer, e *models.Error, quote func(string) string) string {
	data := make(map[string]any, len(e.Args))
	for name, value := range e.Args {
		switch v := value.(type) {
		case models.Field:
			data[name] = quote(FieldLabel(p, v))
		case models.Input:
			data[name] = quote(FieldLabel(p, v))
		case []models.Field:
			labels := make([]string, len(v))
			for i, field := range v {
				labels[i] = quote(FieldLabel(p, field))
			}
			data[name] = p.List(labels)
		case models.Person:
			data[name] = Mention(string(v))
		case models.Named:
			data[name] = Mention(v.ID)
		case models.Date:
			data[name] = Day(p, v)
		case models.Status:
			data[name] = p.T("status." + string(v))
		case models.StageKind:
			data[name] = p.T("stage_kind." + string(v))
		case []models.Moment:
			moments := make([]string, len(v))
			for i, m := range v {
				moments[i] = said(p, m)
			}
			data[name] = p.List(moments)
		case models.Option:
			data[name] = quote(OneLine(v.Label(p.Language())))
		case []models.Option:
			data[name] = quote(Clip(p.List(OfferedLabels(p, v)), maxOffered))
		case models.Industries:
			names := make([]string, len(v))
			for i, key := range v {
				names[i] = p.T("industry." + key)
			}
			data[name] = quote(Clip(p.List(names), maxOffered))
		case models.Role:
			data[name] = RoleName(p, v)
		case models.Permission:
			data[name] = p.T("permission." + string(v))
		case int:
			data[name] = p.Number(v)
		case string:
			data[name] = quote(Clip(OneLine(v), maxQuoted))
		default:
			data[name] = quote(Clip(OneLine(fmt.Sprint(v)), maxQuoted))
		}
	}
	return p.With(e.Key, data)
}

// Failure says that something went wrong inside, with the reference that also stands in the log.
func Failure(p *i18n.Printer, reference string) surface.Message {
	return Notice(p.T("error.internal", "Reference", reference))
}

// Notice is a message of one paragraph, ready as mrkdwn.
func Notice(text string) surface.Message {
	return surface.Message{Text: text, Blocks: []slack.Block{Section(text)}}
}

// OpenForm is the answer where a form can't be opened, such as to a message in a DM: it has a button that opens the form.
func OpenForm(p *i18n.Printer, command string) surface.Message {
	text := p.T("notice.open_form")
	if len(command) > MaxRunText {
		return Notice(p.T("notice.too_long_here"))
	}
	return surface.Message{Text: text, Blocks: []slack.Block{Section(text), Actions("", Primary(RunButton("form", command, p.T("button.open_form"))))}}
}

// WithWarning says above an answer which sensitive word stands in what was saved.
func WithWarning[K models.FormKey](p *i18n.Printer, field K, word string, m surface.Message) surface.Message {
	text := "⚠️ " + p.T("notice.sensitive_word", "Field", FieldLabel(p, field), "Word", Escape(word))
	m.Blocks = append([]slack.Block{Section(text)}, m.Blocks...)
	m.Text = text + "\n" + m.Text
	return m
}

// WithNotice puts what was just done above a list.
func WithNotice(notice, list surface.Message) surface.Message {
	return surface.Message{Text: notice.Text, Blocks: append([]slack.Block{Footnote(notice.Text)}, list.Blocks...)}
}
