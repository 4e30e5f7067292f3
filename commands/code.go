package commands

import "strings"

// CutCode takes a code, which parse knows, off the beginning of a text; Chinese is written without blanks: D001赢单.
func CutCode(text string, parse func(string) (code string, ok bool)) (code, rest string, ok bool) {
	word, rest := CutWord(text)
	if code, ok = parse(word); ok {
		return code, rest, true
	}
	letters := 0 // at the beginning: D, or Ｄ
	end := strings.IndexFunc(word, func(r rune) bool {
		if letters++; letters == 1 {
			return false
		}
		return r >= 0x80 && (r < '０' || r > '９')
	})
	if end <= 0 {
		return "", text, false
	}
	if code, ok = parse(word[:end]); ok {
		return code, strings.TrimSpace(word[end:] + " " + rest), true
	}
	return "", text, false
}
