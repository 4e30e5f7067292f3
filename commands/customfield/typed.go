package customfield

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// fieldAttributes are the names of what is given with a field, besides its name and kind.
var fieldAttributes = map[string]models.Input{
	"options": models.InputOptions, "选项": models.InputOptions, "personal": models.InputPersonal, "个人信息": models.InputPersonal,
}

func fieldAttribute(name string) (input models.Input, known bool) {
	if input, known = commands.LabelAttribute(name); !known {
		input, known = fieldAttributes[models.NormaliseText(name)]
	}
	return input, known
}

func isFieldAttribute(name string) bool {
	_, known := fieldAttribute(name)
	return known
}

// readFieldAdd adds a field, or asks for what is missing: /crm field add 预算 number en=Budget.
func (h handlers) readFieldAdd(entity, text string) commands.Step {
	typed := h.typedField(text)
	typed.draft.Entity = entity
	if typed.draft.Kind == "" && len(typed.errs) == 0 {
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Show(addField(cl.Printer, typed.labelled(cl.Printer.Language())), ""), nil
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		if len(typed.errs) > 0 {
			return bot.Reply{}, typed.errs
		}
		return h.saveField(ctx, cl, "/crm field", typed.labelled(cl.Printer.Language()))
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
	field.LabelZH, field.LabelEN = commands.Labels(language, t.label, t.named[models.InputLabelZH], t.named[models.InputLabelEN])
	return field
}

// typedField reads a field's name, its kind and what else is given.
func (h handlers) typedField(text string) typedField {
	args := commands.ParseArguments(text, isFieldAttribute)
	t := typedField{label: commands.Unescape(args.Words), named: map[models.Input]string{}}
	if at := strings.LastIndexFunc(t.label, commands.IsSpace); at >= 0 {
		if kind, known := h.CustomKind(t.label[at:]); known {
			t.label, t.draft.Kind = strings.TrimSpace(t.label[:at]), kind
		} else if len(args.Assignments) > 0 {
			t.errs = append(t.errs, models.Invalid(models.InputType, "error.unknown_field_kind", "Value", strings.TrimSpace(t.label[at:])))
		}
	}
	t.label = commands.Unquote(t.label)
	for _, a := range args.Assignments {
		input, known := fieldAttribute(a.Name)
		switch {
		case known:
			t.named[input] = commands.Unescape(a.Value)
		case t.named[models.InputOptions] != "": // after a blank: options=北京=Beijing, 上海=Shanghai
			t.named[models.InputOptions] += "," + commands.Unescape(a.Name+"="+a.Value)
		default:
			t.errs = append(t.errs, models.Invalid("", "error.unknown_field", "Word", a.Name))
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
	switch commands.YesNo(value) {
	case models.CustomYes:
		return true, nil
	case models.CustomNo:
		return false, nil
	}
	return false, models.Invalid(models.InputPersonal, "error.not_yes_no", "Field", models.InputPersonal, "Value", value)
}
