package bot

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// A submission that was answered with a waiting view has lost its form. refill gives it back: the same blocks, with
// what stood in the inputs as their initial values, and what is wrong below each wrong input.

// errorBlockPrefix marks the blocks that refill adds, so that the next refill drops them.
const errorBlockPrefix = "refill.error."

// Slack's limits of a block_id and of a context's text, in characters.
const (
	maxBlockID     = 255
	maxContextText = 2000
)

// initials says for each type of element where its state stands and which property presets it
// (docs.slack.dev/reference/block-kit/block-elements). Files can't be preset.
var initials = map[string]struct{ state, initial string }{
	"plain_text_input":           {"value", "initial_value"},
	"email_text_input":           {"value", "initial_value"},
	"url_text_input":             {"value", "initial_value"},
	"number_input":               {"value", "initial_value"},
	"rich_text_input":            {"rich_text_value", "initial_value"},
	"datepicker":                 {"selected_date", "initial_date"},
	"timepicker":                 {"selected_time", "initial_time"},
	"datetimepicker":             {"selected_date_time", "initial_date_time"},
	"static_select":              {"selected_option", "initial_option"},
	"external_select":            {"selected_option", "initial_option"},
	"radio_buttons":              {"selected_option", "initial_option"},
	"users_select":               {"selected_user", "initial_user"},
	"channels_select":            {"selected_channel", "initial_channel"},
	"conversations_select":       {"selected_conversation", "initial_conversation"},
	"checkboxes":                 {"selected_options", "initial_options"},
	"multi_static_select":        {"selected_options", "initial_options"},
	"multi_external_select":      {"selected_options", "initial_options"},
	"multi_users_select":         {"selected_users", "initial_users"},
	"multi_channels_select":      {"selected_channels", "initial_channels"},
	"multi_conversations_select": {"selected_conversations", "initial_conversations"},
}

// refill returns a view's blocks with the entered values put back, and an error below each block that has one. Errors of
// blocks that the view doesn't have are shown at the top.
func refill(blocks json.RawMessage, values map[string]map[string]json.RawMessage, errs map[string]string) ([]rawBlock, error) {
	var given []rawBlock
	if err := json.Unmarshal(blocks, &given); err != nil {
		return nil, fmt.Errorf("refill modal: %w", err)
	}
	placed := map[string]bool{}
	var refilled []rawBlock
	for _, block := range given {
		id := block.ID()
		if strings.HasPrefix(id, errorBlockPrefix) {
			continue
		}
		for _, element := range block.elements() {
			preset(element, values[id])
		}
		refilled = append(refilled, block)
		if text, wrong := errs[id]; wrong && id != "" {
			placed[id] = true
			refilled = append(refilled, errorBlock(id, text))
		}
	}
	var above []rawBlock
	for _, id := range sortedKeys(errs) {
		if !placed[id] {
			above = append(above, errorBlock(id, errs[id]))
		}
	}
	return append(above, refilled...), nil
}

// withErrors returns a handler's blocks with their errors, placed as refill places them.
func withErrors(blocks []slack.Block, errs map[string]string) ([]slack.Block, error) {
	text, err := json.Marshal(blocks)
	if err != nil {
		return nil, fmt.Errorf("modal with errors: %w", err)
	}
	given, err := refill(text, nil, errs)
	placed := make([]slack.Block, 0, len(given))
	for _, block := range given[:min(len(given), maxViewBlocks)] {
		placed = append(placed, block)
	}
	return placed, err
}

// elements returns the interactive elements of an input, a section or a row of actions.
func (b rawBlock) elements() []map[string]any {
	candidates := []any{b["element"], b["accessory"]}
	if several, ok := b["elements"].([]any); ok {
		candidates = append(candidates, several...)
	}
	var elements []map[string]any
	for _, candidate := range candidates {
		if element, ok := candidate.(map[string]any); ok {
			elements = append(elements, element)
		}
	}
	return elements
}

// preset makes what was entered in an element its initial value. An emptied element stays empty.
func preset(element map[string]any, state map[string]json.RawMessage) {
	kind, _ := element["type"].(string)
	action, _ := element["action_id"].(string)
	property, known := initials[kind]
	raw, entered := state[action]
	if !known || !entered {
		return
	}
	var values map[string]any
	if json.Unmarshal(raw, &values) != nil {
		return
	}
	value := values[property.state]
	if isEmpty(value) {
		delete(element, property.initial)
		return
	}
	switch property.state {
	case "selected_option":
		value = ownOption(element, value)
	case "selected_options":
		chosen, _ := value.([]any)
		for i := range chosen {
			chosen[i] = ownOption(element, chosen[i])
		}
	}
	element[property.initial] = value
}

func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// ownOption returns the element's own option with a value: Slack wants an initial option to be exactly one of them. A
// typeahead has no options of its own, and takes what was chosen.
func ownOption(element map[string]any, chosen any) any {
	wanted, _ := chosen.(map[string]any)
	lists := []any{element["options"]}
	if groups, ok := element["option_groups"].([]any); ok {
		for _, group := range groups {
			if g, ok := group.(map[string]any); ok {
				lists = append(lists, g["options"])
			}
		}
	}
	for _, list := range lists {
		options, _ := list.([]any)
		for _, option := range options {
			if o, ok := option.(map[string]any); ok && o["value"] == wanted["value"] {
				return o
			}
		}
	}
	return chosen
}

// marked returns a block that the next refill drops.
func marked(block slack.Block) (slack.Block, error) {
	text, err := json.Marshal(block)
	if err != nil {
		return nil, fmt.Errorf("mark a block: %w", err)
	}
	var raw rawBlock
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, fmt.Errorf("mark a block: %w", err)
	}
	raw["block_id"] = errorBlockPrefix
	return raw, nil
}

// errorBlock is plain text: nothing in it needs escaping.
func errorBlock(id, text string) rawBlock {
	return rawBlock{
		"type":     string(slack.MBTContext),
		"block_id": models.Shorten(errorBlockPrefix+id, maxBlockID),
		"elements": []any{map[string]any{"type": "plain_text", "text": models.Shorten(warningSign+text, maxContextText)}},
	}
}
