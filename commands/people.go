package commands

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// People are a customer's contacts, of whom a deal or a ticket may name one.
type People struct {
	contacts []models.Contact // the primary one has the ID 0
	masked   bool             // personal data is not to be shown
}

// People returns the contacts of a customer.
func (c *Frame) People(ctx context.Context, customer models.Customer) (People, error) {
	contacts, err := c.CRM.ContactsOf(ctx, customer)
	return PeopleOf(contacts, c.CRM.Masks()), err
}

// PeopleOf are contacts, of which the primary one has the ID 0; masked says that their personal data isn't to be shown.
func PeopleOf(contacts []models.Contact, masked bool) People { return People{contacts, masked} }

// contactID is a contact as a deal or a ticket has it.
func contactID(c models.Contact) int64 {
	if c.ID == 0 {
		return models.PrimaryContact
	}
	return c.ID
}

// Name is the contact with an ID in plain text; "" for none.
func (l People) Name(p *i18n.Printer, id int64) string {
	for _, c := range l.contacts {
		if contactID(c) == id {
			return views.ContactChoice(p, c, l.masked)
		}
	}
	return ""
}

// primaryContact are the words for the primary contact.
var primaryContact = map[string]bool{"primary": true, "main": true, "主要": true, "主要联系人": true}

// Called returns the contact that is called so, as a field of a record has it: by the name as the person may see it, or the whole line of a form.
func (l People) Called(p *i18n.Printer, field models.Field, text string) (string, error) {
	wanted := models.NormaliseText(text)
	if MeansNone(text) || wanted == "nobody" {
		return "", nil
	}
	var names []string
	for _, c := range l.contacts {
		if c.ID == 0 && primaryContact[wanted] {
			return models.ContactKey(models.PrimaryContact), nil
		}
		shown := views.ContactChoice(p, c, l.masked)
		name, _, _ := strings.Cut(strings.TrimPrefix(shown, "⭐ "), " · ")
		if wanted == models.NormaliseText(name) || wanted == models.NormaliseText(shown) || wanted == models.NormaliseText(c.ContactName.Plain()) && !c.Unreadable {
			return models.ContactKey(contactID(c)), nil
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", models.Invalid(field, "error.no_contacts")
	}
	return "", models.Invalid(field, "error.contact_named", "Value", models.Shorten(text, 60), "Names", p.List(names))
}

// Input asks for a contact at a field, where the customer has any; nil where it has none.
func (l People) Input(p *i18n.Printer, field models.Field, chosen string) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, c := range l.contacts {
		options = append(options, views.Option(models.ContactKey(contactID(c)), views.ContactChoice(p, c, l.masked)))
	}
	if len(options) == 0 {
		return nil
	}
	return views.Optional(views.ChooseInput(p, field, options, chosen))
}
