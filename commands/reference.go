package commands

import (
	"regexp"
	"strings"
)

// UserID reads a mention as Slack escapes it, <@U123|name>; "" when it is none.
func UserID(value string) string {
	inner, ok := strings.CutPrefix(value, "<@")
	if !ok || !strings.HasSuffix(inner, ">") {
		return ""
	}
	id, _, _ := strings.Cut(strings.TrimSuffix(inner, ">"), "|")
	return id
}

// Unescape turns Slack's entities back into what was typed, and references into what a reader sees of them
// (docs.slack.dev/messaging/formatting-message-text).
func Unescape(text string) string {
	return entities.Replace(escaped.ReplaceAllStringFunc(text, func(found string) string { return readable(found[1 : len(found)-1]) }))
}

// Kept is Unescape for a text that is read again as a command: who is mentioned stays known by their ID.
func Kept(text string) string {
	return entities.Replace(escaped.ReplaceAllStringFunc(text, func(found string) string {
		if id := UserID(found); id != "" {
			return "<@" + id + ">"
		}
		return readable(found[1 : len(found)-1])
	}))
}

var (
	entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
	escaped  = regexp.MustCompile(`<[^<>]+>`) // what was typed is escaped, so that this is Slack's
)

// readable is a reference without its brackets, as a reader sees it: @Alice, #sales, @here, a date, or a link's text with the
// address where the text doesn't say it.
func readable(inner string) string {
	target, label, _ := strings.Cut(inner, "|")
	if target == "" {
		return "<" + inner + ">"
	}
	switch target[0] {
	case '@', '#':
		if label == "" {
			return "<" + target + ">" // nobody knows the name
		}
		return target[:1] + label
	case '!':
		return special(target[1:], label)
	}
	number, isNumber := strings.CutPrefix(target, "tel:")
	address := strings.TrimPrefix(number, "mailto:")
	switch {
	case label == "":
		return address
	case isNumber || essence(label) == essence(address):
		return label
	}
	return label + " (" + address + ")"
}

// essence is what of an address a link's text has to say for being it.
func essence(address string) string {
	if _, bare, found := strings.Cut(address, "://"); found {
		address = bare
	}
	return strings.ToLower(strings.TrimSuffix(address, "/"))
}

// special is <!here>, <!subteam^S1|@sales> or <!date^1795532400^{date}|2026-11-24>, without its brackets and "!".
func special(target, label string) string {
	name, _, _ := strings.Cut(target, "^")
	switch {
	case label == "" && name == "subteam":
		return "<!" + target + ">" // nobody knows the name
	case label == "":
		return "@" + name
	case name == "date":
		return label
	}
	return "@" + strings.TrimPrefix(label, "@")
}

// maxReference is how long a reference may be, in bytes: an address has 3,000 characters at most.
const maxReference = 4000

// reference returns how long the reference is with which a text begins, or 0. References may have blanks: <@U1|Alice Miller>.
func reference(text string) int {
	return strings.IndexByte(text[:min(len(text), maxReference)], '>') + 1
}
