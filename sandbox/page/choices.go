package page

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// choice is a drop-down: of the element's own options, or of people or channels.
func (s surface) choice(c control) string {
	kind := c.element.Text("type")
	chosen := chosenValues(kind, c.state)
	var b strings.Builder
	fmt.Fprintf(&b, `<select %s %s><option value="">%s</option>`, c.naming, c.attributes, esc(cmp.Or(c.element.Object("placeholder").Text("text"), s.words.Choose)))
	for _, group := range s.groups(c.element) {
		label := group.Object("label").Text("text")
		if label != "" {
			fmt.Fprintf(&b, `<optgroup label="%s">`, esc(label))
		}
		for _, option := range group.List("options") {
			selected := ""
			if chosen[option.Text("value")] {
				selected = " selected"
			}
			fmt.Fprintf(&b, `<option value="%s"%s>%s</option>`, esc(option.Text("value")), selected, emoji(esc(option.Object("text").Text("text"))))
		}
		if label != "" {
			b.WriteString(`</optgroup>`)
		}
	}
	return b.String() + `</select>`
}

// groups are the options one may choose from, in their groups; those without are one group without a name.
func (s surface) groups(element blockkit.Object) []blockkit.Object {
	var options []any
	switch kind := strings.TrimPrefix(element.Text("type"), "multi_"); kind {
	case "users_select":
		options = s.peopleOptions()
	case "channels_select", "conversations_select":
		options = s.channelOptions()
	default:
		if groups := element.List("option_groups"); len(groups) > 0 {
			return groups
		}
		options, _ = element["options"].([]any)
	}
	return []blockkit.Object{{"options": options}}
}

// boxes are checkboxes or radio buttons, and multi-selects, which are drawn as a list of boxes.
func (s surface) boxes(c control) string {
	kind, class := "checkbox", ""
	if c.element.Text("type") == "radio_buttons" {
		kind = "radio"
	}
	if strings.HasPrefix(c.element.Text("type"), "multi_") {
		class = "multi"
	}
	chosen := chosenValues(c.element.Text("type"), c.state)
	name := esc(c.name)
	var b strings.Builder
	fmt.Fprintf(&b, `<fieldset class="%s" %s %s%s>`, class, c.naming, c.attributes, s.confirmation(c.element))
	for _, group := range s.groups(c.element) {
		if label := group.Object("label"); label != nil {
			b.WriteString(`<small>` + s.text(label) + `</small>`)
		}
		for _, option := range group.List("options") {
			checked := ""
			if chosen[option.Text("value")] {
				checked = " checked"
			}
			fmt.Fprintf(&b, `<label class="check"><input type="%s" name="%s" value="%s"%s> <span>%s%s</span></label>`, kind, name, esc(option.Text("value")), checked, s.text(option.Object("text")), described(s, option))
		}
	}
	return b.String() + `</fieldset>`
}

// typeahead is a text input whose list the app supplies while one types; the script fills it.
func (s surface) typeahead(c control) string {
	minimum := "3" // Slack's default min_query_length
	if n, ok := c.element.Int("min_query_length"); ok {
		minimum = fmt.Sprint(n)
	}
	chips, shown, value := "", "", ""
	if c.element.Text("type") == "multi_external_select" {
		var held []choice
		for _, option := range listOf(c.state["selected_options"]) {
			held = append(held, choice{option.Text("value"), option.Object("text").Text("text")})
		}
		chips = s.chips(held)
	} else if chosen := c.state.Object("selected_option"); chosen != nil {
		shown, value = chosen.Object("text").Text("text"), chosen.Text("value")
	}
	list := esc("list-" + c.name)
	return fmt.Sprintf(`<div class="typeahead">%s<input type="text" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="%s" autocomplete="off" placeholder="%s" value="%s" data-value="%s" data-minimum="%s" %s %s><ul role="listbox" id="%s" %s popover="manual"></ul></div>`,
		chips, list, esc(cmp.Or(c.element.Object("placeholder").Text("text"), s.words.Search)), esc(shown), esc(value), minimum, c.naming, c.attributes, list, c.naming)
}

// chosenValues are the values a state holds.
func chosenValues(kind string, state blockkit.Object) map[string]bool {
	chosen := map[string]bool{}
	held := state[blockkit.ValueKey(kind)]
	list, many := held.([]any)
	if !many {
		list = []any{held}
	}
	for _, value := range list {
		switch v := value.(type) {
		case string:
			chosen[v] = true
		case blockkit.Object:
			chosen[v.Text("value")] = true
		}
	}
	return chosen
}

func listOf(value any) []blockkit.Object { return blockkit.Object{"list": value}.List("list") }

func (s surface) peopleOptions() []any {
	var options []any
	for _, user := range s.page.sandbox.Workspace().Users() {
		if !user.IsBot && !user.Deleted {
			options = append(options, optionOf(user.ID, user.RealName))
		}
	}
	return options
}

func (s surface) channelOptions() []any {
	var options []any
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
