package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// TagPicker is the action_id of every typeahead of tags.
const TagPicker = "tags.options"

// tagsInLine is how much of a customer's tags a list shows, in UTF-16 units.
const tagsInLine = 60

// TagNames is how a customer's tags are read.
func TagNames(tags string) string { return strings.ReplaceAll(tags, ",", ", ") }

// TagsInput is a typeahead over the team's tags, of which several may be chosen; what is none yet is offered as it is typed.
func TagsInput[K models.FormKey](p *i18n.Printer, field K, value string) *slack.InputBlock {
	minimum, most := 0, models.MaxTags
	element := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeExternal, Plain(p.T("placeholder.tags"), maxPlaceholder), TagPicker)
	element.MinQueryLength, element.MaxSelectedItems = &minimum, &most
	for _, tag := range models.ParseTags(value) {
		element.InitialOptions = append(element.InitialOptions, Option(tag, tag))
	}
	return Input(p, field, element)
}
