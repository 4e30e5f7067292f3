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

// subject is what has tags: what it is called, and the command that opens it.
type subject struct{ code, name, tags, open string }

func ofCustomer(c models.Customer) subject { return subject{c.Code, c.Name, c.Tags, "show " + c.Code} }

func ofDeal(d models.Deal) subject { return subject{d.Code, d.Title, d.Tags, "deal " + d.Code} }

// tagsOf says which tags something has.
func tagsOf(p *i18n.Printer, of subject, key string, mayUndo bool) surface.Message {
	tags := views.Escape(views.TagNames(of.tags))
	if tags == "" {
		tags = p.T("tag.none")
	}
	text := "🏷️ " + p.T(key, "Code", of.code, "Name", views.Escape(views.OneLine(of.name)), "Tags", tags)
	buttons := []slack.BlockElement{views.RunButton("open", of.open, p.T("button.open"))}
	if mayUndo {
		buttons = append(buttons, views.RunButton("undo", "undo", p.T("button.tag_undo")))
	}
	blocks := []slack.Block{views.Section(text), views.Actions("", buttons...)}
	if key == "tag.of" {
		blocks = append(blocks, views.Footnote(p.T("tag.hint", "Command", commands.Slash, "Code", of.code)))
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
