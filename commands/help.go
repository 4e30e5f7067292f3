package commands

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// hub answers a bare command.
func (c *Commands) hub(ctx context.Context, cl call) (bot.Reply, error) {
	message, err := c.hubMessage(ctx, cl)
	return say(message), err
}

func (c *Commands) hubMessage(ctx context.Context, cl call) (surface.Message, error) {
	q := models.DueQuery{Range: models.DueToday, Assignee: cl.User.ID, Today: c.today(cl), Limit: 1}
	page, err := c.crm.DueFollowUps(ctx, cl.actor, q)
	return views.Hub(cl.p, Slash, page.Total), err
}

// help lists the subcommands, or explains one.
func (c *Commands) help(_ context.Context, cl call) (bot.Reply, error) {
	docs := c.Documentation(cl.p.Language())
	name, _ := cutWord(cl.text)
	switch models.NormaliseText(name) {
	case "":
		return say(views.Help(cl.p, Slash, c.allowed(cl, docs))), nil
	case "roles", "permissions", "权限", "角色权限":
		return say(views.Permissions(cl.p, cl.actor.Role)), nil
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

// allowed leaves out what the person may not do.
func (c *Commands) allowed(cl call, docs []views.CommandHelp) []views.CommandHelp {
	return slices.DeleteFunc(docs, func(doc views.CommandHelp) bool {
		sub, found := lookup(doc.Name)
		return found && !cl.actor.May(sub.needs)
	})
}
