package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The choices of a field that two people changed.
const (
	KeepMine   = "mine"
	KeepTheirs = "theirs"
)

// keepPrefix begins the block_id of such a choice: keep.notes.
const keepPrefix = "keep."

// KeepBlock is the block_id of the choice for a field.
func KeepBlock(field models.Field) string { return keepPrefix + string(field) }

// ReconcileForm is a form of a record after somebody else saved the same fields meanwhile: above it each of these fields with
// both values side by side and the choice between them, below it what was typed. What is chosen as mine may be edited
// further down. chosen are choices made before; custom are the custom fields that stand in the form.
func ReconcileForm(p Reader, form surface.Modal, conflict *models.ConflictError, chosen map[models.Field]string, custom ...models.CustomField) surface.Modal {
	kind := models.Customers.With(models.NewCustomFields(custom))
	above := []slack.Block{Section("⚠️ " + p.T("conflict.text"))}
	for _, c := range conflict.Fields {
		theirs := p.T("conflict.theirs")
		if c.By != "" {
			theirs = p.T("conflict.theirs_by", "User", Mention(c.By), "At", SlackTime(c.At))
		}
		spec, known := kind.Find(c.Field)
		if !known {
			spec, _ = models.Describe(conflict.Entity, c.Field)
		}
		label, mine := FieldLabel(p.Printer, c.Field), c.Mine
		if spec.Custom != nil {
			label, mine = spec.Custom.Label(p.Language()), spec.Custom.Canonical(mine)
		}
		above = append(above, slack.NewSectionBlock(Mrkdwn("*"+Escape(OneLine(label))+"*", MaxText), []*slack.TextBlockObject{
			sideBySide(p.T("conflict.mine"), HistoryText(p, spec, mine)), sideBySide(theirs, HistoryText(p, spec, c.Theirs)),
		}, nil), keepInput(p.Printer, c.Field, label, chosen[c.Field]))
	}
	form.Blocks = append(append(above, Divider()), form.Blocks...)
	return form
}

func sideBySide(title, value string) *slack.TextBlockObject {
	return Mrkdwn(strings.Join([]string{title, value}, "\n"), MaxFieldText)
}

// keepInput begins with neither, unless it was chosen before: it is a decision.
func keepInput(p *i18n.Printer, field models.Field, label, chosen string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{Option(KeepMine, p.T("conflict.keep_mine")), Option(KeepTheirs, p.T("conflict.keep_theirs"))}
	element := slack.NewRadioButtonsBlockElement(FieldAction, options...)
	for _, choice := range options {
		if choice.Value == chosen {
			element.InitialOption = choice
		}
	}
	return slack.NewInputBlock(KeepBlock(field), Plain(p.T("conflict.keep", "Field", label), InputMax), nil, element)
}
