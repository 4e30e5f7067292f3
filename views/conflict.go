package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
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

// Reconcile is the edit form after somebody else saved the same fields meanwhile: above it each of these fields with
// both values side by side and the choice between them, below it what was typed. What is chosen as mine may be edited
// further down. typed is the customer as it would be; chosen are choices made before,
// and masked is EditCustomer's.
func Reconcile(p *i18n.Printer, typed models.Customer, industries []string, masked bool, conflict *models.ConflictError, chosen map[models.Field]string) Modal {
	modal := EditCustomer(p, typed, industries, masked)
	above := []slack.Block{section("⚠️ " + p.T("conflict.text"))}
	for _, c := range conflict.Fields {
		theirs := p.T("conflict.theirs")
		if c.By != "" {
			theirs = p.T("conflict.theirs_by", "User", mention(c.By), "At", slackTime(c.At))
		}
		above = append(above, slack.NewSectionBlock(mrkdwn("*"+fieldLabel(p, c.Field)+"*", maxText), []*slack.TextBlockObject{
			sideBySide(p.T("conflict.mine"), historyText(p, c.Field, c.Mine)),
			sideBySide(theirs, historyText(p, c.Field, c.Theirs)),
		}, nil), keepInput(p, c.Field, chosen[c.Field]))
	}
	modal.Blocks = append(append(above, divider()), modal.Blocks...)
	return modal
}

func sideBySide(title, value string) *slack.TextBlockObject {
	return mrkdwn(strings.Join([]string{title, value}, "\n"), maxFieldText)
}

// keepInput begins with neither, unless it was chosen before: it is a decision.
func keepInput(p *i18n.Printer, field models.Field, chosen string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{option(KeepMine, p.T("conflict.keep_mine")), option(KeepTheirs, p.T("conflict.keep_theirs"))}
	element := slack.NewRadioButtonsBlockElement(fieldAction, options...)
	for _, choice := range options {
		if choice.Value == chosen {
			element.InitialOption = choice
		}
	}
	return slack.NewInputBlock(KeepBlock(field), plain(p.T("conflict.keep", "Field", fieldLabel(p, field)), inputMax), nil, element)
}
