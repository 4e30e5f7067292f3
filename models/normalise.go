package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NormaliseText returns the form in which texts are compared: Unicode NFKC (full width becomes half width),
// lower case, white space folded to single blanks. It is for comparison only, never shown.
func NormaliseText(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
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

// NormalisePhone returns the digits of a phone number, with a leading + kept and China's +86 or 0086 dropped, so
// that 138-1234-5678 and +86 13812345678 are the same.
func NormalisePhone(s string) string {
	var digits strings.Builder
	for i, r := range norm.NFKC.String(strings.TrimSpace(s)) {
		if unicode.IsDigit(r) || (r == '+' && i == 0) {
			digits.WriteRune(r)
		}
	}
	number := digits.String()
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	}
	return strings.TrimPrefix(number, "+86")
}

// NormaliseEmail returns the address in the case-insensitive form in which it is compared.
func NormaliseEmail(s string) string { return NormaliseText(s) }
