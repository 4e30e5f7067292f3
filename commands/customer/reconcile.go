package customer

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The choices of a field that two people changed.
const (
	keepMine   = "mine"
	keepTheirs = "theirs"
)

// keepPrefix begins the block_id of such a choice: keep.notes.
const keepPrefix = "keep."

// keepBlock is the block_id of the choice for a field.
func keepBlock(field models.Field) string { return keepPrefix + string(field) }

// Reconcile is a customer's form after somebody else saved the same fields meanwhile: above it each of these fields with
// both values side by side and the choice between them, below it what was typed. What is chosen as mine may be edited
// further down. chosen are choices made before; custom are the custom fields that stand in the form.
func Reconcile(p views.Reader, form surface.Modal, conflict *models.ConflictError, chosen map[models.Field]string, custom ...models.CustomField) surface.Modal {
	kind := models.Customers.With(models.NewCustomFields(custom))
	above := []slack.Block{views.Section("⚠️ " + p.T("conflict.text"))}
	for _, c := range conflict.Fields {
		theirs := p.T("conflict.theirs")
		if c.By != "" {
			theirs = p.T("conflict.theirs_by", "User", views.Mention(c.By), "At", views.SlackTime(c.At))
		}
		spec, _ := kind.Find(c.Field)
		label, mine := views.FieldLabel(p.Printer, c.Field), c.Mine
		if spec.Custom != nil {
			label, mine = spec.Custom.Label(p.Language()), spec.Custom.Canonical(mine)
		}
		above = append(above, slack.NewSectionBlock(views.Mrkdwn("*"+views.Escape(views.OneLine(label))+"*", views.MaxText), []*slack.TextBlockObject{
			sideBySide(p.T("conflict.mine"), views.HistoryText(p, spec, mine)), sideBySide(theirs, views.HistoryText(p, spec, c.Theirs)),
		}, nil), keepInput(p.Printer, c.Field, label, chosen[c.Field]))
	}
	form.Blocks = append(append(above, views.Divider()), form.Blocks...)
	return form
}

func sideBySide(title, value string) *slack.TextBlockObject {
	return views.Mrkdwn(strings.Join([]string{title, value}, "\n"), views.MaxFieldText)
}

// keepInput begins with neither, unless it was chosen before: it is a decision.
func keepInput(p *i18n.Printer, field models.Field, label, chosen string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{views.Option(keepMine, p.T("conflict.keep_mine")), views.Option(keepTheirs, p.T("conflict.keep_theirs"))}
	element := slack.NewRadioButtonsBlockElement(views.FieldAction, options...)
	for _, choice := range options {
		if choice.Value == chosen {
			element.InitialOption = choice
		}
	}
	return slack.NewInputBlock(keepBlock(field), views.Plain(p.T("conflict.keep", "Field", label), views.InputMax), nil, element)
}
