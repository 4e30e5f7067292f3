package tag

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// pageAction is the button that shows another page of the tags; its value is how many stand before it.
const pageAction = "tags.page"

// row is a tag with how many customers have it, counted up to models.MaxCounted.
type row struct {
	name  string
	total int
	least bool // there may be more
}

// tagsOf says which tags a customer has.
func tagsOf(p *i18n.Printer, c models.Customer, key string, mayUndo bool) surface.Message {
	tags := views.Escape(views.TagNames(c.Tags))
	if tags == "" {
		tags = p.T("tag.none")
	}
	text := "🏷️ " + p.T(key, "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name)), "Tags", tags)
	buttons := []slack.BlockElement{views.RunButton("open", "show "+c.Code, p.T("button.open"))}
	if mayUndo {
		buttons = append(buttons, views.RunButton("undo", "undo", p.T("button.tag_undo")))
	}
	blocks := []slack.Block{views.Section(text), views.Actions("", buttons...)}
	if key == "tag.of" {
		blocks = append(blocks, views.Footnote(p.T("tag.hint", "Command", commands.Slash, "Code", c.Code)))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// tagList is a page of so many tags: those behind the first so many.
func tagList(p *i18n.Printer, rows []row, of, before int, mayManage bool) surface.Message {
	text := p.Count("tag.title", of)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if of == 0 {
		blocks = append(blocks, views.Section(p.T("tag.no_tags", "Command", commands.Slash)))
	}
	for _, r := range rows {
		found := p.Count("tag.found", r.total)
		if r.least || r.total >= models.MaxCounted {
			found = p.T("tag.found_many", "Max", p.Number(r.total))
		}
		blocks = append(blocks, views.SectionWith("🏷️ "+views.Escape(r.name)+" · "+found, views.RunButton("find", `find tag:"`+r.name+`"`, p.T("button.open"))))
	}
	if next := before + len(rows); next < of {
		blocks = append(blocks, views.Actions("", views.Button(pageAction, views.Itoa(int64(next)), p.T("button.more"))))
	}
	if mayManage && of > 0 {
		blocks = append(blocks, views.Footnote(p.T("tag.manage", "Command", commands.Slash)))
	}
	return surface.Message{Text: text, Blocks: blocks}
}
