package undelivered

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// listUndelivered shows the messages that were given up, with what can be done about each.
func (h handlers) listUndelivered(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	list, err := h.CRM.Undelivered(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := commands.Fitting(len(list), func(rows int) (surface.Message, error) { return undelivered(cl.Printer, list, rows), nil })
	return commands.Say(message), err
}

func (h handlers) redeliver(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.settleUndelivered(ctx, cl, "button undelivered.again", h.CRM.Redeliver)
}

func (h handlers) dismiss(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.settleUndelivered(ctx, cl, "button undelivered.dismiss", h.CRM.Dismiss)
}

// settleUndelivered does something with one message and shows the list anew in its place.
func (h handlers) settleUndelivered(ctx context.Context, cl commands.Call, source string, do func(context.Context, models.Operation, int64) error) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := do(ctx, cl.Operation(source), id); err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.listUndelivered(ctx, cl))
}
