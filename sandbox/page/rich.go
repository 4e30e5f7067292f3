package page

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// rich draws the elements of a rich_text block (docs.slack.dev/reference/block-kit/blocks/rich-text-block).
func (s surface) rich(elements []blockkit.Object) string {
	var b strings.Builder
	for _, element := range elements {
		b.WriteString(s.richElement(element))
	}
	return strings.TrimSuffix(b.String(), "<br>")
}

// richElement draws a part of rich text: a line, list, quote or code, or what stands in one.
func (s surface) richElement(element blockkit.Object) string {
	inner := element.List("elements")
	switch element.Text("type") {
	case "rich_text_section":
		return s.rich(inner) + "<br>"
	case "rich_text_list":
		return s.richList(element, inner)
	case "rich_text_quote":
		return "<blockquote>" + s.rich(inner) + "</blockquote>"
	case "rich_text_preformatted":
		return "<pre>" + s.rich(inner) + "</pre>"
	case "user":
		return s.token("@" + element.Text("user_id"))
	case "channel":
		return s.token("#" + element.Text("channel_id"))
	case "broadcast":
		return s.token("!" + element.Text("range"))
	case "usergroup":
		return `<span class="mention">@` + esc(element.Text("usergroup_id")) + `</span>`
	case "emoji":
		return emoji(":" + esc(element.Text("name")) + ":")
	case "color":
		return `<code>` + esc(element.Text("value")) + `</code>`
	case "date":
		seconds, _ := element.Int("timestamp")
		return esc(s.date(fmt.Sprintf("!date^%d^%s", seconds, element.Text("format")), time.Unix(seconds, 0).In(s.zone).Format(time.DateOnly)))
	case "link":
		return styled(element, s.token(element.Text("url")+"|"+esc(cmp.Or(element.Text("text"), element.Text("url")))))
	}
	return styled(element, strings.ReplaceAll(emoji(esc(element.Text("text"))), "\n", "<br>"))
}

func (s surface) richList(element blockkit.Object, items []blockkit.Object) string {
	tag := "ul"
	if element.Text("style") == "ordered" {
		tag = "ol"
	}
	indent, _ := element.Int("indent")
	start := ""
	if offset, ok := element.Int("offset"); ok && tag == "ol" {
		start = fmt.Sprintf(` start="%d"`, offset+1)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<%s class="indent%d"%s>`, tag, min(max(indent, 0), 4), start)
	for _, item := range items {
		b.WriteString("<li>" + s.rich([]blockkit.Object{item}) + "</li>")
	}
	return b.String() + "</" + tag + ">"
}

// styles are the marks of rich text, the innermost first.
var styles = []choice{{"code", "code"}, {"strike", "s"}, {"italic", "em"}, {"bold", "strong"}, {"underline", "u"}, {"highlight", "mark"}}

func styled(element blockkit.Object, drawn string) string {
	for _, style := range styles {
		if element.Object("style").Bool(style.Does) {
			drawn = "<" + style.Says + ">" + drawn + "</" + style.Says + ">"
		}
	}
	return drawn
}
