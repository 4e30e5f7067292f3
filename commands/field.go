package commands

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// CustomFieldFeature is the team's own fields.
func CustomFieldFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "field", Aliases: []string{"字段", "fields", "自定义字段"}, Needs: models.MayManageFields, Read: c.readField},
		},
		Ways: []Way{
			{
				Kind: bot.KindSubmission, Name: views.FieldAddModal, Needs: models.MayManageFields, Run: c.submitField,
				Inputs: []models.Input{models.InputLabelZH, models.InputLabelEN, models.InputType, models.InputOptions},
			},
			{
				Kind: bot.KindSubmission, Name: views.FieldRenameModal, Needs: models.MayManageFields, Run: c.submitFieldName,
				Inputs: []models.Input{models.InputLabelZH, models.InputLabelEN},
			},
			{
				Kind: bot.KindSubmission, Name: views.FieldOptionsModal, Needs: models.MayManageFields, Run: c.submitOptions,
				Inputs: []models.Input{models.InputOptions, models.InputOffered, models.InputOption, models.InputLabelZH, models.InputLabelEN},
			},
			{Kind: bot.KindAction, Name: views.FieldMenuAction, Needs: models.MayManageFields, Read: c.readFieldMenu},
			{Kind: bot.KindAction, Name: views.FieldPageAction, Needs: models.MayManageFields, Run: c.fieldPage, Repeats: true},
		},
	}
}

// fieldChanged is what a form remembers that changes a field: which one.
type fieldChanged struct {
	ID int64 `json:"id"`
}

// fieldAdd is what a field's menu doesn't offer, since there is no field yet.
const fieldAdd = "add"

// fieldVerbs are the words for what may be done with the team's own fields.
var fieldVerbs = map[string]string{
	"add": fieldAdd, "new": fieldAdd, "新增": fieldAdd, "添加": fieldAdd, "rename": views.FieldRename, "改名": views.FieldRename, "重命名": views.FieldRename,
	"options": views.FieldOptions, "option": views.FieldOptions, "选项": views.FieldOptions, "up": views.FieldUp, "上移": views.FieldUp, "down": views.FieldDown, "下移": views.FieldDown,
	"retire": views.FieldRetire, "remove": views.FieldRetire, "delete": views.FieldRetire, "停用": views.FieldRetire, "删除": views.FieldRetire,
	"restore": views.FieldRestore, "恢复": views.FieldRestore, "启用": views.FieldRestore,
}

// fieldAttributes are the names of what is given with a field, besides its name and kind.
var fieldAttributes = map[string]models.Input{
	"en": models.InputLabelEN, "英文": models.InputLabelEN, "zh": models.InputLabelZH, "中文": models.InputLabelZH, "options": models.InputOptions, "选项": models.InputOptions, "personal": models.InputPersonal, "个人信息": models.InputPersonal,
}

func isFieldAttribute(name string) bool {
	_, known := fieldAttributes[models.NormaliseText(name)]
	return known
}

// readField shows and changes the team's own fields: /crm field [add 预算 number en=Budget|rename|options|up|down|retire|restore …].
// Adding without a kind, renaming without a name and options without one are asked in a form.
func (c *Frame) readField(text string) Step {
	word, rest := cutWord(text)
	verb, known := fieldVerbs[models.NormaliseText(word)]
	switch {
	case word == "":
		return Answers(func(_ context.Context, cl Call) (bot.Reply, error) {
			return Say(views.FieldList(cl.Printer, c.CRM.Fields(), 0)), nil
		})
	case !known:
		return Answers(func(context.Context, Call) (bot.Reply, error) {
			return bot.Reply{}, models.Invalid("", "error.unknown_field_verb", "Word", word)
		})
	case verb == fieldAdd:
		return c.readFieldAdd(rest)
	}
	name, rest := cutCustomer(rest)
	if rest == "" && name != "" && (verb == views.FieldRename || verb == views.FieldOptions) {
		return Opens(func(_ context.Context, cl Call) (bot.Reply, error) {
			f, err := c.fieldCalled(unescape(name))
			if err != nil {
				return bot.Reply{}, err
			}
			return fieldForm(cl, verb, f)
		})
	}
	return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
		f, err := c.fieldCalled(unescape(name))
		if err != nil {
			return bot.Reply{}, err
		}
		return c.changeField(ctx, cl, verb, f, rest)
	})
}

// changeField does with a field what needs no form.
func (c *Frame) changeField(ctx context.Context, cl Call, verb string, f models.CustomField, rest string) (bot.Reply, error) {
	switch verb {
	case views.FieldRename:
		return c.renameField(ctx, cl, f, rest)
	case views.FieldOptions:
		f, err := c.CRM.ChangeOptions(ctx, cl.Operation("/crm field"), f.ID, models.OptionsInput{Add: models.ParseOptions(unescape(rest))})
		return c.fieldsAfter(cl, f, err, "notice.field_options")
	}
	return c.doWithField(ctx, cl, "/crm field", verb, f)
}

// fieldCalled returns the field of a name in either language, also a retired one.
func (c *Frame) fieldCalled(name string) (models.CustomField, error) {
	squeezed := models.SqueezeLabel(name)
	for _, f := range c.CRM.Fields().All() {
		if squeezed == models.SqueezeLabel(f.LabelEN) || squeezed == models.SqueezeLabel(f.LabelZH) {
			return f, nil
		}
	}
	return models.CustomField{}, models.NotFound("error.which_field", "Word", name)
}

// fieldForm shows the form that renames a field or changes its options.
func fieldForm(cl Call, verb string, f models.CustomField) (bot.Reply, error) {
	remembers := pack(fieldChanged{ID: f.ID})
	switch {
	case verb == views.FieldRename:
		return Show(views.RenameField(cl.Printer, f), remembers), nil
	case !f.Chooses():
		return bot.Reply{}, models.Invalid("", "error.no_choice", "Field", f.Key())
	}
	return Show(views.FieldOptionsForm(cl.Printer, f), remembers), nil
}

// doWithField does what needs no more than the field.
func (c *Frame) doWithField(ctx context.Context, cl Call, source, verb string, f models.CustomField) (bot.Reply, error) {
	var err error
	op, notice := cl.Operation(source), "notice.field_moved"
	switch verb {
	case views.FieldUp, views.FieldDown:
		err = c.CRM.MoveField(ctx, op, f.ID, verb == views.FieldUp)
	case views.FieldRetire:
		notice = "notice.field_retired"
		f, err = c.CRM.RetireField(ctx, op, f.ID)
	case views.FieldRestore:
		notice = "notice.field_restored"
		f, err = c.CRM.RestoreField(ctx, op, f.ID)
	default:
		err = models.Invalid("", "error.stale_form")
	}
	return c.fieldsAfter(cl, f, err, notice)
}

// fieldsAfter shows the page of the list that a changed field stands on, under a line that says what was done.
func (c *Frame) fieldsAfter(cl Call, f models.CustomField, err error, notice string) (bot.Reply, error) {
	if err != nil {
		return bot.Reply{}, err
	}
	fields := c.CRM.Fields()
	at := slices.IndexFunc(views.ListedFields(fields), func(other models.CustomField) bool { return other.ID == f.ID })
	text := cl.Printer.T(notice, "Label", views.Escape(f.Label(cl.Printer.Language())))
	return Say(views.WithNotice(views.Notice(text), views.FieldList(cl.Printer, fields, max(0, at)/views.FieldsListed))), nil
}

// readFieldAdd adds a field, or asks for what is missing: /crm field add 预算 number en=Budget.
func (c *Frame) readFieldAdd(text string) Step {
	typed := c.typedField(text)
	if typed.draft.Kind == "" && len(typed.errs) == 0 {
		return Opens(func(_ context.Context, cl Call) (bot.Reply, error) {
			return Show(views.AddField(cl.Printer, typed.labelled(cl.Printer.Language())), ""), nil
		})
	}
	return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
		if len(typed.errs) > 0 {
			return bot.Reply{}, typed.errs
		}
		return c.saveField(ctx, cl, "/crm field", typed.labelled(cl.Printer.Language()))
	})
}

// typedField is a new field as it was typed: its name, in the language of whoever typed it unless another is named, and what
// else is given.
type typedField struct {
	label string
	named map[models.Input]string
	draft models.CustomField // without its names
	errs  models.Errors
}

// labelled is the field for somebody who speaks a language.
func (t typedField) labelled(language string) models.CustomField {
	field := t.draft
	field.LabelZH, field.LabelEN = labels(language, t.label, t.named[models.InputLabelZH], t.named[models.InputLabelEN])
	return field
}

// typedField reads a field's name, its kind and what else is given.
func (c *Frame) typedField(text string) typedField {
	args := parseArguments(text, isFieldAttribute, true)
	t := typedField{label: unescape(args.words), named: map[models.Input]string{}}
	if at := strings.LastIndexFunc(t.label, isSpace); at >= 0 {
		if kind, known := c.CustomKind(t.label[at:]); known {
			t.label, t.draft.Kind = strings.TrimSpace(t.label[:at]), kind
		} else if len(args.assignments) > 0 {
			t.errs = append(t.errs, models.Invalid(models.InputType, "error.unknown_field_kind", "Value", strings.TrimSpace(t.label[at:])))
		}
	}
	t.label = unquote(t.label)
	for _, a := range args.assignments {
		input, known := fieldAttributes[models.NormaliseText(a.name)]
		switch {
		case known:
			t.named[input] = unescape(a.value)
		case t.named[models.InputOptions] != "": // after a blank: options=北京=Beijing, 上海=Shanghai
			t.named[models.InputOptions] += "," + unescape(a.name+"="+a.value)
		default:
			t.errs = append(t.errs, models.Invalid("", "error.unknown_field", "Word", a.name))
		}
	}
	t.draft.Options = models.ParseOptions(t.named[models.InputOptions])
	if value, named := t.named[models.InputPersonal]; named {
		personal, err := isPersonal(value)
		t.draft.Personal, t.errs = personal, append(t.errs, models.AsErrors(err)...)
	}
	return t
}

// isPersonal reads the yes or no of personal=.
func isPersonal(value string) (bool, error) {
	switch yesNo[models.NormaliseText(value)] {
	case models.CustomYes:
		return true, nil
	case models.CustomNo:
		return false, nil
	}
	return false, models.Invalid(models.InputPersonal, "error.not_yes_no", "Field", models.InputPersonal, "Value", value)
}

// labels says which name a field gets in which language: what was given without a language is in the one that the other
// name isn't in, else in the person's.
func labels(language, label, zh, en string) (inChinese, inEnglish string) {
	switch {
	case zh == "" && en != "":
		zh = label
	case en == "" && zh != "":
		en = label
	case language == i18n.Chinese:
		zh = cmp.Or(label, zh)
	default:
		en = cmp.Or(label, en)
	}
	return cmp.Or(zh, en), cmp.Or(en, zh)
}

// saveField adds a field whose names are none of the record's own fields'.
func (c *Frame) saveField(ctx context.Context, cl Call, source string, draft models.CustomField) (bot.Reply, error) {
	if errs := c.reserved(draft.LabelZH, draft.LabelEN); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	saved, err := c.CRM.AddField(ctx, cl.Operation(source), draft)
	return c.fieldsAfter(cl, saved, err, "notice.field_added")
}

// reserved refuses the names that commands know already.
func (c *Frame) reserved(zh, en string) models.Errors {
	taken := map[string]bool{}
	for name := range c.words.fields {
		taken[models.SqueezeLabel(name)] = true
	}
	for _, name := range []string{filterSort, "排序", string(models.FieldCode), string(models.FieldNextFollowUpTime)} {
		taken[models.SqueezeLabel(name)] = true
	}
	for _, lang := range i18n.Languages() {
		for _, field := range []models.Input{models.FieldCode.Input(), models.FieldNextFollowUpTime.Input()} {
			taken[models.SqueezeLabel(c.catalogues.For(lang).T("field."+string(field)))] = true
		}
	}
	var errs models.Errors
	for _, label := range (models.CustomField{LabelZH: zh, LabelEN: en}).Labels() {
		if taken[models.SqueezeLabel(label.Text)] {
			errs = append(errs, models.Invalid(label.Input, "error.label_reserved", "Value", label.Text))
		}
	}
	return errs
}

// renameField gives a field the name that was typed, in the person's language unless another is named.
func (c *Frame) renameField(ctx context.Context, cl Call, f models.CustomField, text string) (bot.Reply, error) {
	args := parseArguments(text, isFieldAttribute, true)
	zh, en, personal := f.LabelZH, f.LabelEN, f.Personal
	if label := unescape(args.words); label != "" && cl.Printer.Language() == i18n.Chinese {
		zh = label
	} else if label != "" {
		en = label
	}
	for _, a := range args.assignments {
		switch fieldAttributes[models.NormaliseText(a.name)] {
		case models.InputLabelZH:
			zh = unescape(a.value)
		case models.InputLabelEN:
			en = unescape(a.value)
		case models.InputPersonal:
			var err error
			if personal, err = isPersonal(unescape(a.value)); err != nil {
				return bot.Reply{}, err
			}
		default:
			return bot.Reply{}, models.Invalid("", "error.unknown_field", "Word", a.name)
		}
	}
	return c.saveName(ctx, cl, "/crm field", f.ID, zh, en, personal)
}

func (c *Frame) saveName(ctx context.Context, cl Call, source string, id int64, zh, en string, personal bool) (bot.Reply, error) {
	if errs := c.reserved(zh, en); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	saved, err := c.CRM.EditField(ctx, cl.Operation(source), id, en, zh, personal)
	return c.fieldsAfter(cl, saved, err, "notice.field_renamed")
}

// enteredLabels returns the two names of a form; one alone is for both languages.
func enteredLabels(form bot.Form) (zh, en string) {
	zh, en = strings.TrimSpace(form.Get(string(models.InputLabelZH))), strings.TrimSpace(form.Get(string(models.InputLabelEN)))
	return cmp.Or(zh, en), cmp.Or(en, zh)
}

func (c *Frame) submitField(ctx context.Context, cl Call) (bot.Reply, error) {
	zh, en := enteredLabels(cl.Form)
	draft := models.CustomField{Kind: models.CustomKind(cl.Form.Get(string(models.InputType))), LabelZH: zh, LabelEN: en, Personal: cl.Form.Get(string(models.InputPersonal)) == models.CustomYes}
	draft.Options = models.ParseOptions(cl.Form.Get(string(models.InputOptions)))
	return inPlace(c.saveField(ctx, cl, "modal fields.add", draft))
}

func (c *Frame) submitFieldName(ctx context.Context, cl Call) (bot.Reply, error) {
	var edit fieldChanged
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	zh, en := enteredLabels(cl.Form)
	return inPlace(c.saveName(ctx, cl, "modal fields.rename", edit.ID, zh, en, cl.Form.Get(string(models.InputPersonal)) == models.CustomYes))
}

func (c *Frame) submitOptions(ctx context.Context, cl Call) (bot.Reply, error) {
	var edit fieldChanged
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	in := models.OptionsInput{
		Add: models.ParseOptions(cl.Form.Get(string(models.InputOptions))), Offered: append([]string{}, cl.Form[string(models.InputOffered)]...),
		Rename: cl.Form.Get(string(models.InputOption)), EN: cl.Form.Get(string(models.InputLabelEN)), ZH: cl.Form.Get(string(models.InputLabelZH)),
	}
	f, err := c.CRM.ChangeOptions(ctx, cl.Operation("modal fields.options"), edit.ID, in)
	return inPlace(c.fieldsAfter(cl, f, err, "notice.field_options"))
}

// inPlace shows an answer in the place of the list whose menu was used.
func inPlace(reply bot.Reply, err error) (bot.Reply, error) {
	reply.Place = bot.Replace
	return reply, err
}

// readFieldMenu does what was chosen in a field's menu.
func (c *Frame) readFieldMenu(req *bot.Request) Step {
	verb, id := cutWord(req.Value)
	run := func(do func(context.Context, Call, models.CustomField) (bot.Reply, error)) Handler {
		return func(ctx context.Context, cl Call) (bot.Reply, error) {
			number, err := parseID(id)
			if err != nil {
				return bot.Reply{}, err
			}
			f, found := c.CRM.Fields().Find(models.CustomFieldKey(number))
			if !found {
				return bot.Reply{}, models.Invalid("", "error.stale_form")
			}
			return do(ctx, cl, f)
		}
	}
	if verb == views.FieldRename || verb == views.FieldOptions {
		return Opens(run(func(_ context.Context, cl Call, f models.CustomField) (bot.Reply, error) {
			return fieldForm(cl, verb, f)
		}))
	}
	return Answers(run(func(ctx context.Context, cl Call, f models.CustomField) (bot.Reply, error) {
		return inPlace(c.doWithField(ctx, cl, "button fields.menu", verb, f))
	}))
}

// fieldPage shows another page of the list.
func (c *Frame) fieldPage(_ context.Context, cl Call) (bot.Reply, error) {
	page, err := parseID(cl.Value)
	if err != nil || page < 0 || page > models.MaxCustomFields {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return SayAt(bot.Replace, views.FieldList(cl.Printer, c.CRM.Fields(), int(page))), nil
}
