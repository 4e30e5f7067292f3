package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// The callback IDs of the forms with which an admin changes the team's own fields.
const (
	FieldAddModal     = "fields.add"
	FieldRenameModal  = "fields.rename"
	FieldOptionsModal = "fields.options"
)

// FieldMenuAction is the menu of a field in the list; an option's value is what to do and the field's ID.
const FieldMenuAction = "fields.menu"

// FieldPageAction is the button that shows the next page of the list; its value is the page, from 0.
const FieldPageAction = "fields.list"

// FieldsListed is how many fields a page of the list shows: Slack takes 50 blocks in a message.
const FieldsListed = 20

// What the menu of a field does, as its options' values name it.
const (
	FieldRename  = "rename"
	FieldOptions = "options"
	FieldUp      = "up"
	FieldDown    = "down"
	FieldRetire  = "retire"
	FieldRestore = "restore"
)

// FieldList is a page of the team's own fields, from 0: those in use in their order, then the retired ones.
func FieldList(p *i18n.Printer, fields *models.CustomFields, page int) Message {
	text := p.Count("customfield.title", len(fields.Active()), "Max", models.MaxCustomFields)
	listed := ListedFields(fields)
	shown := listed[min(len(listed), page*FieldsListed):min(len(listed), (page+1)*FieldsListed)]
	blocks := []slack.Block{section("*" + text + "*")}
	for _, f := range shown {
		blocks = append(blocks, sectionWith(fieldLine(p, f), fieldMenu(p, f)))
	}
	if len(listed) == 0 {
		blocks = append(blocks, section(p.T("customfield.none")))
	}
	buttons := []slack.BlockElement{primary(runButton("add", "field add", p.T("button.add_field")))}
	if (page+1)*FieldsListed < len(listed) {
		buttons = append(buttons, button(FieldPageAction, itoa(int64(page+1)), p.T("button.more")))
	}
	return Message{Text: text, Blocks: append(blocks, actions("", buttons...), footnote(p.T("customfield.hint")))}
}

// ListedFields returns the fields in the order of the list.
func ListedFields(fields *models.CustomFields) []models.CustomField {
	listed := append([]models.CustomField(nil), fields.Active()...)
	for _, f := range fields.All() {
		if f.Retired() {
			listed = append(listed, f)
		}
	}
	return listed
}

// fieldLine is a field in two lines: its names, what it takes, and its options.
func fieldLine(p *i18n.Printer, f models.CustomField) string {
	names := Escape(oneLine(f.LabelZH))
	if f.LabelEN != f.LabelZH {
		names += " / " + Escape(oneLine(f.LabelEN))
	}
	line := "*" + names + "* · " + kindName(p, f.Kind)
	if f.Personal {
		line += " · 🔒 " + p.T("field.personal")
	}
	if f.Retired() {
		line += " · " + p.T("customfield.retired")
	}
	if f.Chooses() {
		line += "\n" + clip(Escape(p.List(offeredLabels(p, f.Offered("")))), 300)
	}
	return line
}

func offeredLabels(p *i18n.Printer, options []models.Option) []string {
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = oneLine(o.Label(p.Language()))
	}
	return labels
}

func kindName(p *i18n.Printer, kind models.CustomKind) string {
	return p.T("customfield.kind_" + string(kind))
}

func fieldMenu(p *i18n.Printer, f models.CustomField) slack.BlockElement {
	verbs := []string{FieldRename, FieldOptions, FieldUp, FieldDown, FieldRetire}
	if f.Retired() {
		verbs = []string{FieldRestore}
	}
	var options []*slack.OptionBlockObject
	for _, verb := range verbs {
		if verb != FieldOptions || f.Chooses() {
			options = append(options, option(verb+" "+itoa(f.ID), p.T("customfield.do_"+verb)))
		}
	}
	return slack.NewOverflowBlockElement(FieldMenuAction, options...)
}

// AddField is the form of a new field; draft is what is known of it.
func AddField(p *i18n.Printer, draft models.CustomField) Modal {
	var kinds []*slack.OptionBlockObject
	for _, kind := range models.CustomKinds() {
		kinds = append(kinds, option(string(kind), kindName(p, kind)))
	}
	chosen := string(draft.Kind)
	if chosen == "" {
		chosen = string(models.CustomText)
	}
	return Modal{
		Callback: FieldAddModal, Title: p.T("modal.field_add.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			optional(textInput(p, models.InputLabelZH, draft.LabelZH, 0, false)), optional(textInput(p, models.InputLabelEN, draft.LabelEN, 0, false)),
			chooseInput(p, models.InputType, kinds, chosen), personalInput(p, draft.Personal), optional(textInput(p, models.InputOptions, "", 0, true)),
		},
	}
}

// personalInput asks whether a field is about a person.
func personalInput(p *i18n.Printer, personal bool) *slack.InputBlock {
	chosen := models.CustomNo
	if personal {
		chosen = models.CustomYes
	}
	return chooseInput(p, models.InputPersonal, []*slack.OptionBlockObject{
		option(models.CustomNo, p.T("customfield.no")), option(models.CustomYes, p.T("customfield.yes")),
	}, chosen)
}

// RenameField is the form that renames a field, and declares whether it is personal.
func RenameField(p *i18n.Printer, f models.CustomField) Modal {
	return Modal{
		Callback: FieldRenameModal, Title: p.T("modal.field_rename.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			optional(textInput(p, models.InputLabelZH, f.LabelZH, 0, false)), optional(textInput(p, models.InputLabelEN, f.LabelEN, 0, false)),
			personalInput(p, f.Personal),
		},
	}
}

// FieldOptionsForm is the form that changes the options of a choice: which are on offer, another name for one, new ones.
func FieldOptionsForm(p *i18n.Printer, f models.CustomField) Modal {
	options := make([]*slack.OptionBlockObject, len(f.Options))
	offered := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, fieldAction)
	for i, o := range f.Options {
		options[i] = option(o.Key, strings.Join([]string{o.ZH, o.EN}, " / "))
		if o.EN == o.ZH {
			options[i] = option(o.Key, o.ZH)
		}
		if !o.Retired {
			offered.InitialOptions = append(offered.InitialOptions, options[i])
		}
	}
	offered.Options = options
	return Modal{
		Callback: FieldOptionsModal, Title: p.T("modal.field_options.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			section("*" + Escape(oneLine(f.Label(p.Language()))) + "*"),
			optional(textInput(p, models.InputOptions, "", 0, true)),
			optional(input(p, models.InputOffered, offered)),
			optional(input(p, models.InputOption, selectOf(options, ""))),
			optional(textInput(p, models.InputLabelZH, "", 0, false)), optional(textInput(p, models.InputLabelEN, "", 0, false)),
		},
	}
}
