package timeline

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The button that shows the next page, and the menu that leaves one kind of events. The value of each is a place.
const (
	pageAction   = "timeline.page"
	filterAction = "timeline.filter"
)

// timeline is a page of what happened with a customer, of the kinds that a filter leaves.
func timeline(p views.Reader, c models.Customer, filter models.EventKind, page models.TimelinePage) surface.Message {
	text := p.T("timeline.title", "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name)))
	blocks := []slack.Block{views.SectionWith("*"+text+"*", filterMenu(p, c.Code, filter))}
	if len(page.Events) == 0 {
		blocks = append(blocks, views.Section(p.T("timeline.none")))
	} else {
		blocks = append(blocks, views.Sections(views.Timeline(p, page.Events))...)
	}
	buttons := []slack.BlockElement{views.RunButton("open", "show "+c.Code, p.T("button.open")), views.RunButton("history", "history "+c.Code, p.T("button.history"))}
	if page.Next != "" {
		buttons = append(buttons, views.Button(pageAction, place(c.Code, filter, page.Next), p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// filterMenu offers the kinds of events; it stands at the one that is shown.
func filterMenu(p views.Reader, code string, filter models.EventKind) *slack.SelectBlockElement {
	options := []*slack.OptionBlockObject{views.Option(place(code, "", ""), p.T("timeline.all"))}
	chosen := options[0]
	for _, f := range models.TimelineFilters() {
		option := views.Option(place(code, f.Name, ""), p.T("timeline.only_"+string(f.Name)))
		options = append(options, option)
		if f.Name == filter {
			chosen = option
		}
	}
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, filterAction, options...)
	menu.InitialOption = chosen
	return menu
}
