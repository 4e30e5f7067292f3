package archive

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// archive takes a customer out of sight: /crm archive C001.
func (h handlers) archive(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, err := h.Resolve(ctx, cl, cl.Rest, "")
	if err != nil {
		return bot.Reply{}, err
	}
	saved, err := h.CRM.ArchiveCustomer(ctx, cl.Operation("/crm archive"), customer.ID, true)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(archived(cl.Printer, saved)), nil
}

// restore puts a customer back: /crm restore C001. Without a name it shows those that were archived last.
func (h handlers) restore(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if cl.Rest == "" {
		list, err := h.CRM.ArchivedCustomers(ctx, cl.Actor)
		return commands.Say(archivedList(cl.Reader(), list, cl.Actor.May(models.MayBulk))), err
	}
	customer, err := h.ResolveAny(ctx, cl, "", cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	saved, err := h.CRM.ArchiveCustomer(ctx, cl.Operation("/crm restore"), customer.ID, false)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.CardOf(ctx, cl, saved, "notice.restored")
}
