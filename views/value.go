package views

import (
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// HistoryValue is how much of a value a line of history shows, in UTF-16 units: ten of the longest lines fit a section.
const HistoryValue = 80

// HistoryText is a value as everybody may see it, personal data masked.
func HistoryText(p Reader, spec models.FieldSpec, value string) string {
	if spec.Personal() {
		value = spec.Mask(value)
	}
	return valueText(p, spec, OneLine(value), HistoryValue)
}

// HistoryChange is one entry of the audit log in words: that a record was archived, restored or merged, or what a field was and became.
func HistoryChange(p Reader, e models.HistoryEntry) string {
	spec := e.Spec()
	switch {
	case spec.Key == models.FieldArchivedAt && e.NewValue != "":
		return "🗄️ " + p.T("timeline.archived")
	case spec.Key == models.FieldArchivedAt:
		return "🗄️ " + p.T("timeline.restored")
	case spec.Key == models.FieldMergedInto:
		return "🔗 " + p.T("timeline.merged", "Code", Escape(e.OldValue), "Kept", Escape(e.NewValue))
	}
	return p.T("timeline.set", "Field", EntryLabel(p, spec), "Value", HistoryText(p, spec, e.OldValue)+" → "+HistoryText(p, spec, e.NewValue))
}

// valueText is a value as a reader takes it, ready for mrkdwn: keys by their names, days with their weekday. limit is how much
// of a text is shown, in UTF-16 units.
func valueText(p Reader, spec models.FieldSpec, value string, limit int) string {
	switch {
	case value == "":
		return "–"
	case spec.Custom != nil:
		return CustomValue(p.Printer, *spec.Custom, value, limit)
	}
	switch spec.Type {
	case models.TypeChoice:
		if p.Has(spec.Words + value) {
			return Escape(p.T(spec.Words + value))
		}
	case models.TypePerson:
		return Mention(value)
	case models.TypeContact:
		return contactText(p.Printer, spec.Names, value, limit)
	case models.TypeSearch:
		if name, known := spec.Names[value]; known {
			value = name
		}
	case models.TypeMoney:
		if amount, err := models.ParseMoney(value, ""); err == nil {
			return Money(p.Printer, amount)
		}
	case models.TypeTags:
		return Clip(Escape(TagNames(value)), limit)
	case models.TypeTime:
		return p.timeNote(value)
	case models.TypeZone:
		return p.nameOf(value)
	case models.TypeInstant:
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return SlackTime(at)
		}
	case models.TypeDate:
		if d, err := models.ParseDate(value); err == nil {
			return Day(p.Printer, d)
		}
	}
	return Clip(Escape(value), limit)
}

// Money is an amount, or nothing for none.
func Money(p *i18n.Printer, amount models.Money) string {
	if amount.None() {
		return ""
	}
	return p.Money(amount.Figure(), amount.Currency)
}
