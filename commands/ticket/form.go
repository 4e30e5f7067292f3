package ticket

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// adding is what the form of a new ticket remembers: whose it is, and where it begins.
type adding struct {
	Customer int64   `json:"c"`
	Source   string  `json:"s,omitempty"` // sealed
	Fields   []int64 `json:"f,omitempty"` // the custom fields that it shows
}

// editing is what the form of a ticket remembers: which one, the version that it showed, and the version at which the person chose in a
// conflict.
type editing struct {
	ID      int64   `json:"id"`
	Version int     `json:"v"`
	At      int     `json:"at,omitempty"`
	Fields  []int64 `json:"f,omitempty"` // the custom fields that it shows
}

// custom are the custom fields that a form shows.
func (h handlers) custom() []models.CustomField {
	return views.FieldsWithin(h.CRM.AllFields().Of(models.EntityTicket).Active())
}

func (h handlers) rules(cl commands.Call) models.Rules { return h.CRM.Rules(cl.User.Zone.String()) }

// newForm is the form of a new ticket of a customer; it has the normal priority.
func (h handlers) newForm(cl commands.Call, customer models.Customer, people commands.People, values map[models.Field]string) surface.Modal {
	if values[models.FieldPriority] == "" {
		values[models.FieldPriority] = string(models.PriorityNormal)
	}
	return newForm(cl.Printer, customer, asked{people, h.rules(cl), h.custom()}, values)
}

func (h handlers) submitNew(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form adding
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	from, err := begun(cl, form.Source)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.raise(ctx, cl, "modal ticket.new", from, form.Customer, commands.SaidIn(cl, 0, 0, commands.WithCustom(models.TicketFields(), form.Fields)).Set)
}

// edit opens the form of a ticket.
func (h handlers) edit(ctx context.Context, cl commands.Call, code string) (bot.Reply, error) {
	if err := cl.Permit(models.MayServe); err != nil {
		return bot.Reply{}, err
	}
	customer, found, err := h.CRM.TicketByCode(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	form := editForm(cl.Printer, customer, found, asked{people, h.rules(cl), h.custom()})
	return commands.Show(form, commands.Pack(editing{ID: found.ID, Version: found.Version, Fields: commands.CustomIDs(h.custom())})), nil
}

func (h handlers) submitEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	said := commands.SaidIn(cl, edit.Version, edit.At, commands.WithCustom(models.TicketFields(), edit.Fields))
	customer, saved, err := h.CRM.UpdateTicket(ctx, cl.Operation("modal ticket.edit"), edit.ID, said.Seen, said.Set)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		customer, current, err := h.CRM.Ticket(ctx, cl.Actor, edit.ID)
		if err != nil {
			return bot.Reply{}, err
		}
		commands.Over(&current, conflict)
		people, err := h.People(ctx, customer)
		if err != nil {
			return bot.Reply{}, err
		}
		edit.At, edit.Fields = conflict.Version, commands.CustomIDs(h.custom())
		form := editForm(cl.Printer, customer, current, asked{people, h.rules(cl), h.custom()})
		return commands.Renew(said.Reconcile(cl, form, conflict, h.custom()...), edit), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, saved, "notice.ticket_saved")
}
