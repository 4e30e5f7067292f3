package word

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// wordModal is the callback ID of the form that adds a sensitive word.
const wordModal = "word.add"

// wordModeAction is the button that changes what happens when a sensitive word is written; its value is the mode.
const wordModeAction = "word.mode"

// shownWords shows the list of sensitive words and what happens when one is written.
func shownWords(p *i18n.Printer, words []string, mode models.WordMode) surface.Message {
	text := p.Count("word.title", len(words))
	shown := make([]string, len(words))
	for i, word := range words {
		shown[i] = views.Escape(views.OneLine(word))
	}
	list := p.T("word.none")
	if len(shown) > 0 {
		list = views.Clip(p.List(shown), views.MaxText-500)
	}
	other := models.WordsWarn
	if mode == models.WordsWarn {
		other = models.WordsBlock
	}
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Section("*" + text + "*\n" + list),
		views.Section(p.T("word.mode_" + string(mode))),
		views.Actions("", views.Primary(views.RunButton("add", "words add", p.T("button.add_word"))),
			views.Button(wordModeAction, string(other), p.T("word.to_"+string(other)))),
		views.Footnote(p.T("word.hint")),
	}}
}

// addWord is the form that adds a sensitive word.
func addWord(p *i18n.Printer) surface.Modal {
	return surface.Modal{
		Callback: wordModal, Title: p.T("modal.word.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{views.TextInput(p, models.InputWord, "", 0, false)},
	}
}

// wordChanged says what was done with a word, above the list.
func wordChanged(p *i18n.Printer, key, word string, list surface.Message) surface.Message {
	return views.WithNotice(views.Notice(p.T(key, "Word", views.Escape(strings.Join(strings.Fields(word), " ")))), list)
}
