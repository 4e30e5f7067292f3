package blockkit

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

type (
	o = map[string]any
	l = []any
)

func chars(n int) string { return strings.Repeat("字", n) }
func address(n int) string {
	return "https://x.example/" + strings.Repeat("a", max(0, n-len("https://x.example/")))
}
func pt(text string) o { return o{"type": "plain_text", "text": text} }

func many(n int, item func(i int) any) l {
	items := l{}
	for i := range n {
		items = append(items, item(i))
	}
	return items
}

func same(item any) func(int) any { return func(int) any { return item } }
func opt(i int) any               { return o{"text": pt("o"), "value": strconv.Itoa(i)} }
func divider(int) any             { return o{"type": "divider"} }
func message(blocks ...any) (Surface, any) {
	return Message, l(blocks)
}

func sectionWith(element o) (Surface, any) {
	return message(o{"type": "section", "text": pt("t"), "accessory": element})
}

func inputWith(element o) (Surface, any) {
	return Modal, view(o{"blocks": l{o{"type": "input", "label": pt("l"), "element": element}}})
}

func view(more o) o {
	v := o{"type": "modal", "title": pt("t"), "submit": pt("s"), "blocks": l{}}
	for key, value := range more {
		v[key] = value
	}
	return v
}

func button(more o) (Surface, any) {
	b := o{"type": "button", "text": pt("b"), "action_id": "a"}
	for key, value := range more {
		b[key] = value
	}
	return sectionWith(b)
}

func withConfirm(key string, value any) (Surface, any) {
	c := o{"title": pt("t"), "text": pt("t"), "confirm": pt("y"), "deny": pt("n")}
	c[key] = value
	return button(o{"confirm": c})
}

func selectWith(key string, value any) (Surface, any) {
	s := o{"type": "static_select", "options": many(1, opt)}
	if key == "option_groups" {
		delete(s, "options")
	}
	s[key] = value
	return inputWith(s)
}

func optionWith(key string, value any) (Surface, any) {
	option := o{"text": pt("o"), "value": "v"}
	option[key] = value
	return selectWith("options", l{option})
}
func group(label string) o { return o{"label": pt(label), "options": many(1, opt)} }
func chart(title string, kind o) o {
	return o{"type": "data_visualization", "title": title, "chart": kind}
}

func pie(n int, label string) o {
	return o{"type": "pie", "segments": many(n, same(o{"label": label, "value": 1}))}
}

func bar(series, categories int, axis o) o {
	config := o{"categories": many(categories, func(i int) any { return fmt.Sprint("c", i) })}
	for key, value := range axis {
		config[key] = value
	}
	return o{"type": "bar", "axis_config": config, "series": many(series, func(i int) any {
		return o{"name": fmt.Sprint("s", i), "data": many(categories, func(j int) any { return o{"label": fmt.Sprint("c", j), "value": -1.5} })}
	})}
}

func rows(n, columns int) l {
	return many(n, same(many(columns, same(o{"type": "raw_text", "text": "x"}))))
}

// built makes, for each rule, something that is n long, many or large there
// and fine everywhere else.
var built = map[Rule]func(n int) (Surface, any){
	MessageBlocks: func(n int) (Surface, any) { return Message, many(n, divider) },
	MessageChars: func(n int) (Surface, any) { // tables and the like have limits of their own
		blocks, around := l{o{"type": "markdown", "text": chars(12_000)}}, len(`{"text":{"text":"","type":"plain_text"},"type":"section"}`)
		for n > 3_000 {
			blocks, n = append(blocks, o{"type": "section", "text": pt(chars(2_000))}), n-around-2_000
		}
		return Message, append(blocks, o{"type": "section", "text": pt(chars(max(1, n-around)))})
	},
	ViewBlocks: func(n int) (Surface, any) { return Modal, view(o{"blocks": many(n, divider)}) },
	ViewBytes: func(n int) (Surface, any) {
		v := view(o{"blocks": many(84, func(i int) any {
			return o{"type": "section", "block_id": fmt.Sprintf("b%03d", i), "text": pt(strings.Repeat("x", 2890))}
		})})
		v["private_metadata"] = ""
		encoded, _ := json.Marshal(v)
		v["private_metadata"] = strings.Repeat("x", max(0, n-len(encoded)))
		return Modal, v
	},
	BlockID:         func(n int) (Surface, any) { return message(o{"type": "divider", "block_id": chars(n)}) },
	ActionID:        func(n int) (Surface, any) { return button(o{"action_id": chars(n)}) },
	TextObject:      func(n int) (Surface, any) { return message(o{"type": "context", "elements": l{pt(chars(n))}}) },
	HeaderText:      func(n int) (Surface, any) { return message(o{"type": "header", "text": pt(chars(n))}) },
	SectionText:     func(n int) (Surface, any) { return message(o{"type": "section", "text": pt(chars(n))}) },
	SectionField:    func(n int) (Surface, any) { return message(o{"type": "section", "fields": l{pt(chars(n))}}) },
	SectionFields:   func(n int) (Surface, any) { return message(o{"type": "section", "fields": many(n, same(pt("f")))}) },
	ContextElements: func(n int) (Surface, any) { return message(o{"type": "context", "elements": many(n, same(pt("c")))}) },
	ActionsElements: func(n int) (Surface, any) {
		return message(o{"type": "actions", "elements": many(n, func(i int) any {
			return o{"type": "button", "text": pt("b"), "action_id": fmt.Sprint(i)}
		})})
	},
	InputLabel: func(n int) (Surface, any) {
		return Modal, view(o{"blocks": l{o{"type": "input", "label": pt(chars(n)), "element": o{"type": "plain_text_input"}}}})
	},
	InputHint: func(n int) (Surface, any) {
		return Modal, view(o{"blocks": l{o{"type": "input", "label": pt("l"), "hint": pt(chars(n)), "element": o{"type": "plain_text_input"}}}})
	},
	ImageAlt: func(n int) (Surface, any) {
		return message(o{"type": "image", "image_url": address(0), "alt_text": chars(n)})
	},
	ImageTitle: func(n int) (Surface, any) {
		return message(o{"type": "image", "image_url": address(0), "alt_text": "a", "title": pt(chars(n))})
	},
	ImageURL: func(n int) (Surface, any) {
		return message(o{"type": "image", "image_url": address(n), "alt_text": "a"})
	},
	Placeholder:   func(n int) (Surface, any) { return selectWith("placeholder", pt(chars(n))) },
	ButtonText:    func(n int) (Surface, any) { return button(o{"text": pt(chars(n))}) },
	ButtonValue:   func(n int) (Surface, any) { return button(o{"value": chars(n)}) },
	ButtonURL:     func(n int) (Surface, any) { return button(o{"url": address(n)}) },
	ButtonLabel:   func(n int) (Surface, any) { return button(o{"accessibility_label": chars(n)}) },
	SelectOptions: func(n int) (Surface, any) { return selectWith("options", many(n, opt)) },
	SelectGroups:  func(n int) (Surface, any) { return selectWith("option_groups", many(n, same(group("g")))) },
	GroupLabel:    func(n int) (Surface, any) { return selectWith("option_groups", l{group(chars(n))}) },
	OptionText:    func(n int) (Surface, any) { return optionWith("text", pt(chars(n))) },
	OptionValue:   func(n int) (Surface, any) { return optionWith("value", chars(n)) },
	OptionDesc:    func(n int) (Surface, any) { return optionWith("description", pt(chars(n))) },
	OptionURL: func(n int) (Surface, any) {
		return sectionWith(o{"type": "overflow", "options": l{o{"text": pt("o"), "value": "v", "url": address(n)}}})
	},
	CheckboxOptions: func(n int) (Surface, any) { return sectionWith(o{"type": "checkboxes", "options": many(n, opt)}) },
	RadioOptions:    func(n int) (Surface, any) { return sectionWith(o{"type": "radio_buttons", "options": many(n, opt)}) },
	OverflowOptions: func(n int) (Surface, any) { return sectionWith(o{"type": "overflow", "options": many(n, opt)}) },
	MaxSelected: func(n int) (Surface, any) {
		return sectionWith(o{"type": "multi_users_select", "max_selected_items": n})
	},
	ConfirmTitle:    func(n int) (Surface, any) { return withConfirm("title", pt(chars(n))) },
	ConfirmText:     func(n int) (Surface, any) { return withConfirm("text", pt(chars(n))) },
	ConfirmButton:   func(n int) (Surface, any) { return withConfirm("deny", pt(chars(n))) },
	TextInitial:     func(n int) (Surface, any) { return inputWith(o{"type": "plain_text_input", "initial_value": chars(n)}) },
	TextMinLength:   func(n int) (Surface, any) { return inputWith(o{"type": "plain_text_input", "min_length": n}) },
	TextMaxLength:   func(n int) (Surface, any) { return inputWith(o{"type": "plain_text_input", "max_length": n}) },
	FileCount:       func(n int) (Surface, any) { return inputWith(o{"type": "file_input", "max_files": n}) },
	ModalTitle:      func(n int) (Surface, any) { return Modal, view(o{"title": pt(chars(n))}) },
	ModalSubmit:     func(n int) (Surface, any) { return Modal, view(o{"submit": pt(chars(n))}) },
	ModalClose:      func(n int) (Surface, any) { return Modal, view(o{"close": pt(chars(n))}) },
	PrivateMetadata: func(n int) (Surface, any) { return Modal, view(o{"private_metadata": chars(n)}) },
	CallbackID:      func(n int) (Surface, any) { return Modal, view(o{"callback_id": chars(n)}) },
	ExternalID:      func(n int) (Surface, any) { return Modal, view(o{"external_id": chars(n)}) },
	MarkdownText: func(n int) (Surface, any) {
		if n < 2 {
			return message(o{"type": "markdown", "text": chars(n)})
		}
		return message(o{"type": "markdown", "text": chars(n - 1)}, o{"type": "markdown", "text": "x"})
	},
	TableRows:        func(n int) (Surface, any) { return message(o{"type": "table", "rows": rows(n, 1)}) },
	TableColumns:     func(n int) (Surface, any) { return message(o{"type": "table", "rows": rows(1, n)}) },
	TablesPerMessage: func(n int) (Surface, any) { return Message, many(n, same(o{"type": "table", "rows": rows(1, 1)})) },
	DataTableRows: func(n int) (Surface, any) {
		return message(o{"type": "data_table", "caption": "c", "rows": rows(n, 1)})
	},
	DataTableColumns: func(n int) (Surface, any) {
		return message(o{"type": "data_table", "caption": "c", "rows": rows(1, n)})
	},
	DataTablePage: func(n int) (Surface, any) {
		return message(o{"type": "data_table", "caption": "c", "rows": rows(1, 1), "page_size": n})
	},
	ChartTitle:       func(n int) (Surface, any) { return message(chart(chars(n), pie(1, "a"))) },
	ChartsPerMessage: func(n int) (Surface, any) { return Message, many(n, same(chart("c", pie(1, "a")))) },
	ChartSegments:    func(n int) (Surface, any) { return message(chart("c", pie(n, "a"))) },
	ChartSeries:      func(n int) (Surface, any) { return message(chart("c", bar(n, 1, nil))) },
	ChartCategories:  func(n int) (Surface, any) { return message(chart("c", bar(1, n, nil))) },
	ChartLabel:       func(n int) (Surface, any) { return message(chart("c", pie(1, chars(n)))) },
	ChartAxisLabel:   func(n int) (Surface, any) { return message(chart("c", bar(1, 1, o{"y_label": chars(n)}))) },
	FocusOnLoad: func(n int) (Surface, any) {
		return Modal, view(o{"blocks": many(max(n, 1), func(i int) any {
			return o{"type": "input", "label": pt("l"), "element": o{"type": "plain_text_input", "focus_on_load": i < n}}
		})})
	},
}

// checked runs what was built through JSON and the validator.
func checked(t *testing.T, build func(int) (Surface, any), n int) []Problem {
	t.Helper()
	surface, value := build(n)
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if surface == Message {
		return ValidateMessage(encoded)
	}
	return ValidateView(encoded)
}

func TestEveryLimitJustInsideAndJustOutside(t *testing.T) {
	for rule, limit := range Limits {
		t.Run(string(rule), func(t *testing.T) {
			build, ok := built[rule]
			if !ok {
				t.Fatal("no test is built for this rule")
			}
			if limit.Page == "" {
				t.Error("no documentation page")
			}
			if limit.Max < 1<<20 {
				if problems := checked(t, build, limit.Max); len(problems) != 0 {
					t.Errorf("%d is refused: %v", limit.Max, problems[0])
				}
				if problems := checked(t, build, limit.Max+1); len(problems) == 0 {
					t.Errorf("%d is accepted", limit.Max+1)
				}
			}
			if limit.Min > 0 && !strings.Contains(string(rule), "url") {
				if problems := checked(t, build, limit.Min); len(problems) != 0 {
					t.Errorf("%d is refused: %v", limit.Min, problems[0])
				}
				if problems := checked(t, build, limit.Min-1); len(problems) == 0 {
					t.Errorf("%d is accepted", limit.Min-1)
				}
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct {
		json, pointer, message string
	}{
		"unknown block":      {`[{"type":"blink"}]`, "/0/type", "unsupported type: blink"},
		"no type":            {`[{}]`, "/0", "missing required field: type"},
		"extra property":     {`[{"type":"divider","text":"x"}]`, "/0", "invalid additional property: text"},
		"double block_id":    {`[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, "/1/block_id", "must be unique: a"},
		"empty section":      {`[{"type":"section"}]`, "/0", "missing required field: text"},
		"mrkdwn header":      {`[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, "/0/text/type", "must be one of: [plain_text]"},
		"input as accessory": {`[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"plain_text_input"}}]`, "/0/accessory/type", "unsupported type: plain_text_input"},
		"double action_id": {
			`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a"},{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a"}]}]`,
			"/0/elements/1/action_id", "must be unique within its block: a",
		},
		"foreign initial option": {
			`[{"type":"actions","elements":[{"type":"static_select","options":[{"text":{"type":"plain_text","text":"x"},"value":"1"}],"initial_option":{"text":{"type":"plain_text","text":"y"},"value":"1"}}]}]`,
			"/0/elements/0/initial_option", "must exactly match one of the options",
		},
		"bad url":   {`[{"type":"image","image_url":"no url","alt_text":"x"}]`, "/0/image_url", "invalid url"},
		"bad style": {`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"style":"loud"}]}]`, "/0/elements/0/style", "must be one of: [primary danger]"},
		"file_input in a message": {
			`[{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"file_input"}}]`, "/0/element/type", "unsupported type: file_input",
		},
		"empty rich text": {
			`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]`, "/0/elements/0/elements/0/text", "must be more than 0 characters",
		},
		"rich text of an unknown kind": {
			`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"txt","text":"x"}]}]}]`, "/0/elements/0/elements/0/type", "unsupported type: txt",
		},
		"rich text list without style": {
			`[{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[]}]}]`, "/0/elements/0", "missing required field: style",
		},
		"plain text in a rich cell": {
			`[{"type":"table","rows":[[{"type":"rich_text","elements":[{"type":"text","text":"x"}]}]]}]`, "/0/rows/0/0/elements/0/type", "unsupported type: text",
		},
		"pie of nothing": {
			`[{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[{"label":"a","value":0}]}}]`, "/0/chart/segments/0/value", "must be greater than 0",
		},
		"series out of order": {
			`[{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":["a","b"]},"series":[{"name":"s","data":[{"label":"b","value":1},{"label":"a","value":1}]}]}}]`,
			"/0/chart/series/0/data/0/label", `must be the category "a"`,
		},
		"series twice": {
			`[{"type":"data_visualization","title":"t","chart":{"type":"bar","axis_config":{"categories":["a"]},"series":[{"name":"s","data":[{"label":"a","value":1}]},{"name":"s","data":[{"label":"a","value":1}]}]}}]`,
			"/0/chart/series/1/name", "must be unique: s",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			problems := ValidateMessage([]byte(c.json))
			if len(problems) == 0 || problems[0].Pointer != c.pointer || problems[0].Message != c.message {
				t.Errorf("got %v, want %s at %s", problems, c.message, c.pointer)
			}
		})
	}
}

func TestLengthIsUTF16(t *testing.T) {
	if problems := ValidateMessage([]byte(`[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("😀", 75) + `"}}]`)); len(problems) != 0 {
		t.Errorf("150 code units: %v", problems)
	}
	if problems := ValidateMessage([]byte(`[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("😀", 76) + `"}}]`)); len(problems) == 0 {
		t.Error("152 code units are accepted")
	}
}

func TestViewRefusals(t *testing.T) {
	cases := map[string]struct{ json, want string }{
		"title":              {`{"type":"modal","title":{"type":"plain_text","text":"` + chars(25) + `"},"blocks":[]}`, "[ERROR] must be less than 25 characters [json-pointer:/title/text]"},
		"no submit":          {`{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"plain_text_input"}}]}`, "[ERROR] missing required field: submit (the view has input blocks) [json-pointer:]"},
		"markdown in modals": {`{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[{"type":"markdown","text":"x"}]}`, "[ERROR] unsupported type: markdown [json-pointer:/blocks/0/type]"},
		"no blocks":          {`{"type":"home"}`, "[ERROR] missing required field: blocks [json-pointer:]"},
	}
	for name, c := range cases {
		problems := ValidateView([]byte(c.json))
		if len(problems) != 1 || problems[0].String() != c.want {
			t.Errorf("%s: got %v, want %s", name, problems, c.want)
		}
	}
}

func TestMetadataIsFlat(t *testing.T) {
	for text, fine := range map[string]bool{
		`{"event_type":"x","event_payload":{"a":1,"b":"x","c":true,"d":{"e":1},"f":[1,{"g":2}]}}`: true,
		`{"event_type":"x","event_payload":{"d":{"e":{"f":1}}}}`:                                  false,
		`{"event_type":"x","event_payload":{"d":[[1]]}}`:                                          false,
		`{"event_type":"x"}`:   false,
		`{"event_payload":{}}`: false,
	} {
		value, err := Decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if problems := CheckMetadata(value.(Object)); (len(problems) == 0) != fine {
			t.Errorf("%s: %v", text, problems)
		}
	}
}

func FuzzValidate(f *testing.F) {
	for _, build := range built {
		_, value := build(2)
		encoded, _ := json.Marshal(value)
		if len(encoded) < 5000 {
			f.Add(encoded)
		}
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		ValidateMessage(data)
		ValidateView(data)
		if value, err := Decode(data); err == nil {
			blocks := Object{"b": value}.List("b")
			Readable(WithIDs(blocks, func() string { return "x" }))
			for _, placed := range Elements(blocks) {
				_, _ = Enter(placed.Element, "x", nil)
				CheckEntries(blocks, map[string]map[string]Object{placed.BlockID: {placed.ActionID(): InitialState(placed.Element)}})
			}
		}
	})
}
