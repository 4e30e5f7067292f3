package customer

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// creating is what the form of a new customer remembers: near-duplicates that it has shown, and the custom fields
// that stand in it.
type creating struct {
	Known  []int64 `json:"known,omitempty"`
	Fields []int64 `json:"f,omitempty"`
}

// readNew takes a new customer's text apart: a form, or at once with ! at the end.
func (h handlers) readNew(text string) commands.Step {
	text, atOnce := commands.CutShout(text)
	args := commands.ParseArguments(text, h.IsField)
	run := func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		return h.newCustomer(ctx, cl, args, atOnce)
	}
	if atOnce {
		return commands.Answers(run)
	}
	return commands.Opens(run)
}

func (h handlers) newCustomer(ctx context.Context, cl commands.Call, args commands.Arguments, atOnce bool) (bot.Reply, error) {
	draft := models.Customer{Owner: cl.User.ID, Status: models.StatusPotential}
	errs := h.assign(cl, &draft, args)
	give := func(errs models.Errors) (bot.Reply, error) {
		form, remembers := h.newForm(cl, draft, nil)
		return commands.GiveForm(cl, form, commands.Pack(remembers), errs), nil
	}
	switch {
	case len(errs) > 0:
		return give(errs)
	case !atOnce:
		return h.showNew(cl, draft), nil
	}
	created, err := h.CRM.CreateUnlessDuplicate(ctx, cl.Operation("/crm new"), draft, cl.Known)
	if found := commands.DuplicatesIn(err); found != nil {
		return commands.AskDuplicate(cl, found, "new "+cl.Rest, "new "+args.Words), nil
	}
	if refused := commands.Mendable(err); refused != nil {
		return give(refused)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.savedCard(ctx, cl, created, "notice.created", nil)
}

// showNew opens the form of a new customer.
func (h handlers) showNew(cl commands.Call, draft models.Customer) bot.Reply {
	form, remembers := h.newForm(cl, draft, nil)
	return commands.Show(form, commands.Pack(remembers))
}

// assign puts the named fields, and the words as the name, into a draft.
func (h handlers) assign(cl commands.Call, draft *models.Customer, args commands.Arguments) models.Errors {
	set, errs := h.fieldsOf(cl, args)
	errs = append(h.Slips(args.Colons), errs...)
	if args.Words != "" {
		errs = append(errs, models.AsErrors(draft.Set(models.FieldName, commands.Unescape(args.Words)))...)
	}
	for field, value := range set {
		errs = append(errs, models.AsErrors(draft.Set(field, value))...)
	}
	return errs
}

// fieldsOf turns assignments into canonical values by field.
func (h handlers) fieldsOf(cl commands.Call, args commands.Arguments) (map[models.Field]string, models.Errors) {
	return args.Read(func(name, text string) (map[models.Field]string, error) {
		field, known := h.Field(name)
		if !known {
			return nil, h.UnknownField(name)
		}
		return h.Canonical(cl, field, text)
	})
}

func (h handlers) shortcutNew(_ context.Context, cl commands.Call) (bot.Reply, error) {
	return h.showNew(cl, models.Customer{Owner: cl.User.ID, Status: models.StatusPotential}), nil
}

func (h handlers) submitNew(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form creating
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil && cl.View.Metadata != "" {
		return bot.Reply{}, err
	}
	var draft models.Customer
	if errs := h.fill(&draft, cl.Form, models.EditableFields()); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	for _, f := range h.shownFields(form.Fields) {
		_ = draft.Set(f.Key(), commands.Entered(cl.Form, f.Key())) // takes any text: the rules come with saving
	}
	created, err := h.CRM.CreateUnlessDuplicate(ctx, cl.Operation("modal customer.new"), draft, form.Known)
	if found := commands.DuplicatesIn(err); found != nil {
		again, remembers := h.newForm(cl, draft, found.Known)
		return commands.Renew(views.WithDuplicates(cl.Printer, again, found.Duplicates), remembers), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if reply, more, err := h.goOn(ctx, cl, created, editing{}); more || err != nil {
		return reply, err
	}
	return h.savedCard(ctx, cl, created, "notice.created", nil)
}

// fill reads a form's fields into a record.
func (h handlers) fill(customer *models.Customer, form bot.Form, fields []models.Field) models.Errors {
	var errs models.Errors
	for _, field := range fields {
		errs = append(errs, models.AsErrors(customer.Set(field, form.Get(string(field))))...)
	}
	return errs
}
