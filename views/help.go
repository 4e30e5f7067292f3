package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// CommandHelp is what help says of a subcommand.
type CommandHelp struct {
	Name    string // English name; also the key of its texts
	Alias   string // Chinese name
	Usage   string // arguments, as a person reads them
	Example []string
}

func hubDue(p *i18n.Printer, due int) string {
	if due == 0 {
		return p.T("hub.nothing_due")
	}
	return p.Count("hub.due", due)
}

// Hub is the answer to a bare command: the few things most days begin with.
func Hub(p *i18n.Printer, command string, due int) surface.Message {
	text := p.T("hub.title")
	return surface.Message{Text: text, Blocks: []slack.Block{
		section("*" + text + "*\n" + hubDue(p, due)),
		actions("",
			primary(runButton("due", "due", p.T("due.my_day"))),
			runButton("new", "new", p.T("button.new")),
			runButton("find", "find", p.T("button.find")),
			runButton("report", "report", p.T("button.report")),
			runButton("help", "help", p.T("button.help")),
		),
		footnote(p.T("hub.hint", "Command", command)),
	}}
}

// Help lists the subcommands.
func Help(p *i18n.Printer, command string, all []CommandHelp) surface.Message {
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
		header(text), section(strings.Join(lines, "\n")), divider(),
		section(p.T("help.fields", "Command", command)), footnote(p.T("help.more", "Command", command)),
	}}
}

// HelpOn explains one subcommand.
func HelpOn(p *i18n.Printer, command string, c CommandHelp) surface.Message {
	text := p.T("command." + c.Name + ".summary")
	blocks := []slack.Block{
		section("*" + command + " " + c.Name + "*  `" + c.Alias + "`\n" + text),
		section("`" + strings.TrimSpace(command+" "+c.Name+" "+c.Usage) + "`"),
	}
	if p.Has("command." + c.Name + ".detail") {
		blocks = append(blocks, section(p.T("command."+c.Name+".detail")))
	}
	if len(c.Example) > 0 {
		lines := make([]string, len(c.Example))
		for i, example := range c.Example {
			lines[i] = "• `" + command + " " + example + "`"
		}
		blocks = append(blocks, section("*"+p.T("help.examples")+"*\n"+strings.Join(lines, "\n")))
	}
	return surface.Message{Text: text, Blocks: blocks}
}
