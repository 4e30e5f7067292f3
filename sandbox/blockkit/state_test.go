package blockkit

import (
	"encoding/json"
	"reflect"
	"testing"
)

func parse(t *testing.T, text string) Object {
	t.Helper()
	value, err := Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return value.(Object)
}

const (
	optA = `{"text":{"type":"plain_text","text":"Alpha"},"value":"a"}`
	optB = `{"text":{"type":"plain_text","text":"Beta"},"value":"b"}`
)

// TestStates holds every element's untouched and entered state to the JSON
// Slack sends.
func TestStates(t *testing.T) {
	cases := []struct {
		element, untouched string
		entered            any
		state              string
	}{
		{`{"type":"plain_text_input"}`, `{"type":"plain_text_input","value":null}`, "你好", `{"type":"plain_text_input","value":"你好"}`},
		{`{"type":"plain_text_input","initial_value":"i"}`, `{"type":"plain_text_input","value":"i"}`, "", `{"type":"plain_text_input","value":null}`},
		{`{"type":"number_input"}`, `{"type":"number_input","value":null}`, 12, `{"type":"number_input","value":"12"}`},
		{`{"type":"email_text_input"}`, `{"type":"email_text_input","value":null}`, "a@b.c", `{"type":"email_text_input","value":"a@b.c"}`},
		{`{"type":"datepicker","initial_date":"2026-01-02"}`, `{"type":"datepicker","selected_date":"2026-01-02"}`, nil, `{"type":"datepicker","selected_date":null}`},
		{`{"type":"timepicker","timezone":"Asia/Shanghai"}`, `{"type":"timepicker","selected_time":null,"timezone":"Asia/Shanghai"}`, "18:30", `{"type":"timepicker","selected_time":"18:30","timezone":"Asia/Shanghai"}`},
		{`{"type":"datetimepicker"}`, `{"type":"datetimepicker","selected_date_time":null}`, json.Number("1795500000"), `{"type":"datetimepicker","selected_date_time":1795500000}`},
		{`{"type":"static_select","options":[` + optA + `,` + optB + `],"initial_option":` + optB + `}`, `{"type":"static_select","selected_option":` + optB + `}`, "Alpha", `{"type":"static_select","selected_option":` + optA + `}`},
		{`{"type":"radio_buttons","options":[` + optA + `]}`, `{"type":"radio_buttons","selected_option":null}`, "a", `{"type":"radio_buttons","selected_option":` + optA + `}`},
		{`{"type":"checkboxes","options":[` + optA + `,` + optB + `]}`, `{"type":"checkboxes","selected_options":[]}`, []string{"a", "Beta"}, `{"type":"checkboxes","selected_options":[` + optA + `,` + optB + `]}`},
		{`{"type":"multi_static_select","option_groups":[{"label":{"type":"plain_text","text":"g"},"options":[` + optA + `]}]}`, `{"type":"multi_static_select","selected_options":[]}`, "a", `{"type":"multi_static_select","selected_options":[` + optA + `]}`},
		{`{"type":"users_select","initial_user":"U1"}`, `{"type":"users_select","selected_user":"U1"}`, "U2", `{"type":"users_select","selected_user":"U2"}`},
		{`{"type":"multi_users_select"}`, `{"type":"multi_users_select","selected_users":[]}`, []any{"U1"}, `{"type":"multi_users_select","selected_users":["U1"]}`},
		{`{"type":"channels_select"}`, `{"type":"channels_select","selected_channel":null}`, "C1", `{"type":"channels_select","selected_channel":"C1"}`},
		{`{"type":"conversations_select"}`, `{"type":"conversations_select","selected_conversation":null}`, "C1", `{"type":"conversations_select","selected_conversation":"C1"}`},
		{`{"type":"multi_conversations_select"}`, `{"type":"multi_conversations_select","selected_conversations":[]}`, nil, `{"type":"multi_conversations_select","selected_conversations":[]}`},
	}
	for _, c := range cases {
		element := parse(t, c.element)
		sameJSON(t, c.element, InitialState(element), c.untouched)
		state, err := Enter(element, c.entered, nil)
		if err != nil {
			t.Errorf("%s: %v", c.element, err)
			continue
		}
		sameJSON(t, c.element, state, c.state)
	}
}

func TestWhatCannotBeEntered(t *testing.T) {
	for element, entered := range map[string]any{
		`{"type":"static_select","options":[` + optA + `]}`: "Gamma",
		`{"type":"checkboxes","options":[` + optA + `]}`:    []any{"Gamma"},
		`{"type":"datetimepicker"}`:                         "tomorrow",
		`{"type":"button"}`:                                 "x",
		`{"type":"plain_text_input"}`:                       []any{},
		`{"type":"multi_users_select"}`:                     7,
	} {
		if state, err := Enter(parse(t, element), entered, nil); err == nil {
			t.Errorf("%s took %v: %v", element, entered, state)
		}
	}
}

// TestEntriesTheClientRefuses: what never reaches the app.
func TestEntriesTheClientRefuses(t *testing.T) {
	cases := []struct {
		element string
		value   any
		fine    bool
	}{
		{`{"type":"plain_text_input","min_length":2,"max_length":3}`, "一", false},
		{`{"type":"plain_text_input","min_length":2,"max_length":3}`, "一二三", true},
		{`{"type":"plain_text_input","min_length":2,"max_length":3}`, "一二三四", false},
		{`{"type":"plain_text_input"}`, nil, false},
		{`{"type":"number_input","is_decimal_allowed":false}`, "1.5", false},
		{`{"type":"number_input","is_decimal_allowed":true,"min_value":"1","max_value":"2"}`, "1.5", true},
		{`{"type":"number_input","is_decimal_allowed":true,"min_value":"1"}`, "0.5", false},
		{`{"type":"number_input","is_decimal_allowed":true,"max_value":"1"}`, "1.5", false},
		{`{"type":"number_input","is_decimal_allowed":true}`, "many", false},
		{`{"type":"email_text_input"}`, "nobody", false},
		{`{"type":"email_text_input"}`, "a@example.com", true},
		{`{"type":"url_text_input"}`, "example.com", false},
		{`{"type":"url_text_input"}`, "https://example.com", true},
		{`{"type":"datepicker"}`, "2026-13-01", false},
		{`{"type":"timepicker"}`, "25:00", false},
		{`{"type":"multi_users_select","max_selected_items":1}`, []any{"U1", "U2"}, false},
		{`{"type":"multi_users_select"}`, nil, false},
	}
	for _, c := range cases {
		element := parse(t, c.element).With("action_id", "a")
		state, err := Enter(element, c.value, nil)
		if err != nil {
			t.Fatal(err)
		}
		blocks := []Object{{"type": "input", "block_id": "b", "element": element}}
		wrong := CheckEntries(blocks, map[string]map[string]Object{"b": {"a": state}})
		if (len(wrong) == 0) != c.fine {
			t.Errorf("%s with %v: %v", c.element, c.value, wrong)
		}
		blocks[0]["optional"] = true
		if c.value == nil && len(CheckEntries(blocks, map[string]map[string]Object{"b": {"a": state}})) != 0 {
			t.Errorf("%s: an optional input is required", c.element)
		}
	}
}

func sameJSON(t *testing.T, what string, got Object, want string) {
	t.Helper()
	encoded, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if again := parse(t, string(encoded)); !reflect.DeepEqual(again, parse(t, want)) {
		t.Errorf("%s: got %s, want %s", what, encoded, want)
	}
}
