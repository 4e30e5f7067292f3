package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func undeliveredRoutes() []route {
	return []route{
		{bot.KindAction, views.UndeliveredAction, models.MayOperate, (*Commands).listUndelivered, nil},
		{bot.KindAction, views.RedeliverAction, models.MayOperate, (*Commands).redeliver, nil},
		{bot.KindAction, views.DismissAction, models.MayOperate, (*Commands).dismiss, nil},
	}
}

// listUndelivered shows the messages that were given up, with what can be done about each.
func (c *Commands) listUndelivered(ctx context.Context, cl call) (bot.Reply, error) {
	list, err := c.crm.Undelivered(ctx, cl.actor)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(views.Undelivered(cl.p, list)), nil
}

func (c *Commands) redeliver(ctx context.Context, cl call) (bot.Reply, error) {
	return c.settleUndelivered(ctx, cl, "button undelivered.again", c.crm.Redeliver)
}

func (c *Commands) dismiss(ctx context.Context, cl call) (bot.Reply, error) {
	return c.settleUndelivered(ctx, cl, "button undelivered.dismiss", c.crm.Dismiss)
}

// settleUndelivered does something with one message and shows the list anew in its place.
func (c *Commands) settleUndelivered(ctx context.Context, cl call, source string, do func(context.Context, models.Operation, int64) error) (bot.Reply, error) {
	id, err := parseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := do(ctx, cl.operation(source), id); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.listUndelivered(ctx, cl)
	reply.Place = bot.Replace
	return reply, err
}
