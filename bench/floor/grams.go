package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"

	"github.com/guanxi-crm/guanxi/models"
)

// term is a word, or a run of Chinese characters, as store/gram.go cuts them.
type term struct {
	text    string
	chinese bool
}

func terms(text string) (list []term) {
	kind := func(r rune) int {
		switch {
		case unicode.Is(unicode.Han, r):
			return 2
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			return 1
		}
		return 0
	}
	text = models.NormaliseText(text)
	start, now := 0, 0
	for i, r := range text + " " {
		if next := kind(r); next != now {
			if now > 0 {
				list = append(list, term{text[start:i], now == 2})
			}
			start, now = i, next
		}
	}
	return list
}

// searchTerms are a customer's grams and search text: the rows that the bot writes, for names without the few
// characters that are read in several ways.
func searchTerms(sources ...string) (grams []string, text string) {
	var words []string
	add := func(t term) {
		words = append(words, t.text)
		letters := []rune(t.text)
		if t.chinese {
			for _, r := range letters {
				grams = append(grams, string(r))
			}
			grams = append(grams, windows(letters, 2)...)
			return
		}
		grams = append(append(grams, "^"+string(letters[:1]), "^"+string(letters[:min(2, len(letters))])), windows(letters, 3)...)
	}
	arguments := pinyin.NewArgs()
	for _, source := range sources {
		for _, t := range terms(source) {
			add(t)
			if !t.chinese {
				continue
			}
			var full, initials strings.Builder
			for _, r := range t.text {
				if syllables := pinyin.SinglePinyin(r, arguments); len(syllables) > 0 {
					full.WriteString(syllables[0])
					initials.WriteByte(syllables[0][0])
					grams = append(grams, "^"+syllables[0][:1], "^"+syllables[0][:min(2, len(syllables[0]))])
				}
			}
			add(term{text: full.String()})
			add(term{text: initials.String()})
			for _, pair := range windows([]rune(initials.String()), 2) {
				grams = append(grams, "^"+pair)
			}
		}
	}
	slices.Sort(grams)
	slices.Sort(words)
	return slices.Compact(grams), " " + strings.Join(slices.Compact(words), " ") + " "
}

func windows(letters []rune, size int) (list []string) {
	for i := 0; i+size <= len(letters); i++ {
		list = append(list, string(letters[i:i+size]))
	}
	return list
}
