package deal

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	newModal   = "deal.new"
	editModal  = "deal.edit"
	closeModal = "deal.close"
)

// moveAction is the menu of a deal's card that moves it to another stage; an option's value is the deal's ID and version and the stage's ID.
// pageAction is the button that shows another page of a list; its value is the customer's ID and how many stand before it.
const (
	moveAction = "deal.move"
	pageAction = "deal.page"
)

// What becomes of a customer's open follow-ups when a deal is closed.
const (
	keepThem   = "keep"
	cancelThem = "cancel"
)

// card is a deal as somebody sees it.
type card struct {
	customer  models.Customer
	deal      models.Deal
	contact   string // the name of the deal's contact, in plain text; "" for none
	custom    []models.CustomField
	pipelines *models.Pipelines
	today     models.Date
	mayEdit   bool
	mayUndo   bool // something was just changed that they may take back
}

// dealCard is everything about a deal, with buttons.
func dealCard(p views.Reader, c card) surface.Message {
	d := c.deal
	rows := []struct {
		field models.Field
		value string
	}{
		{models.Field(models.InputCustomer), views.CardTitle(c.customer)},
		{models.FieldStage, stageRow(p.Printer, c)},
		{models.FieldAmount, views.Money(p.Printer, d.Amount)},
		{models.FieldExpectedClose, views.CloseText(p.Printer, d, c.today)},
		{models.FieldOwner, views.Mention(d.Owner)},
		{models.FieldDealContact, views.Escape(c.contact)},
		{models.FieldSource, views.Clip(views.Escape(views.OneLine(d.Source)), views.MaxFieldText)},
		{models.FieldTags, views.Clip(views.Escape(views.TagNames(d.Tags)), views.MaxFieldText)},
		{models.FieldLostReason, lostReason(p.Printer, d)},
		{models.FieldClosedAt, closedAt(d)},
	}
	var fields []*slack.TextBlockObject
	for _, row := range rows {
		if row.value != "" {
			fields = append(fields, views.CardRow(views.FieldLabel(p.Printer, row.field), row.value))
		}
	}
	fields = append(fields, views.CustomRows(p.Printer, d.Custom, c.custom)...)
	blocks := append([]slack.Block{views.Header(d.Code + " · " + d.Title)}, views.RowSections(fields)...)
	if d.LostNote != "" {
		blocks = append(blocks, views.Section(views.Escape(d.LostNote)))
	}
	blocks = append(blocks, views.Actions("", buttons(p.Printer, c)...), views.Footnote(p.T("card.footnote",
		"Created", views.SlackTime(d.CreatedAt), "CreatedBy", views.Mention(d.CreatedBy), "Updated", views.SlackTime(d.UpdatedAt), "UpdatedBy", views.Mention(d.UpdatedBy))))
	return surface.Message{Text: d.Code + " · " + views.Escape(views.OneLine(d.Title)), Blocks: blocks}
}

// stageRow is the stage, since when the deal is in it, and how likely it is won.
func stageRow(p *i18n.Printer, c card) string {
	text := stageNamed(p, c)
	if c.deal.Open() {
		text += " · " + strconv.Itoa(c.deal.Chance(c.pipelines)) + " %"
	}
	return text + "\n" + p.T("deal.since", "At", views.SlackTime(c.deal.StageSince))
}

func lostReason(p *i18n.Printer, d models.Deal) string {
	if d.LostReason == "" {
		return ""
	}
	return views.Escape(p.T("lost_reason." + d.LostReason))
}

func closedAt(d models.Deal) string {
	if d.ClosedAt == nil {
		return ""
	}
	return views.SlackTime(*d.ClosedAt) + " · " + views.Mention(d.ClosedBy)
}

// buttons are what may be done with a deal.
func buttons(p *i18n.Printer, c card) []slack.BlockElement {
	code := c.deal.Code
	var list []slack.BlockElement
	switch {
	case c.mayEdit && c.deal.Open():
		list = append(list, views.Primary(views.RunButton("won", "deal "+code+" won", p.T("button.deal_won"))),
			views.RunButton("lost", "deal "+code+" lost", p.T("button.deal_lost")), views.RunButton("edit", "deal "+code+" edit", p.T("button.edit")))
		if move := moveMenu(p, c); move != nil {
			list = append(list, move)
		}
	case c.mayEdit:
		list = append(list, views.RunButton("reopen", "deal "+code+" reopen", p.T("button.deal_reopen")), views.RunButton("edit", "deal "+code+" edit", p.T("button.edit")))
	}
	if c.mayUndo {
		list = append(list, views.RunButton("undo", "undo", p.T("button.deal_undo")))
	}
	return append(list, views.RunButton("deals", "deal "+c.customer.Code, p.T("button.deals")), views.RunButton("open", "show "+c.customer.Code, p.T("button.open")))
}

// page is a page of a customer's deals as somebody sees it.
type page struct {
	customer  models.Customer
	deals     []models.Deal // the open ones first
	total     int
	before    int // how many stand before the page
	rows      int // how many stand on it
	pipelines *models.Pipelines
	today     models.Date
	mayEdit   bool
}

// dealList is a page of a customer's deals.
func dealList(p views.Reader, l page) surface.Message {
	code := l.customer.Code
	text := p.T("deal.title", "Code", code, "Name", views.Escape(views.OneLine(l.customer.Name)), "Count", p.Number(l.total))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(l.deals) == 0 {
		blocks = append(blocks, views.Section(p.T("deal.none", "Command", commands.Slash, "Code", code)))
	}
	for _, d := range l.deals[l.before : l.before+l.rows] {
		blocks = append(blocks, views.SectionWith(views.DealLine(p.Printer, d, l.today), views.OpenRecord(p.Printer, "deal", d.Code)))
	}
	var buttons []slack.BlockElement
	if l.mayEdit {
		buttons = append(buttons, views.Primary(views.RunButton("add", "deal "+code+" new", p.T("button.deal_new"))))
	}
	buttons = append(buttons, views.RunButton("open", "show "+code, p.T("button.deal_customer")))
	if next := l.before + l.rows; next < len(l.deals) {
		buttons = append(buttons, views.Button(pageAction, fmt.Sprintf("%d:%d", l.customer.ID, next), p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// newForm asks for a new deal; values are what is known of it.
func newForm(p *i18n.Printer, customer models.Customer, asked asked, values map[models.Field]string) surface.Modal {
	return surface.Modal{
		Callback: newModal, Title: p.T("modal.deal_new.title", "Code", customer.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append([]slack.Block{views.Footnote(views.CardTitle(customer))}, inputs(p, asked, func(field models.Field) string { return values[field] })...),
	}
}

// editForm is the form of a deal.
func editForm(p *i18n.Printer, customer models.Customer, d models.Deal, asked asked) surface.Modal {
	return surface.Modal{
		Callback: editModal, Title: p.T("modal.deal_edit.title", "Code", d.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append([]slack.Block{views.Footnote(views.CardTitle(customer))}, inputs(p, asked, d.Get)...),
	}
}

// asked is what a form offers to choose from, and the rules of the rest.
type asked struct {
	stages []choice
	people commands.People
	rules  models.Rules
	custom []models.CustomField
}

func inputs(p *i18n.Printer, a asked, value func(models.Field) string) []slack.Block {
	var blocks []slack.Block
	for _, key := range models.DealFields() {
		spec, _ := models.Deals.Find(key)
		input := (*slack.InputBlock)(nil)
		switch key {
		case models.FieldStage:
			input = stageInput(p, a.stages, value(key))
		case models.FieldDealContact:
			input = a.people.Input(p, key, value(key))
		default:
			input = views.FieldInput(p, spec, value(key), a.rules)
		}
		if input != nil {
			blocks = append(blocks, input)
		}
	}
	return append(blocks, views.CustomInputs(p, value, a.custom)...)
}

// ending is what is asked when a deal is closed.
type ending struct {
	customer    models.Customer
	deal        models.Deal
	won         bool
	reasons     []models.Option
	followUps   []models.FollowUp // open ones of the customer
	mayActivate bool
}

// closeForm asks why a deal is lost, whether the customer becomes active, and what becomes of open follow-ups.
func closeForm(p views.Reader, e ending) surface.Modal {
	key := "modal.deal_lost.title"
	if e.won {
		key = "modal.deal_won.title"
	}
	blocks := []slack.Block{views.Section(views.DealLine(p.Printer, e.deal, models.Date{})), views.Footnote(views.CardTitle(e.customer))}
	if !e.won {
		var options []*slack.OptionBlockObject
		for _, reason := range e.reasons {
			if !reason.Retired {
				options = append(options, views.Option(reason.Key, reason.Label(p.Language())))
			}
		}
		note, _ := models.Deals.Find(models.FieldLostNote)
		blocks = append(blocks, views.ChooseInput(p.Printer, models.FieldLostReason, options, ""), views.FieldInput(p.Printer, note, "", models.Rules{}))
	}
	if e.mayActivate {
		yes := views.Option(models.CustomYes, p.T("deal.activate", "Status", p.T("status.active")))
		boxes := slack.NewCheckboxGroupsBlockElement(views.FieldAction, yes)
		boxes.InitialOptions = []*slack.OptionBlockObject{yes}
		blocks = append(blocks, views.Optional(views.Input(p.Printer, models.InputActivate, boxes)))
	}
	if len(e.followUps) > 0 {
		keep := views.Option(keepThem, p.T("deal.followups_keep"))
		radio := slack.NewRadioButtonsBlockElement(views.FieldAction, keep, views.Option(cancelThem, p.T("deal.followups_cancel")))
		radio.InitialOption = keep
		blocks = append(blocks, views.Input(p.Printer, models.InputOpenFollowUps, radio))
	}
	return surface.Modal{
		Callback: closeModal, Title: p.T(key, "Code", e.deal.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: blocks,
	}
}
