package help

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// help lists the subcommands.
func help(p *i18n.Printer, command string, all []commands.CommandHelp) surface.Message {
	lines := make([]string, 0, len(all))
	for _, c := range all {
		line := "`" + command + " " + c.Name + "`"
		if c.Alias != "" {
			line += " `" + c.Alias + "`"
		}
		lines = append(lines, line+" — "+p.T("command."+c.Name+".summary"))
	}
	text := p.T("help.title")
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Header(text), views.Section(strings.Join(lines, "\n")), views.Divider(),
		views.Section(FieldsHelp(p)), views.Footnote(p.T("help.more", "Command", command)),
	}}
}

// FieldsHelp says how fields are written, and which there are.
func FieldsHelp(p *i18n.Printer) string {
	return p.T("help.fields", "Fields", views.FieldNames(p, func(s models.FieldSpec) bool { return !s.Given && s.Of == "" }))
}

// helpOn explains one subcommand.
func helpOn(p *i18n.Printer, command string, c commands.CommandHelp) surface.Message {
	text := p.T("command." + c.Name + ".summary")
	blocks := []slack.Block{
		views.Section("*" + command + " " + c.Name + "*  `" + c.Alias + "`\n" + text),
		views.Section("`" + strings.TrimSpace(command+" "+c.Name+" "+c.Usage) + "`"),
	}
	if p.Has("command." + c.Name + ".detail") {
		blocks = append(blocks, views.Section(p.T("command."+c.Name+".detail")))
	}
	if len(c.Example) > 0 {
		lines := make([]string, len(c.Example))
		for i, example := range c.Example {
			lines[i] = "• `" + command + " " + example + "`"
		}
		blocks = append(blocks, views.Section("*"+p.T("help.examples")+"*\n"+strings.Join(lines, "\n")))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// permissions is the permission table in words, and what the reader is.
func permissions(p *i18n.Printer, own models.Role) surface.Message {
	text := p.T("help.roles_title")
	var lines []string
	for _, row := range permissionRows(p) {
		lines = append(lines, "• "+row.What+" — "+row.Who)
	}
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Header(text), views.Section(strings.Join(lines, "\n")), views.Footnote(p.T("help.roles_own", "Role", views.RoleName(p, own)) + " " + p.T("help.roles_hint")),
	}}
}

// permissionRow is one line of the permission table.
type permissionRow struct{ What, Who string }

// permissionRows is the permission table in words, for help and docs/permissions.md.
func permissionRows(p *i18n.Printer) []permissionRow {
	rows := make([]permissionRow, 0, len(models.Grants()))
	for _, grant := range models.Grants() {
		who := p.T("role.everybody")
		if len(grant.Roles) < len(models.Roles()) {
			names := make([]string, len(grant.Roles))
			for i, role := range grant.Roles {
				names[i] = views.RoleName(p, role)
			}
			who = p.List(names)
		}
		rows = append(rows, permissionRow{p.T("permission." + string(grant.Permission)), who})
	}
	return rows
}
