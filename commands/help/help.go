package help

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// help lists the subcommands, or explains one.
func (h handlers) help(_ context.Context, cl commands.Call) (bot.Reply, error) {
	docs := h.Documentation(cl.Printer.Language())
	name, _ := commands.CutWord(cl.Rest)
	switch models.NormaliseText(name) {
	case "":
		return commands.Say(help(cl.Printer, commands.Slash, h.allowed(cl, docs))), nil
	case "roles", "permissions", "权限", "角色权限":
		return commands.Say(permissions(cl.Printer, cl.Actor.Role)), nil
	}
	sub, found := h.Subcommand(name)
	if !found {
		return h.Unknown(cl, name), nil
	}
	for _, doc := range docs {
		if doc.Name == sub.Name {
			return commands.Say(helpOn(cl.Printer, commands.Slash, doc)), nil
		}
	}
	return commands.Say(help(cl.Printer, commands.Slash, docs)), nil
}

// allowed leaves out what the person may not do.
func (h handlers) allowed(cl commands.Call, docs []commands.CommandHelp) []commands.CommandHelp {
	return slices.DeleteFunc(docs, func(doc commands.CommandHelp) bool {
		sub, found := h.Subcommand(doc.Name)
		return found && !cl.Actor.May(sub.Needs)
	})
}
