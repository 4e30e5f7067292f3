package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// contactBlocks are the first of a customer's contacts beside the primary one, whose fields stand in the card itself.
func contactBlocks(p *i18n.Printer, card models.Card) []slack.Block {
	if card.ContactCount == 0 {
		return nil
	}
	lines := []string{"*" + p.T("card.contacts") + "*"}
	for _, contact := range card.Contacts {
		lines = append(lines, "• "+ContactLine(p, contact, card.Masked))
	}
	if more := card.ContactCount - len(card.Contacts); more > 0 {
		lines = append(lines, p.Count("card.contacts_more", more))
	}
	return []slack.Block{Section(strings.Join(lines, "\n"))}
}

// contactText is a contact that a field names; one whose name isn't known any more was removed.
func contactText(p *i18n.Printer, names map[string]string, value string, limit int) string {
	name, known := names[value]
	switch {
	case known && name != "":
		return Clip(Escape(OneLine(name)), limit)
	case known, names == nil:
		return p.T("contact.some")
	}
	return p.T("contact.former")
}

// ContactChoice is a contact in plain text: the name, else how it is reached, and the title; the primary one is marked.
func ContactChoice(p *i18n.Printer, c models.Contact, masked bool) string {
	if c.Unreadable {
		return p.T("unreadable.value")
	}
	text := ""
	for _, field := range []models.Field{models.FieldContactName, models.FieldPhone, models.FieldEmail, models.FieldWeChat} {
		if spec, _ := models.Contacts.Find(field); text == "" {
			if text = c.Get(field); masked && text != "" {
				text = spec.Mask(text)
			}
		}
	}
	if title := OneLine(c.ContactTitle); title != "" {
		text = strings.TrimPrefix(text+" · "+title, " · ")
	}
	if c.ID == 0 {
		text = "⭐ " + text
	}
	return Clip(OneLine(text), MaxOption)
}

// ContactLine is a contact in a line: who it is, what they are to the customer, and how they are reached.
func ContactLine(p *i18n.Printer, c models.Contact, masked bool) string {
	if c.Unreadable {
		return strings.TrimSuffix("⚠️ "+p.T("unreadable.value")+" · "+Escape(OneLine(c.ContactTitle)), " · ")
	}
	var parts []string
	for _, spec := range models.Contacts.Fields {
		value := c.Get(spec.Key)
		if spec.Given || value == "" || spec.Type == models.TypeLongText {
			continue
		}
		if masked && spec.Personal() {
			value = spec.Mask(value)
		}
		if spec.Words != "" && p.Has(spec.Words+value) {
			value = p.T(spec.Words + value)
		}
		text := Clip(Escape(OneLine(value)), contactPart)
		if spec.Key == models.FieldWeChat { // it doesn't tell what it is
			text = FieldLabel(p, spec.Key) + " " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

// contactPart is how much of one field of a contact a line shows, in UTF-16 units: five lines fit a section.
const contactPart = 100
