package commands

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

var update = flag.Bool("update", false, "rewrite docs/commands.md and docs/permissions.md")

// generated compares a document with what it should say, or rewrites it.
func generated(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(written), want); diff != "" {
		t.Errorf("%s is out of date (make golden):\n%s", file, diff)
	}
}

// docs/commands.md says what the declarations say.
func TestCommandsAreDocumented(t *testing.T) {
	c := frame(t, Parts{CRM: crm.New(nil, nil, crm.Team{})})
	var b strings.Builder
	b.WriteString("# Commands · 命令\n\nGenerated from the commands' declarations by `make golden`; a test fails when it is out of date.\n" +
		"What is typed after `/crm` may also be sent to the bot as a direct message, or after mentioning it.\n")
	for _, lang := range []string{i18n.English, i18n.Chinese} {
		p := c.catalogues.For(lang)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n", p.T("help.title"), p.T("help.fields", "Command", Slash), p.T("help.more", "Command", Slash))
		for _, doc := range c.Documentation(lang) {
			name, other := doc.Name, doc.Alias
			if lang == i18n.Chinese {
				name, other = doc.Alias, doc.Name
			}
			fmt.Fprintf(&b, "\n### `%s %s` · `%s`\n\n%s\n\n    %s\n", Slash, name, other, p.T("command."+doc.Name+".summary"), strings.TrimSpace(Slash+" "+name+" "+doc.Usage))
			if p.Has("command." + doc.Name + ".detail") {
				fmt.Fprintf(&b, "\n%s\n", p.T("command."+doc.Name+".detail"))
			}
			for i, example := range doc.Example {
				if i == 0 {
					b.WriteString("\n")
				}
				fmt.Fprintf(&b, "- `%s %s`\n", Slash, example)
			}
		}
	}
	generated(t, "../docs/commands.md", b.String())
}

// docs/permissions.md says what the permission table says.
func TestPermissionsAreDocumented(t *testing.T) {
	c := frame(t, Parts{})
	var b strings.Builder
	b.WriteString("# Permissions · 权限\n\nGenerated from the permission table (`models/permission.go`) by `make golden`; a test fails when it is out of date,\n" +
		"and another tries every way in with every role. In Slack: `/crm help roles`, `/crm 帮助 权限`.\n")
	for _, lang := range []string{i18n.English, i18n.Chinese} {
		p := c.catalogues.For(lang)
		fmt.Fprintf(&b, "\n## %s\n\n|  |", p.T("help.roles_title"))
		for _, role := range models.Roles() {
			b.WriteString(" " + p.T("role."+string(role)) + " |")
		}
		b.WriteString("\n|---|" + strings.Repeat(":-:|", len(models.Roles())) + "\n")
		for _, grant := range models.Grants() {
			b.WriteString("| " + p.T("permission."+string(grant.Permission)) + " |")
			for _, role := range models.Roles() {
				b.WriteString(map[bool]string{true: " ✓ |", false: "  |"}[role.May(grant.Permission)])
			}
			b.WriteString("\n")
		}
		b.WriteString("\n" + p.T("command.role.detail") + "\n")
	}
	generated(t, "../docs/permissions.md", b.String())
}

// Every declaration has its words in both languages, and its examples are understood.
func TestDeclarations(t *testing.T) {
	c := frame(t, Parts{CRM: crm.New(nil, nil, crm.Team{})})
	for _, sub := range c.table.subcommands {
		for _, lang := range i18n.Languages() {
			p := c.catalogues.For(lang)
			for _, part := range []string{"summary", "examples"} {
				if key := "command." + sub.Name + "." + part; !p.Has(key) {
					t.Errorf("%s is missing in %s", key, lang)
				}
			}
			for _, example := range strings.Split(p.T("command."+sub.Name+".examples"), "\n") {
				name, rest := c.cutCommand(example)
				if found, known := c.Subcommand(name); !known || found.Name != sub.Name {
					t.Errorf("the example %q of %s runs something else", example, sub.Name)
				}
				if sub.Name == "field" { // its assignments are its own
					continue
				}
				for _, a := range parseArguments(rest, c.isFilter, sub.Name != "find").assignments {
					if !c.isFilter(a.name) {
						t.Errorf("the example %q names %q, which is no field", example, a.name)
					}
				}
			}
		}
	}
}

func TestNearest(t *testing.T) {
	names := frame(t, Parts{}).commandNames()
	for word, want := range map[string]string{"fnd": "find", "shwo": "show", "nwe": "new", "repot": "report", "editt": "edit", "查找吧": "查找", "folow": "follow"} {
		if near := nearest(word, names); len(near) == 0 || near[0] != want {
			t.Errorf("%q: near are %v, want %s first", word, near, want)
		}
	}
	if near := nearest("xyzzy", names); len(near) != 0 {
		t.Errorf("xyzzy is near %v", near)
	}
}
