package page

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// token is what Slack writes between angle brackets: <@U1>, <#C1|name>, <!here>, <!date^…|…>, <https://…|label>
// (docs.slack.dev/messaging/formatting-message-text).
var token = regexp.MustCompile(`<([^<>\n]+)>`)

// The marks of mrkdwn, at the edges of words only. They work on escaped text, in which no < of ours stands inside a word.
var marks = []struct {
	pattern *regexp.Regexp
	tag     string
}{
	{regexp.MustCompile(`(^|[\s(（，。、·>“"'-])\*([^\s*](?:[^*\n]*[^\s*])?)\*($|[\s).,:;!?）（，。、·<”"'-])`), "strong"},
	{regexp.MustCompile(`(^|[\s(（，。、·>“"'-])_([^\s_](?:[^_\n]*[^\s_])?)_($|[\s).,:;!?）（，。、·<”"'-])`), "em"},
	{regexp.MustCompile(`(^|[\s(（，。、·>“"'-])~([^\s~](?:[^~\n]*[^\s~])?)~($|[\s).,:;!?）（，。、·<”"'-])`), "s"},
}

var (
	fence = regexp.MustCompile("(?s)```(.+?)```")
	code  = regexp.MustCompile("`([^`\n]+)`")
)

// mrkdwn draws Slack's own markup as HTML. Text arrives with &, < and > as entities, as Slack wants it.
func (l look) mrkdwn(text string) string {
	var kept []string
	keep := func(drawn string) string { // out of reach of the marks
		kept = append(kept, drawn)
		return "\x00" + strconv.Itoa(len(kept)-1) + "\x00"
	}
	text = strings.ReplaceAll(text, "\x00", "")
	text = fence.ReplaceAllStringFunc(text, func(m string) string {
		return keep("<pre>" + entities(strings.Trim(m, "`")) + "</pre>")
	})
	text = code.ReplaceAllStringFunc(text, func(m string) string {
		return keep("<code>" + entities(strings.Trim(m, "`")) + "</code>")
	})
	text = token.ReplaceAllStringFunc(text, func(m string) string { return keep(l.token(m[1 : len(m)-1])) })
	text = emoji(entities(text))
	for _, mark := range marks {
		for range 2 { // neighbours share the character between them
			text = mark.pattern.ReplaceAllString(text, "$1<"+mark.tag+">$2</"+mark.tag+">$3")
		}
	}
	text = quoted(text)
	for i := len(kept) - 1; i >= 0; i-- {
		text = strings.ReplaceAll(text, "\x00"+strconv.Itoa(i)+"\x00", kept[i])
	}
	return text
}

// quoted draws lines that begin with an escaped > as quotes, and line ends as breaks.
func quoted(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if rest, ok := strings.CutPrefix(line, "&gt;"); ok {
			lines[i] = "<blockquote>" + rest + "</blockquote>"
		} else if i < len(lines)-1 {
			lines[i] += "<br>"
		}
	}
	return strings.Join(lines, "")
}

var unescaped = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// entities escapes for HTML what may already be escaped for Slack.
func entities(text string) string { return esc(unescaped.Replace(text)) }

// token draws what stood between angle brackets.
func (l look) token(inner string) string {
	target, label, labelled := strings.Cut(inner, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		return `<span class="mention">@` + esc(l.personName(target[1:])) + `</span>`
	case strings.HasPrefix(target, "#"):
		name := target[1:]
		if channel, err := l.page.sandbox.Workspace().Channel(name); err == nil {
			name = channel.Name
		}
		return `<span class="mention">#` + esc(name) + `</span>`
	case strings.HasPrefix(target, "!date^"):
		return esc(l.date(target, label))
	case strings.HasPrefix(target, "!"):
		return `<span class="mention loud">@` + entities(strings.TrimPrefix(target, "!")) + `</span>`
	case strings.HasPrefix(target, "https://"), strings.HasPrefix(target, "http://"), strings.HasPrefix(target, "mailto:"):
		if !labelled {
			label = target
		}
		return fmt.Sprintf(`<a href="%s" target="_blank" rel="noreferrer noopener">%s</a>`, entities(target), entities(label))
	}
	return entities("<" + inner + ">")
}

func (l look) personName(id string) string {
	if user, err := l.page.sandbox.Workspace().User(id); err == nil {
		return user.RealName
	}
	return id
}

var dateToken = regexp.MustCompile(`{\w+}`)

// date draws <!date^unix^format|fallback> in the reader's zone and language
// (docs.slack.dev/messaging/formatting-message-text#date-formatting).
func (l look) date(target, fallback string) string {
	parts := strings.SplitN(target, "^", 4)
	if len(parts) < 3 {
		return fallback
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return fallback
	}
	at := time.Unix(seconds, 0).In(l.zone)
	return dateToken.ReplaceAllStringFunc(parts[2], func(name string) string {
		plain := strings.Trim(name, "{}")
		pretty, isPretty := strings.CutSuffix(plain, "_pretty")
		layout, known := l.words.dates[pretty]
		switch {
		case !known:
			return name
		case isPretty:
			return l.pretty(at, layout)
		}
		return at.Format(layout)
	})
}
