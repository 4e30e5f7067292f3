package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// SaveAnywayAction is the button that saves a customer although it may be there already; its value is the IDs of those
// that were shown, separated by commas, and the command.
const SaveAnywayAction = "duplicate.save"

// Duplicates shows the customers that the one a command would save may be the same as. save is the value of the button
// that saves it anyway; where it would be too long it is "", and form is a command that opens the form instead.
func Duplicates(p *i18n.Printer, found []models.Duplicate, save, form string) surface.Message {
	text := "⚠️ " + p.T("duplicate.text")
	blocks := append([]slack.Block{Section(text)}, duplicateBlocks(p, found)...)
	switch {
	case save != "":
		blocks = append(blocks, Actions("", Button(SaveAnywayAction, save, p.T("button.save_anyway"))))
	case len(form) <= MaxRunText:
		blocks = append(blocks, Actions("", RunButton("form", form, p.T("button.open_form"))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// WithDuplicates shows them above the inputs of a form. Saving again saves: the form remembers what was shown.
func WithDuplicates(p *i18n.Printer, form surface.Modal, found []models.Duplicate) surface.Modal {
	above := append([]slack.Block{Section("⚠️ " + p.T("duplicate.text") + "\n" + p.T("duplicate.save_again"))}, duplicateBlocks(p, found)...)
	form.Blocks = append(append(above, Divider()), form.Blocks...)
	return form
}

// duplicateBlocks are a customer each: who it is and in what they agree, no personal data.
func duplicateBlocks(p *i18n.Printer, found []models.Duplicate) []slack.Block {
	blocks := make([]slack.Block, len(found))
	for i, d := range found {
		same := make([]string, len(d.Same))
		for j, field := range d.Same {
			same[j] = FieldLabel(p, field)
		}
		facts := []string{StatusText(p, d.Customer.Status), Mention(d.Customer.Owner), p.T("duplicate.same", "Fields", p.List(same))}
		if d.Hidden {
			blocks[i] = Section(p.T("duplicate.hidden", "Owner", Mention(d.Customer.Owner)) + "\n" + p.T("duplicate.same", "Fields", p.List(same)))
			continue
		}
		line := "*" + d.Customer.Code + "* " + Escape(OneLine(d.Customer.Name)) + "\n" + strings.Join(facts, " · ")
		blocks[i] = SectionWith(line, RunButton("open", "show "+d.Customer.Code, p.T("button.open")))
	}
	return blocks
}
