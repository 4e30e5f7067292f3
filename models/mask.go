package models

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaskName hides the family or given name and keeps what is needed to address the person: 王经理 → *经理,
// Anna Smith → A*** S***.
func MaskName(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	first, size := utf8.DecodeRuneInString(words[0])
	if unicode.Is(unicode.Han, first) && len(words) == 1 {
		return "*" + words[0][size:]
	}
	for i, word := range words {
		initial, _ := utf8.DecodeRuneInString(word)
		words[i] = string(initial) + "***"
	}
	return strings.Join(words, " ")
}

// MaskPhone keeps the first three and last four digits of a long number, the last two of a short one:
// 138****1234.
func MaskPhone(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, phone)
	switch runes := []rune(digits); {
	case phone == "":
		return ""
	case len(runes) >= 9:
		return string(runes[:3]) + "****" + string(runes[len(runes)-4:])
	case len(runes) >= 4:
		return "****" + string(runes[len(runes)-2:])
	default:
		return "****"
	}
}

// MaskEmail keeps the first letter and the domain: z***@example.com.
func MaskEmail(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at <= 0 {
		return strings.Repeat("*", min(3, len(email)))
	}
	first, _ := utf8.DecodeRuneInString(email)
	return string(first) + "***" + email[at:]
}

// MaskAddress keeps the city and hides the rest: at most the first three characters are shown.
func MaskAddress(address string) string {
	runes := []rune(strings.TrimSpace(address))
	if len(runes) == 0 {
		return ""
	}
	return string(runes[:min(3, len(runes)/2)]) + "***"
}
