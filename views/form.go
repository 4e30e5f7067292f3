package views

import (
	"cmp"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// PickModal is the callback ID of the form that asks for a customer.
const PickModal = "customer.pick"

// CustomerPicker is the action_id of every customer typeahead.
const CustomerPicker = "customer.options"

// FieldAction is the action_id of a form's plain inputs: one input a block, the block_id is the field.
const FieldAction = "value"

// InputMax keeps a text input within Slack's 3,000 characters.
const InputMax = 3000

// Optional lets an input be left empty.
func Optional(block *slack.InputBlock) *slack.InputBlock { return block.WithOptional(true) }

// Input is an input with its label, and its hint where the catalogues have one. Its block_id is the field.
func Input[K models.FormKey](p *i18n.Printer, field K, element slack.BlockElement) *slack.InputBlock {
	block := slack.NewInputBlock(string(field), Plain(FieldLabel(p, field), InputMax), nil, element)
	if p.Has("hint." + string(field)) {
		block.Hint = Plain(p.T("hint."+string(field)), InputMax)
	}
	return block
}

// TextInput takes more than the limit, so that too much is answered by a sentence that says how much too much,
// instead of keys that stop working.
func TextInput[K models.FormKey](p *i18n.Printer, field K, value string, limit int, multiline bool) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, FieldAction)
	element.Multiline = multiline
	element.InitialValue = Clip(value, InputMax)
	if p.Has("placeholder." + string(field)) {
		element.Placeholder = Plain(p.T("placeholder."+string(field)), maxPlaceholder)
	}
	block := Input(p, field, element)
	if block.Hint == nil && limit > 0 && limit <= InputMax && multiline {
		block.Hint = Plain(p.T("hint.limit", "Max", p.Number(limit)), InputMax)
	}
	return block
}

// Focus lets a form open at one of its inputs, where it has it and that is typed or chosen.
func Focus(form surface.Modal, at models.Input) {
	for _, block := range form.Blocks {
		input, is := block.(*slack.InputBlock)
		if !is || input.BlockID != string(at) {
			continue
		}
		switch element := input.Element.(type) {
		case *slack.PlainTextInputBlockElement:
			element.FocusOnLoad = true
		case *slack.SelectBlockElement:
			element.FocusOnLoad = true
		}
	}
}

// DateInput asks for a day, which may be left out; it begins with d.
func DateInput[K models.FormKey](p *i18n.Printer, field K, d models.Date) *slack.InputBlock {
	element := slack.NewDatePickerBlockElement(FieldAction)
	element.InitialDate = d.String()
	return Optional(Input(p, field, element))
}

// TimeInput asks for a time of day, which may be left out; it begins with t.
func TimeInput[K models.FormKey](p *i18n.Printer, field K, t models.TimeOfDay) *slack.InputBlock {
	element := slack.NewTimePickerBlockElement(FieldAction)
	element.InitialTime = string(t)
	return Optional(Input(p, field, element))
}

// DueTimeInput begins with the time of day on the reader's clock. Where it was planned by a clock that shows another time, it says so.
func DueTimeInput[K models.FormKey](p Reader, field K, due models.Due) *slack.InputBlock {
	block := TimeInput(p.Printer, field, due.In(p.Location).Time)
	if planned, zone, differs := due.Elsewhere(p.Location); differs {
		hint := p.T("hint.other_clock", "Own", p.OwnZone(planned.Day), "When", said(p.Printer, planned), "Zone", p.zoneName(zone, planned.Day))
		block.Hint = Plain(hint, InputMax)
	}
	return block
}

// UserInput asks for a person, who may be left out; it begins with user.
func UserInput[K models.FormKey](p *i18n.Printer, field K, user string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, FieldAction)
	element.InitialUser = user
	return Optional(Input(p, field, element))
}

// ChooseInput asks for one of the options; it begins with the chosen one.
func ChooseInput[K models.FormKey](p *i18n.Printer, field K, options []*slack.OptionBlockObject, chosen string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, FieldAction, options...)
	for _, option := range options {
		if option.Value == chosen {
			element.InitialOption = option
		}
	}
	return Input(p, field, element)
}

// Option is a choice; its text is clipped to what Slack takes.
func Option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, Plain(OneLine(text), MaxOption), nil)
}

// FieldInput is the input of a field by its type, which begins with a value.
func FieldInput(p *i18n.Printer, spec models.FieldSpec, value string, rules models.Rules) *slack.InputBlock {
	var block *slack.InputBlock
	switch spec.Type {
	case models.TypeChoice:
		var options []*slack.OptionBlockObject
		for _, key := range spec.Choices(rules) {
			options = append(options, Option(key, p.T(spec.Words+key)))
		}
		block = ChooseInput(p, spec.Key, options, value)
	case models.TypeTags:
		block = TagsInput(p, spec.Key, value)
	case models.TypePerson:
		block = UserInput(p, spec.Key, value)
	case models.TypeDate:
		day, _ := models.ParseDate(value) // what is none leaves the picker empty
		block = DateInput(p, spec.Key, day)
	case models.TypeTime:
		block = TimeInput(p, spec.Key, models.TimeOfDay(value))
	default:
		block = TextInput(p, spec.Key, value, spec.Max, spec.Type == models.TypeLongText)
	}
	return block.WithOptional(!spec.Required)
}

// StatusInput asks for a state.
func StatusInput(p *i18n.Printer, chosen models.Status) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, s := range models.Statuses() {
		options = append(options, Option(string(s), StatusText(p, s)))
	}
	return ChooseInput(p, models.FieldStatus, options, string(chosen))
}

// KindInput asks for the kind of an interaction.
func KindInput(p *i18n.Printer, chosen models.InteractionKind) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, kind := range models.InteractionKinds() {
		options = append(options, Option(string(kind), InteractionIcons[kind]+" "+p.T("interaction."+string(kind))))
	}
	return ChooseInput(p, models.FieldKind, options, string(chosen))
}

// CustomerInput is a typeahead over all customers; known is the one it begins with.
func CustomerInput(p *i18n.Printer, known *models.Customer) *slack.InputBlock {
	minimum := 0 // Chinese words are often shorter than Slack's default of three
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, Plain(p.T("placeholder.customer"), maxPlaceholder), CustomerPicker)
	element.MinQueryLength = &minimum
	if known != nil {
		element.InitialOption = Option(known.Code, CustomerChoice(*known))
	}
	return Input(p, models.InputCustomer, element)
}

// CustomerChoice is the text of a customer in a typeahead.
func CustomerChoice(c models.Customer) string { return Clip(c.Code+" "+OneLine(c.Name), MaxOption) }

// LeaveToTeam is the choice that leaves a setting to the team.
const LeaveToTeam = "team"

// LanguageInput offers the languages. Its first choice leaves the language to the team, or to Slack.
func LanguageInput(p *i18n.Printer, leave *slack.OptionBlockObject, chosen string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{leave}
	for _, language := range i18n.Languages() {
		options = append(options, Option(language, p.T("settings.language_"+language)))
	}
	return ChooseInput(p, models.InputLanguage, options, cmp.Or(chosen, leave.Value))
}

// ZoneInput is a typeahead of time zones. Its first choice leaves the zone to the team, or to Slack.
func ZoneInput(p *i18n.Printer, picker string, leave *slack.OptionBlockObject, chosen string) *slack.InputBlock {
	minimum := 0
	zones := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, Plain(p.T("placeholder.zone"), maxPlaceholder), picker)
	zones.MinQueryLength = &minimum
	zones.InitialOption = leave
	if chosen != "" {
		zones.InitialOption = Option(chosen, chosen)
	}
	return Input(p, models.InputZone, zones)
}
