package page

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The parts of standard Markdown that a markdown block may hold
// (docs.slack.dev/reference/block-kit/blocks/markdown-block). They work on escaped text.
var (
	mdHeading = regexp.MustCompile(`^(#{1,6}) +(.*)$`)
	mdBullet  = regexp.MustCompile(`^\s*[-*+] +(.*)$`)
	mdNumber  = regexp.MustCompile(`^\s*\d+[.)] +(.*)$`)
	mdCode    = regexp.MustCompile("`([^`\n]+)`")
	mdLink    = regexp.MustCompile(`\[([^\]\n]+)\]\(([^)\s]+)\)`)
	mdInline  = []struct {
		pattern *regexp.Regexp
		tag     string
	}{
		{regexp.MustCompile(`\*\*([^*\n]+)\*\*`), "strong"},
		{regexp.MustCompile(`__([^_\n]+)__`), "strong"},
		{regexp.MustCompile(`\*([^*\n]+)\*`), "em"},
		{regexp.MustCompile(`\b_([^_\n]+)_\b`), "em"},
		{regexp.MustCompile(`~~([^~\n]+)~~`), "s"},
	}
)

// markdown draws the text of a markdown block.
func (s surface) markdown(text string) string {
	var b strings.Builder
	open := "" // the list or code we are in
	enter := func(tag string) {
		if open != tag {
			if open != "" {
				b.WriteString("</" + open + ">")
			}
			if tag != "" {
				b.WriteString("<" + tag + ">")
			}
			open = tag
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && open == "pre":
			enter("")
		case fence:
			enter("pre")
		case open == "pre":
			b.WriteString(esc(line) + "\n")
		default:
			tag, drawn := markdownLine(line)
			enter(tag)
			b.WriteString(drawn)
		}
	}
	enter("")
	return b.String()
}

// markdownLine draws a line, and tells which list it belongs in.
func markdownLine(line string) (list, drawn string) {
	if m := mdHeading.FindStringSubmatch(line); m != nil {
		level := min(len(m[1])+2, 6)
		return "", fmt.Sprintf("<h%d>%s</h%d>", level, markdownInline(m[2]), level)
	}
	if m := mdBullet.FindStringSubmatch(line); m != nil {
		return "ul", "<li>" + markdownInline(m[1]) + "</li>"
	}
	if m := mdNumber.FindStringSubmatch(line); m != nil {
		return "ol", "<li>" + markdownInline(m[1]) + "</li>"
	}
	if quote, ok := strings.CutPrefix(line, ">"); ok {
		return "", "<blockquote>" + markdownInline(strings.TrimSpace(quote)) + "</blockquote>"
	}
	switch strings.TrimSpace(line) {
	case "":
		return "", ""
	case "---", "***":
		return "", "<hr>"
	}
	return "", "<p>" + markdownInline(line) + "</p>"
}

func markdownInline(text string) string {
	var kept []string
	keep := func(drawn string) string {
		kept = append(kept, drawn)
		return "\x00" + strconv.Itoa(len(kept)-1) + "\x00"
	}
	text = esc(strings.ReplaceAll(text, "\x00", ""))
	text = mdCode.ReplaceAllStringFunc(text, func(m string) string { return keep("<code>" + strings.Trim(m, "`") + "</code>") })
	text = mdLink.ReplaceAllStringFunc(text, func(m string) string {
		part := mdLink.FindStringSubmatch(m)
		return keep(fmt.Sprintf(`<a href="%s" target="_blank" rel="noreferrer noopener">%s</a>`, safeLink(part[2]), part[1]))
	})
	text = emoji(text)
	for _, mark := range mdInline {
		text = mark.pattern.ReplaceAllString(text, "<"+mark.tag+">$1</"+mark.tag+">")
	}
	for i := len(kept) - 1; i >= 0; i-- {
		text = strings.ReplaceAll(text, "\x00"+strconv.Itoa(i)+"\x00", kept[i])
	}
	return text
}
