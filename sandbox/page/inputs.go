package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// input draws an input block: label, element, hint, and the error at it.
func (s surface) input(block blockkit.Object) string {
	id := block.Text("block_id")
	field := esc(s.fieldID(id))
	var b strings.Builder
	optional := ""
	if block.Bool("optional") {
		optional = ` <small>(` + esc(s.words.Optional) + `)</small>`
	}
	fmt.Fprintf(&b, `<label for="%s" id="%s-label">%s%s</label>`, field, field, s.text(block.Object("label")), optional)
	b.WriteString(s.element(block, block.Object("element")))
	if hint := block.Object("hint"); hint != nil {
		fmt.Fprintf(&b, `<small class="hint" id="%s-hint">%s</small>`, field, s.text(hint))
	}
	if text := s.view.Errors[id]; text != "" {
		fmt.Fprintf(&b, `<p class="error" role="alert" id="%s-error">%s</p>`, field, esc(text))
	}
	return b.String()
}

func (s surface) fieldID(block string) string {
	return "field-" + cmp.Or(s.view.ID, s.message.TS) + "-" + block
}

// place is the data attributes by which the script says where something was pressed.
func (s surface) place() string {
	if s.view.ID != "" {
		return fmt.Sprintf(`data-view="%s"`, esc(s.view.ID))
	}
	return fmt.Sprintf(`data-channel-id="%s" data-ts="%s"`, esc(s.message.Channel), esc(s.message.TS))
}

// control is an interactive element as it is to be drawn.
type control struct {
	element, state blockkit.Object
	name           string // its own in the page: another block may have an element with the same action_id
	// attributes tell the script what it is and where; naming is its accessible name, for what a <label> cannot reach.
	attributes, naming string
}

// element draws an interactive element. Those of input blocks are read when the form is submitted; the others tell the
// app as soon as they are used.
func (s surface) element(block, element blockkit.Object) string {
	id := block.Text("block_id")
	c := control{element: element, state: s.values[id][element.Text("action_id")], name: s.fieldID(id + "-" + element.Text("action_id"))}
	c.attributes = fmt.Sprintf(`%s data-block="%s" data-action="%s" data-type="%s"`, s.place(), esc(id), esc(element.Text("action_id")), esc(element.Text("type")))
	if block.Text("type") == "input" {
		field := esc(s.fieldID(id))
		c.naming = fmt.Sprintf(`aria-labelledby="%s-label"`, field)
		c.attributes += fmt.Sprintf(` id="%s" data-field`, field)
		described := ""
		if block.Bool("dispatch_action") {
			c.attributes += ` data-dispatch`
		}
		if element.Bool("focus_on_load") {
			c.attributes += ` data-focus`
		}
		if !block.Bool("optional") {
			c.attributes += ` aria-required="true"`
		}
		if block.Object("hint") != nil {
			described = field + "-hint"
		}
		if s.view.Errors[id] != "" {
			c.attributes += ` aria-invalid="true"`
			described += " " + field + "-error"
		}
		if described != "" {
			c.attributes += ` aria-describedby="` + strings.TrimSpace(described) + `"`
		}
	} else {
		c.attributes += ` data-use`
		c.naming = fmt.Sprintf(`aria-label="%s"`, esc(cmp.Or(element.Object("placeholder").Text("text"), s.words.Choose)))
	}
	if draw, known := elementDrawers[element.Text("type")]; known {
		return draw(s, c)
	}
	return `<code>` + esc(element.Text("type")) + `</code>`
}

var elementDrawers = map[string]func(surface, control) string{
	"button":                     surface.button,
	"icon_button":                surface.button,
	"workflow_button":            surface.button,
	"feedback_buttons":           surface.feedback,
	"overflow":                   surface.overflow,
	"image":                      func(s surface, c control) string { return s.image(c.element) },
	"plain_text_input":           surface.textInput,
	"rich_text_input":            surface.textInput,
	"email_text_input":           surface.textInput,
	"url_text_input":             surface.textInput,
	"number_input":               surface.textInput,
	"datepicker":                 surface.picker,
	"timepicker":                 surface.picker,
	"datetimepicker":             surface.picker,
	"static_select":              surface.choice,
	"users_select":               surface.choice,
	"channels_select":            surface.choice,
	"conversations_select":       surface.choice,
	"multi_static_select":        surface.boxes,
	"multi_users_select":         surface.boxes,
	"multi_channels_select":      surface.boxes,
	"multi_conversations_select": surface.boxes,
	"checkboxes":                 surface.boxes,
	"radio_buttons":              surface.boxes,
	"external_select":            surface.typeahead,
	"multi_external_select":      surface.typeahead,
	"file_input":                 surface.fileInput,
}

// confirmation is the dialog an element asks for first, drawn, in an attribute.
func (s surface) confirmation(element blockkit.Object) string {
	asked := element.Object("confirm")
	if asked == nil {
		return ""
	}
	drawn := fmt.Sprintf(`<header><h2 id="confirm-title">%s</h2></header><div class="fieldset">%s</div><footer><button type="button" value="deny">%s</button><button type="button" value="confirm" class="%s">%s</button></footer>`,
		s.text(asked.Object("title")), s.text(asked.Object("text")), s.text(asked.Object("deny")), esc(cmp.Or(asked.Text("style"), "primary")), s.text(asked.Object("confirm")))
	return ` data-confirm="` + esc(drawn) + `"`
}

func (s surface) button(c control) string {
	label, name := s.text(c.element.Object("text")), ""
	if told := c.element.Text("accessibility_label"); told != "" {
		name = ` aria-label="` + esc(told) + `"`
	}
	if c.element.Text("type") == "icon_button" {
		label = "🗑 " + label
	}
	drawn := fmt.Sprintf(`<button type="button" class="%s" %s%s%s>%s</button>`, esc(cmp.Or(c.element.Text("style"), "plain")), c.attributes, name, s.confirmation(c.element), label)
	if link := c.element.Text("url"); link != "" { // pressed, it tells the app and goes there
		drawn = strings.Replace(drawn, "<button ", `<button data-url="`+esc(safeLink(link))+`" `, 1)
	}
	return drawn
}

func (s surface) feedback(c control) string {
	var b strings.Builder
	for _, side := range []string{"positive", "negative"} {
		button := c.element.Object(side + "_button")
		fmt.Fprintf(&b, `<button type="button" %s data-value="%s" aria-label="%s">%s</button>`, c.attributes, side,
			esc(cmp.Or(button.Text("accessibility_label"), button.Object("text").Text("text"))), s.text(button.Object("text")))
	}
	return b.String()
}

func (s surface) overflow(c control) string {
	var items strings.Builder
	for _, option := range c.element.List("options") {
		target := ""
		if link := option.Text("url"); link != "" {
			target = ` data-url="` + esc(safeLink(link)) + `"`
		}
		fmt.Fprintf(&items, `<button type="button" role="menuitem" %s data-value="%s"%s%s>%s%s</button>`, c.attributes, esc(option.Text("value")), target,
			s.confirmation(c.element), s.text(option.Object("text")), described(s, option))
	}
	return menu("⋯", s.words.More, items.String())
}

func described(s surface, option blockkit.Object) string {
	if text := option.Object("description"); text != nil {
		return " <small>" + s.text(text) + "</small>"
	}
	return ""
}

// textInput is the browser's own input; the limits are the sandbox's to check, as Slack's client does.
func (s surface) textInput(c control) string {
	value := c.state.Text("value")
	if rich := c.state.Object("rich_text_value"); rich != nil {
		value = strings.TrimSpace(blockkit.Readable([]blockkit.Object{rich}))
	}
	placeholder := esc(c.element.Object("placeholder").Text("text"))
	if c.element.Bool("multiline") || c.element.Text("type") == "rich_text_input" {
		return fmt.Sprintf(`<textarea rows="4" placeholder="%s" %s>`+"\n"+`%s</textarea>`, placeholder, c.attributes, esc(value))
	}
	mode := map[string]string{"email_text_input": "email", "url_text_input": "url", "number_input": "decimal"}[c.element.Text("type")]
	return fmt.Sprintf(`<input type="text" inputmode="%s" autocomplete="off" placeholder="%s" value="%s" %s>`, cmp.Or(mode, "text"), placeholder, esc(value), c.attributes)
}

func (s surface) picker(c control) string {
	kind, value := "date", c.state.Text("selected_date")
	switch c.element.Text("type") {
	case "timepicker":
		kind, value = "time", c.state.Text("selected_time")
	case "datetimepicker":
		kind = "datetime-local"
		if seconds, ok := c.state["selected_date_time"].(json.Number); ok {
			if unix, err := seconds.Int64(); err == nil {
				value = time.Unix(unix, 0).In(s.zone).Format("2006-01-02T15:04")
			}
		}
	}
	// The script counts in the person's zone, not the browser's.
	return fmt.Sprintf(`<input type="%s" value="%s" data-zone="%s" %s %s>`, kind, esc(value), esc(s.user.TZ), c.naming, c.attributes)
}

// fileInput takes files; the script brings them to the workspace and keeps their ids.
func (s surface) fileInput(c control) string {
	var held []choice
	for _, file := range listOf(c.state["files"]) {
		held = append(held, choice{file.Text("id"), file.Text("name")})
	}
	most, limited := c.element.Int("max_files")
	multiple := " multiple"
	if limited && most == 1 {
		multiple = ""
	}
	accept := ""
	if kinds := c.element.Strings("filetypes"); len(kinds) > 0 {
		accept = ` accept=".` + esc(strings.Join(kinds, ",.")) + `"`
	}
	return fmt.Sprintf(`<div class="files" role="group" %s %s>%s<label class="add"><span>📎 %s</span><input type="file"%s%s></label></div>`, c.naming, c.attributes, s.chips(held), esc(s.words.AddFiles), multiple, accept)
}

// chips are what was chosen, each with a button to take it off.
func (s surface) chips(held []choice) string {
	var b strings.Builder
	b.WriteString(`<ul class="chips">`)
	for _, one := range held {
		fmt.Fprintf(&b, `<li data-value="%s">%s <button type="button" class="quiet" data-unchip aria-label="%s %s">✕</button></li>`, esc(one.Does), esc(one.Says), esc(s.words.Remove), esc(one.Says))
	}
	return b.String() + `</ul>`
}
