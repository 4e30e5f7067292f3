package page

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// card: docs.slack.dev/reference/block-kit/blocks/card-block
func (s surface) card(block blockkit.Object) string {
	var b strings.Builder
	if hero := block.Object("hero_image"); hero != nil {
		b.WriteString(`<div class="hero">` + s.image(hero) + `</div>`)
	}
	b.WriteString(`<div class="heads">`)
	if icon := block.Object("icon"); icon != nil {
		b.WriteString(s.image(icon))
	}
	fmt.Fprintf(&b, `<div><strong>%s</strong><small>%s</small></div></div>`, s.text(block.Object("title")), s.text(block.Object("subtitle")))
	for _, key := range []string{"body", "subtext"} {
		if text := block.Object(key); text != nil {
			fmt.Fprintf(&b, `<div class="%s">%s</div>`, key, s.text(text))
		}
	}
	for _, element := range block.List("actions") {
		b.WriteString(s.element(block, element))
	}
	return b.String()
}

var alertSigns = map[string]string{"info": "ℹ️", "warning": "⚠️", "error": "⛔", "success": "✅"}

// alert: docs.slack.dev/reference/block-kit/blocks/alert-block
func (s surface) alert(block blockkit.Object) string {
	level := cmp.Or(block.Text("level"), "default")
	return fmt.Sprintf(`<div class="level %s" role="note">%s %s</div>`, esc(level), alertSigns[level], s.text(block.Object("text")))
}

// container: docs.slack.dev/reference/block-kit/blocks/container-block
func (s surface) container(block blockkit.Object) string {
	title := s.text(block.Object("title"))
	if rich := block.Object("rich_text_title"); rich != nil {
		title = s.rich(rich.List("elements"))
	}
	heads := `<strong>` + title + `</strong> <small>` + s.text(block.Object("subtitle")) + `</small>`
	if icon := block.Object("icon"); icon != nil {
		heads = s.image(icon) + heads
	}
	children := s.blocks(block.List("child_blocks"))
	if !block.Bool("is_collapsible") {
		return `<div class="heads">` + heads + `</div>` + children
	}
	open := " open"
	if block.Bool("default_collapsed") {
		open = ""
	}
	return `<details` + open + `><summary class="heads">` + heads + `</summary>` + children + `</details>`
}

// layout: docs.slack.dev/reference/block-kit/blocks/layout-block
func (s surface) layout(block blockkit.Object) string {
	var b strings.Builder
	if block.Bool("is_label_visible") {
		b.WriteString(`<strong>` + esc(block.Text("label")) + `</strong>`)
	}
	for _, row := range block.List("rows") {
		b.WriteString(`<div class="cells lines-` + esc(cmp.Or(block.Text("grid_lines"), "none")) + `">`)
		for _, item := range row.List("items") {
			fmt.Fprintf(&b, `<div class="cell %s at-%s">%s</div>`, esc(cmp.Or(item.Text("width"), "standard")), esc(item.Text("horizontal_alignment")), s.block(item.Object("block")))
		}
		b.WriteString(`</div>`)
	}
	return b.String()
}

// plan: docs.slack.dev/reference/block-kit/blocks/plan-block
func (s surface) plan(block blockkit.Object) string {
	return `<strong>` + esc(block.Text("title")) + `</strong>` + s.blocks(block.List("tasks"))
}

var taskSigns = map[string]string{"pending": "○", "in_progress": "◐", "complete": "✓", "error": "✕"}

// task: docs.slack.dev/reference/block-kit/blocks/task-card-block
func (s surface) task(block blockkit.Object) string {
	var b strings.Builder
	status := cmp.Or(block.Text("status"), "pending")
	fmt.Fprintf(&b, `<div><span class="sign %s" role="img" aria-label="%s">%s</span> `, esc(status), esc(status), taskSigns[status])
	if !block.Bool("hide_title") {
		b.WriteString(`<strong>` + esc(block.Text("title")) + `</strong>`)
	}
	b.WriteString(`</div>`)
	for _, key := range []string{"details", "output"} {
		if rich := block.Object(key); rich != nil {
			b.WriteString(`<div class="` + key + `">` + s.rich(rich.List("elements")) + `</div>`)
		}
	}
	for i, source := range block.List("sources") {
		if i == 0 {
			b.WriteString(`<small>` + esc(s.words.Sources) + `:</small> `)
		}
		b.WriteString(s.token(source.Text("url")+"|"+source.Text("text")) + " ")
	}
	return b.String()
}

// video draws the picture and the way to the video; players of other hosts are not let in.
func (s surface) video(block blockkit.Object) string {
	target := cmp.Or(block.Text("title_url"), block.Text("video_url"))
	return fmt.Sprintf(`<figure class="picture"><figcaption>▶ <a href="%s" target="_blank" rel="noreferrer noopener">%s</a> <small>%s %s</small></figcaption><img src="%s" alt="%s" loading="lazy">%s</figure>`,
		esc(safeLink(target)), s.text(block.Object("title")), esc(block.Text("provider_name")), esc(block.Text("author_name")), esc(block.Text("thumbnail_url")), esc(block.Text("alt_text")), s.text(block.Object("description")))
}

// safeLink keeps addresses that a browser would run out of the page.
func safeLink(target string) string {
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(target, scheme) {
			return target
		}
	}
	return "#"
}
