package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// UndeliveredAction is the button that lists the messages that were given up.
const UndeliveredAction = "undelivered.list"

// The buttons of a message that was given up, whose ID is the value: again, or never.
const (
	RedeliverAction = "undelivered.again"
	DismissAction   = "undelivered.dismiss"
)

// Undelivered lists messages that were given up, and why.
func Undelivered(p *i18n.Printer, list []models.OutboxMessage) surface.Message {
	text := p.Count("undelivered.title", len(list))
	blocks := []slack.Block{section("*" + text + "*")}
	if len(list) == 0 {
		blocks = append(blocks, section(p.T("undelivered.none")))
	}
	for _, m := range list {
		to := Escape(m.Recipient)
		if models.IsUser(m.Recipient) {
			to = mention(m.Recipient)
		}
		line := p.T("undelivered.line", "Kind", p.T("undelivered.kind_"+m.Kind), "To", to, "At", slackTime(m.CreatedAt), "Attempts", p.Number(m.Attempts))
		id := itoa(m.ID)
		blocks = append(blocks, section("• "+line+"\n"+undeliveredReason(p, m)),
			actions("", button(RedeliverAction+"/"+id, id, p.T("button.again")), button(DismissAction+"/"+id, id, p.T("button.dismiss"))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// undeliveredReason is why a message was given up: in the reader's words where it is ours to say, else as Slack said it.
func undeliveredReason(p *i18n.Printer, m models.OutboxMessage) string {
	if strings.HasSuffix(m.LastError, models.ErrOutside.Error()) {
		return p.T("channel.outside")
	}
	return clip(Escape(oneLine(m.LastError)), timelineLine)
}
