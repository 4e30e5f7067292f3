package views

import (
	"cmp"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of a customer's forms.
const (
	CustomerNewModal  = "customer.new"
	CustomerEditModal = "customer.edit"
)

// The callback IDs of a follow-up's forms.
const (
	FollowModal     = "followup.plan"
	DoneModal       = "followup.done"
	SnoozeModal     = "followup.snooze"
	EditFollowModal = "followup.edit"
)

// PickModal is the callback ID of the form that asks for a customer.
const PickModal = "customer.pick"

// CustomerPicker is the action_id of every customer typeahead.
const CustomerPicker = "customer.options"

// FieldAction is the action_id of a form's plain inputs: one input a block, the block_id is the field.
const FieldAction = "value"

// inputMax keeps a text input within Slack's 3,000 characters.
const inputMax = 3000

// NewCustomer is the form of a new customer, prefilled with what is known. fields are the custom fields that stand in it.
func NewCustomer(p Reader, draft models.Customer, industries []string, fields ...models.CustomField) surface.Modal {
	draft.NextFollowUpZone, draft.NextFollowUpAt = p.zone.String(), nil // what is typed is meant on the reader's clock
	return surface.Modal{
		Callback: CustomerNewModal, Title: p.T("modal.new.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append(customerInputs(p, draft, industries, true), customInputs(p.Printer, draft, fields)...),
	}
}

// EditCustomer is the form of a customer as it is now, with the custom fields that stand in it. The status is
// not in it: it changes with its basis. masked says that c's personal data is: what is left as it is then stays what it
// was. The next follow-up stands in it as the reader's clock shows it.
func EditCustomer(p Reader, c models.Customer, industries []string, masked bool, fields ...models.CustomField) surface.Modal {
	blocks := []slack.Block{
		Footnote("*" + c.Code + "* · " + StatusText(p.Printer, c.Status) + " · " + p.T("modal.edit.status_hint", "Code", c.Code)),
	}
	blocks = append(blocks, unreadable(p.Printer, c)...)
	if masked && hasPersonal(c) {
		blocks = append(blocks, Footnote(p.T("modal.edit.masked")))
	}
	return surface.Modal{
		Callback: CustomerEditModal, Title: p.T("modal.edit.title", "Code", c.Code), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append(append(blocks, customerInputs(p, c, industries, false)...), customInputs(p.Printer, c, fields)...),
	}
}

// customerInputs is one input a field, in the record's order. fresh says that the customer is new: what changes apart later is
// given then as well.
func customerInputs(p Reader, c models.Customer, industries []string, fresh bool) []slack.Block {
	var blocks []slack.Block
	for _, spec := range models.Customers.Fields {
		switch {
		case spec.Given || spec.Of != "" || spec.Apart && !fresh: // a time stands with its day
		case spec.Key == models.FieldStatus:
			blocks = append(blocks, StatusInput(p.Printer, c.Status))
		case spec.Key == models.FieldNextFollowUp:
			due := c.NextDue()
			blocks = append(blocks, DateInput(p.Printer, spec.Key, due.In(p.zone).Day), dueTimeInput(p, models.FieldNextFollowUpTime, due))
		default:
			blocks = append(blocks, fieldInput(p.Printer, spec, c.Get(spec.Key), models.Rules{Industries: industries}))
		}
	}
	return blocks
}

// fieldInput is the input of a field by its type, which begins with a value.
func fieldInput(p *i18n.Printer, spec models.FieldSpec, value string, rules models.Rules) *slack.InputBlock {
	var block *slack.InputBlock
	switch spec.Type {
	case models.TypeChoice:
		var options []*slack.OptionBlockObject
		for _, key := range spec.Choices(rules) {
			options = append(options, Option(key, p.T(spec.Words+key)))
		}
		block = ChooseInput(p, spec.Key, options, value)
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

func Optional(block *slack.InputBlock) *slack.InputBlock { return block.WithOptional(true) }

func Input[K models.FormKey](p *i18n.Printer, field K, element slack.BlockElement) *slack.InputBlock {
	block := slack.NewInputBlock(string(field), plain(fieldLabel(p, field), inputMax), nil, element)
	if p.Has("hint." + string(field)) {
		block.Hint = plain(p.T("hint."+string(field)), inputMax)
	}
	return block
}

// TextInput takes more than the limit, so that too much is answered by a sentence that says how much too much,
// instead of keys that stop working.
func TextInput[K models.FormKey](p *i18n.Printer, field K, value string, limit int, multiline bool) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, FieldAction)
	element.Multiline = multiline
	element.InitialValue = Clip(value, inputMax)
	if p.Has("placeholder." + string(field)) {
		element.Placeholder = plain(p.T("placeholder."+string(field)), maxPlaceholder)
	}
	block := Input(p, field, element)
	if block.Hint == nil && limit > 0 && limit <= inputMax && multiline {
		block.Hint = plain(p.T("hint.limit", "Max", p.Number(limit)), inputMax)
	}
	return block
}

func DateInput[K models.FormKey](p *i18n.Printer, field K, d models.Date) *slack.InputBlock {
	element := slack.NewDatePickerBlockElement(FieldAction)
	element.InitialDate = d.String()
	return Optional(Input(p, field, element))
}

func TimeInput[K models.FormKey](p *i18n.Printer, field K, t models.TimeOfDay) *slack.InputBlock {
	element := slack.NewTimePickerBlockElement(FieldAction)
	element.InitialTime = string(t)
	return Optional(Input(p, field, element))
}

// dueTimeInput begins with the time of day on the reader's clock, and says by which it was planned where that shows another.
func dueTimeInput[K models.FormKey](p Reader, field K, due models.Due) *slack.InputBlock {
	block := TimeInput(p.Printer, field, due.In(p.zone).Time)
	if planned, zone, differs := due.Elsewhere(p.zone); differs {
		hint := p.T("hint.other_clock", "Own", p.OwnZone(planned.Day), "When", said(p.Printer, planned), "Zone", p.zoneName(zone, planned.Day))
		block.Hint = plain(hint, inputMax)
	}
	return block
}

func UserInput[K models.FormKey](p *i18n.Printer, field K, user string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, FieldAction)
	element.InitialUser = user
	return Optional(Input(p, field, element))
}

func ChooseInput[K models.FormKey](p *i18n.Printer, field K, options []*slack.OptionBlockObject, chosen string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, FieldAction, options...)
	for _, option := range options {
		if option.Value == chosen {
			element.InitialOption = option
		}
	}
	return Input(p, field, element)
}

func Option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(OneLine(text), MaxOption), nil)
}

func StatusInput(p *i18n.Printer, chosen models.Status) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, s := range models.Statuses() {
		options = append(options, Option(string(s), StatusText(p, s)))
	}
	return ChooseInput(p, models.FieldStatus, options, string(chosen))
}

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
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(p.T("placeholder.customer"), maxPlaceholder), CustomerPicker)
	element.MinQueryLength = &minimum
	if known != nil {
		element.InitialOption = Option(known.Code, CustomerChoice(*known))
	}
	return Input(p, models.InputCustomer, element)
}

// CustomerChoice is how a customer reads in a typeahead.
func CustomerChoice(c models.Customer) string { return Clip(c.Code+" "+OneLine(c.Name), MaxOption) }

// LeaveToTeam is the choice that leaves a setting to the team.
const LeaveToTeam = "team"

// LanguageInput offers the languages after another choice, which leaves it to somebody else.
func LanguageInput(p *i18n.Printer, leave *slack.OptionBlockObject, chosen string) *slack.InputBlock {
	options := []*slack.OptionBlockObject{leave}
	for _, language := range i18n.Languages() {
		options = append(options, Option(language, p.T("settings.language_"+language)))
	}
	return ChooseInput(p, models.InputLanguage, options, cmp.Or(chosen, leave.Value))
}

// ZoneInput is a typeahead of time zones, of which another choice leaves it to somebody else.
func ZoneInput(p *i18n.Printer, picker string, leave *slack.OptionBlockObject, chosen string) *slack.InputBlock {
	minimum := 0
	zones := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(p.T("placeholder.zone"), maxPlaceholder), picker)
	zones.MinQueryLength = &minimum
	zones.InitialOption = leave
	if chosen != "" {
		zones.InitialOption = Option(chosen, chosen)
	}
	return Input(p, models.InputZone, zones)
}
