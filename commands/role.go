package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func roleRoutes() []route {
	return []route{{bot.KindSubmission, views.RoleModal, models.MayManageRoles, (*Commands).submitRole, nil}}
}

// wantsRoleForm: with a person but no role, or the word set, the form asks.
func wantsRoleForm(_ *Commands, rest string) bool {
	first, role := cutWord(rest)
	return first == "set" || (userID(first) != "" && role == "")
}

// role shows who has which role, or gives one: /crm role [@user role].
func (c *Commands) role(ctx context.Context, cl call) (bot.Reply, error) {
	who, role := cutWord(cl.text)
	user := userID(who)
	switch {
	case who == "":
		return c.roleList(ctx, cl)
	case wantsRoleForm(c, cl.text):
		return show(views.SetRole(cl.p, user), ""), nil
	case user == "":
		return bot.Reply{}, models.Invalid(models.InputUser, "error.unknown_user", "Value", who)
	}
	return c.giveRole(ctx, cl, "/crm role", user, choice(c.words.roles, role))
}

func (c *Commands) roleList(ctx context.Context, cl call) (bot.Reply, error) {
	holders, others, err := c.crm.RoleHolders(ctx, cl.actor)
	if err != nil {
		return bot.Reply{}, err
	}
	lines := make([]views.RoleLine, len(holders))
	for i, holder := range holders {
		lines[i] = views.RoleLine{User: holder.UserID, Role: holder.Role, Configured: holder.Configured}
	}
	return say(views.RoleList(cl.p, lines, others)), nil
}

func (c *Commands) submitRole(ctx context.Context, cl call) (bot.Reply, error) {
	return c.giveRole(ctx, cl, "modal role.set", cl.Form.Get(string(models.InputUser)), cl.Form.Get(string(models.InputRole)))
}

func (c *Commands) giveRole(ctx context.Context, cl call, source, user, role string) (bot.Reply, error) {
	given := models.Role(role)
	if role == views.RoleAsBefore {
		given = ""
	} else if !given.Valid() {
		return bot.Reply{}, models.Invalid(models.InputRole, "error.unknown_role", "Value", role)
	}
	if err := c.crm.SetRole(ctx, cl.operation(source), user, given); err != nil {
		return bot.Reply{}, err
	}
	left, err := c.crm.LeftBehind(ctx, cl.actor, user)
	reply := say(views.WithLeftBehind(cl.p, views.RoleSet(cl.p, user, given), user, left))
	reply.Changed = user
	return reply, err
}

// roleWords are what roles may be called besides their names in the catalogues.
func roleWords(catalogues *i18n.Bundle) map[string]string {
	words := map[string]string{}
	for _, role := range append(models.Roles(), models.RoleNone, views.RoleAsBefore) {
		words[models.NormaliseText(string(role))] = string(role)
		for _, lang := range i18n.Languages() {
			words[models.NormaliseText(catalogues.For(lang).T("role."+string(role)))] = string(role)
		}
	}
	for _, word := range strings.Fields("- reset 默认 恢复") {
		words[word] = views.RoleAsBefore
	}
	return words
}
