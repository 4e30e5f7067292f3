package interaction

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// logModal is the callback ID of the form that records an interaction.
const logModal = "interaction.log"

// logInteraction is the form that records what happened with a customer; known is nil when the customer is yet to be
// chosen.
func logInteraction(p *i18n.Printer, known *models.Customer, in models.InteractionInput) surface.Modal {
	if in.Kind == "" {
		in.Kind = models.InteractionCall
	}
	return surface.Modal{
		Callback: logModal, Title: p.T("modal.log.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.CustomerInput(p, known),
			views.KindInput(p, in.Kind),
			views.TextInput(p, models.FieldText, in.Text, models.MaxInteraction, true),
		},
	}
}

// Logged says that an interaction was recorded.
func Logged(p *i18n.Printer, c models.Customer, i models.Interaction) surface.Message {
	text := views.InteractionIcons[i.Kind] + " " + p.T("notice.logged", "Code", c.Code, "Name", views.Escape(c.Name))
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Section(text + "\n" + views.Clip(views.Escape(i.Text), views.TimelineLine*4)),
		views.Actions("", views.RunButton("open", "show "+c.Code, p.T("button.open")), views.RunButton("follow", "follow "+c.Code, p.T("button.follow")),
			views.RunButton("status", "status "+c.Code, p.T("button.status"))),
	}}
}
