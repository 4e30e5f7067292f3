package contact

import (
	"fmt"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	newModal  = "contact.new"
	editModal = "contact.edit"
)

// menuAction, with the ID of the contact behind it, is the menu of a row; an option's value is what to do, then the IDs of the customer and the contact and its version.
// pageAction is the button that shows another page; its value is the customer's ID and how many stand before it.
const (
	menuAction = "contact.menu"
	pageAction = "contact.page"
)

// What may be done with a contact.
const (
	doEdit    = "edit"
	doPrimary = "primary"
	doRemove  = "remove"
)

// page is a page of a customer's contacts as somebody sees it.
type page struct {
	customer  models.Customer
	contacts  []models.Contact // all of them; the primary one has the ID 0
	before    int              // how many stand before the page
	rows      int              // how many stand on it
	masked    bool             // personal data is not to be shown
	mayReveal bool
	mayEdit   bool
	mayUndo   bool // something was just changed that they may take back
}

// contactList is a page of a customer's contacts.
func contactList(p *i18n.Printer, l page) surface.Message {
	code := l.customer.Code
	text := p.T("contact.title", "Code", code, "Name", views.Escape(views.OneLine(l.customer.Name)), "Count", p.Number(len(l.contacts)))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(l.contacts) == 0 {
		blocks = append(blocks, views.Section(p.T("contact.none", "Command", commands.Slash, "Code", code)))
	}
	for _, c := range l.contacts[l.before : l.before+l.rows] {
		line := rowText(p, c, l.masked)
		if !l.mayEdit {
			blocks = append(blocks, views.Section(line))
			continue
		}
		blocks = append(blocks, views.SectionWith(line, menu(p, l.customer, c)))
	}
	var buttons []slack.BlockElement
	if l.mayEdit && len(l.contacts) < models.MaxContacts {
		buttons = append(buttons, views.Primary(views.RunButton("add", "contact "+code+" new", p.T("button.contact_add"))))
	}
	if l.mayUndo {
		buttons = append(buttons, views.RunButton("undo", "undo", p.T("button.contact_undo")))
	}
	if l.masked && l.mayReveal && len(l.contacts) > 0 {
		buttons = append(buttons, views.Button(views.RevealAction, views.Itoa(l.customer.ID), p.T("button.reveal")))
	}
	buttons = append(buttons, views.RunButton("open", "show "+code, p.T("button.open")))
	if next := l.before + l.rows; next < len(l.contacts) {
		buttons = append(buttons, views.Button(pageAction, fmt.Sprintf("%d:%d", l.customer.ID, next), p.T("button.more")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...))}
}

// rowText is a contact in a line, the primary one marked, and the notes on it below.
func rowText(p *i18n.Printer, c models.Contact, masked bool) string {
	line := views.ContactLine(p, c, masked)
	if c.ID == 0 {
		line = "⭐ " + line + " · " + p.T("contact.primary")
	}
	if c.ContactNotes != "" {
		line += "\n" + views.Clip(views.Escape(views.OneLine(c.ContactNotes)), shownNotes)
	}
	return line
}

// shownNotes is how much of the notes on a contact the list shows, in UTF-16 units; the form has all of it.
const shownNotes = 300

func menu(p *i18n.Printer, customer models.Customer, c models.Contact) slack.BlockElement {
	verbs := []string{doEdit, doPrimary, doRemove}
	if c.ID == 0 {
		verbs = []string{doEdit, doRemove}
	}
	var options []*slack.OptionBlockObject
	for _, verb := range verbs {
		options = append(options, views.Option(fmt.Sprintf("%s %d:%d:%d", verb, customer.ID, c.ID, c.Version), p.T("contact.do_"+verb)))
	}
	return slack.NewOverflowBlockElement(menuAction+"/"+views.Itoa(c.ID), options...)
}

// newForm asks for a new contact; values are what is known of it.
func newForm(p *i18n.Printer, customer models.Customer, values map[models.Field]string) surface.Modal {
	return surface.Modal{
		Callback: newModal, Title: p.T("modal.contact_new.title", "Code", customer.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append([]slack.Block{views.Footnote(views.CardTitle(customer))}, inputs(p, func(field models.Field) string { return values[field] })...),
	}
}

// editForm is the form of a contact, with the customer as if it were the primary one. masked says that personal data is: what is
// left as it is then stays what it was.
func editForm(p *i18n.Printer, c models.Customer, masked bool) surface.Modal {
	blocks := append([]slack.Block{views.Footnote(views.CardTitle(c))}, views.Unreadable(p, c)...)
	if masked {
		blocks = append(blocks, views.Footnote(p.T("contact.masked")))
	}
	return surface.Modal{
		Callback: editModal, Title: p.T("modal.contact_edit.title", "Code", c.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append(blocks, inputs(p, c.Get)...),
	}
}

func inputs(p *i18n.Printer, value func(models.Field) string) []slack.Block {
	var blocks []slack.Block
	for _, spec := range models.Contacts.Fields {
		if !spec.Given {
			blocks = append(blocks, views.FieldInput(p, spec, value(spec.Key), models.Rules{}))
		}
	}
	return blocks
}
