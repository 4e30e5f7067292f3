package commands

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// piece is a part of a search, as it was typed: words, or a filter.
type piece struct {
	not   bool   // a dash stands before it
	words string // of words: with quotes taken off
	raw   string // of words: as typed
	name  string // of a filter: what stands before the colon or comparison; "" for words
	value string // of a filter: what stands behind it, as typed, with its comparison
	mark  rune   // what parts the two: a colon, an equals sign, or '<' for every comparison
}

// dashes are what is typed for a minus sign: keyboards and documents change it.
const dashes = "-－−–—‐‑"

// cutDash takes the dash off a word that is to be left out; a dash alone, or one that ends a word, is none.
func cutDash(text string) (rest string, not bool) {
	rest = strings.TrimLeft(text, dashes)
	next, _ := utf8.DecodeRuneInString(rest)
	if rest == text || rest == "" || IsSpace(next) {
		return text, false
	}
	return rest, true
}

// pieces takes a search apart. A filter is a name, a colon (also an equals sign, or a comparison) and a value of one word, in
// quotes, or of as many words as its field reads: budget:>=5 万, phone:+1 415 555 0132, due:next wed. Blanks may stand around
// the colon of a field that there is.
func (c *Frame) pieces(cl Call, text string) (list []piece) {
	filters := 0
	for rest := text; filters <= maxFilters; {
		rest = strings.TrimLeftFunc(rest, IsSpace)
		if rest == "" {
			return list
		}
		cut, not := cutDash(rest)
		tok, behind := nextToken(cut, nil)
		rest = behind
		p := piece{not: not, words: tok.text, raw: tok.raw}
		if name, value, mark, found := tok.filter(); found {
			p.name, p.value, p.mark = name, value, mark
		}
		if p.mark != 0 {
			if from, name, found := c.longerName(list, p); found {
				p.not, p.name = list[from].not, name
				list = list[:from]
			}
		}
		if p.not || p.name != "" {
			filters++
		}
		switch {
		case p.name != "" && c.IsFilter(p.name):
			p.value, rest = c.wholeValue(cl, p, rest)
		case p.name == "" || !p.means():
			p.name, p.value = "", ""
		}
		list = append(list, p)
	}
	return list
}

// filter takes a token apart at its first colon, equals sign or comparison outside quotes and references.
func (t token) filter() (name, value string, mark rune, found bool) {
	at, size := comparisonAt(t.raw)
	if t.split >= 0 && (at < 0 || t.after <= at+size) {
		mark = t.mark
		if mark == '：' {
			mark = ':'
		}
		return t.text[:t.split], t.raw[t.after:], mark, true
	}
	if at < 0 {
		return "", "", 0, false
	}
	return t.raw[:at], t.raw[at:], '<', true
}

// comparisons are the signs of comparisons, also as Slack escapes them.
var comparisons = []string{"&gt;", "&lt;", ">", "<", "＞", "＜", "≥", "≤"}

// comparisonAt returns where in a token, outside quotes, the first sign of a comparison stands, and how long it is; -1 where
// there is none. The bracket of a reference is no sign.
func comparisonAt(raw string) (at, size int) {
	first, _ := utf8.DecodeRuneInString(raw)
	if _, quoted := closing(first); quoted {
		return -1, 0
	}
	at = -1
	for _, sign := range comparisons {
		if found := strings.Index(raw, sign); found >= 0 && (at < 0 || found < at) {
			at, size = found, len(sign)
		}
	}
	if at >= 0 && size == 1 && raw[at] == '<' && isReference(raw[at:]) {
		return -1, 0
	}
	return at, size
}

func isReference(text string) bool {
	for _, begins := range []string{"<@", "<#", "<!", "<http", "<mailto:", "<tel:"} {
		if strings.HasPrefix(text, begins) {
			return strings.Contains(text, ">")
		}
	}
	return false
}

// longerName finds out whether a filter's name began in the words before: job title:CEO, budget > 5万. It returns with which of
// the pieces.
func (c *Frame) longerName(before []piece, p piece) (from int, name string, found bool) {
	if p.not || p.name == "" && p.mark == ':' && strings.ContainsAny(p.value, ":：") { // an emoji, :wave:
		return 0, "", false
	}
	longer := p.name
	for at := len(before) - 1; at >= 0 && at >= len(before)-maxNameWords; at-- {
		if before[at].name != "" || before[at].raw != before[at].words {
			break
		}
		longer = strings.TrimSpace(before[at].words + " " + longer)
		if c.IsFilter(longer) {
			from, name, found = at, longer, true
		}
		if before[at].not {
			break
		}
	}
	return from, name, found
}

// means reports whether what has the form of a filter, with a name that no field has, is meant for one. Addresses, times and
// emoji are text.
func (p piece) means() bool {
	switch {
	case !isFilterName(p.name):
		return false
	case p.mark == '<':
		_, value := models.CutComparison(Unescape(p.value))
		first, _ := utf8.DecodeRuneInString(value)
		return unicode.IsDigit(first)
	case p.mark == '=' || p.mark == '＝':
		return isName(p.name)
	}
	value := strings.TrimSpace(p.value)
	return !strings.HasPrefix(value, "//") && !strings.HasPrefix(value, `\`) && !strings.HasSuffix(value, ":") &&
		!slices.Contains([]string{"http", "https", "ftp", "mailto", "file"}, strings.ToLower(p.name))
}

// isFilterName reports what could be a field's name: letters, and digits behind them, but no customer's ID.
func isFilterName(name string) bool {
	first, size := utf8.DecodeRuneInString(name)
	if _, isCode := models.ParseCode(name); isCode || !unicode.IsLetter(first) || utf8.RuneCountInString(name) > models.MaxCustomLabel {
		return false
	}
	if size == len(name) && size == 1 { // C:\
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' })
}

// maxValueWords is of how many words a value may be besides the first.
const maxValueWords = 8

// wholeValue returns a filter's value with the words behind it that belong to it, and what follows.
func (c *Frame) wholeValue(cl Call, p piece, rest string) (value, behind string) {
	value, behind = p.value, rest
	if _, bare := models.CutComparison(Unescape(value)); bare == "" {
		value, behind = c.nextWord(value, rest)
	}
	for endsInList(value) {
		longer, after := c.nextWord(value, behind)
		if after == behind {
			break
		}
		value, behind = longer, after
	}
	spec, known := c.filterSpec(p.name)
	if first, _ := utf8.DecodeRuneInString(value); known && strings.ContainsRune(quotes, first) {
		return value, behind
	}
	if known && spec.Key == models.FieldPhone {
		return longestNumber(value, behind)
	}
	if !known || spec.Personal() || !ranged(spec) && spec.Type != models.TypeYesNo && spec.Filter != models.FilterPlace {
		return value, behind
	}
	run, after := value, behind
	for range maxValueWords {
		longer, left := c.nextWord(run, after)
		if left == after {
			break
		}
		run, after = longer, left
		if _, err := c.matches(cl, spec, run); err == nil {
			value, behind = run, after
		}
	}
	return value, behind
}

// endsInList reports a value that a list goes on behind: 甲、
func endsInList(value string) bool {
	last, _ := utf8.DecodeLastRuneInString(value)
	return strings.ContainsRune(listMarks, last) && !isEntity(value)
}

// nextWord adds the next word to a value, unless that is a filter, left out or in quotes.
func (c *Frame) nextWord(value, rest string) (longer, behind string) {
	trimmed := strings.TrimLeftFunc(rest, IsSpace)
	if _, not := cutDash(trimmed); trimmed == "" || not {
		return value, rest
	}
	tok, behind := nextToken(trimmed, nil)
	name, _, mark, found := tok.filter()
	if found && (c.IsFilter(name) || mark != '<' && isName(name)) {
		return value, rest
	}
	if value == "" {
		return tok.raw, behind
	}
	if strings.ContainsAny(tok.raw, quotes) && !endsInList(value) {
		return value, rest
	}
	return value + " " + tok.raw, behind
}

// longestNumber returns the longest run of words, from a value on, that is a phone number, and what follows; the value where no
// longer one is.
func longestNumber(value, rest string) (number, behind string) {
	number, behind = value, rest
	run, certain := value, models.PhoneLike(Unescape(value))
	for range maxValueWords {
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

// listMarks part the values of a filter, any of which is meant.
const listMarks = ",，、;；"

// valuePart is one of a filter's values.
type valuePart struct {
	text   string // without quotes
	quoted bool   // it is only text: "none" is the word
}

// splitList takes the values of a filter apart. Nothing is parted within quotes and references.
func splitList(value string) (parts []valuePart) {
	var until rune
	begin, skip := 0, 0
	end := func(at int) {
		if text := strings.TrimFunc(value[begin:at], IsSpace); text != "" {
			inner := Unquote(text)
			parts = append(parts, valuePart{strings.TrimFunc(inner, IsSpace), inner != text})
		}
	}
	for i, r := range value {
		if i < skip {
			continue
		}
		closes, opens := closing(r)
		switch {
		case until != 0 && r == until:
			until = 0
		case until != 0:
		case r == '<' && isReference(value[i:]):
			skip = i + reference(value[i:])
		case opens && strings.TrimFunc(value[begin:i], IsSpace) == "" && strings.ContainsRune(value[i+utf8.RuneLen(r):], closes):
			until = closes
		case r == ';' && isEntity(value[:i+1]): // &gt; of Slack
		case strings.ContainsRune(listMarks, r):
			end(i)
			begin = i + utf8.RuneLen(r)
		}
	}
	end(len(value))
	return parts
}

// isEntity reports a text that ends with one of Slack's entities.
func isEntity(text string) bool {
	for _, entity := range []string{"&gt;", "&lt;", "&amp;"} {
		if strings.HasSuffix(text, entity) {
			return true
		}
	}
	return false
}
