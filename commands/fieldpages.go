package commands

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// A customer's form pages itself where the team has many fields of its own: the first page holds the record's fields, and
// each of the further ones some of the team's. Every page is saved by itself, with the version of the customer that it
// showed.

func fieldPageRoutes() []route {
	return []route{{bot.KindSubmission, views.FieldsModal, models.MayEdit, (*Commands).submitFields, nil}}
}

// newForm is the form of a new customer, and what it remembers.
func (c *Commands) newForm(cl call, draft models.Customer, known []int64) (views.Modal, creating) {
	fields := c.own().fields.Active()
	shown := views.FieldsBeside(fields, draft)
	form := c.withMore(cl, views.NewCustomer(cl.p, draft, c.industries, shown...))
	return form, creating{Known: known, Fields: idsOf(shown)}
}

// editForm is the form of a customer, whose values were read, and what it remembers.
func (c *Commands) editForm(cl call, customer models.Customer, known []int64) (views.Modal, editing) {
	shown := views.FieldsBeside(c.own().fields.Active(), models.Customer{}) // what is kept already isn't lost
	form := c.withMore(cl, views.EditCustomer(cl.p, customer, c.industries, shown...))
	return form, editing{ID: customer.ID, Version: customer.Version, Known: known, Fields: idsOf(shown)}
}

// withMore lets the button of a customer's form say that further pages follow, where they do.
func (c *Commands) withMore(cl call, form views.Modal) views.Modal {
	if views.FieldPages(c.own().fields.Active()) == nil || !cl.actor.May(models.MayEdit) {
		return form
	}
	return views.MoreFollows(cl.p, form)
}

// goOn shows the next page of a customer's form, after page; after the last one, the card.
func (c *Commands) goOn(ctx context.Context, cl call, customer models.Customer, page int, notice string) (bot.Reply, error) {
	pages := views.FieldPages(c.own().fields.Active())
	if page >= len(pages) || !cl.actor.May(models.MayEdit) {
		return c.cardOf(ctx, cl, customer, notice)
	}
	customer, err := c.crm.WithFields(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	next := editing{ID: customer.ID, Version: customer.Version, Fields: idsOf(pages[page]), Page: page + 1}
	return renew(views.FieldsPage(cl.p, customer, pages[page], page+1, len(pages)), next), nil
}

// submitFields saves a further page, and shows the next.
func (c *Commands) submitFields(ctx context.Context, cl call) (bot.Reply, error) {
	var edit editing
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	set := entered(cl.Form, c.ownFields(edit.Fields))
	saved, err := c.crm.UpdateCustomer(ctx, cl.operation("modal fields.page"), edit.ID, edit.Version, set)
	if conflict := (*models.Error)(nil); errors.As(err, &conflict) && conflict.Kind == models.KindConflict {
		return c.reconcileFields(ctx, cl, edit, set, conflict)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return c.goOn(ctx, cl, saved, edit.Page, "notice.saved")
}

// reconcileFields is reconcile for a further page.
func (c *Commands) reconcileFields(ctx context.Context, cl call, edit editing, typed map[models.Field]string, conflict *models.Error) (bot.Reply, error) {
	current, mine, err := c.typedOver(ctx, cl, edit.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	shown := c.ownFields(edit.Fields)
	pages := max(edit.Page, len(views.FieldPages(c.own().fields.Active())))
	edit.Version = current.Version
	return renew(views.ReconcileFields(cl.p, current, mine, views.RefusalText(cl.p, conflict), shown, edit.Page, pages), edit), nil
}

// renew answers a submission with another form in the place of the one that was submitted.
func renew(form views.Modal, metadata any) bot.Reply {
	form.Metadata = pack(metadata)
	modal := bot.Modal(form)
	return bot.Reply{Update: &modal}
}
