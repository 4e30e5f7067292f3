package customfield

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms with which an admin changes the custom fields.
const (
	fieldAddModal     = "fields.add"
	fieldRenameModal  = "fields.rename"
	fieldOptionsModal = "fields.options"
)

// fieldMenuAction is the menu of a field in the list; an option's value is what to do and the field's ID.
const fieldMenuAction = "fields.menu"

// fieldPageAction is the button that shows the next page of the list; its value is the kind of record and the page, from 0.
const fieldPageAction = "fields.list"

// fieldsListed is how many fields a page of the list shows: Slack takes 50 blocks in a message.
const fieldsListed = 20

// fieldOptions is what the menu of a choice does beside what that of every definition does.
const fieldOptions = "options"

// fieldList is a page of the custom fields of a kind of record, from 0: those in use in their order, then the retired ones.
func fieldList(p *i18n.Printer, entity string, all *models.CustomFields, page int) surface.Message {
	fields := all.Of(entity)
	text := p.Count("customfield.title", len(fields.Active()), "Max", models.MaxCustomFields)
	if entity != models.EntityCustomer {
		text = p.T("customfield.of_"+entity) + ": " + text
	}
	listed := listedFields(fields)
	shown := listed[min(len(listed), page*fieldsListed):min(len(listed), (page+1)*fieldsListed)]
	blocks := []slack.Block{views.Section("*" + text + "*")}
	for _, f := range shown {
		blocks = append(blocks, views.SectionWith(fieldLine(p, f), fieldMenu(p, f)))
	}
	if len(listed) == 0 {
		blocks = append(blocks, views.Section(p.T("customfield.none_"+entity)))
	}
	buttons := []slack.BlockElement{views.Primary(views.RunButton("add", "field "+entity+" add", p.T("button.add_field")))}
	for _, other := range models.CustomEntities() {
		if other != entity {
			buttons = append(buttons, views.Button(fieldPageAction+"/"+other, other+" 0", p.T("customfield.of_"+other)))
		}
	}
	if (page+1)*fieldsListed < len(listed) {
		buttons = append(buttons, views.Button(fieldPageAction, entity+" "+views.Itoa(int64(page+1)), p.T("button.more")))
	}
	hint := "customfield.hint"
	if entity == models.EntityCustomer { // fields of other records can't be declared personal
		hint = "customfield.hint_personal"
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", buttons...), views.Footnote(p.T(hint)))}
}

// listedFields returns the fields in the order of the list.
func listedFields(fields *models.CustomFields) []models.CustomField {
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
	line := "*" + views.BothNames(f.LabelZH, f.LabelEN) + "* · " + kindName(p, f.Kind)
	if f.Personal {
		line += " · 🔒 " + p.T("field.personal")
	}
	if f.Retired() {
		line += " · " + p.T("definition.retired")
	}
	if f.Chooses() {
		line += "\n" + views.Clip(views.Escape(p.List(views.OfferedLabels(p, f.Offered("")))), 300)
	}
	return line
}

func kindName(p *i18n.Printer, kind models.CustomKind) string {
	return p.T("customfield.kind_" + string(kind))
}

func fieldMenu(p *i18n.Printer, f models.CustomField) slack.BlockElement {
	id := views.Itoa(f.ID)
	first := []*slack.OptionBlockObject{views.Option(views.DoRename+" "+id, p.T("customfield.do_rename"))}
	if f.Chooses() {
		first = append(first, views.Option(fieldOptions+" "+id, p.T("customfield.do_options")))
	}
	return views.DefinitionMenu(p, fieldMenuAction, id, f.Retired(), first...)
}

// addField is the form of a new field; draft is what is known of it.
func addField(p *i18n.Printer, draft models.CustomField) surface.Modal {
	var kinds []*slack.OptionBlockObject
	for _, kind := range models.CustomKinds() {
		kinds = append(kinds, views.Option(string(kind), kindName(p, kind)))
	}
	chosen := string(draft.Kind)
	if chosen == "" {
		chosen = string(models.CustomText)
	}
	return surface.Modal{
		Callback: fieldAddModal, Title: p.T("modal.field_add.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Optional(views.TextInput(p, models.InputLabelZH, draft.LabelZH, 0, false)), views.Optional(views.TextInput(p, models.InputLabelEN, draft.LabelEN, 0, false)),
			views.ChooseInput(p, models.InputEntity, entityOptions(p), draft.Of()), views.ChooseInput(p, models.InputType, kinds, chosen), personalInput(p, draft.Personal), views.Optional(views.TextInput(p, models.InputOptions, "", 0, true)),
		},
	}
}

// entityOptions are the kinds of records that can have custom fields.
func entityOptions(p *i18n.Printer) (options []*slack.OptionBlockObject) {
	for _, entity := range models.CustomEntities() {
		options = append(options, views.Option(entity, p.T("customfield.of_"+entity)))
	}
	return options
}

// personalInput asks whether a field is about a person.
func personalInput(p *i18n.Printer, personal bool) *slack.InputBlock {
	chosen := models.CustomNo
	if personal {
		chosen = models.CustomYes
	}
	return views.ChooseInput(p, models.InputPersonal, []*slack.OptionBlockObject{
		views.Option(models.CustomNo, p.T("customfield.no")), views.Option(models.CustomYes, p.T("customfield.yes")),
	}, chosen)
}

// renameField is the form that renames a field, and declares whether it is personal.
func renameField(p *i18n.Printer, f models.CustomField) surface.Modal {
	return surface.Modal{
		Callback: fieldRenameModal, Title: p.T("modal.field_rename.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Optional(views.TextInput(p, models.InputLabelZH, f.LabelZH, 0, false)), views.Optional(views.TextInput(p, models.InputLabelEN, f.LabelEN, 0, false)),
			personalInput(p, f.Personal),
		},
	}
}

// fieldOptionsForm is the form that changes the options of a choice: which are on offer, another name for one, new ones.
func fieldOptionsForm(p *i18n.Printer, f models.CustomField) surface.Modal {
	options := make([]*slack.OptionBlockObject, len(f.Options))
	offered := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, views.FieldAction)
	for i, o := range f.Options {
		options[i] = views.Option(o.Key, strings.Join([]string{o.ZH, o.EN}, " / "))
		if o.EN == o.ZH {
			options[i] = views.Option(o.Key, o.ZH)
		}
		if !o.Retired {
			offered.InitialOptions = append(offered.InitialOptions, options[i])
		}
	}
	offered.Options = options
	return surface.Modal{
		Callback: fieldOptionsModal, Title: p.T("modal.field_options.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Section("*" + views.Escape(views.OneLine(f.Label(p.Language()))) + "*"),
			views.Optional(views.TextInput(p, models.InputOptions, "", 0, true)),
			views.Optional(views.Input(p, models.InputOffered, offered)),
			views.Optional(views.Input(p, models.InputOption, views.SelectOf(options, ""))),
			views.Optional(views.TextInput(p, models.InputLabelZH, "", 0, false)), views.Optional(views.TextInput(p, models.InputLabelEN, "", 0, false)),
		},
	}
}
