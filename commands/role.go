package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// RoleFeature is who has which role.
func RoleFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "role", Aliases: []string{"角色", "roles"}, Needs: models.MayManageRoles, Read: c.readRole},
		},
		Ways: []Way{{
			Kind: bot.KindSubmission, Name: views.RoleModal, Needs: models.MayManageRoles, Run: c.submitRole,
			Inputs: []models.Input{models.InputUser, models.InputRole},
		}},
	}
}

// readRole shows who has which role, or gives one: /crm role [@user role]. With a person but no role, or the word set, a form asks.
func (c *Frame) readRole(text string) Step {
	who, role := cutWord(text)
	user := userID(who)
	switch {
	case who == "":
		return Answers(c.roleList)
	case who == "set", user != "" && role == "":
		return Opens(func(_ context.Context, cl Call) (bot.Reply, error) {
			return Show(views.SetRole(cl.Printer, user), ""), nil
		})
	}
	return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
		if user == "" {
			return bot.Reply{}, models.Invalid(models.InputUser, "error.unknown_user", "Value", who)
		}
		return c.giveRole(ctx, cl, "/crm role", user, c.roleCalled(role))
	})
}

func (c *Frame) roleList(ctx context.Context, cl Call) (bot.Reply, error) {
	holders, others, err := c.CRM.RoleHolders(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	lines := make([]views.RoleLine, len(holders))
	for i, holder := range holders {
		lines[i] = views.RoleLine{User: holder.UserID, Role: holder.Role, Configured: holder.Configured}
	}
	return Say(views.RoleList(cl.Printer, lines, others)), nil
}

func (c *Frame) submitRole(ctx context.Context, cl Call) (bot.Reply, error) {
	return c.giveRole(ctx, cl, "modal role.set", cl.Form.Get(string(models.InputUser)), cl.Form.Get(string(models.InputRole)))
}

func (c *Frame) giveRole(ctx context.Context, cl Call, source, user, role string) (bot.Reply, error) {
	given := models.Role(role)
	if role == views.RoleAsBefore {
		given = ""
	} else if !given.Valid() {
		return bot.Reply{}, models.Invalid(models.InputRole, "error.unknown_role", "Value", role)
	}
	if err := c.CRM.SetRole(ctx, cl.Operation(source), user, given); err != nil {
		return bot.Reply{}, err
	}
	left, err := c.CRM.LeftBehind(ctx, cl.Actor, user)
	reply := Say(views.WithLeftBehind(cl.Printer, views.RoleSet(cl.Printer, user, given), user, left))
	reply.Changed = user
	return reply, err
}

// roleCalled is the role that is called so, in either language; what is none comes back as it was typed.
func (c *Frame) roleCalled(text string) string {
	name := models.NormaliseText(text)
	for _, role := range append(models.Roles(), models.RoleNone, views.RoleAsBefore) {
		isName := func(text string) bool { return models.NormaliseText(text) == name }
		if isName(string(role)) || slices.ContainsFunc(c.Texts("role."+string(role)), isName) {
			return string(role)
		}
	}
	if slices.Contains(strings.Fields("- reset 默认 恢复"), name) {
		return views.RoleAsBefore
	}
	return strings.TrimSpace(text)
}
