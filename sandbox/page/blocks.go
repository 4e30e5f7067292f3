package page

import (
	"fmt"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// surface is where blocks stand: a message, a modal or the App Home.
type surface struct {
	look
	message sandbox.Message  // zero in views
	view    sandbox.View     // zero in messages
	values  workspace.Values // what stands in the inputs
}

// place is the data attributes by which the script says where something was pressed.
func (s surface) place() string {
	if s.view.ID != "" {
		return fmt.Sprintf(`data-view="%s"`, esc(s.view.ID))
	}
	return fmt.Sprintf(`data-channel-id="%s" data-ts="%s"`, esc(s.message.Channel), esc(s.message.TS))
}

func (s surface) blocks(blocks []blockkit.Object) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(s.block(block))
	}
	return b.String()
}

// block draws one block (docs.slack.dev/reference/block-kit/blocks); a type it doesn't know is shown as its name.
func (s surface) block(block blockkit.Object) string {
	draw, known := drawers[block.Text("type")]
	if !known {
		return `<div class="block unknown"><code>` + esc(block.Text("type")) + `</code></div>`
	}
	return `<div class="block ` + esc(block.Text("type")) + `">` + draw(s, block) + `</div>`
}

var drawers map[string]func(surface, blockkit.Object) string

func init() { // a map literal would be a cycle: containers draw blocks
	drawers = map[string]func(surface, blockkit.Object) string{
		"header":             func(s surface, b blockkit.Object) string { return "<h3>" + s.text(b.Object("text")) + "</h3>" },
		"divider":            func(surface, blockkit.Object) string { return "<hr>" },
		"section":            surface.section,
		"context":            surface.context,
		"actions":            surface.actions,
		"input":              surface.input,
		"image":              surface.image,
		"rich_text":          func(s surface, b blockkit.Object) string { return s.rich(b.List("elements")) },
		"markdown":           func(s surface, b blockkit.Object) string { return "<p class=\"pre\">" + esc(b.Text("text")) + "</p>" },
		"table":              surface.table,
		"data_visualization": surface.chart,
	}
}

// text draws a text object.
func (s surface) text(text blockkit.Object) string {
	if text == nil {
		return ""
	}
	if text.Text("type") == "mrkdwn" {
		return s.mrkdwn(text.Text("text"))
	}
	return strings.ReplaceAll(esc(text.Text("text")), "\n", "<br>")
}

func (s surface) section(block blockkit.Object) string {
	var b strings.Builder
	b.WriteString(`<div class="words">`)
	if text := block.Object("text"); text != nil {
		b.WriteString(`<div class="text">` + s.text(text) + `</div>`)
	}
	if fields := block.List("fields"); len(fields) > 0 {
		b.WriteString(`<div class="fields">`)
		for _, field := range fields {
			b.WriteString(`<div>` + s.text(field) + `</div>`)
		}
		b.WriteString(`</div>`)
	}
	b.WriteString(`</div>`)
	if accessory := block.Object("accessory"); accessory != nil {
		b.WriteString(`<div class="accessory">` + s.element(block, accessory) + `</div>`)
	}
	return b.String()
}

func (s surface) context(block blockkit.Object) string {
	var b strings.Builder
	for _, element := range block.List("elements") {
		if element.Text("type") == "image" {
			b.WriteString(s.image(element))
			continue
		}
		b.WriteString(`<span>` + s.text(element) + `</span> `)
	}
	return b.String()
}

func (s surface) actions(block blockkit.Object) string {
	var b strings.Builder
	for _, element := range block.List("elements") {
		b.WriteString(s.element(block, element))
	}
	return b.String()
}

func (s surface) image(block blockkit.Object) string {
	return fmt.Sprintf(`<img src="%s" alt="%s">`, esc(block.Text("image_url")), esc(block.Text("alt_text")))
}

// rich draws the elements of a rich_text block.
func (s surface) rich(elements []blockkit.Object) string {
	var b strings.Builder
	for _, element := range elements {
		inner := element.List("elements")
		switch element.Text("type") {
		case "rich_text_section":
			b.WriteString(s.rich(inner) + "<br>")
		case "rich_text_list":
			b.WriteString("<ul>")
			for _, item := range inner {
				b.WriteString("<li>" + s.rich([]blockkit.Object{item}) + "</li>")
			}
			b.WriteString("</ul>")
		case "rich_text_quote":
			b.WriteString("<blockquote>" + s.rich(inner) + "</blockquote>")
		case "rich_text_preformatted":
			b.WriteString("<pre>" + s.rich(inner) + "</pre>")
		case "user":
			b.WriteString(`<span class="mention">@` + esc(s.personName(element.Text("user_id"))) + `</span>`)
		case "link":
			b.WriteString(s.token(element.Text("url") + "|" + firstOf(element.Text("text"), element.Text("url"))))
		default:
			b.WriteString(styled(element))
		}
	}
	return strings.TrimSuffix(b.String(), "<br>")
}

func styled(element blockkit.Object) string {
	text := strings.ReplaceAll(esc(element.Text("text")), "\n", "<br>")
	for style, tag := range map[string]string{"bold": "strong", "italic": "em", "strike": "s", "code": "code"} {
		if element.Object("style").Bool(style) {
			text = "<" + tag + ">" + text + "</" + tag + ">"
		}
	}
	return text
}

func (s surface) table(block blockkit.Object) string {
	var b strings.Builder
	b.WriteString(`<div class="scroll"><table>`)
	rows, _ := block["rows"].([]any)
	for i, row := range rows {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		b.WriteString("<tr>")
		cells, _ := row.([]any)
		for _, cell := range cells {
			object, _ := cell.(blockkit.Object)
			text := esc(object.Text("text"))
			if object.Text("type") == "rich_text" {
				text = s.rich(object.List("elements"))
			}
			b.WriteString("<" + tag + ">" + text + "</" + tag + ">")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></div>")
	return b.String()
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
