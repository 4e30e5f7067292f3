package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func revealRoutes() []route {
	return []route{ // who owns the customer needs no more than to see it: the use case looks
		{bot.KindAction, views.RevealAction, models.MayView, (*Commands).reveal, always},
	}
}

// reveal shows a customer's personal data to the person who pressed the button, and nobody else.
func (c *Commands) reveal(ctx context.Context, cl call) (bot.Reply, error) {
	id, err := parseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	customer, err := c.crm.Reveal(ctx, cl.operation("button reveal"), id)
	if err != nil {
		return bot.Reply{}, err
	}
	return show(views.Revealed(cl.p, customer, c.own().fields.Active()...), ""), nil
}
