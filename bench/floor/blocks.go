package main

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

func mrkdwn(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, false)
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, true, false)
}

func section(text string) slack.Block { return slack.NewSectionBlock(mrkdwn(text), nil, nil) }

// stamp lets Slack show an instant in the reader's own zone.
func stamp(t time.Time) string {
	return fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Unix(), t.Format(time.DateTime))
}

// form has the inputs of the bot's form for a new customer. It remembers where to answer.
func form(responseURL string) slack.ModalViewRequest {
	var blocks []slack.Block
	for _, field := range models.EditableFields() {
		block := slack.NewInputBlock(string(field), plain(string(field)), nil, element(field))
		blocks = append(blocks, block.WithOptional(field != models.FieldName && field != models.FieldStatus))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain("New customer"), Submit: plain("Save"), Close: plain("Cancel"), CallbackID: "customer.new",
		PrivateMetadata: responseURL, Blocks: slack.Blocks{BlockSet: blocks},
	}
}

func element(field models.Field) slack.BlockElement {
	switch field {
	case models.FieldIndustry:
		return choice("technology", "manufacturing", "finance", "retail", "education", "healthcare", "real_estate", "logistics", "energy", "other")
	case models.FieldStatus:
		return choice("potential", "active", "churned")
	case models.FieldCustomerKind:
		return choice("business", "consumer")
	case models.FieldNextFollowUp:
		return slack.NewDatePickerBlockElement("value")
	case models.FieldNextFollowUpTime:
		return slack.NewTimePickerBlockElement("value")
	case models.FieldOwner:
		return slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, "value")
	}
	text := slack.NewPlainTextInputBlockElement(nil, "value")
	text.Multiline = field == models.FieldNotes
	return text
}

func choice(values ...string) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, value := range values {
		options = append(options, slack.NewOptionBlockObject(value, plain(value), nil))
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "value", options...)
}

// entered is what stands in an input.
func entered(input slack.BlockAction) string {
	for _, value := range []string{input.Value, input.SelectedOption.Value, input.SelectedDate, input.SelectedTime, input.SelectedUser} {
		if value != "" {
			return value
		}
	}
	return ""
}
