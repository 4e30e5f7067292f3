package followup

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// escalation tells a lead, once, what others have left undone: whose it is, and a way to the customer.
func escalation(p views.Reader, d models.Escalation) surface.Message {
	if d.Total == 0 && d.Cold.Any() {
		return coldEscalation(p, d)
	}
	text := p.Count("escalation.text", d.Total, "Days", d.Days)
	blocks := []slack.Block{views.Section("*" + text + "*")}
	for _, item := range d.Items[:min(len(d.Items), summaryItems)] {
		line := views.SectionWith("• "+views.FollowUpLine(p, item, d.Today)+"  "+views.Mention(item.Assignee), views.RunButton("open", "show "+item.CustomerCode, p.T("button.open")))
		blocks = append(blocks, views.NameLine(line, views.Itoa(item.ID)))
	}
	if rest := d.Total - min(len(d.Items), summaryItems); rest > 0 {
		blocks = append(blocks, views.Footnote(p.Count("due.more", rest)))
	}
	blocks = append(blocks, coldPart(p, d.Cold, d.Today, "cold team")...)
	return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("escalation.once")), views.Actions("", views.RunButton("team", "due overdue team", p.T("due.show_all"))))}
}

// coldEscalation tells a lead, once, of what went cold, where nothing else was left undone.
func coldEscalation(p views.Reader, d models.Escalation) surface.Message {
	return surface.Message{Text: coldText(p, d.Cold), Blocks: append(coldPart(p, d.Cold, d.Today, "cold team"), views.Footnote(p.T("escalation.cold_once")))}
}
