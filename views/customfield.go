package views

import (
	"strings"
	"unicode/utf16"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// FieldsOpenAction is the card's button that opens the first page of the custom fields; its value is the customer's code.
const FieldsOpenAction = "fields.open"

// TeamWords are the labels that a team gives: of its custom fields, its stages and its reasons for which deals are lost.
func TeamWords(fields *models.CustomFields, pipelines *models.Pipelines, lost []models.Option, language string) map[string]string {
	words := CustomFieldWords(fields, language)
	for _, pipeline := range pipelines.All() {
		for _, stage := range pipeline.Stages {
			words["stage."+stage.Key()] = stage.Label(language)
		}
	}
	for _, reason := range lost {
		words["lost_reason."+reason.Key] = reason.Label(language)
	}
	return words
}

// CustomFieldWords are the messages that a team's custom fields bring along, for a printer of the language.
func CustomFieldWords(fields *models.CustomFields, language string) map[string]string {
	words := map[string]string{}
	for _, f := range fields.All() {
		words["field."+string(f.Key())] = f.Label(language)
	}
	return words
}

// How much stands in one form. Slack takes 100 blocks and 250 kB of JSON (docs.slack.dev/reference/views), of which much
// goes to the options of choices; people take less.
const (
	fieldsBeside  = 10      // custom fields beside the record's, in the form itself
	weightBeside  = 90_000  // bytes of them: the record's fields and what stands above them want their part
	fieldsPerPage = 15      // custom fields on a further page
	weightPerPage = 180_000 // bytes of them
)

// weight is the most that a field's input takes of a view's JSON, in bytes, whatever is chosen or typed.
func weight(f models.CustomField) int {
	const input, perOption, perUnit = 1000, 150, 6 // a UTF-16 unit may be written as \u4e2d
	size := input + perUnit*len(utf16.Encode([]rune(f.LabelEN+f.LabelZH)))
	if f.Kind == models.CustomText {
		size += perUnit * models.MaxCustomText
	}
	for _, o := range f.Options {
		size += perOption + perUnit*min(MaxOption, max(len(utf16.Encode([]rune(o.EN))), len(utf16.Encode([]rune(o.ZH)))))
	}
	if f.Kind == models.CustomChoices { // chosen ones stand there twice
		size += models.MaxCustomChoices * (perOption + perUnit*MaxOption)
	}
	return size
}

// FieldsBeside returns those of a team's custom fields that stand in a customer's form itself: all of them when they fit,
// else those of which the draft has values already, so that these aren't lost.
func FieldsBeside(fields []models.CustomField, draft models.Customer) []models.CustomField {
	if FieldPages(fields) == nil {
		return fields
	}
	var shown []models.CustomField
	total := 0
	for _, f := range fields {
		if draft.Get(f.Key()) != "" && total+weight(f) <= weightBeside {
			shown, total = append(shown, f), total+weight(f)
		}
	}
	return shown
}

// FieldPages parts a team's custom fields into the further pages of a customer's form; nil when they stand in the form
// itself.
func FieldPages(fields []models.CustomField) [][]models.CustomField {
	total := 0
	for _, f := range fields {
		total += weight(f)
	}
	if len(fields) <= fieldsBeside && total <= weightBeside {
		return nil
	}
	var pages [][]models.CustomField
	size := weightPerPage
	for _, f := range fields {
		last := len(pages) - 1
		if last < 0 || len(pages[last]) == fieldsPerPage || size+weight(f) > weightPerPage {
			pages, size, last = append(pages, nil), 0, last+1
		}
		pages[last], size = append(pages[last], f), size+weight(f)
	}
	return pages
}

// FieldsWithin returns as many of a team's custom fields as stand in a form that has no further pages, the first ones.
func FieldsWithin(fields []models.CustomField) []models.CustomField {
	total := 0
	for i, f := range fields {
		if total += weight(f); total > weightBeside {
			return fields[:i]
		}
	}
	return fields
}

// CustomInputs is one input for each of the custom fields of a record, of which value returns what a field holds.
func CustomInputs(p *i18n.Printer, value func(models.Field) string, fields []models.CustomField) []slack.Block {
	blocks := make([]slack.Block, len(fields))
	for i, f := range fields {
		block := slack.NewInputBlock(string(f.Key()), Plain(f.Label(p.Language()), InputMax), nil, customElement(p, f, value(f.Key())))
		blocks[i] = Optional(block)
	}
	return blocks
}

// customElement is the element in which a value is entered. It shows a masked value masked: whoever leaves it as it is changes nothing.
func customElement(p *i18n.Printer, f models.CustomField, value string) slack.BlockElement {
	element := customElements[f.Kind](p, f, value)
	if !f.Hides(value) {
		return element
	}
	menu, chooses := element.(*slack.SelectBlockElement)
	if !chooses {
		return typedElement(value)
	}
	kept := Option(value, p.T("customfield.masked"))
	menu.Options, menu.InitialOption = append([]*slack.OptionBlockObject{kept}, menu.Options[:min(len(menu.Options), models.MaxFieldOptions-1)]...), kept
	return menu
}

// customElements make the element for each kind of field. A number is typed as text, so that our own words say what is wrong with it.
var customElements = map[models.CustomKind]func(p *i18n.Printer, f models.CustomField, value string) slack.BlockElement{
	models.CustomText: func(_ *i18n.Printer, _ models.CustomField, value string) slack.BlockElement {
		element := typedElement(value)
		element.Multiline = true
		return element
	},
	models.CustomNumber: func(p *i18n.Printer, _ models.CustomField, value string) slack.BlockElement {
		element := typedElement(value)
		element.Placeholder = Plain(p.T("placeholder.number"), maxPlaceholder)
		return element
	},
	models.CustomDate: func(_ *i18n.Printer, _ models.CustomField, value string) slack.BlockElement {
		element := slack.NewDatePickerBlockElement(FieldAction)
		if d, err := models.ParseDate(value); err == nil {
			element.InitialDate = d.String()
		}
		return element
	},
	models.CustomChoice: func(p *i18n.Printer, f models.CustomField, value string) slack.BlockElement {
		return SelectOf(customOptions(p, f, value), value)
	},
	models.CustomChoices: choicesElement,
	models.CustomYesNo: func(p *i18n.Printer, _ models.CustomField, value string) slack.BlockElement {
		return SelectOf([]*slack.OptionBlockObject{
			Option(models.CustomYes, p.T("customfield.yes")), Option(models.CustomNo, p.T("customfield.no")),
		}, value)
	},
	models.CustomUser: func(_ *i18n.Printer, _ models.CustomField, value string) slack.BlockElement {
		element := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, FieldAction)
		if models.IsUser(value) {
			element.InitialUser = value
		}
		return element
	},
}

func typedElement(value string) *slack.PlainTextInputBlockElement {
	element := slack.NewPlainTextInputBlockElement(nil, FieldAction)
	element.InitialValue = Clip(value, InputMax)
	return element
}

// SelectOf is a menu that begins with the chosen option. It begins with none where the chosen one isn't among the options.
func SelectOf(options []*slack.OptionBlockObject, chosen string) *slack.SelectBlockElement {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, FieldAction, options...)
	for _, option := range options {
		if option.Value == chosen {
			element.InitialOption = option
		}
	}
	return element
}

func choicesElement(p *i18n.Printer, f models.CustomField, value string) slack.BlockElement {
	options := customOptions(p, f, value)
	element := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, FieldAction, options...)
	chosen := strings.Split(value, ",")
	for _, option := range options {
		for _, key := range chosen {
			if option.Value == key {
				element.InitialOptions = append(element.InitialOptions, option)
			}
		}
	}
	return element
}

func customOptions(p *i18n.Printer, f models.CustomField, chosen string) []*slack.OptionBlockObject {
	offered := f.Offered(chosen)
	if len(offered) == 0 { // all are retired: a menu can't be empty
		offered = f.Options
	}
	options := make([]*slack.OptionBlockObject, len(offered))
	for i, o := range offered {
		options[i] = Option(o.Key, o.Label(p.Language()))
	}
	return options
}

// CustomValue is a value in the reader's words, as mrkdwn. limit is the longest text that is shown, in UTF-16 units.
func CustomValue(p *i18n.Printer, f models.CustomField, value string, limit int) string {
	switch {
	case value == "":
		return "–"
	case f.Hides(value):
		return Escape(value)
	}
	switch f.Kind {
	case models.CustomNumber:
		return Escape(p.Decimal(value))
	case models.CustomDate:
		if d, err := models.ParseDate(value); err == nil {
			return Day(p, d)
		}
	case models.CustomChoice, models.CustomChoices:
		return Clip(Escape(p.List(optionLabels(p, f, value))), limit)
	case models.CustomYesNo:
		if value == models.CustomYes || value == models.CustomNo {
			return p.T("customfield." + value)
		}
	case models.CustomUser:
		if models.IsUser(value) {
			return Mention(value)
		}
	}
	return Clip(Escape(value), limit)
}

func optionLabels(p *i18n.Printer, f models.CustomField, value string) []string {
	labels := strings.Split(value, ",")
	for i, key := range labels {
		if o, known := f.Option(key); known {
			labels[i] = OneLine(o.Label(p.Language()))
		}
	}
	return labels
}

// FieldsPerSection is Slack's limit of a section's fields.
const FieldsPerSection = 10

// customFields shows the card's further rows that have a value: the fields beside the thirteen columns, and the custom fields.
func customFields(p Reader, c models.Customer, fields []models.CustomField) []slack.Block {
	var rows []*slack.TextBlockObject
	for _, spec := range furtherRows {
		if value := c.Get(spec.Key); value != "" {
			rows = append(rows, CardRow(FieldLabel(p.Printer, spec.Key), valueText(p, spec, value, MaxFieldText)))
		}
	}
	return RowSections(append(rows, CustomRows(p.Printer, c.Custom, fields)...))
}

// CustomRows are the rows of a card for those of a record's custom fields that have a value.
func CustomRows(p *i18n.Printer, values map[models.Field]string, fields []models.CustomField) (rows []*slack.TextBlockObject) {
	for _, f := range fields {
		if value := values[f.Key()]; value != "" {
			rows = append(rows, CardRow(Escape(OneLine(f.Label(p.Language()))), CustomValue(p, f, value, MaxFieldText)))
		}
	}
	return rows
}

// OfferedLabels are the names of options.
func OfferedLabels(p *i18n.Printer, options []models.Option) []string {
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = OneLine(o.Label(p.Language()))
	}
	return labels
}
