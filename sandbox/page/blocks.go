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
		"context_actions":    surface.actions,
		"input":              surface.input,
		"image":              surface.image,
		"rich_text":          func(s surface, b blockkit.Object) string { return s.rich(b.List("elements")) },
		"markdown":           func(s surface, b blockkit.Object) string { return s.markdown(b.Text("text")) },
		"table":              surface.table,
		"data_table":         surface.table,
		"data_visualization": surface.chart,
		"card":               surface.card,
		"carousel":           func(s surface, b blockkit.Object) string { return s.blocks(b.List("elements")) },
		"alert":              surface.alert,
		"container":          surface.container,
		"layout":             surface.layout,
		"plan":               surface.plan,
		"task_card":          surface.task,
		"video":              surface.video,
		"file": func(_ surface, b blockkit.Object) string {
			return "📄 <code>" + esc(b.Text("external_id")) + "</code>"
		},
		"call": func(_ surface, b blockkit.Object) string { return "📞 <code>" + esc(b.Text("call_id")) + "</code>" },
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
	return strings.ReplaceAll(emoji(esc(text.Text("text"))), "\n", "<br>")
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
	source := block.Text("image_url")
	if id := block.Object("slack_file").Text("id"); id != "" {
		source = "/page/files/" + id + "?user=" + s.user.ID
	}
	title := s.text(block.Object("title"))
	if title != "" {
		title = "<figcaption>" + title + "</figcaption>"
	}
	return fmt.Sprintf(`%s<img src="%s" alt="%s" loading="lazy">`, title, esc(source), esc(block.Text("alt_text")))
}

// table draws a table or data_table block; its first row names the columns.
func (s surface) table(block blockkit.Object) string {
	var b strings.Builder
	b.WriteString(`<div class="scroll" tabindex="0"><table>`)
	if caption := block.Text("caption"); caption != "" {
		b.WriteString("<caption>" + esc(caption) + "</caption>")
	}
	settings := block.List("column_settings")
	rows, _ := block["rows"].([]any)
	for i, row := range rows {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		b.WriteString("<tr>")
		cells, _ := row.([]any)
		for j, cell := range cells {
			object, _ := cell.(blockkit.Object)
			class := ""
			if object.Text("type") == "raw_number" {
				class = ` class="right"`
			}
			if j < len(settings) && settings[j].Text("align") != "" {
				class = ` class="` + esc(settings[j].Text("align")) + `"`
			}
			b.WriteString("<" + tag + class + ">" + s.cell(object) + "</" + tag + ">")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table></div>")
	return b.String()
}

func (s surface) cell(cell blockkit.Object) string {
	switch text := cell.Text("text"); {
	case cell.Text("type") == "rich_text":
		return s.rich(cell.List("elements"))
	case text != "":
		return esc(text)
	case cell["value"] != nil:
		return esc(fmt.Sprint(cell["value"]))
	}
	return ""
}
