package blockkit

import (
	"encoding/json"
	"reflect"
	"regexp"
)

var (
	confirm = object(&shape{fields: []field{
		need("title", plain(ConfirmTitle)), need("text", anyText(ConfirmText)),
		need("confirm", plain(ConfirmButton)), need("deny", plain(ConfirmButton)), may("style", enum("primary", "danger")),
	}})
	dispatchConfig = object(&shape{fields: []field{
		may("trigger_actions_on", list(FileCount, enum("on_enter_pressed", "on_character_entered"))),
	}})
	conversationFilter = object(&shape{fields: []field{
		may("include", list(FileCount, enum("im", "mpim", "private", "public"))),
		may("exclude_external_shared_channels", flag), may("exclude_bot_users", flag),
	}})
)

func option(textKinds ...string) check {
	return object(&shape{fields: []field{
		need("text", text(OptionText, textKinds...)), need("value", str(OptionValue)),
		may("description", text(OptionDesc, textKinds...)),
	}})
}

var (
	selectOption   = option("plain_text")
	markedOption   = option("plain_text", "mrkdwn")
	overflowOption = object(&shape{fields: []field{
		need("text", plain(OptionText)), may("value", str(OptionValue)),
		may("description", plain(OptionDesc)), may("url", link(OptionURL)),
	}})
	optionGroup = object(&shape{fields: []field{
		need("label", plain(GroupLabel)), need("options", list(SelectOptions, selectOption)),
	}})
)

// element makes the shape of an interactive element.
func element(fields ...field) *shape {
	s := &shape{fields: append([]field{may("action_id", str(ActionID)), may("confirm", confirm)}, fields...)}
	return s.then(uniqueAction).then(focused)
}

func (s *shape) then(more func(*checker, string, Object)) *shape {
	before := s.also
	s.also = func(c *checker, at string, o Object) {
		if before != nil {
			before(c, at, o)
		}
		more(c, at, o)
	}
	return s
}

func uniqueAction(c *checker, at string, o Object) {
	id := o.Text("action_id")
	if id == "" {
		return
	}
	if c.actions[id] {
		c.fail(at+"/action_id", "must be unique within its block: %s", id)
	}
	c.actions[id] = true
}

func focused(c *checker, at string, o Object) {
	if o.Bool("focus_on_load") {
		if c.counts[FocusOnLoad]++; c.counts[FocusOnLoad] > Limits[FocusOnLoad].Max {
			c.fail(at+"/focus_on_load", "only one element may have focus_on_load")
		}
	}
}

var (
	placeholder = may("placeholder", plain(Placeholder))
	focus       = may("focus_on_load", flag)
	dispatch    = may("dispatch_action_config", dispatchConfig)
	most        = may("max_selected_items", integer(MaxSelected))
	query       = may("min_query_length", integer(TextMinLength))
	options     = may("options", list(SelectOptions, selectOption))
	groups      = may("option_groups", list(SelectGroups, optionGroup))
	filter      = may("filter", conversationFilter)
	current     = may("default_to_current_conversation", flag)
	ids         = list(SelectOptions, anyString)
)

// elements are the interactive elements, and the image element.
// https://docs.slack.dev/reference/block-kit/block-elements
var elements = map[string]*shape{
	"image": {fields: []field{may("image_url", link(ImageURL)), may("slack_file", anything), need("alt_text", str(ImageAlt))}, also: pictured},
	"button": element(
		need("text", plain(ButtonText)), may("url", link(ButtonURL)), may("value", str(ButtonValue)),
		may("style", enum("primary", "danger")), may("accessibility_label", str(ButtonLabel)),
	),
	"overflow":      element(need("options", list(OverflowOptions, overflowOption))),
	"static_select": element(placeholder, options, groups, may("initial_option", selectOption), focus).then(choices),
	"multi_static_select": element(placeholder, options, groups, most, focus,
		may("initial_options", list(SelectOptions, selectOption))).then(choices),
	"external_select":       element(placeholder, may("initial_option", selectOption), query, focus),
	"multi_external_select": element(placeholder, may("initial_options", list(SelectOptions, selectOption)), query, most, focus),
	"users_select":          element(placeholder, may("initial_user", anyString), focus),
	"multi_users_select":    element(placeholder, may("initial_users", ids), most, focus),
	"channels_select":       element(placeholder, may("initial_channel", anyString), may("response_url_enabled", flag), focus),
	"multi_channels_select": element(placeholder, may("initial_channels", ids), most, focus),
	"conversations_select": element(placeholder, may("initial_conversation", anyString), current,
		may("response_url_enabled", flag), filter, focus),
	"multi_conversations_select": element(placeholder, may("initial_conversations", ids), current, filter, most, focus),
	"checkboxes": element(need("options", list(CheckboxOptions, markedOption)),
		may("initial_options", list(CheckboxOptions, markedOption)), focus).then(initialAmong),
	"radio_buttons": element(need("options", list(RadioOptions, markedOption)), may("initial_option", markedOption), focus).then(initialAmong),
	"datepicker":    element(placeholder, may("initial_date", matching(datePattern, "YYYY-MM-DD")), focus),
	"timepicker": element(placeholder, may("initial_time", matching(timePattern, "HH:mm")),
		may("timezone", anyString), focus),
	"datetimepicker": element(may("initial_date_time", unixTime), focus),
	"plain_text_input": element(placeholder, may("initial_value", str(TextInitial)), may("multiline", flag),
		may("min_length", integer(TextMinLength)), may("max_length", integer(TextMaxLength)), dispatch, focus).then(initialFits),
	"email_text_input": element(placeholder, may("initial_value", anyString), dispatch, focus),
	"url_text_input":   element(placeholder, may("initial_value", anyString), dispatch, focus),
	"number_input": element(placeholder, need("is_decimal_allowed", flag), may("initial_value", anyString),
		may("min_value", anyString), may("max_value", anyString), dispatch, focus),
	"rich_text_input": element(placeholder, may("initial_value", richText), may("min_lines", integer(TextMaxLength)), may("max_lines", integer(TextMaxLength)), dispatch, focus),
	"file_input": element(may("filetypes", each(someString)), may("max_files", integer(FileCount))).then(
		func(c *checker, at string, _ Object) {
			if c.surface != Modal {
				c.fail(at+"/type", "unsupported type: file_input")
			}
		}),
	"workflow_button": element(
		need("text", plain(ButtonText)), need("workflow", object(&shape{fields: []field{need("trigger", object(&shape{fields: []field{
			need("url", link(ButtonURL)), may("customizable_input_parameters", each(object(&shape{fields: []field{need("name", someString), need("value", anything)}}))),
		}}))}})), may("style", enum("primary", "danger")), may("accessibility_label", str(ButtonLabel)),
	),
	"feedback_buttons": element(need("positive_button", feedbackButton), need("negative_button", feedbackButton)),
	"icon_button": element(
		need("icon", enum("trash")), need("text", plain(ButtonText)), may("value", str(ButtonValue)),
		may("accessibility_label", str(ButtonLabel)), may("visible_to_user_ids", each(anyString)),
	),
}

// https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element
var feedbackButton = object(&shape{fields: []field{
	need("text", plain(ButtonText)), need("value", str(ButtonValue)), may("accessibility_label", str(ButtonLabel)),
}})

var (
	selects = []string{
		"static_select", "external_select", "users_select", "channels_select", "conversations_select",
	}
	multiSelects = []string{
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_channels_select", "multi_conversations_select",
	}
	pickers = []string{"datepicker", "timepicker", "checkboxes", "radio_buttons"}

	accessories = join([]string{"button", "overflow", "image", "workflow_button"}, selects, multiSelects, pickers)
	actionables = join([]string{"button", "overflow", "datetimepicker", "workflow_button", "rich_text_input"}, selects, multiSelects, pickers,
		[]string{"plain_text_input", "email_text_input", "url_text_input", "number_input"})
	inputs = join([]string{
		"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input", "datetimepicker",
	}, selects, multiSelects, pickers)
)

func join(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

var (
	datePattern = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	timePattern = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

func matching(pattern *regexp.Regexp, spelled string) check {
	return func(c *checker, at string, value any) {
		if text, ok := value.(string); !ok || !pattern.MatchString(text) {
			c.fail(at, "must be in the format %s", spelled)
		}
	}
}

func unixTime(c *checker, at string, value any) {
	number, ok := value.(json.Number)
	if !ok || len(number.String()) != 10 {
		c.fail(at, "must be a 10 digit unix timestamp")
	}
}

func pictured(c *checker, at string, o Object) {
	if (o["image_url"] == nil) == (o["slack_file"] == nil) {
		c.fail(at, "must have exactly one of: image_url, slack_file")
	}
}

// choices: a static select has options or groups, and starts with one of them.
func choices(c *checker, at string, o Object) {
	if (o["options"] == nil) == (o["option_groups"] == nil) {
		c.fail(at, "must have exactly one of: options, option_groups")
	}
	initialAmong(c, at, o)
}

func initialAmong(c *checker, at string, o Object) {
	initial := o.List("initial_options")
	where := "/initial_options"
	if one := o.Object("initial_option"); one != nil {
		initial, where = append(initial, one), "/initial_option"
	}
	for _, wanted := range initial {
		found := false
		for _, option := range Options(o) {
			found = found || reflect.DeepEqual(option, wanted)
		}
		if !found {
			c.fail(at+where, "must exactly match one of the options")
		}
	}
}

// initialFits: the initial text is as long as the user's must be.
func initialFits(c *checker, at string, o Object) {
	least, _ := o.Int("min_length")
	most, limited := o.Int("max_length")
	if limited && least > most {
		c.fail(at+"/min_length", "must be less than or equal to max_length")
	}
	size := int64(length(o.Text("initial_value")))
	if size == 0 {
		return
	}
	if limited && size > most {
		c.fail(at+"/initial_value", "must be less than %d characters", most+1)
	}
	if size < least {
		c.fail(at+"/initial_value", "must be more than %d characters", least-1)
	}
}
