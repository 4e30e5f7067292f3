package deal

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// people are a customer's contacts, of whom a deal may have one.
type people struct {
	contacts []models.Contact // the primary one has the ID 0
	masked   bool             // personal data is not to be shown
}

func (h handlers) people(ctx context.Context, customer models.Customer) (people, error) {
	contacts, err := h.CRM.ContactsOf(ctx, customer)
	return people{contacts, h.CRM.Masks()}, err
}

// dealID is a contact as a deal has it.
func dealID(c models.Contact) int64 {
	if c.ID == 0 {
		return models.PrimaryContact
	}
	return c.ID
}

// name is a deal's contact in plain text; "" for none.
func (l people) name(p *i18n.Printer, id int64) string {
	for _, c := range l.contacts {
		if dealID(c) == id {
			return views.ContactChoice(p, c, l.masked)
		}
	}
	return ""
}

// none are the words for no contact.
var none = map[string]bool{"none": true, "nobody": true, "无": true, "没有": true}

// primary are the words for the primary contact.
var primary = map[string]bool{"primary": true, "main": true, "主要": true, "主要联系人": true}

// called returns the contact that is called so, as a field has it: by the name as the person may see it, or the whole line of a form.
func (l people) called(p *i18n.Printer, text string) (string, error) {
	wanted := models.NormaliseText(text)
	if none[wanted] {
		return "", nil
	}
	var names []string
	for _, c := range l.contacts {
		if c.ID == 0 && primary[wanted] {
			return models.ContactKey(models.PrimaryContact), nil
		}
		shown := views.ContactChoice(p, c, l.masked)
		name, _, _ := strings.Cut(strings.TrimPrefix(shown, "⭐ "), " · ")
		if wanted == models.NormaliseText(name) || wanted == models.NormaliseText(shown) || wanted == models.NormaliseText(c.ContactName.Plain()) && !c.Unreadable {
			return models.ContactKey(dealID(c)), nil
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", models.Invalid(models.FieldDealContact, "error.no_contacts")
	}
	return "", models.Invalid(models.FieldDealContact, "error.contact_named", "Value", models.Shorten(text, 60), "Names", p.List(names))
}

// input asks for a contact, where the customer has any; nil where it has none.
func (l people) input(p *i18n.Printer, chosen string) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, c := range l.contacts {
		options = append(options, views.Option(models.ContactKey(dealID(c)), views.ContactChoice(p, c, l.masked)))
	}
	if len(options) == 0 {
		return nil
	}
	return views.Optional(views.ChooseInput(p, models.FieldDealContact, options, chosen))
}
