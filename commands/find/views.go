package find

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// findPageAction is the button that shows the next page of a search; its value is a cursor and the search's text.
const findPageAction = "find.page"

// found is a page of a search's answer. query is what was asked, as typed, and asked how it was understood; next is the value of
// the button that shows the next page, "" when this is the last; mayBulk says that they may change many at once.
func found(p views.Reader, query string, asked views.Asked, page models.CustomerPage, next string, mayBulk bool) surface.Message {
	if len(page.Customers) == 0 {
		return none(p, query, asked, instead{})
	}
	text := p.Count("find.count", page.Total)
	if page.AtLeast || page.Total >= models.MaxCounted {
		text = p.T("find.many", "Max", p.Number(page.Total))
	}
	title := "*" + text + "*"
	if page.Near {
		text = p.T("find.near", "Words", asked.Mrkdwn())
		title = text
	} else if query != "" {
		title += " · " + asked.Mrkdwn()
	}
	blocks := []slack.Block{views.Section(title)}
	for _, c := range page.Customers {
		blocks = append(blocks, views.SectionWith(views.CustomerLine(p, c), views.RunButton("open", "show "+c.Code, p.T("button.open"))))
	}
	var buttons []slack.BlockElement
	if next != "" {
		buttons = append(buttons, views.Button(findPageAction, next, p.T("button.more")))
	}
	if save := `list save "" ` + query; query != "" && !page.Near && len(save) <= views.MaxRunText { // a name is asked for
		buttons = append(buttons, views.RunButton("save", save, p.T("button.save_this_search")))
	}
	if export := strings.TrimSpace("export " + query); !page.Near && len(export) <= views.MaxRunText {
		buttons = append(buttons, views.RunButton("export", export, p.T("button.export_these")))
	}
	if bulk := views.BulkOfSearch(p.Printer, query); mayBulk && !page.Near && page.Total > 1 && len(bulk.Value) <= views.MaxRunText {
		buttons = append(buttons, bulk)
	}
	if len(buttons) > 0 {
		blocks = append(blocks, views.Actions("", buttons...))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// none is the answer of a search that finds nobody, with what is near.
func none(p views.Reader, query string, asked views.Asked, near instead) surface.Message {
	text := p.T("find.none", "Words", asked.Mrkdwn())
	if query == "" {
		text = p.T("find.empty")
	}
	blocks := []slack.Block{views.Section(text)}
	for i, without := range near.without {
		said := p.Count("find.without", without.total, "Words", without.part.Mrkdwn())
		if without.least || without.total >= models.MaxCounted {
			said = p.T("find.without_many", "Max", p.Number(without.total), "Words", without.part.Mrkdwn())
		}
		if run := "find " + without.rest; len(run) <= views.MaxRunText {
			blocks = append(blocks, views.SectionWith(said, views.RunButton("without/"+views.Itoa(int64(i)), run, p.T("button.show_them"))))
		} else {
			blocks = append(blocks, views.Section(said))
		}
	}
	for _, part := range near.nobody {
		blocks = append(blocks, views.Section(p.T("find.nobody", "Words", part.Mrkdwn())))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("",
		views.RunButton("new", clipRun("new", query), p.T("button.new")), views.RunButton("help", "help find", p.T("button.help_find"))))}
}

// clipRun joins a command and its text so that it fits a button.
func clipRun(command, rest string) string {
	text := command + " " + views.OneLine(rest)
	for len(text) > views.MaxRunText {
		text = views.Clip(text, len([]rune(text))-50)
	}
	return text
}
