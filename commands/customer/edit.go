package customer

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// editing is what a customer's form and its further pages remember: which customer, and the version they showed.
type editing struct {
	ID      int64      `json:"id"`
	Version int        `json:"v"`
	At      int        `json:"at,omitempty"`    // the version at which the person chose in a conflict
	Known   []int64    `json:"known,omitempty"` // near-duplicates that were shown
	Next    *nextShown `json:"nx,omitempty"`    // the next follow-up it showed
	Fields  []int64    `json:"f,omitempty"`     // the custom fields that stand in it
	Page    int        `json:"p,omitempty"`     // which further page of the form it is; 0 is the form itself
}

// readEdit takes a change's text apart: a form, or at once where fields are given. A name with a = in it looks as if they were.
func (h handlers) readEdit(text string) commands.Step {
	if text == "" {
		return h.Pick("edit")
	}
	args := commands.ParseArguments(text, h.IsField)
	run := func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.editCustomer(ctx, cl, args) }
	if len(args.Assignments) == 0 {
		return commands.Opens(run)
	}
	return commands.Answers(run)
}

func (h handlers) editCustomer(ctx context.Context, cl commands.Call, args commands.Arguments) (bot.Reply, error) {
	customer, args, err := h.edited(ctx, cl, args)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(args.Assignments) == 0 {
		at, _ := h.Field(args.Words)
		if customer, err = h.CRM.WithFields(ctx, customer); err != nil {
			return bot.Reply{}, err
		}
		form, remembers := h.editForm(cl, customer, h.CRM.Shown(customer))
		views.Focus(form, at.Input())
		return commands.ShowOr(cl, form, commands.Pack(remembers), "edit"), nil
	}
	set, errs := h.fieldsOf(cl, args)
	if len(errs) > 0 {
		return h.giveEdit(ctx, cl, customer, set, errs)
	}
	saved, err := h.CRM.UpdateUnlessDuplicate(ctx, cl.Operation("/crm edit"), customer.ID, models.EditBase{}, set, cl.Known)
	if found := commands.DuplicatesIn(err); found != nil {
		return commands.AskDuplicate(cl, found, "edit "+cl.Rest, "edit "+customer.Code), nil
	}
	if refused := commands.Mendable(err); refused != nil {
		return h.giveEdit(ctx, cl, customer, set, refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.savedCard(ctx, cl, saved, "notice.saved", nextOf(cl, customer))
}

// giveEdit gives a refused change back as the form of its customer, with what was typed over it.
func (h handlers) giveEdit(ctx context.Context, cl commands.Call, customer models.Customer, typed map[models.Field]string, errs models.Errors) (bot.Reply, error) {
	mine, err := h.typedOver(ctx, cl, customer.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	form, remembers := h.editForm(cl, customer, mine)
	return commands.GiveForm(cl, form, commands.Pack(remembers), errs), nil
}

// edited reads the customer and the assignments behind its name, or the one field at which its form is to begin. A name may have words in it that are fields as well; where
// the text doesn't begin with a whole name, all that stands before the first assignment is searched for.
func (h handlers) edited(ctx context.Context, cl commands.Call, args commands.Arguments) (models.Customer, commands.Arguments, error) {
	customer, rest, found, err := h.NamedExactly(ctx, cl, cl.Rest)
	if behind := commands.ParseArguments(rest, h.IsField); err != nil || found && (behind.Words == "" || len(behind.Assignments) == 0 && h.IsField(behind.Words)) {
		return customer, behind, err
	}
	if err := h.Slips(args.Colons).Err(); err != nil {
		return models.Customer{}, args, err
	}
	behind := ""
	if _, after, cut := strings.Cut(cl.Rest, args.Words); cut {
		behind = strings.TrimLeftFunc(after, commands.IsSpace)
	}
	customer, err = h.Resolve(ctx, cl, args.Words, behind)
	return customer, args, err
}

func (h handlers) submitEdit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	custom := h.shownFields(edit.Fields)
	form := onClockOf(cl, edit.Next)
	said := commands.SaidIn(form, edit.Version, edit.At, slices.Concat(models.ChangeableFields(), keysOf(custom)))
	edit.Next.leftAlone(said.Set)
	saved, err := h.CRM.UpdateUnlessDuplicate(ctx, form.Operation("modal customer.edit"), edit.ID, said.Seen, said.Set, edit.Known)
	if conflict := (*models.ConflictError)(nil); errors.As(err, &conflict) {
		current := conflict.Customer().On(form.User.Zone)
		conflict.Current, edit.At = &current, conflict.Version
		mine := h.CRM.Shown(current)
		commands.Over(&mine, conflict)
		again := h.customerForm(form, mine, custom)
		return commands.Renew(said.Reconcile(form, again, conflict, custom...), edit), nil
	}
	if found := commands.DuplicatesIn(err); found != nil {
		return h.editAgain(ctx, form, edit, said.Set, found)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if reply, more, err := h.goOn(ctx, cl, saved, edit); more || err != nil {
		return reply, err
	}
	return h.savedCard(ctx, cl, saved, "notice.saved", edit.Next)
}

// editAgain shows the form again with the customers above it that this one may be the same as.
func (h handlers) editAgain(ctx context.Context, cl commands.Call, edit editing, typed map[models.Field]string, found *models.DuplicateError) (bot.Reply, error) {
	mine, err := h.typedOver(ctx, cl, edit.ID, typed)
	if err != nil {
		return bot.Reply{}, err
	}
	edit.Known = found.Known
	return commands.Renew(views.WithDuplicates(cl.Printer, h.customerForm(cl, mine, h.shownFields(edit.Fields)), found.Duplicates), edit), nil
}

// typedOver returns a customer as its form shows it, with what was typed over it.
func (h handlers) typedOver(ctx context.Context, cl commands.Call, id int64, typed map[models.Field]string) (models.Customer, error) {
	current, err := h.CRM.Customer(ctx, cl.Actor, id)
	if err == nil {
		current, err = h.CRM.WithFields(ctx, current)
	}
	mine := h.CRM.Shown(current).On(cl.User.Zone)
	for field, value := range typed {
		_ = mine.Set(field, value) // a value that can't be set was refused before the form is shown again
	}
	return mine, err
}
