package commands

import (
	"cmp"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// What admins define for the team (custom fields, stages, reasons) is added, renamed, moved and retired with the same words.

// DoAdd is what the menu of a definition doesn't offer, since there is none yet.
const DoAdd = "add"

var definitionVerbs = map[string]string{
	"add": DoAdd, "new": DoAdd, "新增": DoAdd, "添加": DoAdd, "新建": DoAdd,
	"rename": views.DoRename, "edit": views.DoRename, "改名": views.DoRename, "重命名": views.DoRename, "修改": views.DoRename, "编辑": views.DoRename,
	"up": views.DoUp, "上移": views.DoUp, "down": views.DoDown, "下移": views.DoDown,
	"retire": views.DoRetire, "remove": views.DoRetire, "delete": views.DoRetire, "停用": views.DoRetire, "删除": views.DoRetire,
	"restore": views.DoRestore, "恢复": views.DoRestore, "启用": views.DoRestore,
}

// DefinitionVerb is what a word says to do with a definition: DoAdd or what its menu offers.
func DefinitionVerb(word string) (verb string, known bool) {
	verb, known = definitionVerbs[models.NormaliseText(word)]
	return verb, known
}

// labelAttributes are the names under which the two names of a definition are given.
var labelAttributes = map[string]models.Input{"en": models.InputLabelEN, "英文": models.InputLabelEN, "zh": models.InputLabelZH, "中文": models.InputLabelZH}

// LabelAttribute is the input of a name that is given by an attribute called so.
func LabelAttribute(name string) (models.Input, bool) {
	input, known := labelAttributes[models.NormaliseText(name)]
	return input, known
}

// EnteredLabels returns the two names of a form; one alone is for both languages.
func EnteredLabels(form bot.Form) (zh, en string) {
	zh, en = strings.TrimSpace(form.Get(string(models.InputLabelZH))), strings.TrimSpace(form.Get(string(models.InputLabelEN)))
	return cmp.Or(zh, en), cmp.Or(en, zh)
}

// Labels says which name something new gets in which language: what was given without a language is in the one that the other name isn't
// in, else in the person's.
func Labels(language, label, zh, en string) (inChinese, inEnglish string) {
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

// Relabelled returns the names of a definition as the text of a command changes them: words alone are its name in the person's language.
// What else is assigned comes back.
func Relabelled(cl Call, args Arguments, zh, en string) (inChinese, inEnglish string, rest []Assignment) {
	if label := Unescape(args.Words); label != "" && cl.Printer.Language() == i18n.Chinese {
		zh = label
	} else if label != "" {
		en = label
	}
	for _, a := range args.Assignments {
		switch input, _ := LabelAttribute(a.Name); input {
		case models.InputLabelZH:
			zh = Unescape(a.Value)
		case models.InputLabelEN:
			en = Unescape(a.Value)
		default:
			rest = append(rest, a)
		}
	}
	return zh, en, rest
}
