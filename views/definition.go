package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
)

// What the menu of something does that admins have defined for the team, as its options' values begin.
const (
	DoRename  = "rename"
	DoUp      = "up"
	DoDown    = "down"
	DoRetire  = "retire"
	DoRestore = "restore"
)

// DefinitionMenu offers what can be done with something that is defined: what stands first, then to move and to retire it, or to restore
// it. of follows each verb in the options' values, and says with what.
func DefinitionMenu(p *i18n.Printer, action, of string, retired bool, first ...*slack.OptionBlockObject) *slack.OverflowBlockElement {
	does := func(verb string) *slack.OptionBlockObject { return Option(verb+" "+of, p.T("definition.do_"+verb)) }
	if retired {
		return slack.NewOverflowBlockElement(action, does(DoRestore))
	}
	return slack.NewOverflowBlockElement(action, append(first, does(DoUp), does(DoDown), does(DoRetire))...)
}

// BothNames are the names of a definition in both languages, one where they are the same, ready for mrkdwn.
func BothNames(zh, en string) string {
	names := Escape(OneLine(zh))
	if en != zh {
		names += " / " + Escape(OneLine(en))
	}
	return names
}
