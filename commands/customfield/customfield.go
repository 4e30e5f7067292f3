package customfield

import (
	"cmp"
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// fieldChanged is what a form remembers that changes a field: which one.
type fieldChanged struct {
	ID int64 `json:"id"`
}

// optionWords are the words for changing a field's options.
var optionWords = map[string]bool{"options": true, "option": true, "选项": true}

// verb is what a word says to do with the custom fields.
func verb(word string) (verb string, known bool) {
	if optionWords[models.NormaliseText(word)] {
		return fieldOptions, true
	}
	return commands.DefinitionVerb(word)
}

// entities are the words for the kinds of records that can have custom fields; without one it is the customer, or whichever has the field.
var entities = map[string]string{
	"customer": models.EntityCustomer, "customers": models.EntityCustomer, "客户": models.EntityCustomer,
	"deal": models.EntityDeal, "deals": models.EntityDeal, "商机": models.EntityDeal,
	"ticket": models.EntityTicket, "tickets": models.EntityTicket, "工单": models.EntityTicket,
}

// readField shows and changes the custom fields: /crm field [deal] [add 预算 number en=Budget|rename|options|up|down|retire|restore …].
// Adding without a kind, renaming without a name and options without one are asked in a form.
func (h handlers) readField(text string) commands.Step {
	word, rest := commands.CutWord(text)
	entity, of := entities[models.NormaliseText(word)]
	if of {
		word, rest = commands.CutWord(rest)
	}
	verb, known := verb(word)
	switch {
	case word == "":
		return commands.Answers(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Say(fieldList(cl.Printer, cmp.Or(entity, models.EntityCustomer), h.CRM.AllFields(), 0)), nil
		})
	case !known:
		return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) {
			return bot.Reply{}, models.Invalid("", "error.unknown_field_verb", "Word", word)
		})
	case verb == commands.DoAdd:
		return h.readFieldAdd(cmp.Or(entity, models.EntityCustomer), rest)
	}
	name, rest := commands.CutCustomer(rest)
	if rest == "" && name != "" && (verb == views.DoRename || verb == fieldOptions) {
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			f, err := h.fieldCalled(entity, commands.Unescape(name))
			if err != nil {
				return bot.Reply{}, err
			}
			return fieldForm(cl, verb, f)
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		f, err := h.fieldCalled(entity, commands.Unescape(name))
		if err != nil {
			return bot.Reply{}, err
		}
		return h.changeField(ctx, cl, verb, f, rest)
	})
}

// changeField does with a field what needs no form.
func (h handlers) changeField(ctx context.Context, cl commands.Call, verb string, f models.CustomField, rest string) (bot.Reply, error) {
	switch verb {
	case views.DoRename:
		return h.renameField(ctx, cl, f, rest)
	case fieldOptions:
		f, err := h.CRM.ChangeOptions(ctx, cl.Operation("/crm field"), f.ID, models.OptionsInput{Add: models.ParseOptions(commands.Unescape(rest))})
		return h.fieldsAfter(cl, f, err, "notice.field_options")
	}
	return h.doWithField(ctx, cl, "/crm field", verb, f)
}

// fieldCalled returns the field of a kind of record, "" for any, of a name in either language, also a retired one; one of customers first.
func (h handlers) fieldCalled(entity, name string) (models.CustomField, error) {
	squeezed := models.SqueezeLabel(name)
	for _, of := range models.CustomEntities() {
		if entity != "" && entity != of {
			continue
		}
		for _, f := range h.CRM.AllFields().Of(of).All() {
			if squeezed == models.SqueezeLabel(f.LabelEN) || squeezed == models.SqueezeLabel(f.LabelZH) {
				return f, nil
			}
		}
	}
	return models.CustomField{}, models.NotFound("error.which_field", "Word", name)
}

// fieldForm shows the form that renames a field or changes its options.
func fieldForm(cl commands.Call, verb string, f models.CustomField) (bot.Reply, error) {
	remembers := commands.Pack(fieldChanged{ID: f.ID})
	switch {
	case verb == views.DoRename:
		return commands.Show(renameField(cl.Printer, f), remembers), nil
	case !f.Chooses():
		return bot.Reply{}, models.Invalid("", "error.no_choice", "Field", f.Key())
	}
	return commands.Show(fieldOptionsForm(cl.Printer, f), remembers), nil
}

// doWithField does what needs no more than the field.
func (h handlers) doWithField(ctx context.Context, cl commands.Call, source, verb string, f models.CustomField) (bot.Reply, error) {
	var err error
	op, notice := cl.Operation(source), "notice.field_moved"
	switch verb {
	case views.DoUp, views.DoDown:
		err = h.CRM.MoveField(ctx, op, f.ID, verb == views.DoUp)
	case views.DoRetire:
		notice = "notice.field_retired"
		f, err = h.CRM.RetireField(ctx, op, f.ID)
	case views.DoRestore:
		notice = "notice.field_restored"
		f, err = h.CRM.RestoreField(ctx, op, f.ID)
	default:
		err = models.Invalid("", "error.stale_form")
	}
	return h.fieldsAfter(cl, f, err, notice)
}

// fieldsAfter shows the page of the list that a changed field stands on, under a line that says what was done.
func (h handlers) fieldsAfter(cl commands.Call, f models.CustomField, err error, notice string) (bot.Reply, error) {
	if err != nil {
		return bot.Reply{}, err
	}
	fields := h.CRM.AllFields()
	at := slices.IndexFunc(listedFields(fields.Of(f.Of())), func(other models.CustomField) bool { return other.ID == f.ID })
	text := cl.Printer.T(notice, "Label", views.Escape(f.Label(cl.Printer.Language())))
	return commands.Say(views.WithNotice(views.Notice(text), fieldList(cl.Printer, f.Of(), fields, max(0, at)/fieldsListed))), nil
}

// saveField adds a field whose names are none of the record's own fields'.
func (h handlers) saveField(ctx context.Context, cl commands.Call, source string, draft models.CustomField) (bot.Reply, error) {
	if errs := h.Reserved(draft.Of(), draft.LabelZH, draft.LabelEN); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	saved, err := h.CRM.AddField(ctx, cl.Operation(source), draft)
	return h.fieldsAfter(cl, saved, err, "notice.field_added")
}

// renameField gives a field the name that was typed, in the person's language unless another is named.
func (h handlers) renameField(ctx context.Context, cl commands.Call, f models.CustomField, text string) (bot.Reply, error) {
	personal := f.Personal
	zh, en, rest := commands.Relabelled(cl, commands.ParseArguments(text, isFieldAttribute), f.LabelZH, f.LabelEN)
	for _, a := range rest {
		if input, _ := fieldAttribute(a.Name); input != models.InputPersonal {
			return bot.Reply{}, models.Invalid("", "error.unknown_field", "Word", a.Name)
		}
		var err error
		if personal, err = isPersonal(commands.Unescape(a.Value)); err != nil {
			return bot.Reply{}, err
		}
	}
	return h.saveName(ctx, cl, "/crm field", f.ID, zh, en, personal)
}

func (h handlers) saveName(ctx context.Context, cl commands.Call, source string, id int64, zh, en string, personal bool) (bot.Reply, error) {
	f, known := h.CRM.AllFields().Find(models.CustomFieldKey(id))
	if !known {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	if errs := h.Reserved(f.Of(), zh, en); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	saved, err := h.CRM.EditField(ctx, cl.Operation(source), id, en, zh, personal)
	return h.fieldsAfter(cl, saved, err, "notice.field_renamed")
}

func (h handlers) submitField(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	zh, en := commands.EnteredLabels(cl.Form)
	draft := models.CustomField{Entity: cl.Form.Get(string(models.InputEntity)), Kind: models.CustomKind(cl.Form.Get(string(models.InputType))), LabelZH: zh, LabelEN: en, Personal: cl.Form.Get(string(models.InputPersonal)) == models.CustomYes}
	draft.Options = models.ParseOptions(cl.Form.Get(string(models.InputOptions)))
	return commands.InPlace(h.saveField(ctx, cl, "modal fields.add", draft))
}

func (h handlers) submitFieldName(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit fieldChanged
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	zh, en := commands.EnteredLabels(cl.Form)
	return commands.InPlace(h.saveName(ctx, cl, "modal fields.rename", edit.ID, zh, en, cl.Form.Get(string(models.InputPersonal)) == models.CustomYes))
}

func (h handlers) submitOptions(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit fieldChanged
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	in := models.OptionsInput{
		Add: models.ParseOptions(cl.Form.Get(string(models.InputOptions))), Offered: append([]string{}, cl.Form[string(models.InputOffered)]...),
		Rename: cl.Form.Get(string(models.InputOption)), EN: cl.Form.Get(string(models.InputLabelEN)), ZH: cl.Form.Get(string(models.InputLabelZH)),
	}
	f, err := h.CRM.ChangeOptions(ctx, cl.Operation("modal fields.options"), edit.ID, in)
	return commands.InPlace(h.fieldsAfter(cl, f, err, "notice.field_options"))
}

// readFieldMenu does what was chosen in a field's menu.
func (h handlers) readFieldMenu(req *bot.Request) commands.Step {
	verb, id := commands.CutWord(req.Value)
	run := func(do func(context.Context, commands.Call, models.CustomField) (bot.Reply, error)) commands.Handler {
		return func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			number, err := commands.ParseID(id)
			if err != nil {
				return bot.Reply{}, err
			}
			f, found := h.CRM.AllFields().Find(models.CustomFieldKey(number))
			if !found {
				return bot.Reply{}, models.Invalid("", "error.stale_form")
			}
			return do(ctx, cl, f)
		}
	}
	if verb == views.DoRename || verb == fieldOptions {
		return commands.Opens(run(func(_ context.Context, cl commands.Call, f models.CustomField) (bot.Reply, error) {
			return fieldForm(cl, verb, f)
		}))
	}
	return commands.Answers(run(func(ctx context.Context, cl commands.Call, f models.CustomField) (bot.Reply, error) {
		return commands.InPlace(h.doWithField(ctx, cl, "button fields.menu", verb, f))
	}))
}

// fieldPage shows another page of the list.
func (h handlers) fieldPage(_ context.Context, cl commands.Call) (bot.Reply, error) {
	entity, number := commands.CutWord(cl.Value)
	page, err := commands.ParseID(number)
	if err != nil || page < 0 || page > models.MaxCustomFields || !slices.Contains(models.CustomEntities(), entity) {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.SayAt(bot.Replace, fieldList(cl.Printer, entity, h.CRM.AllFields(), int(page))), nil
}
