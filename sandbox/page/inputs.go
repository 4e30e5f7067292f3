package page

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// input draws an input block: label, element, hint, and the error at it.
func (s surface) input(block blockkit.Object) string {
	id := block.Text("block_id")
	var b strings.Builder
	optional := ""
	if block.Bool("optional") {
		optional = ` <small>(` + esc(s.words.Optional) + `)</small>`
	}
	fmt.Fprintf(&b, `<label for="%s">%s%s</label>`, esc(s.fieldID(id)), s.text(block.Object("label")), optional)
	b.WriteString(s.element(block, block.Object("element")))
	if hint := block.Object("hint"); hint != nil {
		b.WriteString(`<small class="hint">` + s.text(hint) + `</small>`)
	}
	if text := s.view.Errors[id]; text != "" {
		fmt.Fprintf(&b, `<p class="error" role="alert" id="%s-error">%s</p>`, esc(s.fieldID(id)), esc(text))
	}
	return b.String()
}

func (s surface) fieldID(block string) string { return "field-" + s.view.ID + "-" + block }

// element draws an interactive element. Those of input blocks are read when the form is submitted; the others tell the
// app as soon as they are used.
func (s surface) element(block, element blockkit.Object) string {
	id := block.Text("block_id")
	state := s.values[id][element.Text("action_id")]
	attributes := fmt.Sprintf(`%s data-block="%s" data-action="%s" data-type="%s"`, s.place(), esc(id), esc(element.Text("action_id")), esc(element.Text("type")))
	if block.Text("type") == "input" {
		attributes += fmt.Sprintf(` id="%s" data-field`, esc(s.fieldID(id)))
		if block.Bool("dispatch_action") {
			attributes += ` data-dispatch`
		}
		if s.view.Errors[id] != "" {
			attributes += fmt.Sprintf(` aria-invalid="true" aria-describedby="%s-error"`, esc(s.fieldID(id)))
		}
	} else {
		attributes += fmt.Sprintf(` data-use aria-label="%s"`, esc(firstOf(element.Object("placeholder").Text("text"), element.Text("action_id"))))
	}
	if draw, known := elementDrawers[element.Text("type")]; known {
		return draw(s, element, state, attributes)
	}
	return `<code>` + esc(element.Text("type")) + `</code>`
}

var elementDrawers = map[string]func(s surface, element, state blockkit.Object, attributes string) string{
	"button":                     surface.button,
	"overflow":                   surface.overflow,
	"image":                      func(s surface, e, _ blockkit.Object, _ string) string { return s.image(e) },
	"plain_text_input":           surface.textInput,
	"email_text_input":           surface.textInput,
	"url_text_input":             surface.textInput,
	"number_input":               surface.textInput,
	"datepicker":                 surface.picker,
	"timepicker":                 surface.picker,
	"datetimepicker":             surface.picker,
	"static_select":              surface.choice,
	"multi_static_select":        surface.choice,
	"users_select":               surface.choice,
	"multi_users_select":         surface.choice,
	"channels_select":            surface.choice,
	"multi_channels_select":      surface.choice,
	"conversations_select":       surface.choice,
	"multi_conversations_select": surface.choice,
	"external_select":            surface.typeahead,
	"multi_external_select":      surface.typeahead,
	"checkboxes":                 surface.boxes,
	"radio_buttons":              surface.boxes,
}

func (s surface) button(element, _ blockkit.Object, attributes string) string {
	attributes, _, _ = strings.Cut(attributes, " aria-label=")
	confirm := ""
	if asked := element.Object("confirm"); asked != nil {
		confirm = fmt.Sprintf(` data-confirm="%s"`, esc(asked.Object("title").Text("text")+"\n\n"+asked.Object("text").Text("text")))
	}
	return fmt.Sprintf(`<button type="button" class="%s" %s%s>%s</button>`, esc(firstOf(element.Text("style"), "plain")), attributes, confirm, s.text(element.Object("text")))
}

func (s surface) overflow(element, _ blockkit.Object, attributes string) string {
	return s.menu(element.List("options"), nil, attributes, "⋯", false)
}

// textInput is the browser's own input; the limits are the sandbox's to check, as Slack's client does.
func (s surface) textInput(element, state blockkit.Object, attributes string) string {
	value := state.Text("value")
	placeholder := esc(element.Object("placeholder").Text("text"))
	if element.Bool("multiline") {
		return fmt.Sprintf(`<textarea rows="4" placeholder="%s" %s>`+"\n"+`%s</textarea>`, placeholder, attributes, esc(value))
	}
	return fmt.Sprintf(`<input type="text" autocomplete="off" placeholder="%s" value="%s" %s>`, placeholder, esc(value), attributes)
}

func (s surface) picker(element, state blockkit.Object, attributes string) string {
	kind, value := "date", state.Text("selected_date")
	switch element.Text("type") {
	case "timepicker":
		kind, value = "time", state.Text("selected_time")
	case "datetimepicker":
		kind = "datetime-local"
		if seconds, ok := state["selected_date_time"].(json.Number); ok {
			if unix, err := seconds.Int64(); err == nil {
				value = time.Unix(unix, 0).In(s.zone).Format("2006-01-02T15:04")
			}
		}
	}
	return fmt.Sprintf(`<input type="%s" value="%s" %s>`, kind, esc(value), attributes)
}

// choice is a drop-down: of the element's own options, or of people or channels.
func (s surface) choice(element, state blockkit.Object, attributes string) string {
	kind := element.Text("type")
	many := strings.HasPrefix(kind, "multi_")
	options := blockkit.Options(element)
	switch strings.TrimPrefix(kind, "multi_") {
	case "users_select":
		options = s.peopleOptions()
	case "channels_select", "conversations_select":
		options = s.channelOptions()
	}
	return s.menu(options, chosenValues(kind, state), attributes, firstOf(element.Object("placeholder").Text("text"), s.words.Choose), many)
}

func (s surface) menu(options []blockkit.Object, chosen map[string]bool, attributes, placeholder string, many bool) string {
	var b strings.Builder
	multiple := ""
	if many {
		multiple = " multiple"
	}
	fmt.Fprintf(&b, `<select %s%s>`, attributes, multiple)
	if !many {
		fmt.Fprintf(&b, `<option value="">%s</option>`, esc(placeholder))
	}
	for _, option := range options {
		selected := ""
		if chosen[option.Text("value")] {
			selected = " selected"
		}
		fmt.Fprintf(&b, `<option value="%s"%s>%s</option>`, esc(option.Text("value")), selected, esc(option.Object("text").Text("text")))
	}
	b.WriteString(`</select>`)
	return b.String()
}

// chosenValues are the values a state holds.
func chosenValues(kind string, state blockkit.Object) map[string]bool {
	chosen := map[string]bool{}
	add := func(value any) {
		switch v := value.(type) {
		case string:
			chosen[v] = true
		case blockkit.Object:
			chosen[v.Text("value")] = true
		}
	}
	held := state[blockkit.ValueKey(kind)]
	if list, ok := held.([]any); ok {
		for _, value := range list {
			add(value)
		}
		return chosen
	}
	add(held)
	return chosen
}

func (s surface) peopleOptions() []blockkit.Object {
	var options []blockkit.Object
	for _, user := range s.page.sandbox.Workspace().Users() {
		if !user.IsBot && !user.Deleted {
			options = append(options, optionOf(user.ID, user.RealName))
		}
	}
	return options
}

func (s surface) channelOptions() []blockkit.Object {
	var options []blockkit.Object
	for _, channel := range s.mine() {
		if !channel.IM {
			options = append(options, optionOf(channel.ID, "#"+channel.Name))
		}
	}
	return options
}

func optionOf(value, text string) blockkit.Object {
	return blockkit.Object{"value": value, "text": blockkit.Object{"type": "plain_text", "text": text}}
}

// typeahead is a text input whose list the app supplies while one types; the script fills it.
func (s surface) typeahead(element, state blockkit.Object, attributes string) string {
	chosen := state.Object("selected_option")
	minimum := "3" // Slack's default min_query_length
	if n, ok := element.Int("min_query_length"); ok {
		minimum = fmt.Sprint(n)
	}
	return fmt.Sprintf(`<div class="typeahead"><input type="text" role="combobox" aria-expanded="false" autocomplete="off" placeholder="%s" value="%s" data-value="%s" data-minimum="%s" %s><ul role="listbox" hidden></ul></div>`,
		esc(firstOf(element.Object("placeholder").Text("text"), s.words.Search)), esc(chosen.Object("text").Text("text")), esc(chosen.Text("value")), minimum, attributes)
}

// boxes are checkboxes or radio buttons.
func (s surface) boxes(element, state blockkit.Object, attributes string) string {
	kind := "checkbox"
	if element.Text("type") == "radio_buttons" {
		kind = "radio"
	}
	chosen := chosenValues(element.Text("type"), state)
	var b strings.Builder
	fmt.Fprintf(&b, `<fieldset %s>`, attributes)
	for _, option := range blockkit.Options(element) {
		checked := ""
		if chosen[option.Text("value")] {
			checked = " checked"
		}
		fmt.Fprintf(&b, `<label class="box"><input type="%s" name="%s" value="%s"%s> %s</label>`, kind, esc(element.Text("action_id")), esc(option.Text("value")), checked, s.text(option.Object("text")))
	}
	b.WriteString(`</fieldset>`)
	return b.String()
}
