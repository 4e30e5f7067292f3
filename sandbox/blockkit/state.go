package blockkit

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// kind says how an element's state value is spelled: the key it stands under,
// and where its initial value comes from.
type kind struct {
	key     string
	initial string
	many    bool
	option  bool
}

// stateful are the element types that hold a value, with the keys of
// https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
var stateful = map[string]kind{
	"plain_text_input":           {key: "value", initial: "initial_value"},
	"email_text_input":           {key: "value", initial: "initial_value"},
	"url_text_input":             {key: "value", initial: "initial_value"},
	"number_input":               {key: "value", initial: "initial_value"},
	"rich_text_input":            {key: "rich_text_value", initial: "initial_value"},
	"datepicker":                 {key: "selected_date", initial: "initial_date"},
	"timepicker":                 {key: "selected_time", initial: "initial_time"},
	"datetimepicker":             {key: "selected_date_time", initial: "initial_date_time"},
	"static_select":              {key: "selected_option", initial: "initial_option", option: true},
	"external_select":            {key: "selected_option", initial: "initial_option", option: true},
	"radio_buttons":              {key: "selected_option", initial: "initial_option", option: true},
	"checkboxes":                 {key: "selected_options", initial: "initial_options", option: true, many: true},
	"multi_static_select":        {key: "selected_options", initial: "initial_options", option: true, many: true},
	"multi_external_select":      {key: "selected_options", initial: "initial_options", option: true, many: true},
	"users_select":               {key: "selected_user", initial: "initial_user"},
	"multi_users_select":         {key: "selected_users", initial: "initial_users", many: true},
	"channels_select":            {key: "selected_channel", initial: "initial_channel"},
	"multi_channels_select":      {key: "selected_channels", initial: "initial_channels", many: true},
	"conversations_select":       {key: "selected_conversation", initial: "initial_conversation"},
	"multi_conversations_select": {key: "selected_conversations", initial: "initial_conversations", many: true},
	"file_input":                 {key: "files", many: true},
}

// Stateful tells whether elements of the type hold a value.
func Stateful(elementType string) bool {
	_, ok := stateful[elementType]
	return ok
}

// External tells whether the app supplies the element's options as one types.
func External(elementType string) bool {
	return strings.HasSuffix(elementType, "external_select")
}

// ValueKey is the key under which a state value of the element type holds
// what was entered, such as "selected_option"; empty when it holds nothing.
func ValueKey(elementType string) string { return stateful[elementType].key }

// InitialState is the state value of an element nobody has touched.
func InitialState(element Object) Object {
	elementType := element.Text("type")
	kind := stateful[elementType]
	state := Object{"type": elementType}
	initial, ok := element[kind.initial]
	switch {
	case !ok || kind.initial == "":
		if kind.many {
			state[kind.key] = []any{}
		} else {
			state[kind.key] = nil
		}
	case elementType == "number_input":
		state[kind.key] = fmt.Sprint(initial)
	default:
		state[kind.key] = initial
	}
	if zone := element.Text("timezone"); zone != "" {
		state["timezone"] = zone
	}
	return state
}

// Filled tells whether a state value holds anything.
func Filled(state Object) bool {
	switch value := state[stateful[state.Text("type")].key].(type) {
	case nil:
		return false
	case string:
		return value != ""
	case []any:
		return len(value) > 0
	case []Object:
		return len(value) > 0
	}
	return true
}

// Enter makes the state value of an element from what a person entered: text
// for inputs, an option's value or label (or several) for selects, an id for
// users and channels, "2026-11-24", "18:30" or unix seconds for pickers; nil
// clears it. offered are further options to choose from (typeahead results).
func Enter(element Object, entered any, offered []Object) (Object, error) {
	elementType := element.Text("type")
	kind, ok := stateful[elementType]
	if !ok {
		return nil, fmt.Errorf("a %s takes no value", elementType)
	}
	state := Object{"type": elementType}
	if zone := element.Text("timezone"); zone != "" {
		state["timezone"] = zone
	}
	switch {
	case kind.many:
		items, err := several(entered)
		if err != nil {
			return nil, err
		}
		list := []any{}
		for _, item := range items {
			value, err := one(kind, element, item, offered)
			if err != nil {
				return nil, err
			}
			if value != nil {
				list = append(list, value)
			}
		}
		state[kind.key] = list
	case entered == nil:
		state[kind.key] = nil
	default:
		value, err := one(kind, element, entered, offered)
		if err != nil {
			return nil, err
		}
		state[kind.key] = value
	}
	return state, nil
}

func several(entered any) ([]any, error) {
	switch entered := entered.(type) {
	case nil:
		return nil, nil
	case []any:
		return entered, nil
	case []string:
		items := make([]any, len(entered))
		for i, item := range entered {
			items[i] = item
		}
		return items, nil
	case string, Object:
		return []any{entered}, nil
	}
	return nil, fmt.Errorf("a list is expected, not %T", entered)
}

func one(kind kind, element Object, entered any, offered []Object) (any, error) {
	if object, ok := entered.(Object); ok && kind.key == "files" {
		return object, nil
	}
	if kind.option {
		return chosen(element, entered, offered)
	}
	text, ok := typed(entered)
	if !ok {
		return nil, fmt.Errorf("text is expected, not %T", entered)
	}
	switch element.Text("type") {
	case "datetimepicker":
		if _, err := json.Number(text).Int64(); err != nil {
			return nil, fmt.Errorf("%q is not a time in unix seconds", text)
		}
		return json.Number(text), nil
	case "rich_text_input":
		return RichText(text), nil
	}
	if text == "" {
		return nil, nil
	}
	return text, nil
}

// typed is a text or number as a person types it.
func typed(entered any) (string, bool) {
	switch entered := entered.(type) {
	case string:
		return entered, true
	case json.Number:
		return entered.String(), true
	case int, int64:
		return fmt.Sprint(entered), true
	case float64:
		return strconv.FormatFloat(entered, 'f', -1, 64), true
	}
	return "", false
}

// chosen finds the option a person means by its value or its label.
func chosen(element Object, entered any, offered []Object) (any, error) {
	wanted, ok := entered.(string)
	if object, is := entered.(Object); is {
		wanted, ok = object.Text("value"), true
	}
	if !ok {
		return nil, fmt.Errorf("an option's value or label is expected, not %T", entered)
	}
	if wanted == "" {
		return nil, nil
	}
	options := append(Options(element), offered...)
	if initial := element.Object("initial_option"); initial != nil {
		options = append(options, initial)
	}
	options = append(options, element.List("initial_options")...)
	for _, option := range options {
		if option.Text("value") == wanted {
			return option, nil
		}
	}
	for _, option := range options {
		if option.Object("text").Text("text") == wanted {
			return option, nil
		}
	}
	return nil, fmt.Errorf("there is no option %q", wanted)
}

// RichText is the rich_text block Slack makes of a line of plain typing.
func RichText(text string) Object {
	return Object{"type": "rich_text", "elements": []any{
		Object{"type": "rich_text_section", "elements": []any{Object{"type": "text", "text": text}}},
	}}
}
