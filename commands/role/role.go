package role

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// readRole shows who has which role, or gives one: /crm role [@user role]. With a person but no role, or the word set, a form asks.
func (h handlers) readRole(text string) commands.Step {
	who, role := commands.CutWord(text)
	user := commands.UserID(who)
	switch {
	case who == "":
		return commands.Answers(h.roleList)
	case who == "set", user != "" && role == "":
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Show(setRole(cl.Printer, user), ""), nil
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		if user == "" {
			return bot.Reply{}, models.Invalid(models.InputUser, "error.unknown_user", "Value", who)
		}
		return h.giveRole(ctx, cl, "/crm role", user, h.roleCalled(role))
	})
}

func (h handlers) roleList(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	holders, others, err := h.CRM.RoleHolders(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	lines := make([]roleLine, len(holders))
	for i, holder := range holders {
		lines[i] = roleLine{User: holder.UserID, Role: holder.Role, Configured: holder.Configured}
	}
	return commands.Say(roleList(cl.Printer, lines, others)), nil
}

func (h handlers) submitRole(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.giveRole(ctx, cl, "modal role.set", cl.Form.Get(string(models.InputUser)), cl.Form.Get(string(models.InputRole)))
}

func (h handlers) giveRole(ctx context.Context, cl commands.Call, source, user, role string) (bot.Reply, error) {
	given := models.Role(role)
	if role == roleAsBefore {
		given = ""
	} else if !given.Valid() {
		return bot.Reply{}, models.Invalid(models.InputRole, "error.unknown_role", "Value", role)
	}
	if err := h.CRM.SetRole(ctx, cl.Operation(source), user, given); err != nil {
		return bot.Reply{}, err
	}
	left, err := h.CRM.LeftBehind(ctx, cl.Actor, user)
	reply := commands.Say(withLeftBehind(cl.Printer, roleSet(cl.Printer, user, given), user, left))
	reply.Changed = user
	return reply, err
}

// roleCalled is the role that is called so, in either language; what is none comes back as it was typed.
func (h handlers) roleCalled(text string) string {
	name := models.NormaliseText(text)
	for _, role := range append(models.Roles(), models.RoleNone, roleAsBefore) {
		isName := func(text string) bool { return models.NormaliseText(text) == name }
		if isName(string(role)) || slices.ContainsFunc(h.Texts("role."+string(role)), isName) {
			return string(role)
		}
	}
	if slices.Contains(strings.Fields("- reset 默认 恢复"), name) {
		return roleAsBefore
	}
	return strings.TrimSpace(text)
}
