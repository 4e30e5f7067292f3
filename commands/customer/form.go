package customer

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// fieldsModal is the callback ID of a further page of a customer's form: the custom fields, where they are too many
// for the form itself.
const fieldsModal = "fields.page"

// fieldsPage is a further page of a customer's form; page counts from 1. saved says that the page before was just saved.
func fieldsPage(p *i18n.Printer, c models.Customer, fields []models.CustomField, page, pages int, saved bool) surface.Modal {
	text := p.T("modal.fields.text", "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name)), "Page", page, "Pages", pages)
	if saved {
		text = p.T("modal.fields.saved", "Code", c.Code) + " " + text
	}
	form := surface.Modal{
		Callback: fieldsModal, Title: p.T("modal.fields.title", "Code", c.Code), Submit: p.T("button.save"), Close: p.T("button.close"),
		Blocks: append([]slack.Block{views.Footnote(text)},
			views.CustomInputs(p, c.Get, fields)...),
	}
	if page < pages {
		form = moreFollows(p, form)
	}
	return form
}

// moreFollows lets a form's button say that another page comes.
func moreFollows(p *i18n.Printer, form surface.Modal) surface.Modal {
	form.Submit = p.T("button.save_next")
	return form
}

// The callback IDs of a customer's forms.
const (
	customerNewModal  = "customer.new"
	customerEditModal = "customer.edit"
)

// newCustomer is the form of a new customer, prefilled with what is known. fields are the custom fields that stand in it.
func newCustomer(p views.Reader, draft models.Customer, industries []string, fields ...models.CustomField) surface.Modal {
	draft.NextFollowUpZone, draft.NextFollowUpAt = p.Location.String(), nil // what is typed is meant on the reader's clock
	return surface.Modal{
		Callback: customerNewModal, Title: p.T("modal.new.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append(customerInputs(p, draft, industries, true), views.CustomInputs(p.Printer, draft.Get, fields)...),
	}
}

// editCustomer is the form of a customer as it is now, with the custom fields that stand in it. The status is
// not in it: it changes with its basis. masked says that c's personal data is: what is left as it is then stays what it
// was. The next follow-up stands in it as the reader's clock shows it.
func editCustomer(p views.Reader, c models.Customer, industries []string, masked bool, fields ...models.CustomField) surface.Modal {
	blocks := []slack.Block{
		views.Footnote("*" + c.Code + "* · " + views.StatusText(p.Printer, c.Status) + " · " + p.T("modal.edit.status_hint", "Code", c.Code)),
	}
	blocks = append(blocks, views.Unreadable(p.Printer, c)...)
	if masked && views.HasPersonal(c) {
		blocks = append(blocks, views.Footnote(p.T("modal.edit.masked")))
	}
	return surface.Modal{
		Callback: customerEditModal, Title: p.T("modal.edit.title", "Code", c.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append(append(blocks, customerInputs(p, c, industries, false)...), views.CustomInputs(p.Printer, c.Get, fields)...),
	}
}

// customerInputs is one input a field, in the record's order. fresh says that the customer is new: what changes apart later is
// given then as well.
func customerInputs(p views.Reader, c models.Customer, industries []string, fresh bool) []slack.Block {
	var blocks []slack.Block
	for _, spec := range models.Customers.Fields {
		switch {
		case spec.Given || spec.Of != "" || spec.Apart && !fresh: // a time stands with its day
		case spec.Key == models.FieldStatus:
			blocks = append(blocks, views.StatusInput(p.Printer, c.Status))
		case spec.Key == models.FieldNextFollowUp:
			due := c.NextDue()
			blocks = append(blocks, views.DateInput(p.Printer, spec.Key, due.In(p.Location).Day), views.DueTimeInput(p, models.FieldNextFollowUpTime, due))
		default:
			blocks = append(blocks, views.FieldInput(p.Printer, spec, c.Get(spec.Key), models.Rules{Industries: industries}))
		}
	}
	return blocks
}
