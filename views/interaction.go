package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// LogInteraction is the form that records what happened with a customer; known is nil when the customer is yet to be
// chosen.
func LogInteraction(p *i18n.Printer, known *models.Customer, in models.InteractionInput) surface.Modal {
	if in.Kind == "" {
		in.Kind = models.InteractionCall
	}
	return surface.Modal{
		Callback: LogModal, Title: p.T("modal.log.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			customerInput(p, known),
			kindInput(p, in.Kind),
			textInput(p, models.FieldText, in.Text, models.MaxInteraction, true),
		},
	}
}

// Logged says that an interaction was recorded.
func Logged(p *i18n.Printer, c models.Customer, i models.Interaction) surface.Message {
	text := interactionIcons[i.Kind] + " " + p.T("notice.logged", "Code", c.Code, "Name", Escape(c.Name))
	return surface.Message{Text: text, Blocks: []slack.Block{
		section(text + "\n" + clip(Escape(i.Text), timelineLine*4)),
		actions("", runButton("open", "show "+c.Code, p.T("button.open")), runButton("follow", "follow "+c.Code, p.T("button.follow")),
			runButton("status", "status "+c.Code, p.T("button.status"))),
	}}
}
