package commands

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// quotes are the characters that keep words together, each followed by the one that closes it: phones type them all.
const quotes = "\"\"“”„“「」『』«»《》"

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

func isQuote(r rune) bool { return strings.ContainsRune(quotes, r) }

func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u3000' || r == '\u200b' || r == '\ufeff'
}

// cutWord returns the first word and what follows it.
func cutWord(text string) (word, rest string) {
	text = strings.TrimFunc(text, isSpace)
	at := strings.IndexFunc(text, isSpace)
	if at < 0 {
		return text, ""
	}
	return text[:at], strings.TrimFunc(text[at:], isSpace)
}

// cutCustomer returns the customer named at the beginning, a word or something in quotes, and what follows.
func cutCustomer(text string) (words, rest string) {
	text = strings.TrimFunc(text, isSpace)
	first, size := utf8.DecodeRuneInString(text)
	if end, ok := closing(first); ok {
		if at := strings.IndexRune(text[size:], end); at >= 0 {
			return text[size : size+at], strings.TrimLeftFunc(text[size+at+utf8.RuneLen(end):], isSeparator)
		}
	}
	words, rest = cutWord(text)
	if at := strings.IndexAny(words, ":：,，"); at > 0 && codePattern.MatchString(words[:at]) { // C001：见面, with no blank
		return words[:at], strings.TrimLeftFunc(text[at:], isSeparator)
	}
	return strings.TrimRight(words, ":：,，"), rest
}

// codePattern is a customer's code as people type it.
var codePattern = regexp.MustCompile(`^[Cc]\d+$`)

func isSeparator(r rune) bool { return isSpace(r) || strings.ContainsRune(":：,，", r) }

// assignment is a field and the value given to it.
type assignment struct {
	name  string // as typed
	value string
}

// arguments is a command's text, taken apart: the words outside any assignment, and the assignments in their order.
type arguments struct {
	words       string
	assignments []assignment
}

// cutShout takes the "!" off the end of a text: do it at once, without a form.
func cutShout(text string) (rest string, shout bool) {
	text = strings.TrimRightFunc(text, isSpace)
	rest = strings.TrimRight(text, "!！")
	return strings.TrimRightFunc(rest, isSpace), rest != text
}

// parseArguments takes a text apart. isField says which names may be assigned to. In a greedy text a value goes on to
// the next assignment, as people write (notes=wants a quote by Friday); in a search it is one word or something in
// quotes.
func parseArguments(text string, isField func(string) bool, greedy bool) arguments {
	var parsed arguments
	var words []string
	text = strings.TrimFunc(text, isSpace)
	open := false // a greedy value is still going on
	for text != "" {
		var tok token
		tok, text = nextToken(text)
		switch name, value, ok := tok.assigns(isField); {
		case ok:
			parsed.assignments = append(parsed.assignments, assignment{name, value})
			open = greedy
		case open:
			last := &parsed.assignments[len(parsed.assignments)-1]
			last.value = strings.TrimSpace(last.value + tok.space + tok.text)
		default:
			words = append(words, tok.text)
		}
	}
	parsed.words = strings.Join(words, " ")
	return parsed
}

// token is a word, or an assignment's beginning, with quotes taken off.
type token struct {
	space string // what stood before it: kept within a greedy value
	text  string
	split int // where in text an unquoted = or : stands; -1 when none does
	mark  rune
}

// nextToken reads up to the next unquoted blank.
func nextToken(text string) (tok token, rest string) {
	trimmed := strings.TrimLeftFunc(text, isSpace)
	tok = token{space: text[:len(text)-len(trimmed)], split: -1}
	var b strings.Builder
	var until rune
	fresh := true // a quote opens only at the beginning of a word or value
	for i, r := range trimmed {
		switch end, opens := closing(r); {
		case until != 0 && r == until:
			until = 0
		case until != 0:
			b.WriteRune(r)
		case fresh && opens && strings.ContainsRune(trimmed[i+utf8.RuneLen(r):], end):
			until = end
		case isSpace(r):
			tok.text = b.String()
			return tok, trimmed[i:]
		default:
			fresh = tok.split < 0 && strings.ContainsRune("=＝:：", r)
			if fresh {
				tok.split, tok.mark = b.Len(), r
			}
			b.WriteRune(r)
			continue
		}
		fresh = false
	}
	tok.text = b.String()
	return tok, ""
}

// assigns takes a token apart when it names a field, or when it plainly means to: name=value.
func (t token) assigns(isField func(string) bool) (name, value string, ok bool) {
	if t.split <= 0 {
		return "", "", false
	}
	name, value = t.text[:t.split], t.text[t.split+utf8.RuneLen(t.mark):]
	if isField(name) {
		return name, value, true
	}
	meant := (t.mark == '=' || t.mark == '＝') && strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' && r != '-' }) < 0
	return name, value, meant && utf8.RuneCountInString(name) <= 20
}

// userID reads a mention as Slack escapes it, <@U123|name>; "" when it is none.
func userID(value string) string {
	inner, ok := strings.CutPrefix(value, "<@")
	if !ok || !strings.HasSuffix(inner, ">") {
		return ""
	}
	id, _, _ := strings.Cut(strings.TrimSuffix(inner, ">"), "|")
	return id
}

// unescape turns Slack's entities back into what was typed, and links into their text
// (docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
func unescape(text string) string {
	return entities.Replace(links(text))
}

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// links replaces <mailto:a@b.c|a@b.c>, <https://x|x>, <tel:…|…>, <@U1|name> and <#C1|name> by what the person saw.
func links(text string) string {
	var b strings.Builder
	for {
		start := strings.IndexByte(text, '<')
		if start < 0 {
			break
		}
		end := strings.IndexByte(text[start:], '>')
		if end < 0 {
			break
		}
		inner := text[start+1 : start+end]
		b.WriteString(text[:start])
		target, label, labelled := strings.Cut(inner, "|")
		isLink := strings.HasPrefix(inner, "http") || strings.HasPrefix(inner, "mailto:") || strings.HasPrefix(inner, "tel:")
		switch {
		case isLink && labelled:
			b.WriteString(label)
		case isLink:
			b.WriteString(target)
		case labelled && strings.HasPrefix(inner, "@"):
			b.WriteString("@" + label)
		case labelled && strings.HasPrefix(inner, "#"):
			b.WriteString("#" + label)
		default:
			b.WriteString(text[start : start+end+1])
		}
		text = text[start+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// today is the calendar day in the person's zone.
func (c *Commands) today(cl call) models.Date { return c.crm.Today(cl.User.Zone.String()) }
