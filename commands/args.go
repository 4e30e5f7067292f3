package commands

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// quotes are the characters that keep words together, each followed by the one that closes it: phones type them all. 《》
// are not among them: they are part of a title, as of 《财经》杂志社.
const quotes = "\"\"“”„“「」『』«»"

// closing returns the character that ends what r opens.
func closing(r rune) (rune, bool) {
	pairs := []rune(quotes)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == r {
			return pairs[i+1], true
		}
	}
	return 0, false
}

// IsSpace reports a blank, also those that keyboards and documents in Chinese have.
func IsSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u3000' || r == '\u200b' || r == '\ufeff'
}

// Unquote takes the quotes off a text that stands in them as a whole.
func Unquote(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	end, opens := closing(first)
	inner, closed := strings.CutSuffix(text[size:], string(end))
	if !opens || !closed || strings.ContainsRune(inner, end) {
		return text
	}
	return inner
}

// CutWord returns the first word and what follows it.
func CutWord(text string) (word, rest string) {
	text = strings.TrimFunc(text, IsSpace)
	skip := 0 // to where a reference goes
	for at, r := range text {
		switch {
		case at < skip:
		case r == '<':
			skip = at + reference(text[at:])
		case IsSpace(r):
			return text[:at], strings.TrimFunc(text[at:], IsSpace)
		}
	}
	return text, ""
}

// CutCustomer returns the customer named at the beginning, a word or something in quotes, and what follows.
func CutCustomer(text string) (words, rest string) {
	text = strings.TrimFunc(text, IsSpace)
	first, size := utf8.DecodeRuneInString(text)
	if end, ok := closing(first); ok {
		if at := strings.IndexRune(text[size:], end); at >= 0 {
			return text[size : size+at], strings.TrimLeftFunc(text[size+at+utf8.RuneLen(end):], IsSeparator)
		}
	}
	words, rest = CutWord(text)
	if at := strings.IndexFunc(words, IsSeparator); at > 0 { // C001：见面, with no blank
		if _, isCode := models.ParseCode(words[:at]); isCode {
			return words[:at], strings.TrimLeftFunc(text[at:], IsSeparator)
		}
	}
	return strings.TrimRightFunc(words, IsSeparator), rest
}

// IsSeparator reports what stands between a name and the text that follows it.
func IsSeparator(r rune) bool { return IsSpace(r) || strings.ContainsRune(":：,，、", r) }

// Assignment is a field and the value given to it.
type Assignment struct {
	Name  string // as typed
	Value string
}

// Arguments is a command's text, taken apart: the words outside any assignment, and the assignments in their order.
type Arguments struct {
	Words       string
	Assignments []Assignment
	Colons      []string // what stands before a colon among the words: the first names of no field, which may be slips
}

// CutShout takes the "!" off the end of a text: do it at once, without a form.
func CutShout(text string) (rest string, shout bool) {
	text = strings.TrimRightFunc(text, IsSpace)
	rest = strings.TrimRight(text, "!！")
	return strings.TrimRightFunc(rest, IsSpace), rest != text
}

// MaxRefusals is how much of what is wrong with one text is looked into and told: a text may have 40,000 characters, and
// nobody reads more.
const MaxRefusals = 8

// ParseArguments takes a text apart. isField says which names may be assigned to. A value goes on to the next assignment, as
// people write: notes=wants a quote by Friday. Quotes around the whole of the words or of a value are taken off; others are
// part of it: notes=he said "yes". A comma before a field is as good as a blank: 打印机坏了，优先级：高.
func ParseArguments(text string, isField func(string) bool) Arguments {
	var parsed Arguments
	var words, value []byte
	run := &words // what a word belongs to: the words, or a value that is still going on
	end := func() {
		if run == &value {
			parsed.Assignments[len(parsed.Assignments)-1].Value = string(value)
		}
	}
	text = strings.TrimFunc(text, IsSpace)
	for text != "" {
		var tok token
		tok, text = nextToken(text, isField)
		name, first, ok := tok.assigns(isField)
		if cut, longer, found := tok.lookBack(*run, isField); found {
			*run, name, first, ok = (*run)[:cut], longer, tok.raw[tok.after:], true
		}
		switch {
		case ok:
			*run = bytes.TrimRightFunc(*run, func(r rune) bool { return IsSpace(r) || isComma(r) })
			end()
			parsed.Assignments = append(parsed.Assignments, Assignment{name, first})
			run, value = &value, []byte(first)
			continue
		case run == &value:
			value = append(append(value, tok.space...), tok.raw...)
			continue
		}
		words = append(append(words, ' '), tok.raw...)
		if name != "" && isName(name) && len(parsed.Colons) < MaxRefusals && !slices.Contains(parsed.Colons, name) {
			parsed.Colons = append(parsed.Colons, name)
		}
	}
	end()
	parsed.Words = Unquote(strings.TrimSpace(string(words)))
	for i := range parsed.Assignments {
		parsed.Assignments[i].Value = Unquote(strings.TrimSpace(parsed.Assignments[i].Value))
	}
	return parsed
}

// Read turns what was assigned into values by field; value reads one, and may read something of it that it refuses. What it refuses and what
// asks a search for what has none leaves the field empty: owner:none.
func (a Arguments) Read(value func(name, text string) (map[models.Field]string, error)) (map[models.Field]string, models.Errors) {
	set := map[models.Field]string{}
	var errs models.Errors
	for _, assigned := range a.Assignments {
		if len(errs) >= MaxRefusals {
			break
		}
		values, err := value(assigned.Name, assigned.Value)
		if err != nil && MeansNone(assigned.Value) {
			values, err = value(assigned.Name, "")
		}
		errs = append(errs, models.AsErrors(err)...)
		maps.Copy(set, values)
	}
	return set, errs
}

// token is a word, or an assignment's beginning.
type token struct {
	space string // what stood before it: kept within a value
	raw   string // as typed
	text  string // with quotes taken off
	split int    // where in text an unquoted = or : stands; -1 when none does
	after int    // where in raw what follows it begins
	mark  rune
}

// isComma reports what may stand between one field and the next.
func isComma(r rune) bool { return strings.ContainsRune(",，;；、", r) }

// isSign reports what stands between the name of a field and its value.
func isSign(r rune) bool { return strings.ContainsRune("=＝:：", r) }

// beginsField reports whether a text begins with the name of a field and the sign behind it.
func beginsField(text string, isField func(string) bool) bool {
	at := strings.IndexFunc(text[:min(len(text), maxNameBytes)], func(r rune) bool { return IsSpace(r) || isComma(r) || isSign(r) })
	if at <= 0 || isField == nil {
		return false
	}
	sign, _ := utf8.DecodeRuneInString(text[at:])
	return isSign(sign) && isField(text[:at])
}

// nextToken reads up to the next unquoted blank, or the next unquoted comma before a field; without isField there are no fields.
func nextToken(text string, isField func(string) bool) (tok token, rest string) {
	trimmed := strings.TrimLeftFunc(text, IsSpace)
	tok = token{space: text[:len(text)-len(trimmed)], split: -1}
	var b strings.Builder
	var until rune
	fresh := true // a quote opens only at the beginning of a word or value
	skip := 0     // to where a reference goes
	for i, r := range trimmed {
		if r == '<' && i >= skip {
			skip = i + reference(trimmed[i:])
		}
		switch end, opens := closing(r); {
		case i < skip:
			b.WriteRune(r)
		case until != 0 && r == until:
			until = 0
		case until != 0:
			b.WriteRune(r)
		case fresh && opens && strings.ContainsRune(trimmed[i+utf8.RuneLen(r):], end):
			until = end
		case IsSpace(r):
			tok.raw, tok.text = trimmed[:i], b.String()
			return tok, trimmed[i:]
		case i > 0 && isComma(r) && beginsField(trimmed[i+utf8.RuneLen(r):], isField):
			tok.raw, tok.text = trimmed[:i], b.String()
			return tok, trimmed[i+utf8.RuneLen(r):]
		default:
			fresh = tok.split < 0 && isSign(r)
			if fresh {
				tok.split, tok.after, tok.mark = b.Len(), i+utf8.RuneLen(r), r
			}
			b.WriteRune(r)
			continue
		}
		fresh = false
	}
	tok.raw, tok.text = trimmed, b.String()
	return tok, ""
}

// assigns takes a token apart when it names a field, or when it plainly means to: name=value.
func (t token) assigns(isField func(string) bool) (name, value string, ok bool) {
	if t.split <= 0 {
		return "", "", false
	}
	name, value = t.text[:t.split], t.raw[t.after:]
	if isField(name) {
		return name, value, true
	}
	return name, value, (t.mark == '=' || t.mark == '＝') && isName(name)
}

// What of the words before an assignment may belong to its field's name.
const (
	maxNameWords = 4
	maxNameBytes = 400
)

// lookBack finds out whether a field's name began in the words before: job title=CEO, or notes = wants a quote. It returns
// how much of them is left, and the name.
func (t token) lookBack(before []byte, isField func(string) bool) (cut int, name string, found bool) {
	if t.split < 0 || t.split == 0 && t.mark != '=' && t.mark != '＝' {
		return 0, "", false
	}
	skipped := max(0, len(before)-maxNameBytes)
	rest, longer := string(before[skipped:]), t.text[:t.split]
	for range maxNameWords {
		rest = strings.TrimRightFunc(rest, IsSpace)
		at := strings.LastIndexFunc(rest, IsSpace)
		word := strings.TrimLeftFunc(rest[max(0, at):], IsSpace)
		if word == "" {
			break
		}
		longer = strings.TrimSpace(word + " " + longer)
		rest = rest[:max(0, at)]
		if isField(longer) {
			cut, name, found = skipped+len(rest), longer, true
		}
	}
	return cut, name, found
}

// isName reports what could be a field's name.
func isName(text string) bool {
	return utf8.RuneCountInString(text) <= 20 && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' && r != '-' })
}

// Today is the calendar day in the person's zone.
func (c *Frame) Today(cl Call) models.Date { return c.CRM.Today(cl.User.Zone.String()) }
