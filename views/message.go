package views

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// Slack's limits, in UTF-16 code units to be safe with either way of counting (docs.slack.dev/reference/block-kit).
const (
	MaxText        = 3000 // a section's text
	MaxFieldText   = 2000 // one of a section's fields
	maxHeader      = 150
	MaxOption      = 75 // text and description of an option; button text
	maxTitle       = 24 // a modal's title and buttons
	maxPlaceholder = 150
	MaxBlockID     = 255
)

// Escape makes typed text data within mrkdwn: &, < and > become entities (docs.slack.dev/messaging/formatting-message-text),
// and formatting characters that could open bold, italics, strike-through, code or a quote are defused by a word
// joiner, which is not seen.
func Escape(s string) string {
	if !strings.ContainsAny(s, "&<>`*_~") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	previous := '\n'
	for _, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			if previous == '\n' {
				b.WriteRune(wordJoiner)
			}
			b.WriteString("&gt;")
		case '`':
			b.WriteRune(wordJoiner)
			b.WriteRune(r)
			b.WriteRune(wordJoiner)
		case '*', '_', '~':
			if !unicode.IsLetter(previous) && !unicode.IsDigit(previous) {
				b.WriteRune(wordJoiner)
			}
			b.WriteRune(r)
			if !unicode.IsLetter(previous) && !unicode.IsDigit(previous) {
				b.WriteRune(wordJoiner)
			}
		default:
			b.WriteRune(r)
		}
		previous = r
	}
	return b.String()
}

const wordJoiner = '\u2060'

// Clip shortens text to a limit of UTF-16 code units without cutting a character or an entity in two.
func Clip(s string, limit int) string {
	if len(s) <= limit { // no text has more code units in UTF-16 than bytes in UTF-8
		return s
	}
	units := 0
	cut := -1 // where the text ends when it has to make room for the ellipsis
	for i, r := range s {
		width := max(1, utf16.RuneLen(r))
		if cut < 0 && units+width > limit-1 {
			cut = i
		}
		if units += width; units > limit {
			if amp := strings.LastIndexByte(s[:cut], '&'); amp >= 0 && cut-amp < 6 && !strings.Contains(s[amp:cut], ";") {
				cut = amp
			}
			return s[:cut] + "…"
		}
	}
	return s
}

// OneLine folds white space, for places that show one line.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Mrkdwn is text whose plain parts Slack must not turn into links to channels or mentions.
func Mrkdwn(text string, limit int) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.MarkdownType, Text: Clip(text, limit), Verbatim: true}
}

// Plain is text without markup, at most so many UTF-16 units of it.
func Plain(text string, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, Clip(text, limit), false, false)
}

// Section is a paragraph of mrkdwn.
func Section(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(Mrkdwn(text, MaxText), nil, nil)
}

// Sections is mrkdwn of any length in as many paragraphs as it needs, which begin at a line, or else after a blank or 、.
func Sections(text string) []slack.Block {
	var blocks []slack.Block
	for len(text) > MaxText {
		head := strings.TrimSuffix(Clip(text, MaxText), "…")
		if len(head) == len(text) {
			break
		}
		at := len(head)
		for _, end := range []string{"\n", " ", "、"} {
			if i := strings.LastIndex(head, end); i > 0 {
				at = i + len(end)
				break
			}
		}
		blocks, text = append(blocks, Section(strings.TrimRight(text[:at], " \n"))), text[at:]
	}
	return append(blocks, Section(text))
}

// SectionWith is a paragraph with a button or menu beside it.
func SectionWith(text string, accessory slack.BlockElement) *slack.SectionBlock {
	return slack.NewSectionBlock(Mrkdwn(text, MaxText), nil, slack.NewAccessory(accessory))
}

// Header is a title, in one line.
func Header(text string) *slack.HeaderBlock {
	return slack.NewHeaderBlock(Plain(OneLine(text), maxHeader))
}

// Footnote is a small line of mrkdwn.
func Footnote(text string) *slack.ContextBlock {
	return slack.NewContextBlock("", Mrkdwn(text, MaxFieldText))
}

// Divider is a line between blocks.
func Divider() *slack.DividerBlock { return slack.NewDividerBlock() }

// Button is a button whose handler gets the value.
func Button(actionID, value, text string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(actionID, value, Plain(text, MaxOption))
}

// Primary makes a button the one that stands out.
func Primary(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	return b.WithStyle(slack.StylePrimary)
}

// RunAction is the button that does what a command would: its value is the command's text.
const RunAction = "command.run"

// MaxRunText is the longest command text that fits a button's value, in bytes.
const MaxRunText = 2000

// RunButton does what typing the command would do. tag keeps the action_id unique within its block.
func RunButton(tag, command, text string) *slack.ButtonBlockElement {
	return Button(RunAction+"/"+tag, command, text)
}

// OpenRecord opens a record by its code, as the command of its kind does.
func OpenRecord(p *i18n.Printer, command, code string) *slack.ButtonBlockElement {
	return RunButton(command+"/"+code, command+" "+code, p.T("button.open"))
}

// Actions is a row of buttons and menus. Where blockID is "", Slack gives one.
func Actions(blockID string, elements ...slack.BlockElement) *slack.ActionBlock {
	return slack.NewActionBlock(blockID, elements...)
}

// WhoDid names who changed something: a person, or the program itself.
func WhoDid(p *i18n.Printer, actor string) string {
	if actor == models.SystemID {
		return p.T("history.system")
	}
	return Mention(actor)
}

// Mention names a person; nobody is a dash.
func Mention(user string) string {
	if user == "" {
		return "–"
	}
	return "<@" + user + ">"
}

// MentionIfAny is Mention where a card leaves out what there is none of.
func MentionIfAny(user string) string {
	if user == "" {
		return ""
	}
	return Mention(user)
}

// UndeliveredAction is the button that lists the messages that were given up.
const UndeliveredAction = "undelivered.list"

// Itoa is an ID as text.
func Itoa(n int64) string { return strconv.FormatInt(n, 10) }
