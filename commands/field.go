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

func fieldRoutes() []route {
	return []route{
		{bot.KindSubmission, views.FieldAddModal, models.MayManageFields, (*Commands).submitField, nil},
		{bot.KindSubmission, views.FieldRenameModal, models.MayManageFields, (*Commands).submitFieldName, nil},
		{bot.KindSubmission, views.FieldOptionsModal, models.MayManageFields, (*Commands).submitOptions, nil},
		{bot.KindAction, views.FieldMenuAction, models.MayManageFields, (*Commands).fieldMenu, fieldMenuOpens},
		{bot.KindAction, views.FieldPageAction, models.MayManageFields, (*Commands).fieldPage, nil},
	}
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

// fieldKinds are further words for the kinds of fields, besides their keys and their names.
var fieldKinds = map[string]models.CustomKind{
	"string": models.CustomText, "文字": models.CustomText, "amount": models.CustomNumber, "金额": models.CustomNumber, "数值": models.CustomNumber, "day": models.CustomDate,
	"single": models.CustomChoice, "select": models.CustomChoice, "multi": models.CustomChoices, "multiple": models.CustomChoices, "boolean": models.CustomYesNo, "yes-no": models.CustomYesNo,
	"person": models.CustomUser, "people": models.CustomUser, "成员": models.CustomUser, "用户": models.CustomUser,
}

// fieldAttributes are the names of what is given with a field, besides its name and kind.
var fieldAttributes = map[string]models.Input{
	"en": models.InputLabelEN, "英文": models.InputLabelEN, "zh": models.InputLabelZH, "中文": models.InputLabelZH, "options": models.InputOptions, "选项": models.InputOptions, "personal": models.InputPersonal, "个人信息": models.InputPersonal,
}

func isFieldAttribute(name string) bool {
	_, known := fieldAttributes[models.NormaliseText(name)]
	return known
}

// opensFieldForm: adding without a kind, renaming without a name and options without one are asked in a form.
func opensFieldForm(c *Commands, rest string) bool {
	verb, rest := cutWord(rest)
	switch fieldVerbs[models.NormaliseText(verb)] {
	case fieldAdd:
		draft, errs := c.draftField(i18n.English, rest)
		return draft.Kind == "" && len(errs) == 0
	case views.FieldRename, views.FieldOptions:
		name, more := cutCustomer(rest)
		return name != "" && more == ""
	}
	return false
}

// customField shows and changes the team's own fields: /crm field [add 预算 number en=Budget|rename|options|up|down|retire|restore …].
func (c *Commands) customField(ctx context.Context, cl call) (bot.Reply, error) {
	word, rest := cutWord(cl.text)
	verb, known := fieldVerbs[models.NormaliseText(word)]
	switch {
	case word == "":
		return say(views.FieldList(cl.p, c.crm.Fields(), 0)), nil
	case !known:
		return bot.Reply{}, models.Invalid("", "error.unknown_field_verb", "Word", word)
	case verb == fieldAdd:
		return c.addField(ctx, cl, rest)
	}
	name, rest := cutCustomer(rest)
	f, err := c.fieldCalled(unescape(name))
	if err != nil {
		return bot.Reply{}, err
	}
	switch {
	case rest == "" && (verb == views.FieldRename || verb == views.FieldOptions):
		return c.fieldForm(cl, verb, f)
	case verb == views.FieldRename:
		return c.renameField(ctx, cl, f, rest)
	case verb == views.FieldOptions:
		f, err = c.crm.ChangeOptions(ctx, cl.operation("/crm field"), f.ID, models.OptionsInput{Add: models.ParseOptions(unescape(rest))})
		return c.fieldsAfter(cl, f, err, "notice.field_options")
	}
	return c.doWithField(ctx, cl, "/crm field", verb, f)
}

// fieldCalled returns the field of a name in either language, also a retired one.
func (c *Commands) fieldCalled(name string) (models.CustomField, error) {
	squeezed := models.SqueezeLabel(name)
	for _, f := range c.crm.Fields().All() {
		if squeezed == models.SqueezeLabel(f.LabelEN) || squeezed == models.SqueezeLabel(f.LabelZH) {
			return f, nil
		}
	}
	return models.CustomField{}, models.NotFound("error.which_field", "Word", name)
}

// fieldForm shows the form that renames a field or changes its options.
func (c *Commands) fieldForm(cl call, verb string, f models.CustomField) (bot.Reply, error) {
	remembers := pack(editing{ID: f.ID})
	switch {
	case verb == views.FieldRename:
		return show(views.RenameField(cl.p, f), remembers), nil
	case !f.Chooses():
		return bot.Reply{}, models.Invalid("", "error.no_choice", "Field", f.Key())
	}
	return show(views.FieldOptionsForm(cl.p, f), remembers), nil
}

// doWithField does what needs no more than the field.
func (c *Commands) doWithField(ctx context.Context, cl call, source, verb string, f models.CustomField) (bot.Reply, error) {
	var err error
	op, notice := cl.operation(source), "notice.field_moved"
	switch verb {
	case views.FieldUp, views.FieldDown:
		err = c.crm.MoveField(ctx, op, f.ID, verb == views.FieldUp)
	case views.FieldRetire:
		notice = "notice.field_retired"
		f, err = c.crm.RetireField(ctx, op, f.ID)
	case views.FieldRestore:
		notice = "notice.field_restored"
		f, err = c.crm.RestoreField(ctx, op, f.ID)
	default:
		err = models.Invalid("", "error.stale_form")
	}
	return c.fieldsAfter(cl, f, err, notice)
}

// fieldsAfter shows the page of the list that a changed field stands on, under a line that says what was done.
func (c *Commands) fieldsAfter(cl call, f models.CustomField, err error, notice string) (bot.Reply, error) {
	if err != nil {
		return bot.Reply{}, err
	}
	fields := c.crm.Fields()
	at := slices.IndexFunc(views.ListedFields(fields), func(other models.CustomField) bool { return other.ID == f.ID })
	text := cl.p.T(notice, "Label", views.Escape(f.Label(cl.p.Language())))
	return say(views.WithNotice(views.Notice(text), views.FieldList(cl.p, fields, max(0, at)/views.FieldsListed))), nil
}

// addField adds a field, or asks for what is missing: /crm field add 预算 number en=Budget.
func (c *Commands) addField(ctx context.Context, cl call, text string) (bot.Reply, error) {
	draft, errs := c.draftField(cl.p.Language(), text)
	if len(errs) > 0 {
		return bot.Reply{}, errs
	}
	if draft.Kind == "" {
		return show(views.AddField(cl.p, draft), ""), nil
	}
	return c.saveField(ctx, cl, "/crm field", draft)
}

// draftField reads a field's name, which is in the given language, its kind and what else is given.
func (c *Commands) draftField(language, text string) (models.CustomField, models.Errors) {
	args := parseArguments(text, isFieldAttribute, true)
	var draft models.CustomField
	var errs models.Errors
	label := unescape(args.words)
	if at := strings.LastIndexFunc(label, isSpace); at >= 0 {
		if kind, known := c.words.customKinds[models.NormaliseText(label[at:])]; known {
			label, draft.Kind = strings.TrimSpace(label[:at]), models.CustomKind(kind)
		} else if len(args.assignments) > 0 {
			errs = append(errs, models.Invalid(models.InputType, "error.unknown_field_kind", "Value", strings.TrimSpace(label[at:])))
		}
	}
	label = unquote(label)
	given := map[models.Input]string{}
	for _, a := range args.assignments {
		input, known := fieldAttributes[models.NormaliseText(a.name)]
		switch {
		case known:
			given[input] = unescape(a.value)
		case given[models.InputOptions] != "": // after a blank: options=北京=Beijing, 上海=Shanghai
			given[models.InputOptions] += "," + unescape(a.name+"="+a.value)
		default:
			errs = append(errs, models.Invalid("", "error.unknown_field", "Word", a.name))
		}
	}
	draft.Options = models.ParseOptions(given[models.InputOptions])
	if value, named := given[models.InputPersonal]; named {
		personal, err := isPersonal(value)
		draft.Personal, errs = personal, append(errs, models.AsErrors(err)...)
	}
	draft.LabelZH, draft.LabelEN = labels(language, label, given[models.InputLabelZH], given[models.InputLabelEN])
	return draft, errs
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
func (c *Commands) saveField(ctx context.Context, cl call, source string, draft models.CustomField) (bot.Reply, error) {
	if errs := c.reserved(draft.LabelZH, draft.LabelEN); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	saved, err := c.crm.AddField(ctx, cl.operation(source), draft)
	return c.fieldsAfter(cl, saved, err, "notice.field_added")
}

// reserved refuses the names that commands know already.
func (c *Commands) reserved(zh, en string) models.Errors {
	taken := map[string]bool{}
	for name := range c.words.fields {
		taken[models.SqueezeLabel(name)] = true
	}
	for _, name := range []string{filterSort, "排序", string(models.FieldCode), string(models.FieldNextFollowUpTime)} {
		taken[models.SqueezeLabel(name)] = true
	}
	for _, lang := range i18n.Languages() {
		for _, field := range []models.Field{models.FieldCode, models.FieldNextFollowUpTime} {
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
func (c *Commands) renameField(ctx context.Context, cl call, f models.CustomField, text string) (bot.Reply, error) {
	args := parseArguments(text, isFieldAttribute, true)
	zh, en, personal := f.LabelZH, f.LabelEN, f.Personal
	if label := unescape(args.words); label != "" && cl.p.Language() == i18n.Chinese {
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

func (c *Commands) saveName(ctx context.Context, cl call, source string, id int64, zh, en string, personal bool) (bot.Reply, error) {
	if errs := c.reserved(zh, en); len(errs) > 0 {
		return bot.Reply{}, errs
	}
	saved, err := c.crm.EditField(ctx, cl.operation(source), id, en, zh, personal)
	return c.fieldsAfter(cl, saved, err, "notice.field_renamed")
}

// enteredLabels returns the two names of a form; one alone is for both languages.
func enteredLabels(form bot.Form) (zh, en string) {
	zh, en = strings.TrimSpace(form.Get(string(models.InputLabelZH))), strings.TrimSpace(form.Get(string(models.InputLabelEN)))
	return cmp.Or(zh, en), cmp.Or(en, zh)
}

func (c *Commands) submitField(ctx context.Context, cl call) (bot.Reply, error) {
	zh, en := enteredLabels(cl.Form)
	draft := models.CustomField{Kind: models.CustomKind(cl.Form.Get(string(models.InputType))), LabelZH: zh, LabelEN: en, Personal: cl.Form.Get(string(models.InputPersonal)) == models.CustomYes}
	draft.Options = models.ParseOptions(cl.Form.Get(string(models.InputOptions)))
	return inPlace(c.saveField(ctx, cl, "modal fields.add", draft))
}

func (c *Commands) submitFieldName(ctx context.Context, cl call) (bot.Reply, error) {
	var edit editing
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	zh, en := enteredLabels(cl.Form)
	return inPlace(c.saveName(ctx, cl, "modal fields.rename", edit.ID, zh, en, cl.Form.Get(string(models.InputPersonal)) == models.CustomYes))
}

func (c *Commands) submitOptions(ctx context.Context, cl call) (bot.Reply, error) {
	var edit editing
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	in := models.OptionsInput{
		Add: models.ParseOptions(cl.Form.Get(string(models.InputOptions))), Offered: append([]string{}, cl.Form[string(models.InputOffered)]...),
		Rename: cl.Form.Get(string(models.InputOption)), EN: cl.Form.Get(string(models.InputLabelEN)), ZH: cl.Form.Get(string(models.InputLabelZH)),
	}
	f, err := c.crm.ChangeOptions(ctx, cl.operation("modal fields.options"), edit.ID, in)
	return inPlace(c.fieldsAfter(cl, f, err, "notice.field_options"))
}

// inPlace shows an answer in the place of the list whose menu was used.
func inPlace(reply bot.Reply, err error) (bot.Reply, error) {
	reply.Place = bot.Replace
	return reply, err
}

func fieldMenuOpens(_ *Commands, req *bot.Request) bool {
	verb, _ := cutWord(req.Value)
	return verb == views.FieldRename || verb == views.FieldOptions
}

// fieldMenu does what was chosen in a field's menu.
func (c *Commands) fieldMenu(ctx context.Context, cl call) (bot.Reply, error) {
	verb, id := cutWord(cl.Value)
	number, err := parseID(id)
	if err != nil {
		return bot.Reply{}, err
	}
	f, found := c.crm.Fields().Find(models.CustomFieldKey(number))
	if !found {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	if fieldMenuOpens(c, cl.Request) {
		return c.fieldForm(cl, verb, f)
	}
	return inPlace(c.doWithField(ctx, cl, "button fields.menu", verb, f))
}

// fieldPage shows another page of the list.
func (c *Commands) fieldPage(_ context.Context, cl call) (bot.Reply, error) {
	page, err := parseID(cl.Value)
	if err != nil || page < 0 || page > models.MaxCustomFields {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return at(bot.Replace, views.FieldList(cl.p, c.crm.Fields(), int(page))), nil
}
