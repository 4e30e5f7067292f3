package views

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// NewBasis is the basis choice "something new, logged in this form".
const NewBasis = "new"

// StatusChange is the form that asks for the new status and the fact it rests on: an interaction of the last 30 days,
// or a new one logged here.
func StatusChange(p *i18n.Printer, c models.Customer, to models.Status, candidates []models.Interaction, zone *time.Location) Modal {
	bases := []*slack.OptionBlockObject{}
	for _, i := range candidates {
		text := i.HappenedAt.In(zone).Format("01-02") + " " + interactionIcons[i.Kind] + " " + oneLine(i.Text)
		bases = append(bases, option(strconv.FormatInt(i.ID, 10), text))
	}
	bases = append(bases, option(NewBasis, p.T("modal.status.new_basis")))
	return Modal{
		Callback: StatusModal, Title: p.T("modal.status.title", "Code", c.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			footnote("*" + c.Code + "* " + Escape(c.Name) + " · " + p.T("modal.status.now", "Status", statusText(p, c.Status))),
			statusInput(p, to),
			chooseInput(p, models.InputBasis, bases, bases[0].Value),
			optional(kindInput(p, models.InteractionCall)),
			optional(textInput(p, models.FieldText, "", models.MaxInteraction, true)),
			optional(textInput(p, models.FieldReason, "", models.MaxReason, true)),
		},
	}
}

// StatusSince is the form again, after somebody else changed the status while it was open; what was typed stays.
func StatusSince(p *i18n.Printer, form Modal, since *models.StatusChangedError) Modal {
	form.Blocks = append([]slack.Block{section("⚠️ " + sentence(p, since.Refusal(), Escape))}, form.Blocks...)
	return form
}
