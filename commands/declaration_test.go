package commands

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
)

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
