package archive

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// archived says that a customer is archived, with the button that restores it.
func archived(p *i18n.Printer, c models.Customer) surface.Message {
	message := views.Notice(p.T("notice.archived", "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name))))
	message.Blocks = append(message.Blocks, views.Actions("", views.RestoreButton(p, c)))
	return message
}

// archivedList are the customers that were archived last, each with the button that restores it; mayBulk offers to restore all that
// are archived.
func archivedList(p views.Reader, list []models.Customer, mayBulk bool) surface.Message {
	text := p.T("archive.title")
	if len(list) == 0 {
		return views.Notice(p.T("archive.none"))
	}
	blocks := []slack.Block{views.Section("*" + text + "*")}
	for _, c := range list {
		line := views.CustomerLine(p, c) + "\n" + p.T("card.archived", "Time", views.SlackTime(*c.ArchivedAt))
		blocks = append(blocks, views.SectionWith(line, views.RestoreButton(p.Printer, c)))
	}
	if mayBulk && len(list) > 1 {
		blocks = append(blocks, views.Actions("", views.Button(views.BulkAction, views.ArchivedScope, p.T("button.restore_all"))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}
