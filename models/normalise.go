package models

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NormaliseText returns the form in which texts are compared: Unicode NFKC (full width becomes half width),
// lower case, white space folded to single blanks. It is for comparison only, never shown.
func NormaliseText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// Shorten cuts text that need not be whole to a number of characters. What is no UTF-8 in it becomes U+FFFD.
func Shorten(text string, characters int) string {
	if len(text) <= characters && utf8.ValidString(text) { // no text has more characters than bytes
		return text
	}
	runes := []rune(strings.ToValidUTF8(text, "�"))
	return string(runes[:min(characters, len(runes))])
}

// IsDense reports a letter of a script that is written without blanks between words.
func IsDense(r rune) bool { return unicode.In(r, denseScripts...) }

var denseScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// legalSuffixes are endings that say what kind of company it is and nothing about which; longest first.
var legalSuffixes = []string{
	"股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "集团公司", "股份", "集团", "公司",
	"corporation", "incorporated", "company", "limited", "gmbh", "corp", "inc", "ltd", "llc", "llp", "plc", "pte", "pty", "co",
}

// besideSuffix is what may stand around legal suffixes.
const besideSuffix = " .,。，()"

// NormaliseName returns a company name without legal suffix and punctuation: two names that agree in it are
// likely the same customer.
func NormaliseName(s string) string {
	name := strings.TrimRight(NormaliseText(s), besideSuffix)
	for {
		stem := cutSuffix(name)
		if stem == name {
			break
		}
		name = stem
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}

// cutSuffix drops one legal suffix; Co., Ltd has two. A name that is nothing else keeps it.
func cutSuffix(name string) string {
	for _, suffix := range legalSuffixes {
		cut, found := strings.CutSuffix(name, suffix)
		latin := suffix[0] < 0x80
		if stem := strings.TrimRight(cut, besideSuffix); found && stem != "" && (!latin || !endsInLetter(cut)) {
			return stem
		}
	}
	return name
}

func endsInLetter(s string) bool {
	last := s[len(s)-1]
	return last >= 'a' && last <= 'z'
}

// NormalisePhone returns the digits of a phone number, with a leading + kept and China's country code dropped, so that
// 138-1234-5678 and (+86) 13812345678 are the same, and so are 010-8888 7777 and +86 10 8888 7777.
// Whoever changes what it makes of a number raises store's phoneForm, so that the column is filled anew.
func NormalisePhone(s string) string {
	var digits strings.Builder
	text := strings.TrimLeft(norm.NFKC.String(s), " (")
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00") {
		text = strings.ReplaceAll(text, "(0)", "") // +44 (0)20: dialled at home only
	}
	for _, r := range text {
		if unicode.IsDigit(r) || (r == '+' && digits.Len() == 0) {
			digits.WriteRune(r)
		}
	}
	number := digits.String()
	for {
		next := nationalPhone(number)
		if next == number {
			return number
		}
		number = next
	}
}

// nationalPhone takes one step: 00 is +, and China's numbers are as they are dialled there.
func nationalPhone(number string) string {
	if rest, found := strings.CutPrefix(number, "00"); found {
		return "+" + rest
	}
	rest, found := strings.CutPrefix(number, "+86")
	switch {
	case found && chineseLandline.MatchString(rest):
		return "0" + rest
	case found:
		return rest
	case chineseMobile.MatchString(number):
		return number[len("86"):]
	}
	return number
}

var (
	chineseLandline = regexp.MustCompile(`^((10|2[0-9])[0-9]{8}|([35679][0-9]|[48][1-9])[0-9]{8,9})$`) // without its 0; 400 and 800 have none
	chineseMobile   = regexp.MustCompile(`^861[3-9][0-9]{9}$`)                                         // the country code without a +
)

// NormaliseEmail returns the address in the case-insensitive form in which it is compared.
func NormaliseEmail(s string) string { return NormaliseText(s) }
