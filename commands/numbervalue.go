package commands

import (
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// quoteNumbers puts quotes around phone numbers that stand behind the name of the phone's field, so that a search may hold them
// as they are written: phone:+1 415 555 0132. The longest run of words that is surely a number belongs to it, or that
// may be one.
func (c *Frame) quoteNumbers(text string) string {
	var b strings.Builder
	for rest := text; rest != ""; {
		var tok token
		tok, rest = nextToken(rest)
		b.WriteString(tok.space)
		name, value, ok := tok.assigns(c.IsFilter)
		field, known := c.Field(models.NormaliseText(name))
		if !ok || !known || field != models.FieldPhone {
			b.WriteString(tok.raw)
			continue
		}
		number, behind := longestNumber(value, rest)
		if number == value {
			b.WriteString(tok.raw)
			continue
		}
		b.WriteString(tok.raw[:tok.after] + `"` + number + `"`)
		rest = behind
	}
	return b.String()
}

// maxNumberWords is into how many words a number is written at most, with its extension.
const maxNumberWords = 8

// longestNumber returns the longest run of words, from a value on, that is a phone number, and what follows; the value where no
// longer one is.
func longestNumber(value, rest string) (number, behind string) {
	number, behind = value, rest
	run, certain := value, models.PhoneLike(Unescape(value))
	for range maxNumberWords {
		trimmed := strings.TrimLeftFunc(rest, IsSpace)
		end := strings.IndexFunc(trimmed, IsSpace)
		if end < 0 {
			end = len(trimmed)
		}
		if trimmed == "" || strings.ContainsAny(trimmed[:end], quotes+":=：＝") {
			break
		}
		run, rest = run+" "+trimmed[:end], trimmed[end:]
		like := models.PhoneLike(Unescape(run))
		if _, ok := models.PhoneOf(Unescape(run)); like || ok && !certain {
			number, behind, certain = run, rest, certain || like
		}
	}
	return number, behind
}
