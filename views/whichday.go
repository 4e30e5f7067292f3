package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// WhichDay asks, in the sentence of a key, what a date phrase means, with a button for each reading that does what was asked with it.
func WhichDay(p *i18n.Printer, key, phrase string, readings []Reading) surface.Message {
	text := p.T(key, "Phrase", Escape(Clip(OneLine(phrase), maxQuoted)))
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
