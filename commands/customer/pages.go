package customer

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// newForm is the form of a new customer, and what it remembers.
func (h handlers) newForm(cl commands.Call, draft models.Customer, known []int64) (surface.Modal, creating) {
	fields := h.CRM.Fields().Active()
	shown := views.FieldsBeside(fields, draft)
	form := h.withMore(cl, newCustomer(cl.Reader(), draft, h.Industries, shown...))
	return form, creating{Known: known, Fields: commands.CustomIDs(shown)}
}

// editForm is the form of a customer, whose values were read, as it is to be shown, and what it remembers.
func (h handlers) editForm(cl commands.Call, customer, shown models.Customer) (surface.Modal, editing) {
	custom := views.FieldsBeside(h.CRM.Fields().Active(), models.Customer{}) // what is kept already isn't lost
	return h.customerForm(cl, shown, custom), editing{ID: customer.ID, Version: customer.Version, Next: nextOf(cl, customer), Fields: commands.CustomIDs(custom)}
}

// customerForm is the form of a customer, whose personal data is as the form shows it, with some of the custom fields.
func (h handlers) customerForm(cl commands.Call, customer models.Customer, custom []models.CustomField) surface.Modal {
	return h.withMore(cl, editCustomer(cl.Reader(), customer, h.Industries, h.CRM.Masks(), custom...))
}

// withMore lets the button of a customer's form say that further pages follow, where they do.
func (h handlers) withMore(cl commands.Call, form surface.Modal) surface.Modal {
	if views.FieldPages(h.CRM.Fields().Active()) == nil || !cl.Actor.May(models.MayEdit) {
		return form
	}
	return moreFollows(cl.Printer, form)
}

// goOn shows the page of a customer's form that follows the one that was submitted; more is false when there is none.
func (h handlers) goOn(ctx context.Context, cl commands.Call, customer models.Customer, submitted editing) (reply bot.Reply, more bool, err error) {
	pages, at := views.FieldPages(h.CRM.Fields().Active()), submitted.Page
	if at >= len(pages) || !cl.Actor.May(models.MayEdit) {
		return bot.Reply{}, false, nil
	}
	if customer, err = h.CRM.WithFields(ctx, customer); err != nil {
		return bot.Reply{}, false, err
	}
	next := editing{ID: customer.ID, Version: customer.Version, Next: submitted.Next, Fields: commands.CustomIDs(pages[at]), Page: at + 1}
	return commands.Renew(fieldsPage(cl.Printer, h.CRM.Shown(customer), pages[at], at+1, len(pages), true), next), true, nil
}

// openFields opens the first further page of a customer's form, without the form itself.
func (h handlers) openFields(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, cl.Value)
	if err == nil {
		customer, err = h.CRM.WithFields(ctx, customer)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	pages := views.FieldPages(h.CRM.Fields().Active())
	if len(pages) == 0 { // by now they stand in the form itself
		form, remembers := h.editForm(cl, customer, h.CRM.Shown(customer))
		return commands.Show(form, commands.Pack(remembers)), nil
	}
	remembers := editing{ID: customer.ID, Version: customer.Version, Next: nextOf(cl, customer), Fields: commands.CustomIDs(pages[0]), Page: 1}
	return commands.Show(fieldsPage(cl.Printer, h.CRM.Shown(customer), pages[0], 1, len(pages), false), commands.Pack(remembers)), nil
}

// submitFields saves a further page, and shows the next.
func (h handlers) submitFields(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	custom := h.shownFields(edit.Fields)
	said := commands.SaidIn(cl, edit.Version, edit.At, keysOf(custom))
	saved, err := h.CRM.UpdateUnlessDuplicate(ctx, cl.Operation("modal fields.page"), edit.ID, said.Seen, said.Set, nil)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		pages := max(edit.Page, len(views.FieldPages(h.CRM.Fields().Active())))
		mine := h.CRM.Shown(conflict.Customer())
		commands.Over(&mine, conflict)
		page := fieldsPage(cl.Printer, mine, custom, edit.Page, pages, false)
		edit.At = conflict.Version
		return commands.Renew(said.Reconcile(cl, page, conflict, custom...), edit), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if reply, more, err := h.goOn(ctx, cl, saved, edit); more || err != nil {
		return reply, err
	}
	return h.savedCard(ctx, cl, saved, "notice.saved", edit.Next)
}

// shownFields are the custom fields that a form showed, by their IDs; one that was retired meanwhile is left alone.
func (h handlers) shownFields(ids []int64) []models.CustomField {
	var shown []models.CustomField
	for _, id := range ids {
		if f, found := h.CRM.Fields().Find(models.CustomFieldKey(id)); found && !f.Retired() {
			shown = append(shown, f)
		}
	}
	return shown
}

func keysOf(fields []models.CustomField) []models.Field {
	keys := make([]models.Field, len(fields))
	for i, f := range fields {
		keys[i] = f.Key()
	}
	return keys
}
