package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Escalation tells a lead, once, what others have left undone: whose it is, and a way to the customer.
func Escalation(p Reader, d models.Escalation) surface.Message {
	text := p.Count("escalation.text", d.Total, "Days", d.Days)
	blocks := []slack.Block{Section("*" + text + "*")}
	for _, item := range d.Items[:min(len(d.Items), summaryItems)] {
		blocks = append(blocks, SectionWith("• "+followUpLine(p, item, d.Today)+"  "+Mention(item.Assignee), RunButton("open", "show "+item.CustomerCode, p.T("button.open"))))
	}
	if rest := d.Total - min(len(d.Items), summaryItems); rest > 0 {
		blocks = append(blocks, Footnote(p.Count("due.more", rest)))
	}
	return surface.Message{Text: text, Blocks: append(blocks, Footnote(p.T("escalation.once")), Actions("", RunButton("team", "due overdue team", p.T("due.show_all"))))}
}
