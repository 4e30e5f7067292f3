package role

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// roleModal is the callback ID of the form that gives a person a role.
const roleModal = "role.set"

// roleAsBefore is the choice that takes a given role back.
const roleAsBefore = "default"

// roleLine is a person with a role of their own.
type roleLine struct {
	User       string
	Role       models.Role
	Configured bool // in the configuration, not in Slack
}

// roleList shows who was given which role, and the role of everybody else.
func roleList(p *i18n.Printer, given []roleLine, others models.Role) surface.Message {
	text := p.T("role.title")
	lines := make([]string, 0, len(given)+1)
	for _, line := range given {
		entry := "• " + views.Mention(line.User) + " · " + views.RoleName(p, line.Role)
		if line.Configured {
			entry += " · " + p.T("role.configured")
		}
		lines = append(lines, entry)
	}
	lines = append(lines, "• "+p.T("role.others", "Role", views.RoleName(p, others)))
	return surface.Message{Text: text, Blocks: append(views.Sections("*"+text+"*\n"+strings.Join(lines, "\n")),
		views.Actions("", views.Primary(views.RunButton("set", "role set", p.T("button.give_role"))), views.RunButton("table", "help roles", p.T("button.permissions"))),
	)}
}

// setRole is the form that gives a person a role; user is the one it begins with, "" for none.
func setRole(p *i18n.Printer, user string) surface.Modal {
	options := []*slack.OptionBlockObject{}
	for _, role := range append(models.Roles(), models.RoleNone) {
		options = append(options, views.Option(string(role), views.RoleName(p, role)))
	}
	options = append(options, views.Option(roleAsBefore, p.T("role.default")))
	return surface.Modal{
		Callback: roleModal, Title: p.T("modal.role.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.UserInput(p, models.InputUser, user).WithOptional(false),
			views.ChooseInput(p, models.InputRole, options, string(models.RoleSales)),
		},
	}
}

// roleSet says which role a person has now; "" is the one they would have anyway.
func roleSet(p *i18n.Printer, user string, role models.Role) surface.Message {
	if role == "" {
		return views.Notice(p.T("notice.role_default", "User", views.Mention(user)))
	}
	return views.Notice(p.T("notice.role_set", "User", views.Mention(user), "Role", views.RoleName(p, role)))
}

// withLeftBehind adds what somebody still has who can't be reminded any more, and the ways to give it to somebody else.
func withLeftBehind(p *i18n.Printer, m surface.Message, user string, left models.LeftBehind) surface.Message {
	if left == (models.LeftBehind{}) {
		return m
	}
	var buttons []slack.BlockElement
	if left.FollowUps > 0 {
		buttons = append(buttons, views.RunButton("due", "due all "+views.Mention(user), p.T("button.their_followups")))
	}
	if left.Customers > 0 {
		buttons = append(buttons, views.RunButton("find", "find owner:"+views.Mention(user), p.T("button.their_customers")))
	}
	text := "⚠️ " + p.T("notice.left_behind", "Customers", p.Number(left.Customers), "FollowUps", p.Number(left.FollowUps))
	m.Text += "\n" + text
	m.Blocks = append(m.Blocks, views.Section(text), views.Actions("", buttons...))
	return m
}
