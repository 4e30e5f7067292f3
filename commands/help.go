package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// hub answers a bare command.
func (c *Commands) hub(ctx context.Context, cl call) (bot.Reply, error) {
	message, err := c.hubMessage(ctx, cl)
	return say(message), err
}

func (c *Commands) hubMessage(ctx context.Context, cl call) (views.Message, error) {
	q := models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID, Today: c.today(cl), Limit: 1}
	page, err := c.crm.DueFollowUps(ctx, cl.User.ID, q)
	return views.Hub(cl.p, Slash, page.Total), err
}

// home shows the hub and the person's day in the App Home.
func (c *Commands) home(ctx context.Context, req *bot.Request) (bot.Reply, error) {
	cl := c.call(req)
	hub, err := c.hubMessage(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	day, err := c.dueMessage(ctx, cl, models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID}, "")
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Home: &bot.Home{Blocks: append(hub.Blocks, day.Blocks...)}}, nil
}

// help lists the subcommands, or explains one.
func (c *Commands) help(_ context.Context, cl call) (bot.Reply, error) {
	docs := c.Documentation(cl.p.Language())
	name, _ := cutWord(cl.text)
	if name == "" {
		return say(views.Help(cl.p, Slash, docs)), nil
	}
	sub, found := lookup(name)
	if !found {
		return c.unknown(cl, name, ""), nil
	}
	for _, doc := range docs {
		if doc.Name == sub.name {
			return say(views.HelpOn(cl.p, Slash, doc)), nil
		}
	}
	return say(views.Help(cl.p, Slash, docs)), nil
}
