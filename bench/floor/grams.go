package main

import (
	"unicode"

	"github.com/guanxi-crm/guanxi/models"
)

// term is a word, or a run of Chinese characters, as store/terms.go cuts them.
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

func windows(letters []rune, size int) (list []string) {
	for i := 0; i+size <= len(letters); i++ {
		list = append(list, string(letters[i:i+size]))
	}
	return list
}
