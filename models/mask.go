package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/guanxi-crm/guanxi/models/mask"
)

// Mask returns what may be seen of a personal field of a customer by those who needn't know it: enough to recognise it again.
// The mask of an empty value is empty, that of any other value never is. Fields that aren't personal are returned as they are.
func Mask(field Field, value string) string {
	if spec, known := Customers.Find(field); known && spec.Personal() {
		return spec.Mask(value)
	}
	return value
}

// hidden stands for what is not shown, however long it is.
const hidden = mask.Hidden

// MaskName hides the names in a text and keeps what is needed to address the persons: 王经理 → *经理, Anna Smith → A*** S***.
// mask.Name says what is shown.
func MaskName(name string) string { return mask.Name(name) }

// MaskAddress keeps the country, province, city and district and hides the rest: 广东省深圳市南山区科技园 → 广东省深圳市南山区***.
// mask.Address says what is shown.
func MaskAddress(address string) string { return mask.Address(address) }

// MaskPhone keeps the carrier or area and the last four digits of a long number, less of a short one:
// 138****1234, +86 138****1234, 010-****5678, (0755) ****1234, +44 20****4321. An extension is left out.
func MaskPhone(phone string) string {
	if phone == "" {
		return ""
	}
	p := readPhone(phone)
	text := p.text
	if at := strings.IndexAny(text, "x#转e"); at > 0 { // of what is no number: ext. 12, x12, #12, 转12
		text = text[:at]
	}
	number := atHomeInChina(digitsOf(text))
	if abroad, found := strings.CutPrefix(number, "+"); found {
		code := countryCode(abroad)
		if national := abroad[len(code):]; len(national) >= 7 {
			return "+" + code + " " + maskNumber(national, 2)
		}
		return "+" + maskNumber(abroad, 2)
	}
	switch digits := onlyDigits(text); {
	case digits != number && strings.HasPrefix(number, "0"): // China's country code was dropped, and its 0 put there
		return "+86 " + strings.TrimPrefix(maskLandline(number, false), "0")
	case digits != number:
		return "+86 " + maskNumber(number, 3)
	case strings.HasPrefix(number, "0"):
		return maskLandline(number, strings.HasPrefix(text, "("))
	}
	return maskNumber(number, 3)
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// maskLandline shows the area code of a Chinese landline: three digits for the largest cities, else four.
func maskLandline(number string, bracketed bool) string {
	area := 4
	if len(number) > 2 && (number[1] == '1' || number[1] == '2') {
		area = 3
	}
	if local := len(number) - area; local < 7 || local > 8 {
		return maskNumber(number, 3)
	}
	masked := "****" + number[len(number)-4:]
	if bracketed {
		return "(" + number[:area] + ") " + masked
	}
	return number[:area] + "-" + masked
}

// maskNumber shows some digits at the beginning of a number that is long enough for it, and some at its end.
func maskNumber(number string, first int) string {
	switch digits := []rune(number); {
	case len(digits) >= first+7:
		return string(digits[:first]) + "****" + string(digits[len(digits)-4:])
	case len(digits) >= 7:
		return "****" + string(digits[len(digits)-4:])
	case len(digits) >= 4:
		return "****" + string(digits[len(digits)-2:])
	}
	return "****"
}

// twoDigitCodes are the country codes of two digits; 1 and 7 are alone, all others have three (ITU-T E.164).
const twoDigitCodes = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"

func countryCode(number string) string {
	length := 3
	switch {
	case strings.HasPrefix(number, "1") || strings.HasPrefix(number, "7"):
		length = 1
	case len(number) >= 2 && slices.Contains(strings.Fields(twoDigitCodes), number[:2]):
		length = 2
	}
	runes := []rune(number) // digits needn't be ASCII
	return string(runes[:min(length, len(runes))])
}

// MaskEmail keeps the first letter and the domain: z***@example.com. What is no domain is hidden as well.
func MaskEmail(email string) string {
	at := strings.LastIndexByte(email, '@')
	switch {
	case email == "":
		return ""
	case at < 0 || !isDomain(email[at+1:]):
		return hidden
	}
	first, size := utf8.DecodeRuneInString(email)
	if size == at || !unicode.IsLetter(first) && !unicode.IsDigit(first) {
		return hidden + email[at:]
	}
	return string(first) + hidden + email[at:]
}

// SameMask reports whether a value that stands in a form is a mask, whatever blanks were typed around or in it.
func SameMask(value, masked string) bool {
	return masked != "" && withoutBlanks(value) == withoutBlanks(masked)
}

func withoutBlanks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !visible(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}
