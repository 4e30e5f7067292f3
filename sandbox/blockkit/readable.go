package blockkit

import (
	"encoding/json"
	"strings"
)

// Typed gives the maps inside a decoded object the named type.
func Typed(o Object) Object {
	typed, _ := objects(map[string]any(o)).(Object)
	return typed
}

// Readable is what a person can read in blocks, line by line, for searching
// and for printing in tests: texts, labels, options, cells and chart labels.
// Word joiners, which apps put around what must not format, are not seen.
func Readable(blocks []Object) string {
	var out strings.Builder
	for _, block := range blocks {
		read(&out, block)
	}
	return strings.ReplaceAll(out.String(), "\u2060", "")
}

// read gathers every shown string under a node. The order of the keys is the
// reading order; what is not named here is not shown.
func read(out *strings.Builder, node any) {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			read(out, item)
		}
	case Object:
		if node["type"] == "user" {
			out.WriteString("<@" + node.Text("user_id") + ">\n")
		}
		for _, key := range []string{
			"title", "caption", "label", "name", "text", "fields", "value", "placeholder", "hint", "description", "elements", "element",
			"accessory", "rows", "chart", "segments", "axis_config", "categories", "series", "data", "options", "option_groups",
			"initial_value", "alt_text", "x_label", "y_label", "actions", "subtitle", "body", "subtext", "url",
			"rich_text_title", "child_blocks", "items", "block", "tasks", "details", "output", "sources",
		} {
			inner, ok := node[key]
			if !ok {
				continue
			}
			_, isText := inner.(string)
			_, isNumber := inner.(json.Number)
			if key == "value" && !isNumber || key == "url" && node["type"] != "link" {
				continue // values of buttons and options are not shown
			}
			if key == "text" && isText || !isText {
				read(out, inner)
				continue
			}
			out.WriteString(inner.(string) + "\n")
		}
	case string:
		out.WriteString(node + "\n")
	case json.Number:
		out.WriteString(node.String() + "\n")
	}
}

// Shown is a state value as a person sees it: text, an option's label, an id
// or a date; several are joined by ", ".
func Shown(state Object) string {
	return shown(state[stateful[state.Text("type")].key])
}

func shown(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case Object:
		if label := value.Object("text"); label != nil {
			return label.Text("text")
		}
		return strings.TrimSpace(Readable([]Object{value}))
	case []any:
		parts := make([]string, len(value))
		for i, item := range value {
			parts[i] = shown(item)
		}
		return strings.Join(parts, ", ")
	}
	return ""
}
