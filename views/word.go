package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// WordModal is the callback ID of the form that adds a sensitive word.
const WordModal = "word.add"

// WordModeAction is the button that changes what happens when a sensitive word is written; its value is the mode.
const WordModeAction = "word.mode"

// Words shows the list of sensitive words and what happens when one is written.
func Words(p *i18n.Printer, words []string, mode models.WordMode) Message {
	text := p.Count("word.title", len(words))
	shown := make([]string, len(words))
	for i, word := range words {
		shown[i] = Escape(oneLine(word))
	}
	list := p.T("word.none")
	if len(shown) > 0 {
		list = clip(p.List(shown), maxText-500)
	}
	other := models.WordsWarn
	if mode == models.WordsWarn {
		other = models.WordsBlock
	}
	return Message{Text: text, Blocks: []slack.Block{
		section("*" + text + "*\n" + list),
		section(p.T("word.mode_" + string(mode))),
		actions("", primary(runButton("add", "words add", p.T("button.add_word"))),
			button(WordModeAction, string(other), p.T("word.to_"+string(other)))),
		footnote(p.T("word.hint")),
	}}
}

// AddWord is the form that adds a sensitive word.
func AddWord(p *i18n.Printer) Modal {
	return Modal{
		Callback: WordModal, Title: p.T("modal.word.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{textInput(p, models.InputWord, "", 0, false)},
	}
}

// WithWarning says above an answer which sensitive word stands in what was saved.
func WithWarning[K models.FormKey](p *i18n.Printer, field K, word string, m Message) Message {
	text := "⚠️ " + p.T("notice.sensitive_word", "Field", fieldLabel(p, field), "Word", Escape(word))
	m.Blocks = append([]slack.Block{section(text)}, m.Blocks...)
	m.Text = text + "\n" + m.Text
	return m
}

// WordChanged says what was done with a word, above the list.
func WordChanged(p *i18n.Printer, key, word string, list Message) Message {
	return WithNotice(Notice(p.T(key, "Word", Escape(strings.Join(strings.Fields(word), " ")))), list)
}
