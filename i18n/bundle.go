package i18n

import (
	"embed"
	"fmt"
	"io/fs"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// The languages Guanxi speaks.
const (
	English = "en"
	Chinese = "zh"
)

// Languages lists the languages, the fallback first.
func Languages() []string { return []string{English, Chinese} }

//go:embed catalogue.en.toml catalogue.zh.toml
var catalogues embed.FS

// Bundle is the catalogues of all languages.
type Bundle struct {
	printers map[string]*Printer
	matcher  language.Matcher
}

// Label is a word that is not in the catalogues, such as a configured industry, in every language.
type Label struct {
	Key   string            // message key, such as industry.technology
	Words map[string]string // by language
}

// New reads the house's own catalogues and those of the features, each a file system with words.en.toml and words.zh.toml, and
// adds the labels. A key that stands in two of them is an error.
func New(features []fs.FS, labels ...Label) (*Bundle, error) {
	messages := i18n.NewBundle(language.English)
	messages.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, lang := range Languages() {
		known := map[string]bool{}
		if err := load(messages, catalogues, "catalogue."+lang+".toml", known); err != nil {
			return nil, err
		}
		for _, words := range features {
			if err := load(messages, words, "words."+lang+".toml", known); err != nil {
				return nil, err
			}
		}
		for _, label := range labels {
			message := &i18n.Message{ID: label.Key, Other: label.Words[lang]}
			if err := messages.AddMessages(language.Make(lang), message); err != nil {
				return nil, fmt.Errorf("add label %s: %w", label.Key, err)
			}
		}
	}
	b := &Bundle{printers: map[string]*Printer{}, matcher: language.NewMatcher([]language.Tag{language.English, language.Chinese})}
	for _, lang := range Languages() {
		b.printers[lang] = newPrinter(lang, i18n.NewLocalizer(messages, lang))
	}
	return b, nil
}

// load adds a catalogue, and its keys to those that are known in its language.
func load(messages *i18n.Bundle, from fs.FS, name string, known map[string]bool) error {
	file, err := messages.LoadMessageFileFS(from, name)
	if err != nil {
		return fmt.Errorf("read catalogue %s: %w", name, err)
	}
	for _, message := range file.Messages {
		if known[message.ID] {
			return fmt.Errorf("read catalogue %s: %s stands in another one, too", name, message.ID)
		}
		known[message.ID] = true
	}
	return nil
}

// For returns the printer of the language nearest to a locale such as zh-CN, zh_TW or en-GB; English when nothing is
// near.
func (b *Bundle) For(locale string) *Printer {
	_, index, confidence := b.matcher.Match(language.Make(locale))
	if confidence == language.No {
		index = 0
	}
	return b.printers[Languages()[index]]
}
