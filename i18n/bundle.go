package i18n

import (
	"embed"
	"fmt"

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

// Label is a word in every language that does not stand in the catalogues, such as a configured industry.
type Label struct {
	Key   string            // message key, such as industry.technology
	Words map[string]string // by language
}

// New reads the embedded catalogues and adds the labels.
func New(labels ...Label) (*Bundle, error) {
	messages := i18n.NewBundle(language.English)
	messages.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, lang := range Languages() {
		name := "catalogue." + lang + ".toml"
		if _, err := messages.LoadMessageFileFS(catalogues, name); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", name, err)
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

// For returns the printer of the language nearest to a locale such as zh-CN, zh_TW or en-GB; English when nothing is
// near.
func (b *Bundle) For(locale string) *Printer {
	_, index, confidence := b.matcher.Match(language.Make(locale))
	if confidence == language.No {
		index = 0
	}
	return b.printers[Languages()[index]]
}
