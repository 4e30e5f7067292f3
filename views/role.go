package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// RoleModal is the callback ID of the form that gives a person a role.
const RoleModal = "role.set"

// RoleAsBefore is the choice that takes a given role back.
const RoleAsBefore = "default"

// RoleLine is a person with a role of their own.
type RoleLine struct {
	User       string
	Role       models.Role
	Configured bool // in the configuration, not in Slack
}

// RoleList shows who was given which role, and the role of everybody else.
func RoleList(p *i18n.Printer, given []RoleLine, others models.Role) Message {
	text := p.T("role.title")
	lines := make([]string, 0, len(given)+1)
	for _, line := range given {
		entry := "• " + mention(line.User) + " · " + roleName(p, line.Role)
		if line.Configured {
			entry += " · " + p.T("role.configured")
		}
		lines = append(lines, entry)
	}
	lines = append(lines, "• "+p.T("role.others", "Role", roleName(p, others)))
	return Message{Text: text, Blocks: []slack.Block{
		section("*" + text + "*\n" + strings.Join(lines, "\n")),
		actions("", primary(runButton("set", "role set", p.T("button.give_role"))), runButton("table", "help roles", p.T("button.permissions"))),
	}}
}

// SetRole is the form that gives a person a role; user is the one it begins with, "" for none.
func SetRole(p *i18n.Printer, user string) Modal {
	options := []*slack.OptionBlockObject{}
	for _, role := range append(models.Roles(), models.RoleNone) {
		options = append(options, option(string(role), roleName(p, role)))
	}
	options = append(options, option(RoleAsBefore, p.T("role.default")))
	return Modal{
		Callback: RoleModal, Title: p.T("modal.role.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			userInput(p, models.InputUser, user).WithOptional(false),
			chooseInput(p, models.InputRole, options, string(models.RoleSales)),
		},
	}
}

// RoleSet says which role a person has now; "" is the one they would have anyway.
func RoleSet(p *i18n.Printer, user string, role models.Role) Message {
	if role == "" {
		return Notice(p.T("notice.role_default", "User", mention(user)))
	}
	return Notice(p.T("notice.role_set", "User", mention(user), "Role", roleName(p, role)))
}

// WithLeftBehind adds what somebody still has who can't be reminded any more, and the ways to give it to somebody else.
func WithLeftBehind(p *i18n.Printer, m Message, user string, left models.LeftBehind) Message {
	if left == (models.LeftBehind{}) {
		return m
	}
	var buttons []slack.BlockElement
	if left.FollowUps > 0 {
		buttons = append(buttons, runButton("due", "due all "+mention(user), p.T("button.their_followups")))
	}
	if left.Customers > 0 {
		buttons = append(buttons, runButton("find", "find owner:"+mention(user), p.T("button.their_customers")))
	}
	text := "⚠️ " + p.T("notice.left_behind", "Customers", p.Number(left.Customers), "FollowUps", p.Number(left.FollowUps))
	m.Text += "\n" + text
	m.Blocks = append(m.Blocks, section(text), actions("", buttons...))
	return m
}

// Permissions is the permission table in words, and what the reader is.
func Permissions(p *i18n.Printer, own models.Role) Message {
	text := p.T("help.roles_title")
	var lines []string
	for _, row := range PermissionRows(p) {
		lines = append(lines, "• "+row.What+" — "+row.Who)
	}
	return Message{Text: text, Blocks: []slack.Block{
		header(text), section(strings.Join(lines, "\n")), footnote(p.T("help.roles_own", "Role", roleName(p, own)) + " " + p.T("help.roles_hint")),
	}}
}

// PermissionRow is one line of the permission table.
type PermissionRow struct{ What, Who string }

// PermissionRows is the permission table in words, for help and docs/permissions.md.
func PermissionRows(p *i18n.Printer) []PermissionRow {
	rows := make([]PermissionRow, 0, len(models.Grants()))
	for _, grant := range models.Grants() {
		who := p.T("role.everybody")
		if len(grant.Roles) < len(models.Roles()) {
			names := make([]string, len(grant.Roles))
			for i, role := range grant.Roles {
				names[i] = roleName(p, role)
			}
			who = p.List(names)
		}
		rows = append(rows, PermissionRow{p.T("permission." + string(grant.Permission)), who})
	}
	return rows
}

func roleName(p *i18n.Printer, role models.Role) string { return p.T("role." + string(role)) }
