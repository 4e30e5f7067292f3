package status

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// statusModal is the callback ID of the form that changes a status.
const statusModal = "status.change"

// newBasis is the basis choice "something new, logged in this form".
const newBasis = "new"

// statusChange is the form that asks for the new status and the fact it rests on: an interaction of the last 30 days,
// or a new one logged here.
func statusChange(p *i18n.Printer, c models.Customer, to models.Status, candidates []models.Interaction, zone *time.Location) surface.Modal {
	bases := []*slack.OptionBlockObject{}
	for _, i := range candidates {
		text := i.HappenedAt.In(zone).Format("01-02") + " " + views.InteractionIcons[i.Kind] + " " + views.OneLine(i.Text)
		bases = append(bases, views.Option(strconv.FormatInt(i.ID, 10), text))
	}
	bases = append(bases, views.Option(newBasis, p.T("modal.status.new_basis")))
	return surface.Modal{
		Callback: statusModal, Title: p.T("modal.status.title", "Code", c.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Footnote("*" + c.Code + "* " + views.Escape(c.Name) + " · " + p.T("modal.status.now", "Status", views.StatusText(p, c.Status))),
			views.StatusInput(p, to),
			views.ChooseInput(p, models.InputBasis, bases, bases[0].Value),
			views.Optional(views.KindInput(p, models.InteractionCall)),
			views.Optional(views.TextInput(p, models.FieldText, "", models.MaxInteraction, true)),
			views.Optional(views.TextInput(p, models.FieldReason, "", models.MaxReason, true)),
		},
	}
}

// statusSince is the form again, after somebody else changed the status while it was open; what was typed stays.
func statusSince(p *i18n.Printer, form surface.Modal, since *models.StatusChangedError) surface.Modal {
	form.Blocks = append([]slack.Block{views.Section("⚠️ " + views.Sentence(p, since.Refusal(), views.Escape))}, form.Blocks...)
	return form
}
