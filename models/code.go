package models

import (
	"regexp"
	"strconv"
	"strings"
)

// A code names a record of a kind: a letter and its number, with at least three digits. codes reads one kind's, however they are written.
type codes struct {
	letter  string
	pattern *regexp.Regexp
}

// codesOf are the codes with a letter; before are the words that may stand before one, as a regular expression of normalised text.
func codesOf(letter, before string) codes {
	return codes{letter, regexp.MustCompile(`^(?:#|no\. ?|` + before + `)?` + strings.ToLower(letter) + `0*([1-9][0-9]{0,17})$`)}
}

// of is the code of the n-th record.
func (c codes) of(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for len(digits) < 3 {
		digits = "0" + digits
	}
	return c.letter + digits
}

// parse returns the code that a text is another spelling of.
func (c codes) parse(text string) (code string, ok bool) {
	if len(text) > 100 {
		return "", false
	}
	match := c.pattern.FindStringSubmatch(NormaliseText(text))
	if match == nil {
		return "", false
	}
	number, err := strconv.ParseInt(match[1], 10, 64)
	return c.of(number), err == nil
}
