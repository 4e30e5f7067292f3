package contact

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// names are what the fields of a contact may be called where only a contact is spoken of: name is the contact's there. All other
// names are those of the record.
var names = map[string]models.Field{
	"name": models.FieldContactName, "名字": models.FieldContactName, "名称": models.FieldContactName,
	"notes": models.FieldContactNotes, "note": models.FieldContactNotes, "remarks": models.FieldContactNotes, "备注": models.FieldContactNotes,
	"role": models.FieldContactRole, "角色": models.FieldContactRole,
}

// field returns the field of a contact that is called so.
func (h handlers) field(name string) (models.Field, bool) {
	if field, known := names[models.NormaliseText(name)]; known {
		return field, true
	}
	field, known := h.Field(name)
	_, ofContact := models.Contacts.Find(field)
	return field, known && ofContact
}

// valuesOf reads the text that describes a contact: words are the name.
func (h handlers) valuesOf(cl commands.Call, text string) (map[models.Field]string, models.Errors) {
	args := commands.ParseArguments(text, func(name string) bool { _, known := h.field(name); return known })
	values, errs := args.Read(func(name, text string) (map[models.Field]string, error) {
		field, known := h.field(name)
		if !known {
			return nil, models.Invalid("", "error.contact_field", "Word", name)
		}
		return h.Canonical(cl, field, text)
	})
	if _, named := values[models.FieldContactName]; !named && args.Words != "" {
		values[models.FieldContactName] = commands.Unescape(args.Words)
	}
	return values, append(h.Slips(args.Colons), errs...)
}

// adding is what the form of a new contact remembers: whose it is, and near-duplicates that it has shown.
type adding struct {
	Customer int64   `json:"c"`
	Known    []int64 `json:"known,omitempty"`
}

// editing is what the form of a contact remembers: which one, and the version that it showed.
type editing struct {
	Customer int64   `json:"c"`
	ID       int64   `json:"id"` // 0 is the primary contact
	Version  int     `json:"v"`
	At       int     `json:"at,omitempty"` // the version at which the person chose in a conflict
	Known    []int64 `json:"known,omitempty"`
}

func (h handlers) submitNew(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form adding
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	values := commands.SaidIn(cl, 0, 0, models.ContactFields()).Set
	customer, added, err := h.CRM.AddContact(ctx, cl.Operation("modal contact.new"), form.Customer, values, form.Known)
	if found := commands.DuplicatesIn(err); found != nil {
		if customer, err = h.CRM.Customer(ctx, cl.Actor, form.Customer); err != nil {
			return bot.Reply{}, err
		}
		form.Known = found.Known
		return commands.Renew(views.WithDuplicates(cl.Printer, newForm(cl.Printer, customer, values), found.Duplicates), form), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.added(ctx, cl, customer, added))
}

// edit opens the form of a contact.
func (h handlers) edit(ctx context.Context, cl commands.Call, customerID, id int64) (bot.Reply, error) {
	found, err := h.CRM.Contact(ctx, cl.Actor, customerID, id)
	if err != nil {
		return bot.Reply{}, err
	}
	remembers := editing{Customer: customerID, ID: id, Version: found.Version}
	return commands.Show(editForm(cl.Printer, h.CRM.Shown(found), h.CRM.Masks()), commands.Pack(remembers)), nil
}

func (h handlers) submitEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	said := commands.SaidIn(cl, edit.Version, edit.At, models.ContactFields())
	saved, err := h.CRM.UpdateContact(ctx, cl.Operation("modal contact.edit"), edit.Customer, edit.ID, said.Seen, said.Set, edit.Known)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		edit.At = conflict.Version
		mine := h.CRM.Shown(conflict.Customer())
		commands.Over(&mine, conflict)
		again := editForm(cl.Printer, mine, h.CRM.Masks())
		return commands.Renew(said.Reconcile(cl, again, conflict), edit), nil
	}
	if found := commands.DuplicatesIn(err); found != nil {
		mine, err := h.CRM.Contact(ctx, cl.Actor, edit.Customer, edit.ID)
		if err != nil {
			return bot.Reply{}, err
		}
		mine = h.CRM.Shown(mine)
		for field, value := range said.Set {
			_ = mine.Set(field, value) // one that can't be set was refused before the form is shown again
		}
		edit.Known = found.Known
		return commands.Renew(views.WithDuplicates(cl.Printer, editForm(cl.Printer, mine, h.CRM.Masks()), found.Duplicates), edit), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.changed(ctx, cl, saved, "notice.contact_saved", saved.Primary()))
}
