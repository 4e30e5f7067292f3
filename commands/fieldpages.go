package commands

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// A customer's form pages itself where the team has many fields of its own: the first page holds the record's fields, and
// each of the further ones some of the team's. Every page is saved by itself, with the version of the customer that it
// showed.

// newForm is the form of a new customer, and what it remembers.
func (c *Frame) newForm(cl Call, draft models.Customer, known []int64) (surface.Modal, creating) {
	fields := c.CRM.Fields().Active()
	shown := views.FieldsBeside(fields, draft)
	form := c.withMore(cl, views.NewCustomer(cl.Reader(), draft, c.Industries, shown...))
	return form, creating{Known: known, Fields: idsOf(shown)}
}

// editForm is the form of a customer, whose values were read, as it is to be shown, and what it remembers.
func (c *Frame) editForm(cl Call, customer, shown models.Customer) (surface.Modal, editing) {
	own := views.FieldsBeside(c.CRM.Fields().Active(), models.Customer{}) // what is kept already isn't lost
	return c.customerForm(cl, shown, own), editing{ID: customer.ID, Version: customer.Version, Next: nextOf(cl, customer), Fields: idsOf(own)}
}

// customerForm is the form of a customer, whose personal data is as the form shows it, with some of the team's own fields.
func (c *Frame) customerForm(cl Call, customer models.Customer, own []models.CustomField) surface.Modal {
	return c.withMore(cl, views.EditCustomer(cl.Reader(), customer, c.Industries, c.CRM.Masks(), own...))
}

// withMore lets the button of a customer's form say that further pages follow, where they do.
func (c *Frame) withMore(cl Call, form surface.Modal) surface.Modal {
	if views.FieldPages(c.CRM.Fields().Active()) == nil || !cl.Actor.May(models.MayEdit) {
		return form
	}
	return views.MoreFollows(cl.Printer, form)
}

// goOn shows the page of a customer's form that follows the one that was submitted; more is false when there is none.
func (c *Frame) goOn(ctx context.Context, cl Call, customer models.Customer, submitted editing) (reply bot.Reply, more bool, err error) {
	pages, at := views.FieldPages(c.CRM.Fields().Active()), submitted.Page
	if at >= len(pages) || !cl.Actor.May(models.MayEdit) {
		return bot.Reply{}, false, nil
	}
	if customer, err = c.CRM.WithFields(ctx, customer); err != nil {
		return bot.Reply{}, false, err
	}
	next := editing{ID: customer.ID, Version: customer.Version, Next: submitted.Next, Fields: idsOf(pages[at]), Page: at + 1}
	return Renew(views.FieldsPage(cl.Printer, c.CRM.Shown(customer), pages[at], at+1, len(pages), true), next), true, nil
}

// openFields opens the first further page of a customer's form, without the form itself.
func (c *Frame) openFields(ctx context.Context, cl Call) (bot.Reply, error) {
	customer, err := c.CRM.ResolveCustomer(ctx, cl.Actor, cl.Value)
	if err == nil {
		customer, err = c.CRM.WithFields(ctx, customer)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	pages := views.FieldPages(c.CRM.Fields().Active())
	if len(pages) == 0 { // by now they stand in the form itself
		form, remembers := c.editForm(cl, customer, c.CRM.Shown(customer))
		return Show(form, Pack(remembers)), nil
	}
	remembers := editing{ID: customer.ID, Version: customer.Version, Next: nextOf(cl, customer), Fields: idsOf(pages[0]), Page: 1}
	return Show(views.FieldsPage(cl.Printer, c.CRM.Shown(customer), pages[0], 1, len(pages), false), Pack(remembers)), nil
}

// submitFields saves a further page, and shows the next.
func (c *Frame) submitFields(ctx context.Context, cl Call) (bot.Reply, error) {
	var edit editing
	if err := Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	own := c.ownFields(edit.Fields)
	said := cl.said(edit, keysOf(own))
	saved, err := c.CRM.UpdateUnlessDuplicate(ctx, cl.Operation("modal fields.page"), edit.ID, said.seen, said.set, nil)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		pages := max(edit.Page, len(views.FieldPages(c.CRM.Fields().Active())))
		return reconcile(cl, edit, views.FieldsPage(cl.Printer, said.over(c.CRM.Shown(conflict.Current), conflict), own, edit.Page, pages, false), conflict, said, own), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if reply, more, err := c.goOn(ctx, cl, saved, edit); more || err != nil {
		return reply, err
	}
	return c.savedCard(ctx, cl, saved, "notice.saved", edit.Next)
}
