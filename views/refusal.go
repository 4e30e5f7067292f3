package views

import (
	"fmt"
	"maps"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// maxQuoted bounds how much of a wrong input an answer repeats, in UTF-16 code units.
const maxQuoted = 80

// maxOffered bounds how many of a choice's options an answer names, in UTF-16 code units.
const maxOffered = 300

// RefusalText is a refusal as plain text, for a form's field.
func RefusalText(p *i18n.Printer, e *models.Error) string {
	return sentence(p, named(e), func(s string) string { return s })
}

// named puts people's names in the place of mentions, which Slack doesn't show at a form's field.
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
func Refusal(p *i18n.Printer, errs models.Errors) Message {
	lines := make([]string, len(errs))
	for i, e := range errs {
		lines[i] = "⚠️ " + sentence(p, e, Escape)
	}
	text := strings.Join(lines, "\n")
	return Message{Text: clip(text, maxText), Blocks: []slack.Block{section(text)}}
}

// RefusalWithForm is a refusal of a command, with what was typed and a button that opens the form with it.
func RefusalWithForm(p *i18n.Printer, errs models.Errors, command, typed string) Message {
	m := Repeating(Refusal(p, errs), typed)
	if len(command) <= MaxRunText {
		m.Blocks = append(m.Blocks, actions("", primary(runButton("retry", command, p.T("button.open_form")))))
	}
	return m
}

// Repeating puts what was typed under a message: Slack shows a command nowhere.
func Repeating(m Message, typed string) Message {
	m.Blocks = append(m.Blocks, Typed(typed)...)
	return m
}

// Suggestion says that a word is unknown and offers the nearest known ones: each a command to run.
func Suggestion(p *i18n.Printer, e *models.Error, commands []string) Message {
	m := Refusal(p, models.Errors{e})
	var buttons []slack.BlockElement
	for i, command := range commands {
		buttons = append(buttons, runButton(itoa(int64(i)), command, clip(command, maxOption)))
	}
	buttons = append(buttons, runButton("help", "help", p.T("button.help")))
	m.Blocks = append(m.Blocks, actions("", buttons...))
	return m
}

// sentence renders a refusal; arguments that are text go through quote.
func sentence(p *i18n.Printer, e *models.Error, quote func(string) string) string {
	data := make(map[string]any, len(e.Args))
	for name, value := range e.Args {
		switch v := value.(type) {
		case models.Field:
			data[name] = quote(fieldLabel(p, v))
		case models.Input:
			data[name] = quote(fieldLabel(p, v))
		case []models.Field:
			labels := make([]string, len(v))
			for i, field := range v {
				labels[i] = quote(fieldLabel(p, field))
			}
			data[name] = p.List(labels)
		case models.Person:
			data[name] = mention(string(v))
		case models.Named:
			data[name] = mention(v.ID)
		case models.Date:
			data[name] = day(p, v)
		case models.Status:
			data[name] = p.T("status." + string(v))
		case []models.Moment:
			moments := make([]string, len(v))
			for i, m := range v {
				moments[i] = said(p, m)
			}
			data[name] = p.List(moments)
		case models.Option:
			data[name] = quote(oneLine(v.Label(p.Language())))
		case []models.Option:
			data[name] = quote(clip(p.List(offeredLabels(p, v)), maxOffered))
		case models.Industries:
			names := make([]string, len(v))
			for i, key := range v {
				names[i] = p.T("industry." + key)
			}
			data[name] = quote(clip(p.List(names), maxOffered))
		case models.Role:
			data[name] = roleName(p, v)
		case models.Permission:
			data[name] = p.T("permission." + string(v))
		case int:
			data[name] = p.Number(v)
		case string:
			data[name] = quote(clip(oneLine(v), maxQuoted))
		default:
			data[name] = quote(clip(oneLine(fmt.Sprint(v)), maxQuoted))
		}
	}
	return p.With(e.Key, data)
}

// Failure says that something went wrong inside, with the reference that also stands in the log.
func Failure(p *i18n.Printer, reference string) Message {
	return Notice(p.T("error.internal", "Reference", reference))
}

// Notice is a message of one paragraph, ready as mrkdwn.
func Notice(text string) Message {
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// OpenForm is the answer where a form can't be opened, such as to a message: a button that opens it.
func OpenForm(p *i18n.Printer, command string) Message {
	text := p.T("notice.open_form")
	if len(command) > MaxRunText {
		return Notice(p.T("notice.too_long_here"))
	}
	return Message{Text: text, Blocks: []slack.Block{section(text), actions("", primary(runButton("form", command, p.T("button.open_form"))))}}
}
