package commands

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// HelpFeature is explaining the commands.
func HelpFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "help", Aliases: []string{"帮助", "?"}, Needs: models.MayView, Run: c.help},
		},
	}
}

// help lists the subcommands, or explains one.
func (c *Frame) help(_ context.Context, cl Call) (bot.Reply, error) {
	docs := c.Documentation(cl.Printer.Language())
	name, _ := cutWord(cl.Rest)
	switch models.NormaliseText(name) {
	case "":
		return Say(views.Help(cl.Printer, Slash, c.allowed(cl, docs))), nil
	case "roles", "permissions", "权限", "角色权限":
		return Say(views.Permissions(cl.Printer, cl.Actor.Role)), nil
	}
	sub, found := c.Subcommand(name)
	if !found {
		return c.Unknown(cl, name, ""), nil
	}
	for _, doc := range docs {
		if doc.Name == sub.Name {
			return Say(views.HelpOn(cl.Printer, Slash, doc)), nil
		}
	}
	return Say(views.Help(cl.Printer, Slash, docs)), nil
}

// allowed leaves out what the person may not do.
func (c *Frame) allowed(cl Call, docs []views.CommandHelp) []views.CommandHelp {
	return slices.DeleteFunc(docs, func(doc views.CommandHelp) bool {
		sub, found := c.Subcommand(doc.Name)
		return found && !cl.Actor.May(sub.Needs)
	})
}
