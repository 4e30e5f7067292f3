package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// Reconcile is the edit form after somebody else saved the same field meanwhile: it shows what was typed, and above it
// what stands there now. fields are those of the team's own that stand in the form.
func Reconcile(p *i18n.Printer, current, typed models.Customer, industries []string, conflict string, fields ...models.CustomField) Modal {
	return theirsAbove(p, EditCustomer(p, typed, industries, fields...), current, typed, conflict, fields)
}

// ReconcileFields is Reconcile for a further page of the form, as FieldsPage has it.
func ReconcileFields(p *i18n.Printer, current, typed models.Customer, conflict string, fields []models.CustomField, page, pages int) Modal {
	return theirsAbove(p, FieldsPage(p, typed, fields, page, pages), current, typed, conflict, fields)
}

func theirsAbove(p *i18n.Printer, form Modal, current, typed models.Customer, conflict string, fields []models.CustomField) Modal {
	lines := []string{"⚠️ " + Escape(conflict)}
	theirs := func(label, value string) {
		lines = append(lines, p.T("modal.edit.theirs", "Field", label, "Value", value))
	}
	for _, field := range append(models.CustomerFields()[1:], models.FieldOwner) {
		if field != models.FieldStatus && current.Get(field) != typed.Get(field) {
			theirs(fieldLabel(p, field), Escape(clip(oneLine(current.Get(field)), maxQuoted)))
		}
	}
	for _, f := range fields {
		if value := current.Get(f.Key()); value != f.Canonical(typed.Get(f.Key())) {
			theirs(Escape(oneLine(f.Label(p.Language()))), customValue(p, f, oneLine(value), maxQuoted))
		}
	}
	form.Blocks = append([]slack.Block{section(strings.Join(lines, "\n"))}, form.Blocks...)
	return form
}
