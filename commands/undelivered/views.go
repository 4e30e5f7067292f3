package undelivered

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The buttons of a message that was given up, whose ID is the value: again, or never.
const (
	redeliverAction = "undelivered.again"
	dismissAction   = "undelivered.dismiss"
)

// undelivered lists messages that were given up, and why; so many of them with buttons.
func undelivered(p *i18n.Printer, list []models.OutboxMessage, shown int) surface.Message {
	text := p.Count("undelivered.title", len(list))
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if len(list) == 0 {
		blocks = append(blocks, views.Section(p.T("undelivered.none")))
	}
	for _, m := range list[:min(len(list), shown)] {
		to := views.Escape(m.Recipient)
		switch {
		case models.IsUser(m.Recipient):
			to = views.Mention(m.Recipient)
		case models.IsChannel(m.Recipient): // nobody knows a channel by its ID
			to = "<#" + m.Recipient + ">"
		}
		line := p.T("undelivered.line", "Kind", p.T("undelivered.kind_"+m.Kind), "To", to, "At", views.SlackTime(m.CreatedAt), "Attempts", p.Number(m.Attempts))
		id := views.Itoa(m.ID)
		blocks = append(blocks, views.Section("• "+line+"\n"+undeliveredReason(p, m)),
			views.Actions("", views.Button(redeliverAction+"/"+id, id, p.T("button.again")), views.Button(dismissAction+"/"+id, id, p.T("button.dismiss"))))
	}
	if rest := len(list) - shown; rest > 0 {
		blocks = append(blocks, views.Footnote(p.Count("due.more", rest)))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// undeliveredReason is why a message was given up: in the reader's words where it is ours to say, else as Slack said it.
func undeliveredReason(p *i18n.Printer, m models.OutboxMessage) string {
	if strings.HasSuffix(m.LastError, models.ErrOutside.Error()) {
		return p.T("channel.outside")
	}
	return views.Clip(views.Escape(views.OneLine(m.LastError)), views.TimelineLine)
}
