package cli

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/help"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

var update = flag.Bool("update", false, "rewrite docs/commands.md and docs/permissions.md")

// declared is the conversation as its features declare it, with their words.
func declared(t *testing.T) *commands.Frame {
	t.Helper()
	frame, err := commands.New(commands.Parts{}, Features()...)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

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
	c := declared(t)
	var b strings.Builder
	b.WriteString("# Commands · 命令\n\nGenerated from the commands' declarations by `make golden`; a test fails when it is out of date.\n" +
		"What is typed after `/crm` may also be sent to the bot as a direct message, or after mentioning it.\n")
	for _, lang := range []string{i18n.English, i18n.Chinese} {
		p := c.In(lang)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n", p.T("help.title"), help.FieldsHelp(p), p.T("help.more", "Command", commands.Slash))
		for _, doc := range c.Documentation(lang) {
			name, other := doc.Name, doc.Alias
			if lang == i18n.Chinese {
				name, other = doc.Alias, doc.Name
			}
			fmt.Fprintf(&b, "\n### `%s %s` · `%s`\n\n%s\n\n    %s\n", commands.Slash, name, other, p.T("command."+doc.Name+".summary"), strings.TrimSpace(commands.Slash+" "+name+" "+doc.Usage))
			if p.Has("command." + doc.Name + ".detail") {
				fmt.Fprintf(&b, "\n%s\n", p.T("command."+doc.Name+".detail"))
			}
			for i, example := range doc.Example {
				if i == 0 {
					b.WriteString("\n")
				}
				fmt.Fprintf(&b, "- `%s %s`\n", commands.Slash, example)
			}
		}
	}
	generated(t, "../docs/commands.md", b.String())
}

// docs/permissions.md says what the permission table says.
func TestPermissionsAreDocumented(t *testing.T) {
	c := declared(t)
	var b strings.Builder
	b.WriteString("# Permissions · 权限\n\nGenerated from the permission table (`models/permission.go`) by `make golden`; a test fails when it is out of date,\n" +
		"and another tries every way in with every role. In Slack: `/crm help roles`, `/crm 帮助 权限`.\n")
	for _, lang := range []string{i18n.English, i18n.Chinese} {
		p := c.In(lang)
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

func TestEveryFigureHasWordsInEveryLanguage(t *testing.T) {
	frame := declared(t)
	for _, language := range i18n.Languages() {
		for _, d := range reports.Definitions() {
			keys := []string{"report." + d.Key}
			if d.ByPerson {
				keys = append(keys, "report.person."+d.Key)
			}
			for _, key := range keys {
				if !frame.In(language).Has(key) {
					t.Errorf("%s has no words in %s", key, language)
				}
			}
		}
	}
}
