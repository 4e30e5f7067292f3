package word

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// wordModal is the callback ID of the form that adds a sensitive word.
const wordModal = "word.add"

// wordModeAction is the button that changes what happens when a sensitive word is written; its value is the mode.
const wordModeAction = "word.mode"

// shownWords shows the list of sensitive words, what happens when one is written, and the exceptions.
func shownWords(p *i18n.Printer, all crm.WordList) surface.Message {
	text := p.Count("word.title", len(all.Words))
	list := listed(p, all.Words, views.MaxText-500)
	if list == "" {
		list = p.T("word.none")
	}
	other := models.WordsWarn
	if all.Mode == models.WordsWarn {
		other = models.WordsBlock
	}
	blocks := []slack.Block{views.Section("*" + text + "*\n" + list), views.Section(p.T("word.mode_" + string(all.Mode)))}
	if len(all.Exceptions) > 0 {
		blocks = append(blocks, views.Section("*"+p.T("word.exceptions")+"*\n"+listed(p, all.Exceptions, views.MaxText-500)))
	}
	blocks = append(blocks,
		views.Actions("", views.Primary(views.RunButton("add", "words add", p.T("button.add_word"))),
			views.Button(wordModeAction, string(other), p.T("word.to_"+string(other)))),
		views.Footnote(p.T("word.hint")))
	if len(all.BuiltIn) > 0 {
		blocks = append(blocks, views.Footnote(p.T("word.built_in", "Words", listed(p, all.BuiltIn, maxBuiltIn))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// maxBuiltIn is how many bytes of the built-in exceptions are shown: nobody has to read them every time.
const maxBuiltIn = 1200

// listed is words in a row, as far as there is room.
func listed(p *i18n.Printer, words []string, most int) string {
	shown := make([]string, len(words))
	for i, word := range words {
		shown[i] = views.Escape(views.OneLine(word))
	}
	return views.Clip(p.List(shown), most)
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
