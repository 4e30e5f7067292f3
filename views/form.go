package views

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// The modals' callback IDs.
const (
	CustomerNewModal  = "customer.new"
	CustomerEditModal = "customer.edit"
	StatusModal       = "status.change"
	LogModal          = "interaction.log"
	FollowModal       = "followup.plan"
	DoneModal         = "followup.done"
	SnoozeModal       = "followup.snooze"
	EditFollowModal   = "followup.edit"
	PickModal         = "customer.pick"
)

// CustomerPicker is the action_id of every customer typeahead.
const CustomerPicker = "customer.options"

// fieldAction is the action_id of a form's plain inputs: one input a block, the block_id is the field.
const fieldAction = "value"

// inputMax keeps a text input within Slack's 3,000 characters.
const inputMax = 3000

// NewCustomer is the form of a new customer, prefilled with what is known. fields are the custom fields that stand in it.
func NewCustomer(p Reader, draft models.Customer, industries []string, fields ...models.CustomField) Modal {
	draft.NextFollowUpZone, draft.NextFollowUpAt = p.zone.String(), nil // what is typed is meant on the reader's clock
	return Modal{
		Callback: CustomerNewModal, Title: p.T("modal.new.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: append(customerInputs(p, draft, industries, true), customInputs(p.Printer, draft, fields)...),
	}
}

// EditCustomer is the form of a customer as it is now, with the custom fields that stand in it. The status is
// not in it: it changes with its basis. masked says that c's personal data is: what is left as it is then stays what it
// was. The next follow-up stands in it as the reader's clock shows it.
func EditCustomer(p Reader, c models.Customer, industries []string, masked bool, fields ...models.CustomField) Modal {
	blocks := []slack.Block{
		footnote("*" + c.Code + "* · " + statusText(p.Printer, c.Status) + " · " + p.T("modal.edit.status_hint", "Code", c.Code)),
	}
	blocks = append(blocks, unreadable(p.Printer, c)...)
	if masked && hasPersonal(c) {
		blocks = append(blocks, footnote(p.T("modal.edit.masked")))
	}
	return Modal{
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
			blocks = append(blocks, statusInput(p.Printer, c.Status))
		case spec.Key == models.FieldNextFollowUp:
			due := c.NextDue()
			blocks = append(blocks, dateInput(p.Printer, spec.Key, due.In(p.zone).Day), dueTimeInput(p, models.FieldNextFollowUpTime, due))
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
			options = append(options, option(key, p.T(spec.Words+key)))
		}
		block = chooseInput(p, spec.Key, options, value)
	case models.TypePerson:
		block = userInput(p, spec.Key, value)
	case models.TypeDate:
		day, _ := models.ParseDate(value) // what is none leaves the picker empty
		block = dateInput(p, spec.Key, day)
	case models.TypeTime:
		block = timeInput(p, spec.Key, models.TimeOfDay(value))
	default:
		block = textInput(p, spec.Key, value, spec.Max, spec.Type == models.TypeLongText)
	}
	return block.WithOptional(!spec.Required)
}

func optional(block *slack.InputBlock) *slack.InputBlock { return block.WithOptional(true) }

func input[K models.FormKey](p *i18n.Printer, field K, element slack.BlockElement) *slack.InputBlock {
	block := slack.NewInputBlock(string(field), plain(fieldLabel(p, field), inputMax), nil, element)
	if p.Has("hint." + string(field)) {
		block.Hint = plain(p.T("hint."+string(field)), inputMax)
	}
	return block
}

// textInput takes more than the limit, so that too much is answered by a sentence that says how much too much,
// instead of keys that stop working.
func textInput[K models.FormKey](p *i18n.Printer, field K, value string, limit int, multiline bool) *slack.InputBlock {
	element := slack.NewPlainTextInputBlockElement(nil, fieldAction)
	element.Multiline = multiline
	element.InitialValue = clip(value, inputMax)
	if p.Has("placeholder." + string(field)) {
		element.Placeholder = plain(p.T("placeholder."+string(field)), maxPlaceholder)
	}
	block := input(p, field, element)
	if block.Hint == nil && limit > 0 && limit <= inputMax && multiline {
		block.Hint = plain(p.T("hint.limit", "Max", p.Number(limit)), inputMax)
	}
	return block
}

func dateInput[K models.FormKey](p *i18n.Printer, field K, d models.Date) *slack.InputBlock {
	element := slack.NewDatePickerBlockElement(fieldAction)
	element.InitialDate = d.String()
	return optional(input(p, field, element))
}

func timeInput[K models.FormKey](p *i18n.Printer, field K, t models.TimeOfDay) *slack.InputBlock {
	element := slack.NewTimePickerBlockElement(fieldAction)
	element.InitialTime = string(t)
	return optional(input(p, field, element))
}

// dueTimeInput begins with the time of day on the reader's clock, and says by which it was planned where that shows another.
func dueTimeInput[K models.FormKey](p Reader, field K, due models.Due) *slack.InputBlock {
	block := timeInput(p.Printer, field, due.In(p.zone).Time)
	if planned, zone, differs := due.Elsewhere(p.zone); differs {
		hint := p.T("hint.other_clock", "Own", p.ownZone(planned.Day), "When", said(p.Printer, planned), "Zone", p.zoneName(zone, planned.Day))
		block.Hint = plain(hint, inputMax)
	}
	return block
}

func userInput[K models.FormKey](p *i18n.Printer, field K, user string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, fieldAction)
	element.InitialUser = user
	return optional(input(p, field, element))
}

func chooseInput[K models.FormKey](p *i18n.Printer, field K, options []*slack.OptionBlockObject, chosen string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, fieldAction, options...)
	for _, option := range options {
		if option.Value == chosen {
			element.InitialOption = option
		}
	}
	return input(p, field, element)
}

func option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plain(oneLine(text), maxOption), nil)
}

func statusInput(p *i18n.Printer, chosen models.Status) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, s := range models.Statuses() {
		options = append(options, option(string(s), statusText(p, s)))
	}
	return chooseInput(p, models.FieldStatus, options, string(chosen))
}

func kindInput(p *i18n.Printer, chosen models.InteractionKind) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, kind := range models.InteractionKinds() {
		options = append(options, option(string(kind), interactionIcons[kind]+" "+p.T("interaction."+string(kind))))
	}
	return chooseInput(p, models.FieldKind, options, string(chosen))
}

// customerInput is a typeahead over all customers; known is the one it begins with.
func customerInput(p *i18n.Printer, known *models.Customer) *slack.InputBlock {
	minimum := 0 // Chinese words are often shorter than Slack's default of three
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(p.T("placeholder.customer"), maxPlaceholder), CustomerPicker)
	element.MinQueryLength = &minimum
	if known != nil {
		element.InitialOption = option(known.Code, CustomerChoice(*known))
	}
	return input(p, models.InputCustomer, element)
}

// CustomerChoice is how a customer reads in a typeahead.
func CustomerChoice(c models.Customer) string { return clip(c.Code+" "+oneLine(c.Name), maxOption) }
