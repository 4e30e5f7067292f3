package deal

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// adding is what the form of a new deal remembers: whose it is.
type adding struct {
	Customer int64   `json:"c"`
	Fields   []int64 `json:"f,omitempty"` // the custom fields that it shows
}

// editing is what the form of a deal remembers: which one, the version that it showed, and the version at which the person chose in a
// conflict.
type editing struct {
	ID      int64   `json:"id"`
	Version int     `json:"v"`
	At      int     `json:"at,omitempty"`
	Fields  []int64 `json:"f,omitempty"`    // the custom fields that it shows
	List    string  `json:"list,omitempty"` // in which the form was asked for
}

// closing is what the form that closes a deal remembers.
type closing struct {
	ID      int64 `json:"id"`
	Version int   `json:"v"`
	Won     bool  `json:"won,omitempty"`
}

// custom are the custom fields that a form shows.
func (h handlers) custom() []models.CustomField {
	return views.FieldsWithin(h.CRM.AllFields().Of(models.EntityDeal).Active())
}

func (h handlers) rules(cl commands.Call) models.Rules { return h.CRM.Rules(cl.User.Zone.String()) }

// newForm is the form of a new deal of a customer; it begins in the first stage.
func (h handlers) newForm(cl commands.Call, customer models.Customer, people commands.People, values map[models.Field]string) surface.Modal {
	if entry, known := h.CRM.Pipelines().Entry(); known && values[models.FieldStage] == "" {
		values[models.FieldStage] = entry.Key()
	}
	return newForm(cl.Printer, customer, asked{h.offered(models.Deal{}), people, h.rules(cl), h.custom()}, values)
}

func (h handlers) submitNew(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form adding
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	values := commands.SaidIn(cl, 0, 0, commands.WithCustom(models.DealFields(), form.Fields)).Set
	customer, made, err := h.CRM.CreateDeal(ctx, cl.Operation("modal deal.new"), form.Customer, values)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, made, "notice.deal_opened")
}

// edit opens the form of a deal.
func (h handlers) edit(ctx context.Context, cl commands.Call, code string) (bot.Reply, error) {
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	customer, found, err := h.CRM.DealByCode(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	form := editForm(cl.Printer, customer, found, asked{h.offered(found), people, h.rules(cl), h.custom()})
	return commands.Show(form, commands.Pack(editing{ID: found.ID, Version: found.Version, Fields: commands.CustomIDs(h.custom()), List: commands.ListPressed(cl)})), nil
}

func (h handlers) submitEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	said := commands.SaidIn(cl, edit.Version, edit.At, commands.WithCustom(models.DealFields(), edit.Fields))
	customer, saved, err := h.CRM.UpdateDeal(ctx, cl.Operation("modal deal.edit"), edit.ID, said.Seen, said.Set)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		customer, current, err := h.CRM.Deal(ctx, cl.Actor, edit.ID)
		if err != nil {
			return bot.Reply{}, err
		}
		commands.Over(&current, conflict)
		people, err := h.People(ctx, customer)
		if err != nil {
			return bot.Reply{}, err
		}
		edit.At, edit.Fields = conflict.Version, commands.CustomIDs(h.custom())
		form := editForm(cl.Printer, customer, current, asked{h.offered(current), people, h.rules(cl), h.custom()})
		return commands.Renew(said.Reconcile(cl, form, conflict, h.custom()...), edit), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if edit.List != "" {
		return h.Relist(ctx, cl, edit.List, views.Notice(cl.Printer.T("notice.deal_saved", "Code", saved.Code, "Title", views.Escape(views.OneLine(saved.Title)))))
	}
	return h.card(ctx, cl, customer, saved, "notice.deal_saved")
}

// close asks what there is to say when a deal is won or lost.
func (h handlers) close(ctx context.Context, cl commands.Call, code string, won bool) (bot.Reply, error) {
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	customer, found, err := h.CRM.DealByCode(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	if !found.Open() {
		return bot.Reply{}, models.Conflict("error.deal_closed", "Code", found.Code)
	}
	known, err := h.CustomerCard(ctx, cl, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	asked := ending{
		customer: customer, deal: found, won: won, reasons: h.CRM.LostReasons(), followUps: known.FollowUps,
		mayActivate: won && customer.Status != models.StatusActive && cl.Actor.May(models.MayChangeStatus),
	}
	return commands.Show(closeForm(cl.Reader(), asked), commands.Pack(closing{ID: found.ID, Version: found.Version, Won: won})), nil
}

func (h handlers) submitClose(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form closing
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	end := models.DealEnd{
		Won: form.Won, Version: form.Version, Reason: cl.Form.Get(string(models.FieldLostReason)), Note: cl.Form.Get(string(models.FieldLostNote)),
		Activate: cl.Form.Get(string(models.InputActivate)) != "", Cancel: cl.Form.Get(string(models.InputOpenFollowUps)) == cancelThem,
	}
	customer, closed, err := h.CRM.CloseDeal(ctx, cl.Operation("modal deal.close"), form.ID, end)
	if err != nil {
		return bot.Reply{}, err
	}
	notice := "notice.deal_lost"
	if form.Won {
		notice = "notice.deal_won"
	}
	return h.card(ctx, cl, customer, closed, notice)
}
