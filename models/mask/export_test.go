package mask

import (
	"strings"
	"unicode"
)

// Between reports a sign that stays between the words of a masked name.
func Between(r rune) bool {
	return strings.ContainsRune(between, r) || isDash(r)
}

// And reports a character that stands between persons.
func And(r rune) bool { return strings.ContainsRune("和与與及跟", r) }

// IsTitle reports a word that may be shown as it is.
func IsTitle(word string) bool {
	key := strings.TrimSuffix(strings.ToLower(word), ".")
	l := words()
	return l.isTitle(word) || l.endings[word] || l.posts[key] || l.alone[key] || l.honorifics[key] || l.honorifics[key+"."] || conjunctions[key] || l.pieces[word]
}

// WithoutTitles returns what may be left of a word when titles around it are taken away.
func WithoutTitles(word string) []string {
	letters := []rune(word)
	var list []string
	for from := range len(letters) {
		for to := from + 1; to <= len(letters); to++ {
			before, after := string(letters[:from]), string(letters[to:])
			if (before == "" || IsTitle(before)) && (after == "" || IsTitle(after)) {
				list = append(list, string(letters[from:to]))
			}
		}
	}
	return list
}

// Unlisted returns what of a masked address is neither hidden nor a name of a division or country.
func Unlisted(masked string) string {
	a := places()
	hidden := false
	for _, part := range strings.Split(masked, ", ") {
		if part == Hidden {
			hidden = true
		}
	}
	if hidden { // parts in Latin letters
		for _, part := range strings.Split(masked, ", ") {
			key := latinKey(part)
			if part != Hidden && !a.countries[key] && a.latinPlace(part, nil) == nil && !a.isDistrict(part) {
				return part
			}
		}
		return ""
	}
	rest := simplify(strings.TrimSuffix(masked, Hidden))
	for len(rest) > 0 {
		if strings.ContainsRune(" ,，、·-/", rest[0]) {
			rest = rest[1:]
			continue
		}
		if n := a.listed(rest); n > 0 {
			rest = rest[n:]
			continue
		}
		return string(rest)
	}
	return ""
}

// listed returns how many characters of a text are a name of the list, whatever stands behind it.
func (a *atlas) listed(text []rune) int {
	longest := 0
	for _, d := range a.byFirst[text[0]] {
		for _, name := range append(d.names, d.shorts...) {
			if begins(text, name) {
				longest = max(longest, len(name))
			}
		}
	}
	for n := 1; n <= min(len(text), maxCountry); n++ {
		if a.countries[string(text[:n])] {
			longest = max(longest, n)
		}
	}
	return longest
}

func (a *atlas) isDistrict(part string) bool {
	for _, d := range a.top.within {
		if a.latinPlace(part, d) != nil {
			return true
		}
	}
	return !strings.ContainsFunc(part, unicode.IsLetter)
}
