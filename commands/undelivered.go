package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// UndeliveredFeature is messages that could not be delivered.
func UndeliveredFeature(c *Frame) Feature {
	return Feature{Ways: []Way{
		{Kind: bot.KindAction, Name: views.UndeliveredAction, Needs: models.MayOperate, Run: c.listUndelivered, Repeats: true},
		{Kind: bot.KindAction, Name: views.RedeliverAction, Needs: models.MayOperate, Run: c.redeliver},
		{Kind: bot.KindAction, Name: views.DismissAction, Needs: models.MayOperate, Run: c.dismiss},
	}}
}

// listUndelivered shows the messages that were given up, with what can be done about each.
func (c *Frame) listUndelivered(ctx context.Context, cl Call) (bot.Reply, error) {
	list, err := c.CRM.Undelivered(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(views.Undelivered(cl.Printer, list)), nil
}

func (c *Frame) redeliver(ctx context.Context, cl Call) (bot.Reply, error) {
	return c.settleUndelivered(ctx, cl, "button undelivered.again", c.CRM.Redeliver)
}

func (c *Frame) dismiss(ctx context.Context, cl Call) (bot.Reply, error) {
	return c.settleUndelivered(ctx, cl, "button undelivered.dismiss", c.CRM.Dismiss)
}

// settleUndelivered does something with one message and shows the list anew in its place.
func (c *Frame) settleUndelivered(ctx context.Context, cl Call, source string, do func(context.Context, models.Operation, int64) error) (bot.Reply, error) {
	id, err := parseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := do(ctx, cl.Operation(source), id); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.listUndelivered(ctx, cl)
	reply.Place = bot.Replace
	return reply, err
}
