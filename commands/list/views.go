package list

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	saveModal   = "searches.save"
	changeModal = "searches.change"
)

// menuAction is the menu of a row; an option's value is what to do and the search's ID. pageAction is the button that shows
// another page; its value is how many stand before it.
const (
	menuAction = "searches.menu"
	pageAction = "searches.page"
)

// row is a saved search as somebody sees it.
type row struct {
	models.SavedSearch
	total   int           // customers that it finds, counted up to models.MaxCounted
	least   bool          // there may be more
	asked   views.Asked   // its query in their words
	broken  models.Errors // why it can't be asked any more
	mine    bool
	changes bool // whether they may change it
	mayBulk bool // whether they may change what it finds
}

// listMessage is a page of so many saved searches: those behind the first so many.
func listMessage(p *i18n.Printer, rows []row, of, before int) surface.Message {
	text := p.Count("list.title", of)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if of == 0 {
		blocks = append(blocks, views.Section(p.T("list.none", "Command", commands.Slash)))
	}
	for _, r := range rows {
		blocks = append(blocks, views.SectionWith(line(p, r), menu(p, r)))
	}
	buttons := []slack.BlockElement{views.Primary(views.RunButton("save", "list save", p.T("button.save_search")))}
	for _, r := range rows {
		if len(r.broken) == 0 {
			buttons = append(buttons, views.RunButton("open/"+views.Itoa(r.ID), "find "+r.Query, views.Clip("🔎 "+views.OneLine(r.Name), views.MaxOption)))
		}
	}
	if next := before + len(rows); next < of {
		buttons = append(buttons, views.Button(pageAction, views.Itoa(int64(next)), p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// line is a saved search in two lines: its name with how many it finds and whose it is, and what it asks.
func line(p *i18n.Printer, r row) string {
	found := p.Count("list.found", r.total)
	switch {
	case len(r.broken) > 0:
		found = "⚠️ " + views.RefusalText(p, r.broken[0])
	case r.least || r.total >= models.MaxCounted:
		found = p.T("list.found_many", "Max", p.Number(r.total))
	}
	whose := p.T("list.mine")
	switch {
	case r.Team && r.mine:
		whose = p.T("list.team_mine")
	case r.Team:
		whose = p.T("list.team", "User", views.Mention(r.Owner))
	}
	return strings.Join([]string{"*" + views.Escape(views.OneLine(r.Name)) + "*", found, whose}, " · ") + "\n" + r.asked.Mrkdwn()
}

// menu is what may be done with a saved search.
func menu(p *i18n.Printer, r row) slack.BlockElement {
	if !r.changes && !r.mayBulk {
		return views.RunButton("open", "find "+r.Query, p.T("button.open"))
	}
	var verbs []string
	if len(r.broken) == 0 {
		verbs = append(verbs, doOpen, doExport)
		if r.mayBulk {
			verbs = append(verbs, doBulk)
		}
	}
	if r.changes {
		verbs = append(verbs, doEdit, doDelete)
	}
	if len(verbs) == 0 {
		return views.RunButton("open", "find "+r.Query, p.T("button.open"))
	}
	var options []*slack.OptionBlockObject
	for _, verb := range verbs {
		options = append(options, views.Option(verb+" "+views.Itoa(r.ID), p.T("list.do_"+verb)))
	}
	return slack.NewOverflowBlockElement(menuAction, options...)
}

// saveForm asks for what a new saved search needs; in is what is known of it.
func saveForm(p *i18n.Printer, in models.SavedSearchInput) surface.Modal {
	return surface.Modal{
		Callback: saveModal, Title: p.T("modal.list_save.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: inputs(p, in),
	}
}

// changeForm changes a saved search.
func changeForm(p *i18n.Printer, s models.SavedSearch) surface.Modal {
	return surface.Modal{
		Callback: changeModal, Title: p.T("modal.list_change.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: inputs(p, models.SavedSearchInput{Name: s.Name, Query: s.Query, Team: s.Team}),
	}
}

func inputs(p *i18n.Printer, in models.SavedSearchInput) []slack.Block {
	team := models.CustomNo
	if in.Team {
		team = models.CustomYes
	}
	return []slack.Block{
		views.TextInput(p, models.InputSearchName, in.Name, models.MaxSearchName, false),
		views.TextInput(p, models.InputSearchQuery, in.Query, models.MaxSearchQuery, false),
		views.ChooseInput(p, models.InputSearchTeam, []*slack.OptionBlockObject{
			views.Option(models.CustomNo, p.T("list.for_me")), views.Option(models.CustomYes, p.T("list.for_team")),
		}, team),
	}
}
